/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

static void
release(void *object)
{
    fn_item_lists_unref(object);
}

static void
repr(const struct value *self, struct text *out)
{
    const struct fn_item_lists *lists = self->object;
    text_add(out, "ItemLists;\n\nTrain: ");
    image_list_repr(lists->train, out);
    text_add(out, ";\n\nValid: ");
    image_list_repr(lists->valid, out);
    text_add(out, ";\n\nTest: None");
}

static struct value *
get_train(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    const struct fn_item_lists *lists = self->object;
    return value_object_take(&type_image_list, fn_image_list_ref(lists->train), err);
}

static struct value *
get_valid(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    const struct fn_item_lists *lists = self->object;
    return value_object_take(&type_image_list, fn_image_list_ref(lists->valid), err);
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
    const struct fn_item_lists *lists = self->object;
    return value_path(fn_image_list_path(lists->train), err);
}

static const struct attribute attributes[] = {
    {"train", "the pictures to learn from", get_train},
    {"valid", "the pictures to be judged by", get_valid},
    {"test", "None: there is no such part", get_test},
    {"path", "the folder they are in", get_path},
};

const struct type type_item_lists = {
    .name = "ItemLists",
    .help = "pictures split into a train and a valid part",
    .stage = "sd",
    .free = release,
    .repr = repr,
    .attributes = attributes,
    .n_attributes = 4,
};
