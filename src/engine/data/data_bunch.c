/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/lanes.h"
#include "data/batch.h"
#include "data/bunch.h"

static const char *
item_path(const struct fn_label_list *list, int index)
{
    return fn_image_list_item(list->x, index);
}

/* {height, width} of an item as the model will see it. */
static bool
item_size(const struct fn_label_list *list, int index, int size[2], struct fn_error *err)
{
    const struct fni_pixels *pixels = &list->x->store->pixels[list->x->items[index]];
    struct fn_error why;

    if (fni_transforms_resize(list->steps, list->n_steps, (int[]){pixels->height, pixels->width}, size, &why))
        return true;
    return fni_fail(err, why.kind, "%s: %s", item_path(list, index), why.message);
}

/* The size of most items, if one size has the majority (Boyer and Moore 1981): so that of a single odd picture the
 * error names that one, even where it comes first. */
static bool
common_size(const struct fn_label_lists *lists, int common[2], struct fn_error *err)
{
    const struct fn_label_list *both[] = {lists->train, lists->valid};
    long long votes = 0;

    for (int part = 0; part < 2; part++) {
        for (int i = 0; i < both[part]->x->count; i++) {
            int size[2];
            if (!item_size(both[part], i, size, err))
                return false;
            if (votes == 0)
                memcpy(common, size, sizeof size);
            votes += size[0] == common[0] && size[1] == common[1] ? 1 : -1;
        }
    }
    return true;
}

static bool
check_sizes(const struct fn_label_lists *lists, const int common[2], struct fn_error *err)
{
    const struct fn_label_list *both[] = {lists->train, lists->valid};

    for (int part = 0; part < 2; part++) {
        for (int i = 0; i < both[part]->x->count; i++) {
            int size[2];
            if (!item_size(both[part], i, size, err))
                return false;
            if (size[0] != common[0] || size[1] != common[1])
                return fni_fail(err, FN_ERROR_INPUT, "databunch: %s is %d x %d%s, wanted %d x %d as the other images",
                                item_path(both[part], i), size[1], size[0],
                                both[part]->n_steps ? " after its transforms" : "", common[1], common[0]);
        }
    }
    return true;
}

static bool
decode_both(const struct fn_label_lists *lists, const struct fn_data_bunch_options *options, struct fn_error *err)
{
    const struct fn_image_list *train = lists->train->x, *valid = lists->valid->x;
    size_t n_train = (size_t)train->count, n_valid = (size_t)valid->count;
    int *items = malloc((n_train + n_valid) * sizeof *items);
    bool ok;

    if (!items)
        return fni_fail_memory(err);
    memcpy(items, train->items, n_train * sizeof *items);
    memcpy(items + n_train, valid->items, n_valid * sizeof *items);
    ok = options->pack ? fni_store_pack(train->store, options->pack, items, train->count + valid->count, options->pool,
                                        options->progress, options->user, err)
                       : fni_store_decode(train->store, items, train->count + valid->count, options->pool,
                                          options->progress, options->user, err);
    free(items);
    return ok;
}

struct fn_data_bunch *
fn_data_bunch_new(struct fn_label_lists *lists, const struct fn_data_bunch_options *options, struct fn_error *err)
{
    int bs = options->bs ? options->bs : 64, val_bs = options->val_bs ? options->val_bs : bs;
    int size[2] = {0, 0};
    struct fn_data_bunch *data;

    if (bs < 1 || val_bs < 1) {
        fni_fail(err, FN_ERROR_INPUT, "databunch: %s is %d, wanted at least 1", bs < 1 ? "bs" : "val_bs",
                 bs < 1 ? bs : val_bs);
        return NULL;
    }
    if (lists->train->x->count == 0) {
        fni_fail(err, FN_ERROR_INPUT, "databunch: the train part of %s has no items", lists->train->x->store->path);
        return NULL;
    }
    if (!decode_both(lists, options, err) || !common_size(lists, size, err) || !check_sizes(lists, size, err))
        return NULL;
    data = calloc(1, sizeof *data);
    if (!data) {
        fni_fail_memory(err);
        return NULL;
    }
    *data = (struct fn_data_bunch){.refs = 1, .lists = fn_label_lists_ref(lists), .bs = bs, .val_bs = val_bs};
    data->shape[0] = lists->train->x->store->channels;
    data->shape[1] = size[0];
    data->shape[2] = size[1];
    for (int c = 0; c < FN_MAX_CHANNELS; c++)
        data->scale[c] = 1.0f / 255;
    return data;
}

struct fn_data_bunch *
fni_data_bunch_copy(const struct fn_data_bunch *data, struct fn_error *err)
{
    struct fn_data_bunch *copy = malloc(sizeof *copy);

    if (!copy) {
        fni_fail_memory(err);
        return NULL;
    }
    *copy = *data;
    copy->refs = 1;
    fn_label_lists_ref(copy->lists);
    return copy;
}

struct fn_data_bunch *
fn_data_bunch_ref(struct fn_data_bunch *data)
{
    data->refs++;
    return data;
}

void
fn_data_bunch_unref(struct fn_data_bunch *data)
{
    if (!data || --data->refs > 0)
        return;
    fn_label_lists_unref(data->lists);
    free(data);
}

const struct fn_stats *
fn_data_bunch_stats(const struct fn_data_bunch *data)
{
    return data->normalised ? &data->stats : NULL;
}

struct fn_label_list *
fn_data_bunch_train(const struct fn_data_bunch *data)
{
    return data->lists->train;
}

struct fn_label_list *
fn_data_bunch_valid(const struct fn_data_bunch *data)
{
    return data->lists->valid;
}

int
fn_data_bunch_bs(const struct fn_data_bunch *data)
{
    return data->bs;
}

int
fn_data_bunch_val_bs(const struct fn_data_bunch *data)
{
    return data->val_bs;
}

void
fn_data_bunch_shape(const struct fn_data_bunch *data, int shape[3])
{
    memcpy(shape, data->shape, sizeof data->shape);
}

int
fn_data_bunch_train_batches(const struct fn_data_bunch *data)
{
    return data->lists->train->x->count / fni_data_train_images(data);
}

int
fn_data_bunch_valid_batches(const struct fn_data_bunch *data)
{
    int count = data->lists->valid->x->count;
    return count / data->val_bs + (count % data->val_bs != 0);
}

int
fni_data_train_images(const struct fn_data_bunch *data)
{
    int count = data->lists->train->x->count;
    return count < data->bs ? count : data->bs;
}
