/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "type.h"

static void
repr(const struct value *self, struct text *out)
{
    text_add(out, self->truth ? "True" : "False");
}

const struct type type_bool = {.name = "bool", .help = "True or False", .repr = repr};
