/* SPDX-License-Identifier: MIT */
#include "data/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/fail.h"
#include "core/memory.h"
#include "image/png.h"

/* Without slashes at its end, but "/" itself stays. */
static char *
tidy_path(const char *path, struct fn_error *err)
{
    char *tidy = fni_strdup(path[0] ? path : ".", err);

    for (size_t size = tidy ? strlen(tidy) : 0; size > 1 && tidy[size - 1] == '/'; size--)
        tidy[size - 1] = '\0';
    return tidy;
}

static bool
fail_no_image(const char *path, struct fn_error *err)
{
    struct fni_names there = {0};
    char text[512];

    fni_list_folder(path, &there);
    fni_fail(err, FN_ERROR_FILE, "%s: no PNG image in this folder or below; there is: %s", path,
             fni_names_join(&there, text, sizeof text));
    fni_names_fini(&there);
    return false;
}

struct fni_store *
fni_store_new(const char *path, enum fn_image_mode mode, struct fn_error *err)
{
    struct fni_store *store = calloc(1, sizeof *store);

    if (!store) {
        fni_fail_memory(err);
        return NULL;
    }
    store->refs = 1;
    store->mode = mode;
    store->channels = fni_mode_channels(mode);
    store->path = tidy_path(path, err);
    if (!store->path || !fni_listing_init(&store->listing, store->path, err))
        goto out;
    if (store->listing.files.count == 0) {
        fail_no_image(store->path, err);
        goto out;
    }
    store->pixels = calloc((size_t)store->listing.files.count, sizeof *store->pixels);
    if (store->pixels)
        return store;
    fni_fail_memory(err);
out:
    fni_store_unref(store);
    return NULL;
}

struct fni_store *
fni_store_ref(struct fni_store *store)
{
    store->refs++;
    return store;
}

void
fni_blocks_free(struct fni_block *blocks)
{
    while (blocks) {
        struct fni_block *block = blocks;
        blocks = block->next;
        if (block->offset)
            munmap(block->bytes, block->size);
        else
            fni_free(block->bytes);
        free(block);
    }
}

void
fni_store_unref(struct fni_store *store)
{
    if (!store || --store->refs > 0)
        return;
    fni_blocks_free(store->blocks);
    fni_pack_close(&store->pack);
    fni_listing_fini(&store->listing);
    free(store->pixels);
    free(store->path);
    free(store);
}

const char *
fni_store_relative(const struct fni_store *store, int item)
{
    const char *rest = store->listing.files.names[item] + strlen(store->path);
    return rest + (rest[0] == '/');
}
