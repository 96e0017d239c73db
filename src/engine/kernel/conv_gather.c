/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"
#include "kernel/lane_sums.h"

#include <string.h>

/* Convolution as a gather: every pixel of the destination collects from the source pixels in its tap lists. Run over
 * one pair of lists it is the forward pass, over the other the gradient of the input.
 *
 * The accumulators of a tile of destination channels x vectors stay in registers while the inner loop runs over the
 * source channels: it loads the pixel's vectors, broadcasts one weight for each channel of the tile and multiplies. */

/* 32 vector registers with AVX-512, 16 elsewhere. Without multiply-adds of three operands a product takes a copy, and a
 * broadcast two steps: few of them, for many vectors. */
#if VECTOR == 16
enum { TILE_CHANNELS = 8, TILE_VECTORS = 2 };
#elif VECTOR == 8
enum { TILE_CHANNELS = 4, TILE_VECTORS = 2 };
#elif defined __aarch64__ /* as many registers as AVX-512, and multiply-adds by an element */
enum { TILE_CHANNELS = 4, TILE_VECTORS = 4 };
#else
enum { TILE_CHANNELS = 2, TILE_VECTORS = 4 };
#endif

/* What becomes of the sums, as constants of the instances: with run-time choices the compiler would put the
 * accumulators into memory between one and the next. */
enum {
    RELU = 1,
    SCALE = 2,
    RELU_AFTER = 4,
    MASK = 8,
    ADD = 16,
    MOMENTS = 32,
    PRODUCTS = 64,
    SUMS = MOMENTS | PRODUCTS
};
/* clang-format off */
#define FINISHES(ROW)                                                                                                  \
    ROW(0) ROW(RELU) ROW(MOMENTS) ROW(RELU | MOMENTS)                                                                  \
    ROW(SCALE) ROW(RELU | SCALE) ROW(SCALE | RELU_AFTER) ROW(RELU | SCALE | RELU_AFTER)                                \
    ROW(MASK) ROW(ADD) ROW(MASK | ADD) ROW(PRODUCTS) ROW(MASK | PRODUCTS) ROW(ADD | PRODUCTS)                          \
    ROW(MASK | ADD | PRODUCTS)
/* clang-format on */

struct gather {
    struct fni_taps y, x;
    int source_channels, channels; /* channels: of the destination */
    ptrdiff_t source_plane, plane; /* floats from channel to channel */
    ptrdiff_t source_block, block; /* floats from block to block */
    int finish;                    /* one of FINISHES */
};

/* Two sums of each channel of a tile, whole vectors of them. */
enum { SUMS_ROOM = (2 * TILE_CHANNELS + VECTOR - 1) / VECTOR * VECTOR };

/* Where one tile works: pointers to its first vector and channel. */
struct place {
    const float *source, *weights;
    struct fni_conv_end end;
    const float *positive, *factor; /* laid out as the destination */
    float *destination;
};

/* acc[m][v] += sum over k < count of weights[k * weight_step + m] * source[k * source_step + vector v] */
INLINE void
multiply(const int channels, const int vectors, vf acc[TILE_CHANNELS][TILE_VECTORS], const float *source,
         ptrdiff_t source_step, ptrdiff_t vector_step, const float *weights, ptrdiff_t weight_step, int count)
{
    for (int k = 0; k < count; k++) {
        vf x[TILE_VECTORS];
        REPEAT (v, vectors) {
            x[v] = load(source + v * vector_step);
            PIN(x[v]);
        }
        REPEAT (m, channels) {
            vf w = splat(weights[m]);
            REPEAT (v, vectors)
                acc[m][v] += w * x[v];
        }
        source += source_step;
        weights += weight_step;
    }
}

INLINE void
gather_pixel(const int channels, const int vectors, const struct gather *g, const struct place *at, int row, int column,
             vf acc[TILE_CHANNELS][TILE_VECTORS])
{
    const ptrdiff_t vector_step = vector_offset(1, g->source_block);
    int first = g->x.first[column], end = g->x.first[column + 1], count = g->source_channels;
    ptrdiff_t source_step = g->source_plane, weight_step = g->channels;

    /* One source channel makes a poor inner loop; then the taps of a row take its place. */
    if (count == 1 && end - first > 1) {
        source_step = g->x.source[first + 1] - g->x.source[first];
        weight_step = g->x.weights[first + 1] - g->x.weights[first];
        count = end - first;
        end = first + 1;
    }
    for (int i = g->y.first[row]; i < g->y.first[row + 1]; i++) {
        const float *source = at->source + g->y.source[i], *weights = at->weights + g->y.weights[i];
        for (int j = first; j < end; j++)
            multiply(channels, vectors, acc, source + g->x.source[j], source_step, vector_step,
                     weights + g->x.weights[j], weight_step, count);
    }
}

/* What one value adds to its channel's two sums. */
INLINE void
add_terms(const int finish, vf value, vf center, const float *factor, vf *first, vf *second)
{
    vf d = value - center;

    if (finish & PRODUCTS) {
        *first += value;
        *second += value * (load(factor) - center);
    } else {
        *first += d;
        *second += d * d;
    }
}

/* Stores a tile's sums for one pixel, after all that is to become of them. */
INLINE void
finish_pixel(const int channels, const int vectors, const int finish, const struct place *at, ptrdiff_t offset,
             ptrdiff_t plane, ptrdiff_t vector_step, vf acc[TILE_CHANNELS][TILE_VECTORS], float *row_sums)
{
    const struct fni_conv_end *end = &at->end;
    float *pixel = at->destination + offset;
    const float *positive = finish & MASK ? at->positive + offset : NULL;
    const float *factor = finish & PRODUCTS ? at->factor + offset : NULL;

    REPEAT (m, channels) {
        vf first, second, center;
        if (finish & SUMS) {
            first = load(row_sums);
            second = load(row_sums + VECTOR);
            center = splat(end->sums.center[m]);
        }
        REPEAT (v, vectors) {
            vf sum = acc[m][v];
            if (finish & RELU)
                sum = relu_of(sum);
            if (finish & SCALE)
                sum = sum * splat(end->scale[m]) + splat(end->shift[m]);
            if (finish & RELU_AFTER)
                sum = relu_of(sum);
            if (finish & MASK)
                sum = keep(load(positive + v * vector_step) > 0, sum);
            if (finish & ADD)
                sum += load(pixel + v * vector_step);
            if (finish & SUMS)
                add_terms(finish, sum, center, factor + v * vector_step, &first, &second);
            store(pixel + v * vector_step, sum);
        }
        pixel += plane;
        PIN_ADDRESS(pixel);
        if (finish & MASK) {
            positive += plane;
            PIN_ADDRESS(positive);
        }
        if (finish & PRODUCTS) {
            factor += plane;
            PIN_ADDRESS(factor);
        }
        if (finish & SUMS) {
            store(row_sums, first);
            store(row_sums + VECTOR, second);
            row_sums += 2 * VECTOR;
        }
    }
}

/* Adds the sums of a row, which are short enough for float, to those of the channels. */
INLINE void
add_row_sums(const int channels, const float *row_sums, struct fni_sums *sums)
{
    enum { TOGETHER = VECTOR / 2 }; /* channels whose sums make one vector */

    for (int m = 0; m < channels; m += TOGETHER) {
        vf of[VECTOR], total;
        REPEAT (k, VECTOR)
            of[k] = load(row_sums + ((ptrdiff_t)m * 2 + k) * VECTOR);
        total = lane_sums(of);
        REPEAT (k, TOGETHER) {
            if (m + k < channels) {
                sums[m + k].first += total[2 * k];
                sums[m + k].second += total[2 * k + 1];
            }
        }
    }
}

INLINE void
gather_row(const int channels, const int vectors, const int finish, const struct gather *job, const struct place *where,
           int row)
{
    /* copies of its own, or the compiler must take it that every store changes them */
    const struct gather copy = *job, *g = &copy;
    const struct place place = *where, *at = &place;
    const ptrdiff_t start = (ptrdiff_t)row * g->x.size * FNI_LANES;
    vf sums_in_memory[SUMS_ROOM];
    float *row_sums = (float *)sums_in_memory;

    if (finish & SUMS)
        memset(sums_in_memory, 0, sizeof sums_in_memory);
    for (int column = 0; column < g->x.size; column++) {
        ptrdiff_t offset = start + (ptrdiff_t)column * FNI_LANES;
        vf acc[TILE_CHANNELS][TILE_VECTORS];
        REPEAT (m, channels)
            REPEAT (v, vectors)
                acc[m][v] = at->end.bias ? splat(at->end.bias[m]) : (vf){0};
        gather_pixel(channels, vectors, g, at, row, column, acc);
        finish_pixel(channels, vectors, finish, at, offset, g->plane, vector_offset(1, g->block), acc, row_sums);
    }
    if (finish & SUMS)
        add_row_sums(channels, row_sums, at->end.sums.channel);
}

/* One instance for each size of tile, so that its accumulators have constant bounds and live in registers. */
/* clang-format off */
#if VECTOR == 16
#define TILES(ROW)                                                                                                     \
    ROW(1, 1) ROW(2, 1) ROW(3, 1) ROW(4, 1) ROW(5, 1) ROW(6, 1) ROW(7, 1) ROW(8, 1)                                    \
    ROW(1, 2) ROW(2, 2) ROW(3, 2) ROW(4, 2) ROW(5, 2) ROW(6, 2) ROW(7, 2) ROW(8, 2)
#elif VECTOR == 8 /* a run is two vectors, or four */
#define TILES(ROW) ROW(1, 2) ROW(2, 2) ROW(3, 2) ROW(4, 2)
#elif defined __aarch64__
#define TILES(ROW) ROW(1, 4) ROW(2, 4) ROW(3, 4) ROW(4, 4)
#else
#define TILES(ROW) ROW(1, 4) ROW(2, 4)
#endif
/* clang-format on */

#define FINISH(finish)                                                                                                 \
    case finish:                                                                                                       \
        gather_row(channels, vectors, finish, g, at, row);                                                             \
        break;
INLINE void
gather_tile(const int channels, const int vectors, const struct gather *g, const struct place *at, int row)
{
    switch (g->finish) {
        FINISHES(FINISH)
    }
}

#define DEFINE(channels, vectors)                                                                                      \
    static void gather_##channels##x##vectors(const struct gather *g, const struct place *at, int row)                 \
    {                                                                                                                  \
        gather_tile(channels, vectors, g, at, row);                                                                    \
    }
TILES(DEFINE)

#define ENTRY(channels, vectors) [vectors][channels] = gather_##channels##x##vectors,
typedef void
tile_fn(const struct gather *g, const struct place *at, int row);
static tile_fn *const tiles[TILE_VECTORS + 1][TILE_CHANNELS + 1] = {TILES(ENTRY)};

static int
finish_of(struct fni_conv_end end)
{
    if (!end.scale)
        return (end.relu || end.relu_after ? RELU : 0) | (end.sums.channel ? MOMENTS : 0);
    return (end.relu ? RELU : 0) | SCALE | (end.relu_after ? RELU_AFTER : 0);
}

static const float *
further(const float *p, ptrdiff_t offset)
{
    return p ? p + offset : NULL;
}

static void
gather(const struct gather *g, const struct place *all, int blocks)
{
    int n_tiles = (g->channels + TILE_CHANNELS - 1) / TILE_CHANNELS;

    if (g->finish & SUMS)
        memset(all->end.sums.channel, 0, (size_t)g->channels * sizeof *all->end.sums.channel);
    for (int n = 0; n < blocks * VECTORS; n += TILE_VECTORS) {
        int vectors = blocks * VECTORS - n < TILE_VECTORS ? blocks * VECTORS - n : TILE_VECTORS;
        for (int tile = 0; tile < n_tiles; tile++) {
            int first = cut(g->channels, tile, n_tiles), end = cut(g->channels, tile + 1, n_tiles);
            ptrdiff_t offset = vector_offset(n, g->block) + first * g->plane;
            struct place at = *all;
            at.source += vector_offset(n, g->source_block);
            at.weights += first;
            at.end.bias = further(at.end.bias, first);
            at.end.scale = further(at.end.scale, first);
            at.end.shift = further(at.end.shift, first);
            if (at.end.sums.channel)
                at.end.sums.channel += first;
            at.end.sums.center = further(at.end.sums.center, first);
            at.positive = further(at.positive, offset);
            at.factor = further(at.factor, offset);
            at.destination += offset;
            for (int row = 0; row < g->y.size; row++)
                tiles[vectors][end - first](g, &at, row);
        }
    }
}

void
NAME(conv_forward)(const struct fni_conv *conv, const float *x, const float *w, struct fni_conv_end end, float *y,
                   int blocks)
{
    struct gather g = {
        .y = conv->forward_y,
        .x = conv->forward_x,
        .source_channels = conv->ci,
        .channels = conv->co,
        .source_plane = (ptrdiff_t)conv->h * conv->w * FNI_LANES,
        .plane = (ptrdiff_t)conv->oh * conv->ow * FNI_LANES,
        .finish = finish_of(end),
    };
    struct place at = {.source = x, .weights = w, .end = end, .destination = y};

    g.source_block = g.source_channels * g.source_plane;
    g.block = g.channels * g.plane;
    gather(&g, &at, blocks);
}

void
NAME(conv_backward_data)(const struct fni_conv *conv, const float *dy, const float *wt, struct fni_conv_back_end end,
                         float *dx, int blocks)
{
    struct gather g = {
        .y = conv->backward_y,
        .x = conv->backward_x,
        .source_channels = conv->co,
        .channels = conv->ci,
        .source_plane = (ptrdiff_t)conv->oh * conv->ow * FNI_LANES,
        .plane = (ptrdiff_t)conv->h * conv->w * FNI_LANES,
        .finish = (end.positive ? MASK : 0) | (end.add ? ADD : 0) | (end.sums.channel ? PRODUCTS : 0),
    };
    struct place at = {
        .source = dy,
        .weights = wt,
        .end = {.sums = end.sums},
        .positive = end.positive,
        .factor = end.factor,
        .destination = dx,
    };

    g.source_block = g.source_channels * g.source_plane;
    g.block = g.channels * g.plane;
    gather(&g, &at, blocks);
}
