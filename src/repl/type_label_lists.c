/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

static void
release(void *object)
{
    fn_label_lists_unref(object);
}

static void
repr(const struct value *self, struct text *out)
{
    const struct fn_label_lists *lists = self->object;
    label_parts_repr("LabelLists", lists->train, lists->valid, out);
}

static struct fn_label_list *
train_of(const struct value *self)
{
    return ((const struct fn_label_lists *)self->object)->train;
}

static struct value *
get_train(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_label_list, fn_label_list_ref(train_of(self)), err);
}

static struct value *
get_valid(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    const struct fn_label_lists *lists = self->object;
    return value_object_take(&type_label_list, fn_label_list_ref(lists->valid), err);
}

static struct value *
get_test(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    (void)self;
    (void)err;
    return value_none();
}

static struct value *
get_path(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_path(fn_image_list_path(fn_label_list_x(train_of(self))), err);
}

static struct value *
get_c(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_int(fn_label_list_class_count(train_of(self)), err);
}

static struct value *
get_classes(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_classes(train_of(self), err);
}

static const struct attribute attributes[] = {
    {"train", "the pictures to learn from, with their labels", get_train},
    {"valid", "the pictures to be judged by, with their labels", get_valid},
    {"test", "None: there is no such part", get_test},
    {"path", "the folder they are in", get_path},
    {"c", "the number of classes", get_c},
    {"classes", "the names of the classes", get_classes},
};

const struct type type_label_lists = {
    .name = "LabelLists",
    .help = "labelled pictures, split into a train and a valid part",
    .stage = "ll",
    .free = release,
    .repr = repr,
    .attributes = attributes,
    .n_attributes = 6,
};
