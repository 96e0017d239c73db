/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

#include <stdlib.h>

static void
release(void *object)
{
    struct data_loader *loader = object;
    fn_data_bunch_unref(loader->data);
    free(loader);
}

static int
batch_size(const struct value *self)
{
    const struct data_loader *loader = self->object;
    return loader->valid ? fn_data_bunch_val_bs(loader->data) : fn_data_bunch_bs(loader->data);
}

static int64_t
length(const struct value *self)
{
    const struct data_loader *loader = self->object;
    return loader->valid ? fn_data_bunch_valid_batches(loader->data) : fn_data_bunch_train_batches(loader->data);
}

static void
repr(const struct value *self, struct text *out)
{
    int batches = (int)length(self);
    text_printf(out, "DeviceDataLoader (%d batch%s of %d)", batches, batches == 1 ? "" : "es", batch_size(self));
}

static struct value *
get_batch_size(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_int(batch_size(self), err);
}

static struct value *
get_dataset(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    const struct data_loader *loader = self->object;
    struct fn_label_list *list = loader->valid ? fn_data_bunch_valid(loader->data) : fn_data_bunch_train(loader->data);
    return value_object_take(&type_label_list, fn_label_list_ref(list), err);
}

static const struct attribute attributes[] = {
    {"batch_size", "pictures in a batch", get_batch_size},
    {"dataset", "the labelled pictures that the batches are made of", get_dataset},
};

const struct type type_data_loader = {
    .name = "DeviceDataLoader",
    .help = "the batches of one part of a DataBunch; len() is their number",
    .free = release,
    .repr = repr,
    .attributes = attributes,
    .n_attributes = 2,
    .length = length,
};
