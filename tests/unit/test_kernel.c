/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <fn/fn.h>

#include "core/memory.h"
#include "kernel/kernel.h"

/* Every test runs on each instruction set that this processor has; *state is the table. The references are written from
 * the definitions, one number at a time in double precision. */

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { LANES = FNI_LANES };

static float *
floats(size_t n)
{
    float *p = fni_alloc(n ? n : 1, sizeof *p, NULL);
    assert_non_null(p);
    return p;
}

static float *
random_floats(struct fn_rng *rng, size_t n)
{
    float *p = floats(n);
    for (size_t i = 0; i < n; i++)
        p[i] = (float)(fn_rng_uniform(rng) * 2 - 1);
    return p;
}

static float *
copy(const float *x, size_t n)
{
    float *p = floats(n);
    memcpy(p, x, n * sizeof *p);
    return p;
}

/* `size` is the sum of the magnitudes that were added up, the measure for the error of a sum. */
static void
check(const char *what, double got, double wanted, double size)
{
    if (!(fabs(got - wanted) <= 4e-6 * (size + 1e-3)))
        fail_msg("%s: %.9g, wanted %.9g (error %.2g of %.2g)", what, got, wanted, fabs(got - wanted), size);
}

/* ---- Convolution ---- */

struct shape {
    int ci, h, w, co, kh, kw, stride, padding, blocks;
};

/* The tensors of one shape; every value of the batch at [image][channel][y][x] through at(). */
struct problem {
    struct shape s;
    int oh, ow;
    float *x, *w, *wt, *bias, *dy;
};

static size_t
at(int channels, int h, int w, int image, int c, int y, int x)
{
    size_t pixel = ((size_t)(image / LANES * channels + c) * (size_t)h + (size_t)y) * (size_t)w + (size_t)x;
    return pixel * LANES + (size_t)(image % LANES);
}

static void
problem_init(struct problem *p, struct fn_rng *rng, const struct fni_conv *conv, struct shape s)
{
    size_t taps = (size_t)(s.kh * s.kw);

    *p = (struct problem){.s = s, .oh = conv->oh, .ow = conv->ow};
    p->x = random_floats(rng, (size_t)(s.blocks * s.ci * s.h * s.w) * LANES);
    p->dy = random_floats(rng, (size_t)(s.blocks * s.co * p->oh * p->ow) * LANES);
    p->w = random_floats(rng, taps * (size_t)(s.ci * s.co));
    p->wt = floats(taps * (size_t)(s.ci * s.co));
    p->bias = random_floats(rng, (size_t)s.co);
    for (size_t t = 0; t < taps; t++)
        for (int i = 0; i < s.ci; i++)
            for (int o = 0; o < s.co; o++)
                p->wt[(t * (size_t)s.co + (size_t)o) * (size_t)s.ci + (size_t)i] =
                    p->w[(t * (size_t)s.ci + (size_t)i) * (size_t)s.co + (size_t)o];
}

static void
problem_fini(struct problem *p)
{
    fni_free(p->x);
    fni_free(p->dy);
    fni_free(p->w);
    fni_free(p->wt);
    fni_free(p->bias);
}

/* All three passes by the definition: each multiplication of the convolution is visited once. size_* get the sums of
 * magnitudes. */
struct reference {
    double *y, *dx, *dw, *size_y, *size_dx, *size_dw;
    double macs;
};

static double *
doubles(size_t n)
{
    double *p = calloc(n, sizeof *p);
    assert_non_null(p);
    return p;
}

static void
reference_image(struct reference *r, const struct problem *p, int n)
{
    const struct shape s = p->s;

    for (int o = 0; o < s.co; o++)
        for (int oy = 0; oy < p->oh; oy++)
            for (int ox = 0; ox < p->ow; ox++)
                for (int ky = 0; ky < s.kh; ky++)
                    for (int kx = 0; kx < s.kw; kx++)
                        for (int i = 0; i < s.ci; i++) {
                            int iy = oy * s.stride + ky - s.padding, ix = ox * s.stride + kx - s.padding;
                            if (iy < 0 || iy >= s.h || ix < 0 || ix >= s.w)
                                continue;
                            size_t a = at(s.ci, s.h, s.w, n, i, iy, ix), b = at(s.co, p->oh, p->ow, n, o, oy, ox);
                            size_t k = (size_t)(((ky * s.kw + kx) * s.ci + i) * s.co + o);
                            double x = p->x[a], dy = p->dy[b], w = p->w[k];
                            r->y[b] += x * w;
                            r->dx[a] += dy * w;
                            r->dw[k] += x * dy;
                            r->size_y[b] += fabs(x * w);
                            r->size_dx[a] += fabs(dy * w);
                            r->size_dw[k] += fabs(x * dy);
                            r->macs += 1;
                        }
}

static void
reference_init(struct reference *r, const struct problem *p)
{
    const struct shape s = p->s;
    size_t nx = (size_t)(s.blocks * s.ci * s.h * s.w) * LANES, ny = (size_t)(s.blocks * s.co * p->oh * p->ow) * LANES,
           nw = (size_t)(s.kh * s.kw * s.ci * s.co);

    *r = (struct reference){doubles(ny), doubles(nx), doubles(nw), doubles(ny), doubles(nx), doubles(nw), 0};
    for (int n = 0; n < s.blocks * LANES; n++)
        reference_image(r, p, n);
}

static void
reference_fini(struct reference *r)
{
    free(r->y);
    free(r->dx);
    free(r->dw);
    free(r->size_y);
    free(r->size_dx);
    free(r->size_dw);
}

/* The two sums of every channel: what the kernel gathered beside those of what it stored. NULL factor: of the square.
 */
static void
check_sums(const struct fni_sums *found, const float *stored, const float *factor, const float *center, int channels,
           size_t plane, int blocks)
{
    for (int c = 0; c < channels; c++) {
        double sums[2] = {0}, sizes[2] = {0};
        for (int b = 0; b < blocks; b++)
            for (size_t i = 0; i < plane; i++) {
                size_t k = (size_t)(b * channels + c) * plane + i;
                double first = factor ? stored[k] : (double)stored[k] - center[c];
                double second = first * ((factor ? factor[k] : stored[k]) - (double)center[c]);
                sums[0] += first;
                sums[1] += second;
                sizes[0] += fabs(first);
                sizes[1] += fabs(second);
            }
        check("first sum", found[c].first, sums[0], sizes[0] + 1);
        check("second sum", found[c].second, sums[1], sizes[1] + 1);
    }
}

/* The ends a convolution can have; each member is a choice. */
struct end {
    bool bias, relu, scale, relu_after, sums;
};

static void
check_forward(const struct fni_kernels *k, const struct fni_conv *conv, const struct problem *p,
              const struct reference *r, struct end choice)
{
    size_t plane = (size_t)(p->oh * p->ow) * LANES, n = (size_t)(p->s.blocks * p->s.co) * plane;
    float *y = floats(n), *scale = floats((size_t)p->s.co), *shift = floats((size_t)p->s.co);
    struct fni_sums *sums = calloc((size_t)p->s.co, sizeof *sums);
    struct fni_conv_end end = {.bias = choice.bias ? p->bias : NULL,
                               .relu = choice.relu,
                               .scale = choice.scale ? scale : NULL,
                               .shift = choice.scale ? shift : NULL,
                               .relu_after = choice.relu_after,
                               .sums = {choice.sums ? sums : NULL, p->bias}};

    for (int c = 0; c < p->s.co; c++) {
        scale[c] = c % 2 ? 0.75f : -0.5f;
        shift[c] = 0.25f * (float)(c % 3 - 1);
    }
    k->conv_forward(conv, p->x, p->w, end, y, p->s.blocks);
    for (size_t i = 0; i < n; i++) {
        size_t c = i / plane % (size_t)p->s.co;
        double wanted = r->y[i] + (choice.bias ? p->bias[c] : 0);
        wanted = choice.relu && wanted < 0 ? 0 : wanted;
        wanted = choice.scale ? wanted * scale[c] + shift[c] : wanted;
        check("y", y[i], choice.relu_after && wanted < 0 ? 0 : wanted, r->size_y[i] + 1);
    }
    if (choice.sums)
        check_sums(sums, y, NULL, p->bias, p->s.co, plane, p->s.blocks);
    fni_free(y);
    fni_free(scale);
    fni_free(shift);
    free(sums);
}

static void
check_backward_data(const struct fni_kernels *k, const struct fni_conv *conv, const struct problem *p,
                    const struct reference *r, bool add, bool mask, bool with_sums)
{
    size_t plane = (size_t)(p->s.h * p->s.w) * LANES, n = (size_t)(p->s.blocks * p->s.ci) * plane;
    float *dx = copy(p->x, n), *center = floats((size_t)p->s.ci);
    struct fni_sums *sums = calloc((size_t)p->s.ci, sizeof *sums);
    struct fni_conv_back_end end = {.positive = mask ? p->x : NULL,
                                    .add = add,
                                    .sums = {with_sums ? sums : NULL, center},
                                    .factor = with_sums ? p->x : NULL};

    for (int c = 0; c < p->s.ci; c++)
        center[c] = 0.25f * (float)(c % 5 - 2);
    k->conv_backward_data(conv, p->dy, p->wt, end, dx, p->s.blocks);
    if (with_sums)
        check_sums(sums, dx, p->x, center, p->s.ci, plane, p->s.blocks);
    for (size_t i = 0; i < n; i++)
        check("dx", dx[i], (mask && !(p->x[i] > 0) ? 0 : r->dx[i]) + (add ? p->x[i] : 0), r->size_dx[i] + 1);
    fni_free(dx);
    free(sums);
    fni_free(center);
}

static void
check_backward_weights(const struct fni_kernels *k, const struct fni_conv *conv, const struct problem *p,
                       const struct reference *r)
{
    size_t n = (size_t)(p->s.kh * p->s.kw * p->s.ci * p->s.co);
    float *dw = floats(n), *scratch = floats(fni_conv_scratch(conv));

    for (size_t i = 0; i < n; i++)
        dw[i] = NAN; /* to be written, not added to */
    k->conv_backward_weights(conv, p->x, p->dy, dw, scratch, p->s.blocks);
    for (size_t i = 0; i < n; i++)
        check("dw", dw[i], r->dw[i], r->size_dw[i]);
    fni_free(dw);
    fni_free(scratch);
}

static void
check_shape(const struct fni_kernels *k, struct fn_rng *rng, struct shape s)
{
    struct fni_conv conv;
    struct problem p;
    struct reference r;

    assert_true(fni_conv_init(&conv, s.ci, s.h, s.w, s.co, s.kh, s.kw, s.stride, s.padding));
    problem_init(&p, rng, &conv, s);
    reference_init(&r, &p);
    assert_true(fni_conv_macs(&conv) * s.blocks * LANES == r.macs);
    for (int choice = 0; choice < 16; choice++)
        check_forward(k, &conv, &p, &r, (struct end){choice & 1, choice & 2, choice & 4, choice & 8, false});
    for (int choice = 0; choice < 4; choice++)
        check_forward(k, &conv, &p, &r, (struct end){choice & 1, choice & 2, false, false, true});
    for (int choice = 0; choice < 8; choice++)
        check_backward_data(k, &conv, &p, &r, choice & 1, choice & 2, choice & 4);
    check_backward_weights(k, &conv, &p, &r);
    reference_fini(&r);
    problem_fini(&p);
    fni_conv_fini(&conv);
}

/* Those of the notebook and of the golden vectors. */
static void
conv_known_shapes(void **state)
{
    static const struct shape shapes[] = {
        {1, 28, 28, 8, 3, 3, 2, 1, 1},   {8, 14, 14, 8, 3, 3, 1, 1, 2},  {8, 14, 14, 16, 3, 3, 2, 1, 1},
        {16, 7, 7, 16, 3, 3, 1, 1, 1},   {16, 7, 7, 32, 3, 3, 2, 1, 1},  {32, 4, 4, 32, 3, 3, 1, 1, 1},
        {32, 4, 4, 16, 3, 3, 2, 1, 3},   {16, 2, 2, 16, 3, 3, 1, 1, 3},  {16, 2, 2, 10, 3, 3, 2, 1, 3},
        {3, 9, 7, 5, 5, 5, 2, 2, 2},     {784, 1, 1, 10, 1, 1, 1, 0, 1}, {1, 1, 1, 1, 1, 1, 1, 0, 1},
        {40, 3, 3, 40, 3, 3, 1, 1, 1},   {2, 15, 15, 2, 7, 7, 3, 3, 1},  {1, 5, 5, 1, 1, 1, 3, 0, 1},
        {17, 6, 11, 23, 2, 3, 1, 0, 1},  {1, 1, 1, 1, 3, 3, 1, 1, 1},    {1, 1, 1, 1, 3, 3, 2, 1, 1},
        {1, 2, 2, 1, 3, 3, 2, 1, 1},     {3, 9, 11, 5, 3, 3, 2, 1, 1},   {31, 7, 5, 29, 3, 3, 1, 1, 1},
        {1, 7, 1, 13, 3, 3, 1, 1, 1},    {27, 9, 7, 3, 3, 3, 2, 1, 1},   {18, 5, 9, 9, 3, 3, 2, 1, 1},
        {22, 7, 7, 11, 3, 3, 2, 1, 1},   {2, 7, 5, 29, 3, 3, 1, 1, 1},   {3, 13, 7, 14, 3, 3, 2, 1, 1},
        {18, 11, 13, 29, 3, 3, 2, 1, 1},
    };
    struct fn_rng rng;

    fn_rng_seed(&rng, 1);
    for (int i = 0; i < COUNT(shapes); i++)
        check_shape(*state, &rng, shapes[i]);
}

static int
between(struct fn_rng *rng, int low, int high)
{
    return low + (int)fn_rng_below(rng, (uint64_t)(high - low + 1));
}

static void
conv_random_shapes(void **state)
{
    struct fn_rng rng;

    fn_rng_seed(&rng, 2);
    for (int done = 0; done < 500;) {
        struct shape s = {
            .ci = between(&rng, 1, 40),
            .h = between(&rng, 1, 15),
            .w = between(&rng, 1, 15),
            .co = between(&rng, 1, 40),
            .kh = between(&rng, 1, 7),
            .kw = between(&rng, 1, 7),
            .stride = between(&rng, 1, 3),
            .padding = between(&rng, 0, 3),
            .blocks = between(&rng, 1, 5),
        };
        double work = (double)s.ci * s.h * s.w * s.co * s.kh * s.kw / (s.stride * s.stride) * s.blocks;
        if (s.h + 2 * s.padding < s.kh || s.w + 2 * s.padding < s.kw || work > 1e5)
            continue; /* too small a picture, or too long a test */
        check_shape(*state, &rng, s);
        done++;
    }
}

/* Large enough to be cut into pieces by rows, by blocks, by input and by output channels. */
static void
conv_in_pieces(void **state)
{
    static const struct shape shapes[] = {{4, 40, 40, 4, 3, 3, 1, 1, 2},  {9, 6, 6, 11, 3, 3, 1, 1, 9},
                                          {17, 12, 9, 37, 3, 3, 1, 1, 2}, {16, 1, 90, 33, 1, 3, 1, 1, 1},
                                          {300, 2, 1, 37, 1, 2, 1, 1, 2}, {523, 1, 1, 10, 1, 1, 1, 0, 3}};
    struct fn_rng rng;

    fn_rng_seed(&rng, 3);
    for (int i = 0; i < COUNT(shapes); i++)
        check_shape(*state, &rng, shapes[i]);
}

static void
conv_relu_keeps_nan(void **state)
{
    const struct fni_kernels *k = *state;
    struct fni_conv conv;
    float *x = floats(LANES), *y = floats(LANES), w = 1;

    assert_true(fni_conv_init(&conv, 1, 1, 1, 1, 1, 1, 1, 0));
    x[0] = NAN;
    x[1] = -INFINITY;
    x[2] = INFINITY;
    k->conv_forward(&conv, x, &w, (struct fni_conv_end){.relu = true}, y, 1);
    assert_true(isnan(y[0]) && y[1] == 0 && y[2] == INFINITY);
    k->relu(x, y, 1);
    assert_true(isnan(y[0]) && y[1] == 0 && y[2] == INFINITY);
    fni_conv_fini(&conv);
    fni_free(x);
    fni_free(y);
}

/* ---- Pointwise kernels ---- */

static const size_t counts[] = {1, 2, 3, 4, 5, 7, 8, 49, 196};
enum { MOST = 196 * LANES };

static void
sums(void **state)
{
    const struct fni_kernels *k = *state;
    const float shift = 0.375f;
    struct fn_rng rng;

    fn_rng_seed(&rng, 4);
    for (int c = 0; c < COUNT(counts); c++) {
        size_t n = counts[c] * LANES;
        float *x = random_floats(&rng, n), *dy = random_floats(&rng, n);

        for (int lanes = 1; lanes <= LANES; lanes++) {
            struct fni_sums moments = k->moments(x, counts[c], shift, lanes),
                            dot = k->dot(dy, x, counts[c], shift, lanes);
            double got[5] = {k->sum(x, counts[c], lanes), moments.first, moments.second, dot.first, dot.second};
            double wanted[5] = {0};
            for (size_t i = 0; i < n; i++) {
                double d = (double)x[i] - shift;
                double terms[5] = {x[i], d, d * d, dy[i], dy[i] * d};
                for (int s = 0; s < 5 && i % LANES < (size_t)lanes; s++)
                    wanted[s] += terms[s];
            }
            for (int s = 0; s < 5; s++)
                check("sum", (float)got[s], wanted[s], (double)counts[c] * lanes);
        }
        fni_free(x);
        fni_free(dy);
    }
}

/* Runs every kernel that maps planes to planes, on buffers of its own and in place. */
static void
maps(void **state)
{
    const struct fni_kernels *k = *state;
    enum { CHANNELS = 3 };
    const float scale[CHANNELS] = {1.5f, -0.5f, 2}, shift[CHANNELS] = {-0.25f, 0.5f, 0};
    const struct fni_affine_gradient by[CHANNELS] = {
        {.shift = -0.25f, .a = 0.75f, .b = -1.25f, .c = 0.5f}, {.shift = 1, .a = -2}, {.b = 1, .c = -3}};
    struct fn_rng rng;

    fn_rng_seed(&rng, 5);
    for (int m = 0; m < COUNT(counts); m++)
        for (int option = 0; option < 2; option++) { /* relu, or add */
            size_t n = CHANNELS * counts[m] * LANES;
            float *x = random_floats(&rng, n), *dy = random_floats(&rng, n), *old = random_floats(&rng, n);
            float *affine = floats(n), *in_place = copy(x, n), *affine_backward = copy(old, n),
                  *affine_masked = copy(old, n);
            float *relu = floats(n), *relu_backward = copy(old, n), *sum = copy(x, n), *masked = copy(dy, n);

            k->affine(x, scale, shift, option, affine, CHANNELS, counts[m]);
            k->affine(in_place, scale, shift, option, in_place, CHANNELS, counts[m]);
            k->affine_backward(dy, x, by, false, affine_backward, option, CHANNELS, counts[m]);
            k->affine_backward(dy, x, by, true, affine_masked, option, CHANNELS, counts[m]);
            k->relu(x, relu, n / LANES);
            k->relu_backward(dy, x, relu_backward, option, n / LANES);
            k->relu_backward(masked, x, masked, false, n / LANES);
            k->add(sum, dy, sum, n / LANES);
            assert_memory_equal(affine, in_place, n * sizeof *affine);
            for (size_t i = 0; i < n; i++) {
                size_t c = i / LANES / counts[m];
                double y = (double)x[i] * scale[c] + shift[c], before = option ? old[i] : 0, g = x[i] > 0 ? dy[i] : 0;
                check("affine", affine[i], option && y < 0 ? 0 : y, 1);
                double d = dy[i] * by[c].a + (x[i] - (double)by[c].shift) * by[c].b + by[c].c;
                check("affine_backward", affine_backward[i], before + d, 4);
                check("affine_backward with mask", affine_masked[i], before + (x[i] > 0 ? d : 0), 4);
                check("relu", relu[i], x[i] > 0 ? x[i] : 0, 0);
                check("relu_backward", relu_backward[i], before + g, 1);
                check("relu_backward in place", masked[i], g, 0);
                check("add", sum[i], (double)x[i] + dy[i], 1);
            }
            float *all[] = {x,   dy,    old, affine, in_place, affine_backward, affine_masked, relu, relu_backward,
                            sum, masked};
            for (int i = 0; i < COUNT(all); i++)
                fni_free(all[i]);
        }
}

static void
transpose(void **state)
{
    const struct fni_kernels *k = *state;
    struct fn_rng rng;

    fn_rng_seed(&rng, 9);
    for (int round = 0; round < 50; round++) {
        size_t rows = (size_t)between(&rng, 1, 20), columns = (size_t)between(&rng, 1, 20);
        size_t step = rows + (size_t)between(&rng, 0, 3);
        float *in = random_floats(&rng, rows * columns), *out = floats(columns * step);

        for (size_t j = 0; j < columns * step; j++)
            out[j] = 7;
        k->transpose(in, rows, columns, out, step);
        for (size_t c = 0; c < columns; c++)
            for (size_t r = 0; r < step; r++)
                assert_true(out[c * step + r] == (r < rows ? in[r * columns + c] : 7));
        fni_free(in);
        fni_free(out);
    }
}

/* Rows of every length end where their memory ends, so that the sanitizers see a read behind them. */
static void
spread(void **state)
{
    const struct fni_kernels *k = *state;
    struct fn_rng rng;

    fn_rng_seed(&rng, 6);
    for (int count = 1; count <= 70; count++) {
        unsigned char *rows[LANES];
        size_t n = (size_t)count * LANES;
        float *out = floats(n + LANES);

        for (int lane = 0; lane < LANES; lane++) {
            rows[lane] = malloc((size_t)count);
            for (int x = 0; x < count; x++)
                rows[lane][x] = (unsigned char)fn_rng_next(&rng);
        }
        out[n] = 7;
        k->spread((const unsigned char *const *)rows, count, 0.125f, -3, out);
        for (int x = 0; x < count; x++)
            for (int lane = 0; lane < LANES; lane++)
                assert_true(out[x * LANES + lane] == rows[lane][x] * 0.125f - 3);
        assert_true(out[n] == 7);
        for (int lane = 0; lane < LANES; lane++)
            free(rows[lane]);
        fni_free(out);
    }
}

static void
exponentials(void **state)
{
    const struct fni_kernels *k = *state;
    enum { CLASSES = 37 };
    float *x = floats(CLASSES * LANES), *e = floats(CLASSES * LANES), *largest = floats(LANES), *sum = floats(LANES);
    struct fn_rng rng;

    fn_rng_seed(&rng, 8);
    for (int classes = 1; classes <= CLASSES; classes += 3) {
        for (int i = 0; i < classes * LANES; i++) {
            float wide = i % 3 == 0 ? 1 : i % 3 == 1 ? 20 : 100;
            x[i] = wide * (2 * (float)fn_rng_uniform(&rng) - 1);
        }
        x[3] = 1e30f; /* all others of this lane are far below */
        k->exponentials(x, classes, e, largest, sum);
        for (int lane = 0; lane < LANES; lane++) {
            double most = x[lane], total = 0;
            for (int c = 1; c < classes; c++)
                most = fmax(most, x[c * LANES + lane]);
            assert_true(largest[lane] == (float)most);
            for (int c = 0; c < classes; c++) {
                double wanted = exp((double)x[c * LANES + lane] - most);
                check("e", e[c * LANES + lane], wanted, wanted + 1e-30);
                total += wanted;
            }
            check("sum", sum[lane], total, total);
        }
        k->exponentials(x, classes, NULL, largest, sum);
        assert_true(sum[3] == 1);
    }
    x[5] = NAN;
    x[CLASSES / 2 * LANES + 7] = NAN;
    k->exponentials(x, CLASSES, e, largest, sum);
    for (int lane = 0; lane < LANES; lane++)
        assert_true(isnan(sum[lane]) == (lane == 5 || lane == 7));
    fni_free(x);
    fni_free(e);
    fni_free(largest);
    fni_free(sum);
}

static void
adamw(void **state)
{
    const struct fni_kernels *k = *state;
    const float decay = 0.999f, b1 = 0.875f, b2 = 0.984375f, step = 0.01f, unbias = 3.5f, eps = 1e-8f;
    struct fn_rng rng;

    fn_rng_seed(&rng, 7);
    for (size_t n = 0; n < 70; n++) {
        float *p = random_floats(&rng, n), *m = random_floats(&rng, n), *v = random_floats(&rng, n);
        float *g = random_floats(&rng, n), *p0 = copy(p, n), *m0 = copy(m, n), *v0 = copy(v, n), *sum = copy(p, n);

        for (size_t i = 0; i < n; i++)
            v0[i] = v[i] = fabsf(v[i]);
        k->adamw(p, m, v, g, n, decay, b1, b2, step, unbias, eps);
        k->accumulate(sum, g, n);
        for (size_t i = 0; i < n; i++) {
            double m1 = (double)b1 * m0[i] + (1 - (double)b1) * g[i];
            double v1 = (double)b2 * v0[i] + (1 - (double)b2) * g[i] * g[i];
            check("m", m[i], m1, 1);
            check("v", v[i], v1, 1);
            check("p", p[i], (double)p0[i] * decay - step * m1 / (sqrt(v1 * unbias) + eps), 1);
            check("accumulate", sum[i], (double)p0[i] + g[i], 1);
        }
        float *all[] = {p, m, v, g, p0, m0, v0, sum};
        for (int i = 0; i < COUNT(all); i++)
            fni_free(all[i]);
    }
}

static void
peak_counts_operations(void **state)
{
    const struct fni_kernels *k = *state;
    double one = k->peak(1);

    assert_true(one >= 2 * k->vector);
    assert_true(k->peak(1000) == 1000 * one);
}

/* ---- The choice ---- */

static void
names(void **state)
{
    const struct fni_kernels *k = *state;

    assert_ptr_equal(fni_kernels_named(k->name), k);
    assert_true(k->vector == 4 || k->vector == 8 || k->vector == 16);
    assert_null(fni_kernels_named("mmx"));
    assert_string_equal(fn_isa(), fni_kernels()->name);
    assert_ptr_equal(fni_kernels_named(fn_isa()), fni_kernels());
}

/* The choice is made once in a process, so each try gets a process of its own. */
static const char *
widest(void)
{
    return fni_kernels_named("avx512") ? "avx512" : fni_kernels_named("avx2") ? "avx2" : "base";
}

static void
environment_forces(void **state)
{
    static const char *const forced[] = {"base", "avx2", "avx512", "mmx", ""};

    (void)state;
    for (int i = 0; i < COUNT(forced); i++) {
        const char *wanted = fni_kernels_named(forced[i]) ? forced[i] : widest();
        int status;
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0) {
            setenv("FN_ISA", forced[i], 1);
            _exit(strcmp(fn_isa(), wanted) != 0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
}

static int
run(const struct fni_kernels *kernels)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(conv_known_shapes),
        cmocka_unit_test(conv_random_shapes),
        cmocka_unit_test(conv_in_pieces),
        cmocka_unit_test(conv_relu_keeps_nan),
        cmocka_unit_test(sums),
        cmocka_unit_test(maps),
        cmocka_unit_test(transpose),
        cmocka_unit_test(spread),
        cmocka_unit_test(exponentials),
        cmocka_unit_test(adamw),
        cmocka_unit_test(peak_counts_operations),
        cmocka_unit_test(names),
    };

    for (int i = 0; i < COUNT(tests); i++)
        tests[i].initial_state = (void *)(uintptr_t)kernels;
    return _cmocka_run_group_tests(kernels->name, tests, sizeof tests / sizeof *tests, NULL, NULL);
}

int
main(void)
{
    static const char *const isas[] = {"base", "avx2", "avx512"};
    const struct CMUnitTest first[] = {cmocka_unit_test(environment_forces)}; /* before anything else chooses */
    int failed = cmocka_run_group_tests_name("choice", first, NULL, NULL);

    for (int i = 0; i < COUNT(isas); i++)
        if (fni_kernels_named(isas[i]))
            failed += run(fni_kernels_named(isas[i]));
    return failed != 0;
}
