/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

/* The paths of an image list, made one at a time when they are asked for. Long lists are shortened, as NumPy does. */
enum { LONGEST = 1000, EDGE = 3 };

static void
release(void *object)
{
    fn_image_list_unref(object);
}

static struct value *
item(struct repl *repl, struct value *self, int64_t index, struct fn_error *err)
{
    (void)repl;
    return value_path(fn_image_list_item(self->object, (int)index), err);
}

static void
repr(const struct value *self, struct text *out)
{
    int count = fn_image_list_count(self->object);
    text_add(out, "[");
    for (int i = 0; i < count; i++) {
        if (i > 0)
            text_add(out, ",\n ");
        if (count > LONGEST && i == EDGE) {
            text_add(out, "...,\n ");
            i = count - EDGE;
        }
        struct value *path = value_path(fn_image_list_item(self->object, i), NULL);
        if (path)
            value_repr(path, out);
        else
            out->failed = true;
        value_unref(path);
    }
    text_add(out, "]");
}

static int64_t
length(const struct value *self)
{
    return fn_image_list_count(self->object);
}

static struct value *
slice(struct repl *repl, struct value *self, int64_t first, int64_t step, int64_t count, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_items, fn_image_list_slice(self->object, (int)first, (int)step, (int)count, err),
                             err);
}

const struct type type_items = {
    .name = "items",
    .help = "the paths of an ImageList",
    .free = release,
    .repr = repr,
    .length = length,
    .item = item,
    .slice = slice,
};
