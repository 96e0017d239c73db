/* SPDX-License-Identifier: MIT */
#include "data/stream.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECE = 128 << 10, WINDOW = 16 << 20 }; /* bytes */
enum { STEPS = 8 };                            /* of a window */

/* In images. */
struct grain {
    int piece, window;
};

static struct grain
grain_of(const struct fn_image_list *list)
{
    const struct fni_pixels *pixels = &list->store->pixels[list->items[0]]; /* all are about as large */
    long long image = (long long)pixels->width * pixels->height * list->store->channels;
    long long piece = PIECE / image < 1 ? 1 : PIECE / image, pieces = WINDOW / (piece * image);

    return (struct grain){(int)piece, (int)(piece * (pieces < 16 ? 16 : pieces))};
}

static void
shuffle(int *order, int count, struct fn_rng *rng)
{
    for (int i = count - 1; i > 0; i--) {
        int k = (int)fn_rng_below(rng, (uint64_t)i + 1), swap = order[i];
        order[i] = order[k];
        order[k] = swap;
    }
}

/* Where a window begins in the order of the pieces: all have as many, or the first ones have one more. */
static int
window_start(int pieces, int windows, int w)
{
    int more = pieces % windows;
    return w * (pieces / windows) + (w < more ? w : more);
}

/* piece[pieces]: those of the first window, the second, ... */
static void
deal(int *piece, int pieces, int windows, struct fn_rng *rng)
{
    for (int run = 0; run * windows < pieces; run++) {
        int n = pieces - run * windows < windows ? pieces - run * windows : windows;
        for (int w = 0; w < n; w++)
            piece[window_start(pieces, windows, w) + run] = run * windows + w;
        for (int w = n - 1; w > 0; w--) {
            int k = (int)fn_rng_below(rng, (uint64_t)w + 1);
            int *a = &piece[window_start(pieces, windows, w) + run];
            int *b = &piece[window_start(pieces, windows, k) + run], swap = *a;
            *a = *b;
            *b = swap;
        }
    }
}

/* A list is often sorted by class, and windows with other shares of the classes than the whole would teach a net their
 * own. So of each run of neighbouring pieces, as many as there are windows, every window gets one. */
void
fni_stream_shuffle(const struct fn_image_list *list, struct fn_rng *rng, int *order)
{
    struct grain grain = grain_of(list);
    int count = list->count, pieces = (count + grain.piece - 1) / grain.piece, done = 0;
    int most = grain.window / grain.piece, windows = (pieces + most - 1) / most;
    int *piece = order + count - pieces; /* each read before its place is written: every piece has an image or more */

    deal(piece, pieces, windows, rng);
    for (int w = 0; w < windows; w++) {
        int start = done;
        for (int i = window_start(pieces, windows, w); i < window_start(pieces, windows, w + 1); i++) {
            int first = piece[i] * grain.piece;
            for (int k = first; k < first + grain.piece && k < count; k++)
                order[done++] = k;
        }
        shuffle(order + start, done - start, rng);
    }
}

/* Pages are whole; neighbours in the list are mostly neighbours in the file, and asked for together. */
static void
want(const struct fn_image_list *list, int first, int images)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = 0, end = 0;

    for (int i = first; i < first + images && i < list->count; i++) {
        const struct fni_pixels *pixels = &list->store->pixels[list->items[i]];
        uintptr_t low = (uintptr_t)pixels->bytes / page * page;
        uintptr_t high =
            (uintptr_t)(pixels->bytes + (size_t)pixels->width * (size_t)pixels->height * (size_t)list->store->channels);
        if (end && low >= start && low <= end + page) {
            end = high > end ? high : end;
            continue;
        }
        if (end)
            madvise((void *)start, end - start, MADV_WILLNEED);
        start = low;
        end = high;
    }
    if (end)
        madvise((void *)start, end - start, MADV_WILLNEED);
}

/* The first image of a piece stands for all: they are in one window, so each is at least most of a window away. */
void
fni_stream_ahead(const struct fn_image_list *list, const int *order, int first, int images, struct fni_team team)
{
    struct grain grain;
    long long from, to, step;
    int piece = 0;

    if (!list->store->pack.bytes || list->count == 0)
        return;
    grain = grain_of(list);
    step = grain.window / STEPS;
    from = first == 0 ? 0 : first / step * step + 2ll * grain.window;
    to = ((long long)first + images) / step * step + 2ll * grain.window;
    for (long long i = from; i < to && i < list->count; i++)
        if (order[i] % grain.piece == 0 && piece++ % team.threads == team.thread)
            want(list, order[i], grain.piece);
}
