/* SPDX-License-Identifier: GPL-3.0-or-later
 * How long it takes to list a folder of pictures and to have their pixels in memory, beside what the system takes to
 * open, read and close the same files. All in one run, each the best of several, threads taking turns over the files.
 */
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "data/lists.h"
#include "data/store.h"
#include "nn/clock.h"
#include "recipes.h"

static const char usage[] = "usage: load [-d FOLDER] [-t THREADS]\n"
                            "  -d FOLDER   pictures (default: mnist_png in fnrepl's data cache)\n"
                            "  -t THREADS  0: all processors (0)\n";

enum { ROUNDS = 5, CHUNK = 64 };

struct touch {
    const struct fni_store *store;
    int count;
    atomic_int next;
};

static void
touch_files(void *arg, struct fni_team team)
{
    struct touch *touch = arg;
    char buffer[8192];

    (void)team;
    for (int first; (first = atomic_fetch_add(&touch->next, CHUNK)) < touch->count;)
        for (int i = first; i < first + CHUNK && i < touch->count; i++) {
            int fd = open(touch->store->listing.files.names[i], O_RDONLY | O_CLOEXEC);
            if (fd < 0)
                continue;
            while (read(fd, buffer, sizeof buffer) == sizeof buffer)
                ;
            close(fd);
        }
}

/* One round: seconds to list, to touch and to decode. */
static bool
measure(const char *folder, struct fn_pool *pool, double best[3], int *count, struct fn_error *err)
{
    double start = fni_seconds();
    struct fni_store *store = fni_store_new(folder, FN_IMAGE_L, err);
    struct touch touch;
    int *items;
    bool ok;

    if (!store)
        return false;
    best[0] = fmin(best[0], fni_seconds() - start);
    *count = store->listing.files.count;
    touch = (struct touch){.store = store, .count = *count};
    start = fni_seconds();
    fni_pool_run(pool, touch_files, &touch);
    best[1] = fmin(best[1], fni_seconds() - start);
    items = malloc((size_t)*count * sizeof *items);
    for (int i = 0; items && i < *count; i++)
        items[i] = i;
    start = fni_seconds();
    ok = items && fni_store_decode(store, items, *count, pool, NULL, NULL, err);
    best[2] = fmin(best[2], fni_seconds() - start);
    free(items);
    fni_store_unref(store);
    return ok;
}

int
main(int argc, char **argv)
{
    char path[4096];
    const char *folder = recipe_default_path(path, sizeof path);
    double best[3] = {INFINITY, INFINITY, INFINITY};
    struct fn_error err = {0};
    struct fn_pool *pool;
    int threads = 0, count = 0;
    bool ok;

    for (int c; (c = getopt(argc, argv, "d:t:")) != -1;) {
        if (c == 'd')
            folder = optarg;
        else if (c == 't')
            threads = atoi(optarg);
        else
            return fputs(usage, stderr), 2;
    }
    pool = fn_pool_new(threads, &err);
    ok = pool != NULL;
    for (int round = 0; ok && round < ROUNDS; round++)
        ok = measure(folder, pool, best, &count, &err);
    if (ok)
        printf("%d files, threads %d: list %.3f s, open + read + close %.3f s, decode %.3f s, ratio %.2f\n", count,
               fn_pool_threads(pool), best[0], best[1], best[2], best[2] / best[1]);
    else
        fprintf(stderr, "load: %s\n", err.message);
    fn_pool_free(pool);
    return ok ? 0 : 1;
}
