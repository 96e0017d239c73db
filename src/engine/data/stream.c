/* SPDX-License-Identifier: MIT */
#include "data/stream.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECE = 32 << 10, WINDOW = 16 << 20 }; /* bytes */

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

void
fni_stream_shuffle(const struct fn_image_list *list, struct fn_rng *rng, int *order)
{
    struct grain grain = grain_of(list);
    int count = list->count, pieces = (count + grain.piece - 1) / grain.piece, done = 0;
    int *piece = order + count - pieces; /* each read before its place is written: every piece has an image or more */

    for (int i = 0; i < pieces; i++)
        piece[i] = i;
    shuffle(piece, pieces, rng);
    for (int i = 0; i < pieces; i++) {
        int first = piece[i] * grain.piece;
        for (int k = first; k < first + grain.piece && k < count; k++)
            order[done++] = k;
    }
    for (int i = 0; i < count; i += grain.window)
        shuffle(order + i, count - i < grain.window ? count - i : grain.window, rng);
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

/* The first image of a piece stands for all: they are in one window, so each is at least a window away. */
void
fni_stream_ahead(const struct fn_image_list *list, const int *order, int first, int images)
{
    struct grain grain;
    long long from, to;

    if (!list->store->pack.bytes || list->count == 0)
        return;
    grain = grain_of(list);
    from = first == 0 ? 0 : first + 2ll * grain.window;
    to = first + 2ll * grain.window + images;
    for (long long i = from; i < to && i < list->count; i++)
        if (order[i] % grain.piece == 0)
            want(list, order[i], grain.piece);
}
