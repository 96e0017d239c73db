/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "type.h"

#include <stdlib.h>

/* What learn.summary() returns: a text whose lines are shown as they are, also without print. */
static void
summary_repr(const struct value *self, struct text *out)
{
    text_add(out, self->object);
}

const struct type type_summary = {
    .name = "Summary",
    .help = "the table that summary makes",
    .free = free,
    .repr = summary_repr,
};
