/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"

/* Convolution as a gather: every pixel of the destination collects from the source pixels in its tap lists. Run over
 * one pair of lists it is the forward pass, over the other the gradient of the input.
 *
 * The accumulators of a tile of destination channels x vectors stay in registers while the inner loop runs over the
 * source channels: it loads the pixel's vectors, broadcasts one weight for each channel of the tile and multiplies. */

enum {
    TILE_CHANNELS = VECTOR == 16 ? 8 : 4, /* 32 vector registers with AVX-512, 16 elsewhere */
    TILE_VECTORS = 2,
};

struct gather {
    const struct fni_taps *y, *x;
    int source_channels, source_w, kernel_w;
    int channels;                  /* of the destination */
    ptrdiff_t source_plane, plane; /* floats from channel to channel */
    ptrdiff_t source_block, block; /* floats from block to block */
    bool relu, add;
};

/* Where one tile works: pointers to its first vector and channel. */
struct place {
    const float *source, *weights;
    const float *bias; /* NULL: none */
    float *destination;
};

/* acc[m][v] += sum over k < count of weights[k * weight_step + m] * source[k * source_step + vector v] */
INLINE void
multiply(const int channels, const int vectors, vf acc[TILE_CHANNELS][TILE_VECTORS], const float *source,
         ptrdiff_t source_step, ptrdiff_t vector_step, const float *weights, ptrdiff_t weight_step, int count)
{
    for (int k = 0; k < count; k++) {
        vf x[TILE_VECTORS];
        REPEAT (v, vectors)
            x[v] = load(source + v * vector_step);
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
    const struct fni_taps *ty = g->y, *tx = g->x;
    int first = tx->first[column], taps = tx->first[column + 1] - first;
    ptrdiff_t weight_tap = (ptrdiff_t)g->source_channels * g->channels;
    ptrdiff_t source_step = g->source_plane, weight_step = g->channels;
    int runs = taps, count = g->source_channels;

    /* One source channel makes a poor inner loop; then the taps of a row, which are evenly spaced, take its place. */
    if (count == 1 && taps > 1) {
        source_step = (ptrdiff_t)(tx->source[first + 1] - tx->source[first]) * FNI_LANES;
        weight_step = (tx->k[first + 1] - tx->k[first]) * weight_tap;
        runs = 1;
        count = taps;
    }
    for (int i = ty->first[row]; i < ty->first[row + 1]; i++)
        for (int j = first; j < first + runs; j++)
            multiply(channels, vectors, acc,
                     at->source + ((ptrdiff_t)ty->source[i] * g->source_w + tx->source[j]) * FNI_LANES, source_step,
                     vector_offset(1, g->source_block), at->weights + (ty->k[i] * g->kernel_w + tx->k[j]) * weight_tap,
                     weight_step, count);
}

INLINE void
gather_row(const int channels, const int vectors, const struct gather *g, const struct place *at, int row)
{
    const ptrdiff_t plane = g->plane, vector_step = vector_offset(1, g->block);
    float *pixel = at->destination + (ptrdiff_t)row * g->x->size * FNI_LANES;

    for (int column = 0; column < g->x->size; column++, pixel += FNI_LANES) {
        vf acc[TILE_CHANNELS][TILE_VECTORS];
        REPEAT (m, channels)
            REPEAT (v, vectors)
                acc[m][v] = at->bias ? splat(at->bias[m]) : (vf){0};
        gather_pixel(channels, vectors, g, at, row, column, acc);
        if (g->add)
            REPEAT (m, channels)
                REPEAT (v, vectors)
                    acc[m][v] += load(pixel + m * plane + v * vector_step);
        if (g->relu)
            REPEAT (m, channels)
                REPEAT (v, vectors)
                    acc[m][v] = relu_of(acc[m][v]);
        REPEAT (m, channels)
            REPEAT (v, vectors)
                store(pixel + m * plane + v * vector_step, acc[m][v]);
    }
}

/* One instance for each size of tile, so that its accumulators have constant bounds and live in registers. */
/* clang-format off */
#if VECTOR == 16
#define TILES(ROW)                                                                                                     \
    ROW(1, 1) ROW(2, 1) ROW(3, 1) ROW(4, 1) ROW(5, 1) ROW(6, 1) ROW(7, 1) ROW(8, 1)                                    \
    ROW(1, 2) ROW(2, 2) ROW(3, 2) ROW(4, 2) ROW(5, 2) ROW(6, 2) ROW(7, 2) ROW(8, 2)
#else /* a run has an even number of vectors */
#define TILES(ROW) ROW(1, 2) ROW(2, 2) ROW(3, 2) ROW(4, 2)
#endif
/* clang-format on */

#define DEFINE(channels, vectors)                                                                                      \
    static void gather_##channels##x##vectors(const struct gather *g, const struct place *at, int row)                 \
    {                                                                                                                  \
        gather_row(channels, vectors, g, at, row);                                                                     \
    }
TILES(DEFINE)

#define ENTRY(channels, vectors) [vectors][channels] = gather_##channels##x##vectors,
typedef void
tile_fn(const struct gather *g, const struct place *at, int row);
static tile_fn *const tiles[TILE_VECTORS + 1][TILE_CHANNELS + 1] = {TILES(ENTRY)};

static void
gather(const struct gather *g, const float *source, const float *weights, const float *bias, float *destination,
       int blocks)
{
    int n_tiles = (g->channels + TILE_CHANNELS - 1) / TILE_CHANNELS;

    for (int n = 0; n < blocks * VECTORS; n += TILE_VECTORS) {
        int vectors = blocks * VECTORS - n < TILE_VECTORS ? blocks * VECTORS - n : TILE_VECTORS;
        for (int tile = 0; tile < n_tiles; tile++) {
            int first = cut(g->channels, tile, n_tiles), end = cut(g->channels, tile + 1, n_tiles);
            struct place at = {
                .source = source + vector_offset(n, g->source_block),
                .weights = weights + first,
                .bias = bias ? bias + first : NULL,
                .destination = destination + vector_offset(n, g->block) + first * g->plane,
            };
            for (int row = 0; row < g->y->size; row++)
                tiles[vectors][end - first](g, &at, row);
        }
    }
}

void
NAME(conv_forward)(const struct fni_conv *conv, const float *x, const float *w, const float *bias, bool relu, float *y,
                   int blocks)
{
    struct gather g = {
        .y = &conv->forward_y,
        .x = &conv->forward_x,
        .source_channels = conv->ci,
        .source_w = conv->w,
        .kernel_w = conv->kw,
        .channels = conv->co,
        .source_plane = (ptrdiff_t)conv->h * conv->w * FNI_LANES,
        .plane = (ptrdiff_t)conv->oh * conv->ow * FNI_LANES,
        .relu = relu,
    };
    g.source_block = g.source_channels * g.source_plane;
    g.block = g.channels * g.plane;
    gather(&g, x, w, bias, y, blocks);
}

void
NAME(conv_backward_data)(const struct fni_conv *conv, const float *dy, const float *wt, float *dx, bool add, int blocks)
{
    struct gather g = {
        .y = &conv->backward_y,
        .x = &conv->backward_x,
        .source_channels = conv->co,
        .source_w = conv->ow,
        .kernel_w = conv->kw,
        .channels = conv->ci,
        .source_plane = (ptrdiff_t)conv->oh * conv->ow * FNI_LANES,
        .plane = (ptrdiff_t)conv->h * conv->w * FNI_LANES,
        .add = add,
    };
    g.source_block = g.source_channels * g.source_plane;
    g.block = g.channels * g.plane;
    gather(&g, dy, wt, NULL, dx, blocks);
}
