/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"
#include "kernel/conv_weights.h"
#include "kernel/shuffle.h"

#include <string.h>

/* The gradient of the weights with the output channels in the lanes: for one tap the accumulators of a tile of input
 * channels x vectors of output channels stay in registers, while the loop runs over pixels and pictures.
 *
 * dy is transposed piece by piece; in between, the accumulators rest in scratch. */

/* A tile: input channels, with one and with two vectors of output channels. */
#if VECTOR == 16
enum { TILE_CI = 8, TILE_CI_2 = 8 };
#else
enum { TILE_CI = 8, TILE_CI_2 = 6 };
#endif
enum { TILE_VECTORS = 2 };

/* One turn: some input and some output channels, for which scratch has room. */
struct channels {
    const struct fni_conv *conv;
    int ci, co, vectors; /* the turn's channels, and the vectors that hold the output's */
    float *sums;         /* [tap][ci][vectors * VECTOR] */
    float *transposed;   /* [piece's pixels][FNI_LANES][vectors * VECTOR] */
};

/* Rows of one block. */
struct piece {
    const float *x, *dy; /* of the block, at the turn's first channels */
    int first_row, end_row;
};

/* ---- Transposing ---- */

/* Of up to VECTOR channels; out: a picture each `step` floats. */
INLINE void
transpose_pixel(const float *dy, ptrdiff_t plane, int co, float *out, ptrdiff_t step)
{
    REPEAT (v, VECTORS) {
        vf a[VECTOR];
        REPEAT (o, VECTOR)
            a[o] = o < co ? load(dy + o * plane + v * VECTOR) : (vf){0};
        transpose(a);
        REPEAT (l, VECTOR)
            store(out + (v * VECTOR + l) * step, a[l]);
    }
}

static void
transpose_piece(const struct channels *job, const struct piece *piece)
{
    const struct fni_conv *c = job->conv;
    ptrdiff_t plane = (ptrdiff_t)c->oh * c->ow * FNI_LANES, step = job->vectors * VECTOR;
    int pixels = (piece->end_row - piece->first_row) * c->ow;
    const float *dy = piece->dy + (ptrdiff_t)piece->first_row * c->ow * FNI_LANES;
    float *out = job->transposed;

    for (int p = 0; p < pixels; p++, dy += FNI_LANES, out += FNI_LANES * step)
        for (int o = 0; o < job->co; o += VECTOR) {
            if (job->co - o >= VECTOR)
                transpose_pixel(dy + o * plane, plane, VECTOR, out + o, step);
            else
                transpose_pixel(dy + o * plane, plane, job->co - o, out + o, step);
        }
}

/* ---- Sums of products ---- */

INLINE void
add_pixel(const int ci, const int vectors, vf acc[TILE_CI][TILE_VECTORS], const float *x, ptrdiff_t x_plane,
          const float *t)
{
    _Pragma("GCC unroll 4") for (int l = 0; l < FNI_LANES; l++)
    {
        vf dy[TILE_VECTORS];
        REPEAT (v, vectors) {
            dy[v] = load(t + v * VECTOR);
            PIN(dy[v]);
        }
        REPEAT (i, ci) {
            vf in = splat(x[i * x_plane]);
            REPEAT (v, vectors)
                acc[i][v] += in * dy[v];
        }
        x++;
        t += vectors * VECTOR;
    }
}

/* One tap over one piece; x: at the tile's first input channel. */
INLINE void
add_tap(const int ci, const int vectors, const struct channels *job, const struct piece *piece, const float *x,
        float *sums, int tap)
{
    const struct fni_conv *c = job->conv;
    const ptrdiff_t x_plane = (ptrdiff_t)c->h * c->w * FNI_LANES, t_pixel = FNI_LANES * vectors * VECTOR;
    int ky = tap / c->kw, kx = tap % c->kw;
    struct fni_reach rows = c->reach_y[ky], columns = c->reach_x[kx];
    vf acc[TILE_CI][TILE_VECTORS];

    if (rows.first < piece->first_row)
        rows.first = piece->first_row;
    if (rows.end > piece->end_row)
        rows.end = piece->end_row;
    if (rows.first >= rows.end || columns.first >= columns.end)
        return;
    REPEAT (i, ci)
        REPEAT (v, vectors)
            acc[i][v] = load(sums + (i * vectors + v) * VECTOR);
    for (int row = rows.first; row < rows.end; row++) {
        int y = row * c->stride + ky - c->padding, first_x = columns.first * c->stride + kx - c->padding;
        const float *px = x + ((ptrdiff_t)y * c->w + first_x) * FNI_LANES;
        const float *t = job->transposed + ((ptrdiff_t)(row - piece->first_row) * c->ow + columns.first) * t_pixel;
        for (int column = columns.first; column < columns.end; column++) {
            add_pixel(ci, vectors, acc, px, x_plane, t);
            px += c->stride * FNI_LANES;
            t += t_pixel;
        }
    }
    REPEAT (i, ci)
        REPEAT (v, vectors)
            store(sums + (i * vectors + v) * VECTOR, acc[i][v]);
}

INLINE void
add_taps(const int ci, const int vectors, const struct channels *job, const struct piece *piece, int first_ci)
{
    const struct fni_conv *c = job->conv;
    const float *x = piece->x + (ptrdiff_t)first_ci * c->h * c->w * FNI_LANES;

    for (int tap = 0; tap < c->kh * c->kw; tap++)
        add_tap(ci, vectors, job, piece, x, job->sums + ((ptrdiff_t)tap * job->ci + first_ci) * vectors * VECTOR, tap);
}

/* One instance for each size of tile; a smaller one is none of an even cut. */
/* clang-format off */
#define TILES(ROW)                                                                                                     \
    ROW(4, 1) ROW(5, 1) ROW(6, 1) ROW(7, 1) ROW(8, 1)                                                                  \
    ROW(4, 2) ROW(5, 2) ROW(6, 2) ROW(7, 2) ROW(8, 2)
/* clang-format on */

#define DEFINE(ci, vectors)                                                                                            \
    static void taps_##ci##x##vectors(const struct channels *job, const struct piece *piece, int first)                \
    {                                                                                                                  \
        add_taps(ci, vectors, job, piece, first);                                                                      \
    }
TILES(DEFINE)

#define ENTRY(ci, vectors) [vectors][ci] = taps_##ci##x##vectors,
typedef void
tile_fn(const struct channels *job, const struct piece *piece, int first_ci);
static tile_fn *const tiles[TILE_VECTORS + 1][TILE_CI + 1] = {TILES(ENTRY)};

static void
add_piece(const struct channels *job, const struct piece *piece)
{
    int ci = job->ci, most = job->vectors == 1 ? TILE_CI : TILE_CI_2, n_tiles = (ci + most - 1) / most;

    transpose_piece(job, piece);
    for (int tile = 0; tile < n_tiles; tile++) {
        int first = cut(ci, tile, n_tiles), end = cut(ci, tile + 1, n_tiles);
        tiles[job->vectors][end - first](job, piece, first);
    }
}

/* dw: at the turn's first channels. */
static void
write_sums(const struct channels *job, float *dw)
{
    const struct fni_conv *c = job->conv;
    const float *sum = job->sums;

    for (int tap = 0; tap < c->kh * c->kw; tap++, dw += (ptrdiff_t)(c->ci - job->ci) * c->co)
        for (int i = 0; i < job->ci; i++, sum += job->vectors * VECTOR, dw += c->co)
            for (int o = 0; o < job->co; o++)
                dw[o] = sum[o];
}

/* x, dy, dw: at the turn's first channels. */
static void
take_turn(struct channels *job, const float *x, const float *dy, float *dw, float *scratch, int blocks)
{
    const struct fni_conv *c = job->conv;
    ptrdiff_t x_block = (ptrdiff_t)c->ci * c->h * c->w * FNI_LANES;
    ptrdiff_t dy_block = (ptrdiff_t)c->co * c->oh * c->ow * FNI_LANES;
    size_t sums = (size_t)(c->kh * c->kw * job->ci) * (size_t)(job->vectors * VECTOR);
    int rows = FNI_CONV_PIECE / (c->ow * FNI_LANES * job->vectors * VECTOR);

    rows = rows < 1 ? 1 : rows;
    job->sums = scratch;
    job->transposed = scratch + sums;
    memset(job->sums, 0, sums * sizeof *job->sums);
    for (int n = 0; n < blocks; n++)
        for (int row = 0; row < c->oh; row += rows) {
            struct piece piece = {
                .x = x + n * x_block,
                .dy = dy + n * dy_block,
                .first_row = row,
                .end_row = row + rows < c->oh ? row + rows : c->oh,
            };
            add_piece(job, &piece);
        }
    write_sums(job, dw);
}

void
NAME(conv_weights_channels)(const struct fni_conv *conv, const float *x, const float *dy, float *dw, float *scratch,
                            int blocks)
{
    ptrdiff_t x_plane = (ptrdiff_t)conv->h * conv->w * FNI_LANES;
    ptrdiff_t dy_plane = (ptrdiff_t)conv->oh * conv->ow * FNI_LANES;
    int turns = (conv->ci + FNI_CONV_CHANNELS - 1) / FNI_CONV_CHANNELS;

    for (int turn = 0; turn < turns; turn++) {
        struct channels job = {.conv = conv};
        int i = cut(conv->ci, turn, turns);
        job.ci = cut(conv->ci, turn + 1, turns) - i;
        for (int o = 0; o < conv->co; o += job.co) {
            job.co = conv->co - o < TILE_VECTORS * VECTOR ? conv->co - o : TILE_VECTORS * VECTOR;
            job.vectors = (job.co + VECTOR - 1) / VECTOR;
            take_turn(&job, x + i * x_plane, dy + o * dy_plane, dw + (ptrdiff_t)i * conv->co + o, scratch, blocks);
        }
    }
}
