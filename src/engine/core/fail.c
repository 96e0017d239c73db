/* SPDX-License-Identifier: MIT */
#include "core/fail.h"

#include <stdio.h>

bool
fni_fail(struct fn_error *err, enum fn_error_kind kind, const char *format, ...)
{
    if (err) {
        va_list ap;
        err->kind = kind;
        va_start(ap, format);
        vsnprintf(err->message, sizeof err->message, format, ap);
        va_end(ap);
    }
    return false;
}

bool
fni_fail_memory(struct fn_error *err)
{
    return fni_fail(err, FN_ERROR_MEMORY, "out of memory");
}
