/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

#include <stdlib.h>
#include <string.h>

static void
release(void *object)
{
    fn_data_bunch_unref(object);
}

static void
repr(const struct value *self, struct text *out)
{
    label_parts_repr("ImageDataBunch", fn_data_bunch_train(self->object), fn_data_bunch_valid(self->object), out);
}

static struct value *
get_train_ds(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_label_list, fn_label_list_ref(fn_data_bunch_train(self->object)), err);
}

static struct value *
get_valid_ds(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_label_list, fn_label_list_ref(fn_data_bunch_valid(self->object)), err);
}

static struct value *
loader(struct value *self, bool valid, struct fn_error *err)
{
    struct data_loader *made = malloc(sizeof *made);
    if (!made)
        return fail_memory(err);
    *made = (struct data_loader){.data = fn_data_bunch_ref(self->object), .valid = valid};
    return value_object_take(&type_data_loader, made, err);
}

static struct value *
get_train_dl(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return loader(self, false, err);
}

static struct value *
get_valid_dl(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return loader(self, true, err);
}

static struct value *
get_path(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_path(fn_image_list_path(fn_label_list_x(fn_data_bunch_train(self->object))), err);
}

static struct value *
get_c(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_int(fn_label_list_class_count(fn_data_bunch_train(self->object)), err);
}

static struct value *
get_classes(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_classes(fn_data_bunch_train(self->object), err);
}

static struct value *
get_batch_size(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_int(fn_data_bunch_bs(self->object), err);
}

static struct value *
channel_values(const float *values, int count, struct fn_error *err)
{
    struct fn_tensor *tensor = fn_tensor_new(1, &count, err);
    if (tensor)
        memcpy(tensor->data, values, (size_t)count * sizeof *values);
    return value_object_take(&type_tensor, tensor, err);
}

static struct value *
get_stats(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    const struct fn_stats *stats = fn_data_bunch_stats(self->object);
    if (!stats)
        return value_none();
    struct value *mean = channel_values(stats->mean, stats->channels, err);
    return mean ? value_pair_take(mean, channel_values(stats->std, stats->channels, err), err) : NULL;
}

static const struct attribute attributes[] = {
    {"train_ds", "the labelled pictures to learn from", get_train_ds},
    {"valid_ds", "the labelled pictures to be judged by", get_valid_ds},
    {"train_dl", "the batches of the train part", get_train_dl},
    {"valid_dl", "the batches of the valid part", get_valid_dl},
    {"path", "the folder they are in", get_path},
    {"c", "the number of classes", get_c},
    {"classes", "the names of the classes", get_classes},
    {"batch_size", "pictures in a train batch", get_batch_size},
    {"stats", "(mean, std) of each channel, None before normalize", get_stats},
};

const struct type type_data_bunch = {
    .name = "DataBunch",
    .help = "labelled pictures in batches, as a model eats them",
    .stage = "data",
    .free = release,
    .repr = repr,
    .attributes = attributes,
    .n_attributes = sizeof attributes / sizeof *attributes,
};
