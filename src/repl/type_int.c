/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "type.h"

static void
repr(const struct value *self, struct text *out)
{
    text_printf(out, "%" PRId64, self->integer);
}

const struct type type_int = {.name = "int", .help = "a whole number of 64 bits", .repr = repr};
