/* SPDX-License-Identifier: GPL-3.0-or-later
 * Training from the packed file while most of it is not in memory, beside training from memory. The basic CNN in both.
 *
 * Before each epoch the file's pages are taken from the mapping (MADV_PAGEOUT) and from the page cache
 * (POSIX_FADV_DONTNEED), so that all of it has to come from the disk once an epoch, as where it is much larger than
 * memory. How much was read is printed. */
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "data/lists.h"
#include "data/store.h"
#include "nn/clock.h"
#include "recipes.h"

static const char usage[] =
    "usage: stream -f FILE [-d FOLDER] [-e EPOCHS] [-t THREADS]\n"
    "  -f FILE     packed file: made where it is not there\n"
    "  -d FOLDER   pictures (default: mnist_png in fnrepl's data cache)\n"
    "  -e EPOCHS   of each kind (3)\n"

    "  -t THREADS  0: all processors (0)\n"
    "Prints images a second from memory, from the file, bytes of the file, the share of it that could not\n"
    "be dropped, bytes read from the disk in an epoch, bytes a second of just reading the file.\n";

struct options {
    const char *file, *folder;
    int epochs, threads;
};

/* ---- The disk ---- */

/* A file that is mapped and open, or nothing. */
struct mapped {
    void *bytes;
    size_t size;
    int fd;
};

static void
drop(const struct mapped *file)
{
    if (!file->bytes)
        return;
    madvise(file->bytes, file->size, MADV_PAGEOUT);
    posix_fadvise(file->fd, 0, 0, POSIX_FADV_DONTNEED);
}

/* The share of the file that is in memory. */
static double
share_there(const struct mapped *file)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = (file->size + page - 1) / page, n = 0;
    unsigned char *there = calloc(pages, 1);

    if (there && mincore(file->bytes, file->size, there) == 0)
        for (size_t i = 0; i < pages; i++)
            n += there[i] & 1;
    free(there);
    return (double)n / (double)pages;
}

/* Bytes a second of just reading the file, front to back; 0 on error. */
static double
read_speed(int fd)
{
    enum { SIZE = 1 << 20 };
    char *buffer = malloc(SIZE);
    double all = 0, start = fni_seconds();

    if (!buffer)
        return 0;
    lseek(fd, 0, SEEK_SET);
    for (ssize_t n; (n = read(fd, buffer, SIZE)) > 0;)
        all += (double)n;
    free(buffer);
    return all / (fni_seconds() - start);
}

static double
bytes_read(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)used.ru_inblock * 512;
}

/* ---- Training ---- */

struct epochs {
    const struct mapped *file;
    double start, best; /* seconds of the training part alone */
};

static bool
batch_end(void *user, const struct fn_progress *progress)
{
    struct epochs *epochs = user;

    if (!progress->validating && progress->batch == progress->n_batches)
        epochs->best = fmin(epochs->best, fni_seconds() - epochs->start);
    return true;
}

static bool
epoch_end(void *user, const struct fn_recorder *recorder)
{
    struct epochs *epochs = user;

    (void)recorder;
    drop(epochs->file);
    epochs->start = fni_seconds();
    return true;
}

/* Images a second in the best epoch; 0 on error. */
static double
train(struct fn_data_bunch *data, int n_epochs, const struct mapped *file, struct fn_pool *pool, struct fn_error *err)
{
    const struct recipe *recipe = recipe_named("basic");
    struct epochs epochs = {.file = file, .best = INFINITY};
    struct fn_callbacks callbacks = {.on_batch_end = batch_end, .on_epoch_end = epoch_end, .user = &epochs};
    struct fn_one_cycle cycle = {.max_lr = recipe->max_lr};
    struct fn_learner *learner = recipe_learner(recipe, data, 1, pool, err);
    bool ok;

    drop(file);
    epochs.start = fni_seconds();
    ok = learner && fn_learner_fit_one_cycle(learner, n_epochs, &cycle, &callbacks, err);
    fn_learner_free(learner);
    return ok ? (double)fn_data_bunch_train_batches(data) * fn_data_bunch_bs(data) / epochs.best : 0;
}

static double
from_memory(const struct options *options, struct fn_pool *pool, struct fn_error *err)
{
    struct fn_data_bunch *data = recipe_data(options->folder, NULL, pool, err);
    double speed = data ? train(data, options->epochs, &(struct mapped){0}, pool, err) : 0;

    fn_data_bunch_unref(data);
    return speed;
}

static bool
from_file(const struct options *options, struct fn_pool *pool, double memory, struct fn_error *err)
{
    struct fn_data_bunch *data = recipe_data(options->folder, options->file, pool, err);
    double speed, left, read;
    struct mapped file;

    if (!data)
        return false;
    file.bytes = fn_data_bunch_train(data)->x->store->pack.bytes;
    file.size = fn_data_bunch_train(data)->x->store->pack.size;
    file.fd = open(options->file, O_RDONLY | O_CLOEXEC);
    drop(&file);
    left = share_there(&file);
    read = bytes_read();
    speed = train(data, options->epochs, &file, pool, err);
    read = (bytes_read() - read) / options->epochs;
    if (speed > 0) /* the file was dropped after the last epoch */
        printf("%.0f %.0f %.0f %.3f %.0f %.0f\n", memory, speed, (double)file.size, left, read, read_speed(file.fd));
    if (file.fd >= 0)
        close(file.fd);
    fn_data_bunch_unref(data);
    return speed > 0;
}

int
main(int argc, char **argv)
{
    char path[4096];
    struct options options = {.folder = recipe_default_path(path, sizeof path), .epochs = 3};
    struct fn_error err = {0};
    struct fn_pool *pool;
    double memory = 0;
    bool ok;

    for (int c; (c = getopt(argc, argv, "d:e:f:t:")) != -1;)
        switch (c) {
        case 'd':
            options.folder = optarg;
            break;
        case 'e':
            options.epochs = atoi(optarg);
            break;
        case 'f':
            options.file = optarg;
            break;
        case 't':
            options.threads = atoi(optarg);
            break;
        default:
            return fputs(usage, stderr), 2;
        }
    if (!options.file || options.epochs < 1)
        return fputs(usage, stderr), 2;
    pool = fn_pool_new(options.threads, &err);
    memory = pool ? from_memory(&options, pool, &err) : 0;
    ok = memory > 0 && from_file(&options, pool, memory, &err);
    if (!ok)
        fprintf(stderr, "stream: %s\n", err.message);
    fn_pool_free(pool);
    return ok ? 0 : 1;
}
