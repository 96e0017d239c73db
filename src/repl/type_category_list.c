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
    category_list_repr(self->object, out);
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
    (void)repl;
    return value_category(self->object, fn_label_list_y(self->object, (int)index), err);
}

static struct value *
slice(struct repl *repl, struct value *self, int64_t first, int64_t step, int64_t count, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_category_list,
                             fn_label_list_slice(self->object, (int)first, (int)step, (int)count, err), err);
}

const struct type type_category_list = {
    .name = "CategoryList",
    .help = "the labels of pictures",
    .free = release,
    .repr = repr,
    .attributes = attributes,
    .n_attributes = 2,
    .length = length,
    .item = item,
    .slice = slice,
};
