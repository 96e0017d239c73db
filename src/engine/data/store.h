/* SPDX-License-Identifier: MIT */
#ifndef FNI_STORE_H
#define FNI_STORE_H

#include <fn/image.h>
#include <fn/pool.h>

#include "data/listing.h"

/* All images of one folder: their paths and, once they are needed, their decoded pixels. Shared by every list that is
 * made from the folder, counted. Decoding changes it, so only one thread at a time may call fni_store_decode; reading
 * what is decoded is free for all. */

struct fni_pixels {
    const uint8_t *bytes; /* [height][width][channels]; NULL: not decoded yet */
    int width, height;
};

/* A run of decoded images, one after the other. */
struct fni_block {
    struct fni_block *next;
    uint8_t *bytes;
    size_t size, used;
    uint64_t offset; /* in the file that it is mapped from; 0: memory */
};

/* A file with the decoded pixels, mapped (pack.c). */
struct fni_pack {
    uint8_t *bytes; /* NULL: there is none */
    size_t size;
};

struct fni_store {
    int refs;
    char *path; /* the folder, without a slash at its end */
    enum fn_image_mode mode;
    int channels;
    struct fni_listing listing;
    struct fni_pixels *pixels; /* [listing.files.count] */
    struct fni_block *blocks;  /* what is behind pixels: memory, */
    struct fni_pack pack;      /* and a file */
    int new_blocks;            /* where further blocks come from: a file being written; 0: memory */
    uint64_t end;              /* of that file */
};

/* Errors: not a folder, no image in it. */
struct fni_store *
fni_store_new(const char *path, enum fn_image_mode mode, struct fn_error *err);

struct fni_store *
fni_store_ref(struct fni_store *store);

void
fni_store_unref(struct fni_store *store);

/* The path of an item below the store's folder. */
const char *
fni_store_relative(const struct fni_store *store, int item);

/* Decodes those of items[count] that are not decoded yet. progress is called from the calling thread after some files,
 * with done of those that had to be decoded, and at the end; false stops. Of several bad files the error names the one
 * that comes first in items. What was decoded before an error or a stop is kept for the next call. */
bool
fni_store_decode(struct fni_store *store, const int *items, int count, struct fn_pool *pool,
                 bool (*progress)(void *user, int done, int total), void *user, struct fn_error *err);

/* The same with the pixels in `file`, for folders with more of them than there is memory. If the file is not there, or
 * does not hold these items as they are now (names, sizes, times), it is written anew beside it (FILE.part) and
 * renamed. From then on all pixels of the store are there. Further errors: a full disk, a file that cannot be made,
 * FILE.part being written by another process. */
bool
fni_store_pack(struct fni_store *store, const char *file, const int *items, int count, struct fn_pool *pool,
               bool (*progress)(void *user, int done, int total), void *user, struct fn_error *err);

void
fni_blocks_free(struct fni_block *blocks);

/* Room for `size` bytes at the end of the file, mapped. False: *err. */
bool
fni_pack_extend(struct fni_store *store, struct fni_block *block, struct fn_error *err);

void
fni_pack_close(struct fni_pack *pack);

#endif
