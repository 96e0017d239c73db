/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"
#include "kernel/conv_weights.h"
#include "kernel/lane_sums.h"

/* The gradient of the weights: dw[tap][i][o] = sum over blocks, pixels and lanes of x[i][pixel + tap] * dy[o][pixel].
 *
 * For one tap the accumulators of a tile of input x output channels stay in registers, a lane each, while the loop runs
 * over pixels and blocks. All taps go over one piece of the pictures, small enough for the first-level cache, before
 * the next piece; in between the accumulators rest in scratch. The lanes are added up once, at the end. */

/* A tile is 4 x 4 channels with AVX-512 (32 vector registers), 2 x 4 elsewhere; where input channels are few it takes
 * more output channels, to have enough independent sums. */
enum {
    TILE = VECTOR == 16 ? FNI_CONV_TILE : FNI_CONV_TILE / 2, /* accumulators */
    TILE_CI = TILE / 4,
    TILE_CO = 8,
    PIECE = 40 << 10, /* bytes: a little more than a small first-level cache, as the next level helps out */
};

/* The part of the work that one call of an instance does, all pieces and taps of a tile. */
struct weights {
    const struct fni_conv *conv;
    const float *x, *dy; /* at the tile's first channels */
    float *dw;           /* at the tile's first weight */
    float *scratch;
    ptrdiff_t x_plane, dy_plane, x_block, dy_block; /* floats */
    int blocks;
    int row_pieces, piece_blocks;
};

struct piece {
    int first_block, end_block, first_row, end_row;
};

static int
least(int a, int b)
{
    return a < b ? a : b;
}

static int
most(int a, int b)
{
    return a > b ? a : b;
}

/* Three nested loops over the same pixels: how often, and the steps in floats. The innermost is last. */
enum { LOOPS = 3 };
struct loop {
    int count;
    ptrdiff_t x, dy;
};

INLINE void
add_pixels(const int ci, const int co, vf acc[TILE_CI][TILE_CO], const struct loop loops[LOOPS], const float *x,
           ptrdiff_t x_plane, const float *dy, ptrdiff_t dy_plane)
{
    const struct loop outer = loops[0], middle = loops[1], inner = loops[2];

    for (int a = 0; a < outer.count; a++)
        for (int b = 0; b < middle.count; b++) {
            const float *px = x + a * outer.x + b * middle.x, *pdy = dy + a * outer.dy + b * middle.dy;
            for (int c = inner.count; c > 0; c--, px += inner.x, pdy += inner.dy)
                LOOP(v, VECTORS)
                { /* unrolled, all its loads would come first and fill the registers */
                    vf in[TILE_CI];
                    REPEAT (i, ci) {
                        in[i] = load(px + i * x_plane + v * VECTOR);
                        PIN(in[i]);
                    }
                    REPEAT (o, co) {
                        vf out = load(pdy + o * dy_plane + v * VECTOR);
                        PIN(out);
                        REPEAT (i, ci)
                            acc[i][o] += in[i] * out;
                    }
                }
        }
}

/* The rows of a piece that a row of taps reaches, and where they begin. */
struct band {
    int rows;
    const float *x, *dy;
};

INLINE struct band
find_band(const struct weights *job, const struct piece *piece, int ky)
{
    const struct fni_conv *c = job->conv;
    int first = most(c->reach_y[ky].first, piece->first_row), end = least(c->reach_y[ky].end, piece->end_row);

    return (struct band){
        .rows = end - first,
        .x = job->x + piece->first_block * job->x_block +
             (ptrdiff_t)(first * c->stride + ky - c->padding) * c->w * FNI_LANES,
        .dy = job->dy + piece->first_block * job->dy_block + (ptrdiff_t)first * c->ow * FNI_LANES,
    };
}

/* Adds the products of one tap over one piece. */
INLINE void
add_piece(const int ci, const int co, vf acc[TILE_CI][TILE_CO], const struct weights *job, const struct band *band,
          int n_blocks, int kx)
{
    const struct fni_conv *c = job->conv;
    int column = c->reach_x[kx].first;
    struct loop blocks = {n_blocks, job->x_block, job->dy_block};
    struct loop rows = {band->rows, (ptrdiff_t)c->stride * c->w * FNI_LANES, (ptrdiff_t)c->ow * FNI_LANES};
    struct loop columns = {c->reach_x[kx].end - column, (ptrdiff_t)c->stride * FNI_LANES, FNI_LANES};
    bool narrow = columns.count < blocks.count; /* the longer loop is the inner one */
    struct loop loops[LOOPS] = {narrow ? rows : blocks, narrow ? columns : rows, narrow ? blocks : columns};

    if (rows.count > 0 && columns.count > 0)
        add_pixels(ci, co, acc, loops, band->x + (ptrdiff_t)(column * c->stride + kx - c->padding) * FNI_LANES,
                   job->x_plane, band->dy + (ptrdiff_t)column * FNI_LANES, job->dy_plane);
}

/* The end of a tap: adds up the lanes of each accumulator. */
INLINE void
write_tap(const int ci, const int co, vf acc[TILE_CI][TILE_CO], float *dw, ptrdiff_t dw_step)
{
    enum { GROUPS = (TILE + VECTOR - 1) / VECTOR };
    vf sums[GROUPS];
    const float *sum = (const float *)sums;

    REPEAT (g, GROUPS) {
        vf group[VECTOR];
        if (g * VECTOR >= ci * co)
            break;
        REPEAT (j, VECTOR) {
            int k = g * VECTOR + j;
            group[j] = k < ci * co ? acc[k / co][k % co] : (vf){0};
        }
        sums[g] = lane_sums(group);
    }
    REPEAT (i, ci)
        REPEAT (o, co)
            dw[i * dw_step + o] = sum[i * co + o];
}

INLINE void
weights_piece(const int ci, const int co, const struct weights *job, const struct piece *piece, bool first, bool last)
{
    const int kh = job->conv->kh, kw = job->conv->kw, n_blocks = piece->end_block - piece->first_block;
    const ptrdiff_t dw_step = job->conv->co, dw_tap = job->conv->ci * dw_step;
    float *rest = job->scratch, *dw = job->dw;

    for (int ky = 0; ky < kh; ky++) {
        const struct band band = find_band(job, piece, ky);
        for (int kx = 0; kx < kw; kx++, rest += ci * co * VECTOR, dw += dw_tap) {
            vf acc[TILE_CI][TILE_CO];
            REPEAT (i, ci)
                REPEAT (o, co)
                    acc[i][o] = first ? (vf){0} : load(rest + (i * co + o) * VECTOR);
            add_piece(ci, co, acc, job, &band, n_blocks, kx);
            if (last) {
                write_tap(ci, co, acc, dw, dw_step);
                continue;
            }
            REPEAT (i, ci)
                REPEAT (o, co)
                    store(rest + (i * co + o) * VECTOR, acc[i][o]);
        }
    }
}

INLINE void
weights_tile(const int ci, const int co, const struct weights *job)
{
    const int oh = job->conv->oh;

    for (int n = 0; n < job->blocks; n += job->piece_blocks)
        for (int r = 0; r < job->row_pieces; r++) {
            int end = least(n + job->piece_blocks, job->blocks);
            struct piece piece = {
                .first_block = n,
                .end_block = end,
                .first_row = cut(oh, r, job->row_pieces),
                .end_row = cut(oh, r + 1, job->row_pieces),
            };
            weights_piece(ci, co, job, &piece, n == 0 && r == 0, end == job->blocks && r == job->row_pieces - 1);
        }
}

/* One instance for each size of tile. */
/* clang-format off */
#define COMMON_TILES(ROW)                                                                                              \
    ROW(1, 1) ROW(1, 2) ROW(1, 3) ROW(1, 4) ROW(1, 5) ROW(1, 6) ROW(1, 7) ROW(1, 8)                                    \
    ROW(2, 1) ROW(2, 2) ROW(2, 3) ROW(2, 4)
#if VECTOR == 16
#define TILES(ROW)                                                                                                     \
    COMMON_TILES(ROW)                                                                                                  \
    ROW(2, 5) ROW(2, 6) ROW(2, 7) ROW(2, 8)                                                                            \
    ROW(3, 1) ROW(3, 2) ROW(3, 3) ROW(3, 4) ROW(3, 5)                                                                  \
    ROW(4, 1) ROW(4, 2) ROW(4, 3) ROW(4, 4)
#else
#define TILES(ROW) COMMON_TILES(ROW)
#endif
/* clang-format on */

#define DEFINE(ci, co)                                                                                                 \
    static void weights_##ci##x##co(const struct weights *job)                                                         \
    {                                                                                                                  \
        weights_tile(ci, co, job);                                                                                     \
    }
TILES(DEFINE)

#define ENTRY(ci, co) [ci][co] = weights_##ci##x##co,
static void (*const tiles[TILE_CI + 1][TILE_CO + 1])(const struct weights *) = {TILES(ENTRY)};

static size_t
piece_bytes(const struct fni_conv *c, int ci, int co, int rows)
{
    int x_rows = least((rows - 1) * c->stride + c->kh, c->h);
    return ((size_t)ci * (size_t)x_rows * (size_t)c->w + (size_t)co * (size_t)rows * (size_t)c->ow) * FNI_LANES *
           sizeof(float);
}

/* As many blocks, or else as many rows, as fit the cache. */
static void
choose_pieces(struct weights *job, int ci, int co)
{
    const struct fni_conv *c = job->conv;
    int rows = c->oh;

    while (rows > 1 && piece_bytes(c, ci, co, rows) > PIECE)
        rows--;
    job->row_pieces = (c->oh + rows - 1) / rows;
    job->piece_blocks = 1;
    if (job->row_pieces == 1 && piece_bytes(c, ci, co, rows) < PIECE)
        job->piece_blocks = (int)(PIECE / piece_bytes(c, ci, co, rows));
}

/* With channels in the lanes, few input channels are too few independent sums, and a single vector of output channels
 * wants a broadcast for each product; but where a sum has few terms, adding up its lanes takes longer than they do. */
static bool
channels_pay(const struct fni_conv *conv, int blocks)
{
    bool short_sums = conv->oh * conv->ow * blocks <= 2 * VECTOR;
    return VECTOR > 4 && conv->ci >= FNI_LANES && (conv->co > VECTOR || short_sums);
}

void
NAME(conv_backward_weights)(const struct fni_conv *conv, const float *x, const float *dy, float *dw, float *scratch,
                            int blocks)
{
    struct weights job = {
        .conv = conv,
        .scratch = scratch,
        .x_plane = (ptrdiff_t)conv->h * conv->w * FNI_LANES,
        .dy_plane = (ptrdiff_t)conv->oh * conv->ow * FNI_LANES,
        .blocks = blocks,
    };
    int ci_tiles = (conv->ci + TILE_CI - 1) / TILE_CI;

    if (channels_pay(conv, blocks)) {
        NAME(conv_weights_channels)(conv, x, dy, dw, scratch, blocks);
        return;
    }
    job.x_block = conv->ci * job.x_plane;
    job.dy_block = conv->co * job.dy_plane;
    for (int a = 0; a < ci_tiles; a++) {
        int i = cut(conv->ci, a, ci_tiles), ci = cut(conv->ci, a + 1, ci_tiles) - i;
        int widest = least(TILE / ci, TILE_CO), co_tiles = (conv->co + widest - 1) / widest;
        for (int b = 0; b < co_tiles; b++) {
            int o = cut(conv->co, b, co_tiles), co = cut(conv->co, b + 1, co_tiles) - o;
            job.x = x + i * job.x_plane;
            job.dy = dy + o * job.dy_plane;
            job.dw = dw + (ptrdiff_t)i * conv->co + o;
            choose_pieces(&job, ci, co);
            tiles[ci][co](&job);
        }
    }
}
