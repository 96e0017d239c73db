/* SPDX-License-Identifier: MIT */
#include <fn/fn.h>

#include "config.h"

const char *
fn_version(void)
{
    return PACKAGE_VERSION;
}
