/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

static void
release(void *object)
{
    fn_transform_unref(object);
}

static void
repr(const struct value *self, struct text *out)
{
    text_printf(out, "Transform %s", fn_transform_name(self->object));
}

const struct type type_transform = {
    .name = "Transform",
    .help = "one step that pictures go through, as rand_pad and crop make it",
    .free = release,
    .repr = repr,
};
