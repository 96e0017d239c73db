/* SPDX-License-Identifier: MIT */
#include "data/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/team.h"
#include "image/png.h"

enum {
    CHUNK = 32,          /* files that a thread takes at a time */
    BLOCK_SIZE = 4 << 20 /* bytes: a few huge pages */
};

struct job {
    struct fni_store *store;
    const int *items; /* [count], none decoded, each once */
    int count;
    bool (*progress)(void *user, int done, int total);
    void *user;
    atomic_int next, done;
    atomic_int failed; /* the first position that failed so far; count: none */
    atomic_bool stop;
    pthread_mutex_t lock;  /* of store->blocks and error */
    struct fn_error error; /* of `failed` */
};

/* One thread's hand in the job: images go one after the other into its current block. */
struct hand {
    struct job *job;
    struct fni_png_kit kit;
    struct fni_block *block;
    int width, height;
};

/* Sets block->bytes and offset; block->size may grow. */
static bool
get_room(struct fni_store *store, struct fni_block *block, struct fn_error *err)
{
    if (store->new_blocks)
        return fni_pack_extend(store, block, err);
    block->bytes = fni_alloc_unset(block->size, 1, err);
    block->offset = 0;
    return block->bytes != NULL;
}

static struct fni_block *
new_block(struct job *job, size_t image, struct fn_error *err)
{
    size_t size = image * (size_t)job->count;
    struct fni_block *block = malloc(sizeof *block);
    bool ok;

    if (!block) {
        fni_fail_memory(err);
        return NULL;
    }
    if (size > BLOCK_SIZE)
        size = image > BLOCK_SIZE ? image : BLOCK_SIZE;
    block->size = size;
    block->used = 0;
    pthread_mutex_lock(&job->lock);
    ok = get_room(job->store, block, err);
    if (ok) {
        block->next = job->store->blocks;
        job->store->blocks = block;
    }
    pthread_mutex_unlock(&job->lock);
    if (ok)
        return block;
    free(block);
    return NULL;
}

static uint8_t *
room_in_block(void *user, int width, int height, struct fn_error *err)
{
    struct hand *hand = user;
    size_t size = (size_t)width * (size_t)height * (size_t)hand->job->store->channels;

    hand->width = width;
    hand->height = height;
    if (!hand->block || hand->block->size - hand->block->used < size)
        hand->block = new_block(hand->job, size, err);
    return hand->block ? hand->block->bytes + hand->block->used : NULL;
}

static void
report(struct job *job, int position, const struct fn_error *err)
{
    pthread_mutex_lock(&job->lock);
    if (position < atomic_load(&job->failed)) {
        atomic_store(&job->failed, position);
        job->error = *err;
    }
    pthread_mutex_unlock(&job->lock);
}

static bool
decode_one(struct hand *hand, int position)
{
    struct fni_store *store = hand->job->store;
    int item = hand->job->items[position];
    struct fni_pixels *pixels = &store->pixels[item];
    struct fn_error err;

    if (!fni_png_read(&hand->kit, store->listing.files.names[item], store->mode, room_in_block, hand, &err)) {
        report(hand->job, position, &err);
        return false;
    }
    pixels->bytes = hand->block->bytes + hand->block->used;
    pixels->width = hand->width;
    pixels->height = hand->height;
    hand->block->used += (size_t)hand->width * (size_t)hand->height * (size_t)store->channels;
    return true;
}

/* The end of all is told by run(). */
static void
tell_progress(struct job *job)
{
    int done = atomic_load(&job->done);
    if (job->progress && done < job->count && !job->progress(job->user, done, job->count))
        atomic_store(&job->stop, true);
}

/* Chunks are taken in order, and all that is before a failure is still tried: so the failure reported is the first one,
 * whatever the number of threads. */
static void
decode_share(void *arg, struct fni_team team)
{
    struct job *job = arg;
    struct hand hand = {.job = job};

    fni_png_kit_init(&hand.kit);
    for (;;) {
        int first = atomic_fetch_add(&job->next, CHUNK), done = 0;
        if (first >= atomic_load(&job->failed) || atomic_load(&job->stop))
            break;
        for (int i = first; i < first + CHUNK && i < atomic_load(&job->failed); i++)
            done += decode_one(&hand, i);
        atomic_fetch_add(&job->done, done); /* not for each file: the threads would wait for each other's cache line */
        if (team.thread == 0)
            tell_progress(job);
    }
    fni_png_kit_fini(&hand.kit);
}

/* Those that are not decoded yet, each once, in the order given. */
static int *
pick_missing(const struct fni_store *store, const int *items, int count, int *n_missing, struct fn_error *err)
{
    int *missing = malloc((size_t)count * sizeof *missing);
    bool *seen = calloc((size_t)store->listing.files.count, sizeof *seen);
    int n = 0;

    if (!missing || !seen) {
        free(missing);
        free(seen);
        fni_fail_memory(err);
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        if (!store->pixels[items[i]].bytes && !seen[items[i]])
            missing[n++] = items[i];
        seen[items[i]] = true;
    }
    free(seen);
    *n_missing = n;
    return missing;
}

static bool
run(struct job *job, struct fn_pool *pool, struct fn_error *err)
{
    fni_pool_run(pool, decode_share, job);
    if (atomic_load(&job->failed) < job->count) {
        if (err)
            *err = job->error;
        return false;
    }
    if (!atomic_load(&job->stop) && job->progress && !job->progress(job->user, job->count, job->count))
        atomic_store(&job->stop, true);
    if (atomic_load(&job->stop))
        return fni_fail(err, FN_ERROR_STOPPED, "stopped with %d of %d images decoded", atomic_load(&job->done),
                        job->count);
    return true;
}

bool
fni_store_decode(struct fni_store *store, const int *items, int count, struct fn_pool *pool,
                 bool (*progress)(void *user, int done, int total), void *user, struct fn_error *err)
{
    struct job job = {.store = store, .progress = progress, .user = user};
    int *missing;
    bool ok;

    if (count == 0)
        return true;
    if (count == 1 && store->pixels[items[0]].bytes) /* an image shown once more: not worth a look at all */
        return true;
    missing = pick_missing(store, items, count, &job.count, err);
    if (!missing)
        return false;
    job.items = missing;
    atomic_store(&job.failed, job.count);
    pthread_mutex_init(&job.lock, NULL);
    ok = job.count == 0 || run(&job, pool, err);
    pthread_mutex_destroy(&job.lock);
    free(missing);
    return ok;
}
