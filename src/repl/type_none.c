/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "type.h"

static void
repr(const struct value *self, struct text *out)
{
    (void)self;
    text_add(out, "None");
}

const struct type type_none = {.name = "NoneType", .help = "nothing", .repr = repr};
