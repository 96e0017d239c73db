/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "data/lists.h"

struct fn_image_list *
fni_image_list_take(struct fni_store *store, int *items, int count, struct fn_error *err)
{
    struct fn_image_list *list = malloc(sizeof *list);

    if (!list || !items) {
        free(list);
        free(items);
        fni_fail_memory(err);
        return NULL;
    }
    *list = (struct fn_image_list){.refs = 1, .store = fni_store_ref(store), .count = count, .items = items};
    return list;
}

struct fn_image_list *
fn_image_list_from_folder(const char *path, enum fn_image_mode mode, struct fn_error *err)
{
    struct fni_store *store = fni_store_new(path, mode, err);
    struct fn_image_list *list;
    int count, *items;

    if (!store)
        return NULL;
    count = store->listing.files.count;
    items = malloc((size_t)count * sizeof *items);
    for (int i = 0; items && i < count; i++)
        items[i] = i;
    list = fni_image_list_take(store, items, count, err);
    fni_store_unref(store);
    return list;
}

struct fn_image_list *
fn_image_list_ref(struct fn_image_list *list)
{
    list->refs++;
    return list;
}

void
fn_image_list_unref(struct fn_image_list *list)
{
    if (!list || --list->refs > 0)
        return;
    fni_store_unref(list->store);
    free(list->items);
    free(list);
}

int
fn_image_list_count(const struct fn_image_list *list)
{
    return list->count;
}

const char *
fn_image_list_path(const struct fn_image_list *list)
{
    return list->store->path;
}

const char *
fn_image_list_item(const struct fn_image_list *list, int index)
{
    return list->store->listing.files.names[list->items[index]];
}

struct fn_image *
fn_image_list_get(const struct fn_image_list *list, int index, struct fn_error *err)
{
    struct fni_store *store = list->store;
    const struct fni_pixels *pixels = &store->pixels[list->items[index]];
    struct fn_image *image;

    if (!fni_store_decode(store, &list->items[index], 1, NULL, NULL, NULL, err))
        return NULL;
    image = fn_image_new(pixels->width, pixels->height, store->channels, err);
    if (image)
        memcpy(image->pixels, pixels->bytes, (size_t)pixels->width * (size_t)pixels->height * (size_t)store->channels);
    return image;
}

bool
fni_slice_check(int size, int first, int step, int count, struct fn_error *err)
{
    long long last = first + (long long)step * (count - 1);

    if (count < 0)
        return fni_fail(err, FN_ERROR_INPUT, "a slice of %d items, wanted 0 or more", count);
    if (count > 0 && (first < 0 || first >= size))
        return fni_fail(err, FN_ERROR_INPUT, "a slice from item %d of a list of %d", first, size);
    if (count > 0 && (last < 0 || last >= size))
        return fni_fail(err, FN_ERROR_INPUT, "a slice up to item %lld of a list of %d", last, size);
    return true;
}

struct fn_image_list *
fn_image_list_slice(struct fn_image_list *list, int first, int step, int count, struct fn_error *err)
{
    int *items;

    if (!fni_slice_check(list->count, first, step, count, err))
        return NULL;
    items = malloc(((size_t)count + 1) * sizeof *items); /* + 1: malloc(0) may be NULL */
    for (int i = 0; items && i < count; i++)
        items[i] = list->items[first + i * step];
    return fni_image_list_take(list->store, items, count, err);
}
