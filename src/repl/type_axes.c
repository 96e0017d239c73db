/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

#include <stdlib.h>

static void
release(void *object)
{
    struct axes *axes = object;
    fn_image_unref(axes->image);
    free(axes->label);
    free(axes);
}

static void
repr(const struct value *self, struct text *out)
{
    const struct axes *axes = self->object;
    if (!axes->image) {
        text_add(out, "Axes (empty)");
        return;
    }
    text_add(out, "Axes of ");
    image_repr(axes->image, out);
}

const struct type type_axes = {
    .name = "Axes",
    .help = "one place of the grid that plot_multi draws; what is shown on it stands there",
    .free = release,
    .repr = repr,
};
