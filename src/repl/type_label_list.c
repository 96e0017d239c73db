/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

static void
release(void *object)
{
    fn_label_list_unref(object);
}

static void
repr(const struct value *self, struct text *out)
{
    label_list_repr(self->object, out);
}

static struct value *
get_x(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_image_list, fn_image_list_ref(fn_label_list_x(self->object)), err);
}

static struct value *
get_y(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_category_list, fn_label_list_ref(self->object), err);
}

static struct value *
get_items(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_items, fn_image_list_ref(fn_label_list_x(self->object)), err);
}

static struct value *
get_path(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_path(fn_image_list_path(fn_label_list_x(self->object)), err);
}

static struct value *
get_c(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_int(fn_label_list_class_count(self->object), err);
}

static struct value *
get_classes(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_classes(self->object, err);
}

static const struct attribute attributes[] = {
    {"x", "the pictures", get_x},
    {"y", "their labels", get_y},
    {"items", "the files, as a list of paths", get_items},
    {"path", "the folder they are in", get_path},
    {"c", "the number of classes", get_c},
    {"classes", "the names of the classes", get_classes},
};

static int64_t
length(const struct value *self)
{
    return fn_label_list_count(self->object);
}

static struct value *
item(struct repl *repl, struct value *self, int64_t index, struct fn_error *err)
{
    return value_labelled(repl, self->object, (int)index, err);
}

static struct value *
slice(struct repl *repl, struct value *self, int64_t first, int64_t step, int64_t count, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_label_list,
                             fn_label_list_slice(self->object, (int)first, (int)step, (int)count, err), err);
}

const struct type type_label_list = {
    .name = "LabelList",
    .help = "pictures with their labels and transforms; an item is (Image, Category)",
    .free = release,
    .repr = repr,
    .attributes = attributes,
    .n_attributes = 6,
    .length = length,
    .item = item,
    .slice = slice,
};
