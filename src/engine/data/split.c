/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "data/lists.h"

/* References both. */
static struct fn_item_lists *
item_lists_new(struct fn_image_list *train, struct fn_image_list *valid, struct fn_error *err)
{
    struct fn_item_lists *lists = malloc(sizeof *lists);

    if (!lists) {
        fni_fail_memory(err);
        return NULL;
    }
    *lists = (struct fn_item_lists){.refs = 1, .train = fn_image_list_ref(train), .valid = fn_image_list_ref(valid)};
    return lists;
}

struct fn_item_lists *
fn_item_lists_ref(struct fn_item_lists *lists)
{
    lists->refs++;
    return lists;
}

void
fn_item_lists_unref(struct fn_item_lists *lists)
{
    if (!lists || --lists->refs > 0)
        return;
    fn_image_list_unref(lists->train);
    fn_image_list_unref(lists->valid);
    free(lists);
}

/* The first folder of a path: its length, 0 where there is none. */
static size_t
first_folder(const char *relative)
{
    const char *slash = strchr(relative, '/');
    return slash ? (size_t)(slash - relative) : 0;
}

static bool
is_in_folder(const struct fn_image_list *list, int index, const char *name)
{
    const char *relative = fni_store_relative(list->store, list->items[index]);
    size_t size = first_folder(relative);
    return size > 0 && strlen(name) == size && memcmp(relative, name, size) == 0;
}

/* The folders that hold items of the list, each once. */
static bool
find_folders(const struct fn_image_list *list, struct fni_names *folders, struct fn_error *err)
{
    for (int i = 0; i < list->count; i++) {
        const char *relative = fni_store_relative(list->store, list->items[i]);
        size_t size = first_folder(relative);
        bool known = size == 0;
        char *name;
        bool ok;

        for (int k = folders->count - 1; k >= 0 && !known; k--)
            known = strlen(folders->names[k]) == size && memcmp(folders->names[k], relative, size) == 0;
        if (known)
            continue;
        name = strndup(relative, size);
        if (!name)
            return fni_fail_memory(err);
        ok = fni_names_add(folders, name, err);
        free(name);
        if (!ok)
            return false;
    }
    fni_names_sort(folders);
    return true;
}

static bool
fail_no_folder(const struct fn_image_list *list, const char *name, struct fn_error *err)
{
    const struct fni_names *empty = &list->store->listing.empty;
    struct fni_names folders = {0};
    char text[512];
    size_t prefix = strlen(list->store->path) + 1, size = strlen(name);
    bool is_empty = false;

    for (int i = 0; i < empty->count; i++)
        is_empty |= strlen(empty->names[i]) >= prefix + size && memcmp(empty->names[i] + prefix, name, size) == 0 &&
                    (empty->names[i][prefix + size] == '\0' || empty->names[i][prefix + size] == '/');
    if (!find_folders(list, &folders, err))
        goto out;
    fni_names_join(&folders, text, sizeof text);
    if (is_empty)
        fni_fail(err, FN_ERROR_INPUT, "split_by_folder: no image in folder '%s' under %s; images are in: %s", name,
                 list->store->path, text);
    else
        fni_fail(err, FN_ERROR_INPUT, "split_by_folder: no folder '%s' with images of the list under %s; there is: %s",
                 name, list->store->path, text);
out:
    fni_names_fini(&folders);
    return false;
}

static struct fn_image_list *
pick_folder(struct fn_image_list *list, const char *name, struct fn_error *err)
{
    int *items = malloc(((size_t)list->count + 1) * sizeof *items);
    int count = 0;

    for (int i = 0; items && i < list->count; i++)
        if (is_in_folder(list, i, name))
            items[count++] = list->items[i];
    if (items && count == 0) {
        free(items);
        fail_no_folder(list, name, err);
        return NULL;
    }
    return fni_image_list_take(list->store, items, count, err);
}

struct fn_item_lists *
fn_split_by_folder(struct fn_image_list *list, const char *train, const char *valid, struct fn_error *err)
{
    struct fn_image_list *in_train = pick_folder(list, train, err);
    struct fn_image_list *in_valid = in_train ? pick_folder(list, valid, err) : NULL;
    struct fn_item_lists *lists = in_valid ? item_lists_new(in_train, in_valid, err) : NULL;

    fn_image_list_unref(in_train);
    fn_image_list_unref(in_valid);
    return lists;
}

struct fn_item_lists *
fn_split_none(struct fn_image_list *list, struct fn_error *err)
{
    struct fn_image_list *nothing = fn_image_list_slice(list, 0, 1, 0, err);
    struct fn_item_lists *lists = nothing ? item_lists_new(list, nothing, err) : NULL;

    fn_image_list_unref(nothing);
    return lists;
}

/* fastai's split_by_rand_pct: valid is the first int(valid_pct * n) of a permutation, in its order; train is the rest,
 * in the list's order. */
static bool
pick_random(const struct fn_image_list *list, int n_valid, uint64_t seed, int *train, int *valid)
{
    struct fn_rng rng;
    int *order = malloc((size_t)list->count * sizeof *order);
    bool *taken = calloc((size_t)list->count, sizeof *taken);
    bool ok = order && taken;

    fn_rng_seed(&rng, seed);
    for (int i = 0; ok && i < list->count; i++)
        order[i] = i;
    for (int i = 0; ok && i < n_valid; i++) { /* the first steps of a shuffle (Fisher and Yates) */
        int k = i + (int)fn_rng_below(&rng, (uint64_t)(list->count - i)), drawn = order[k];
        order[k] = order[i];
        valid[i] = list->items[drawn];
        taken[drawn] = true;
    }
    for (int i = 0, n = 0; ok && i < list->count; i++)
        if (!taken[i])
            train[n++] = list->items[i];
    free(order);
    free(taken);
    return ok;
}

static struct fn_item_lists *
split_random(struct fn_image_list *list, int n_valid, uint64_t seed, struct fn_error *err)
{
    int n_train = list->count - n_valid;
    int *train = malloc((size_t)n_train * sizeof *train), *valid = malloc((size_t)n_valid * sizeof *valid);
    struct fn_image_list *in_train, *in_valid;
    struct fn_item_lists *lists;

    if (!train || !valid || !pick_random(list, n_valid, seed, train, valid)) {
        free(train);
        free(valid);
        fni_fail_memory(err);
        return NULL;
    }
    in_train = fni_image_list_take(list->store, train, n_train, err);
    in_valid = fni_image_list_take(list->store, valid, n_valid, err);
    lists = in_train && in_valid ? item_lists_new(in_train, in_valid, err) : NULL;
    fn_image_list_unref(in_train);
    fn_image_list_unref(in_valid);
    return lists;
}

struct fn_item_lists *
fn_split_by_rand_pct(struct fn_image_list *list, double valid_pct, uint64_t seed, struct fn_error *err)
{
    int n_valid;

    if (!(valid_pct >= 0 && valid_pct < 1)) { /* NaN, too */
        fni_fail(err, FN_ERROR_INPUT, "split_by_rand_pct: valid_pct is %g, wanted 0 up to but not 1", valid_pct);
        return NULL;
    }
    if (valid_pct == 0)
        return fn_split_none(list, err);
    n_valid = (int)(valid_pct * list->count);
    if (n_valid == 0) {
        fni_fail(err, FN_ERROR_INPUT, "split_by_rand_pct: valid_pct=%g of %d items leaves no item for valid", valid_pct,
                 list->count);
        return NULL;
    }
    return split_random(list, n_valid, seed, err);
}
