/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"

#include <math.h>
#include <string.h>

/* Loops over planes and plain arrays: bound by memory, as long as nothing else holds them up. */

/* A sum goes over four independent accumulators, because an addition has to wait for the one before it; and piece by
 * piece, because each rounds as its sum so far is large. */
enum { ACCUMULATORS = 4, STEP = ACCUMULATORS * VECTOR, PIECE = 8 * STEP };

/* What one vector adds to the first and to the second sum. */
typedef void
term_fn(const float *x, const float *dy, float shift, vf *first, vf *second);

/* Sum of the first `lanes` lanes, in pairs. */
INLINE double
add_lanes(const vf acc[ACCUMULATORS], int lanes)
{
    vf sums[VECTORS];
    float *sum = (float *)sums;
    double total[FNI_LANES];

    for (int v = 0; v < VECTORS; v++) {
        vf in_all = acc[v];
        for (int k = v + VECTORS; k < ACCUMULATORS; k += VECTORS)
            in_all += acc[k];
        sums[v] = in_all;
    }
    for (int lane = lanes; lane < FNI_LANES; lane++)
        sum[lane] = 0;
    for (int lane = 0; lane < FNI_LANES; lane++)
        total[lane] = sum[lane];
    REPEAT (i, 8)
        total[i] += total[i + 8];
    REPEAT (i, 4)
        total[i] += total[i + 4];
    return (total[0] + total[2]) + (total[1] + total[3]);
}

INLINE struct fni_sums
sum_terms(term_fn *term, const float *x, const float *dy, size_t count, float shift, int lanes)
{
    vf all_a[ACCUMULATORS] = {{0}}, all_b[ACCUMULATORS] = {{0}};
    size_t i = 0, n = count * FNI_LANES;

    while (i < n) {
        size_t end = n - i > PIECE ? i + PIECE : n;
        vf a[ACCUMULATORS] = {{0}}, b[ACCUMULATORS] = {{0}};

        for (; i + STEP <= end; i += STEP)
            REPEAT (k, ACCUMULATORS)
                term(x + i + k * VECTOR, dy + i + k * VECTOR, shift, &a[k], &b[k]);
        for (; i < end; i += FNI_LANES)
            REPEAT (k, VECTORS)
                term(x + i + k * VECTOR, dy + i + k * VECTOR, shift, &a[k], &b[k]);
        REPEAT (k, ACCUMULATORS) {
            all_a[k] += a[k];
            all_b[k] += b[k];
        }
    }
    return (struct fni_sums){add_lanes(all_a, lanes), add_lanes(all_b, lanes)};
}

INLINE void
sum_term(const float *x, const float *dy, float shift, vf *first, vf *second)
{
    (void)dy;
    (void)shift;
    (void)second;
    *first += load(x);
}

INLINE void
moments_term(const float *x, const float *dy, float shift, vf *first, vf *second)
{
    vf d = load(x) - shift;

    (void)dy;
    *first += d;
    *second += d * d;
}

INLINE void
dot_term(const float *x, const float *dy, float shift, vf *first, vf *second)
{
    vf g = load(dy);

    *first += g;
    *second += g * (load(x) - shift);
}

double
NAME(sum)(const float *x, size_t count, int lanes)
{
    return sum_terms(sum_term, x, x, count, 0, lanes).first;
}

struct fni_sums
NAME(moments)(const float *x, size_t count, float shift, int lanes)
{
    return sum_terms(moments_term, x, x, count, shift, lanes);
}

struct fni_sums
NAME(dot)(const float *dy, const float *x, size_t count, float shift, int lanes)
{
    return sum_terms(dot_term, x, dy, count, shift, lanes);
}

INLINE void
affine(const float *x, const float *scale, const float *shift, const bool relu, float *y, int channels, size_t count)
{
    for (int c = 0; c < channels; c++) {
        vf by = splat(scale[c]), plus = splat(shift[c]);
        for (size_t i = 0; i < count * FNI_LANES; i += VECTOR, x += VECTOR, y += VECTOR) {
            vf v = load(x) * by + plus;
            store(y, relu ? relu_of(v) : v);
        }
    }
}

void
NAME(affine)(const float *x, const float *scale, const float *shift, bool relu, float *y, int channels, size_t count)
{
    if (relu)
        affine(x, scale, shift, true, y, channels, count);
    else
        affine(x, scale, shift, false, y, channels, count);
}

INLINE void
affine_gradient(const float *dy, const float *x, const struct fni_affine_gradient *by, const bool mask, float *dx,
                const bool add, int channels, size_t count)
{
    size_t at = 0;

    for (; channels > 0; channels--, by++) {
        vf shift = splat(by->shift), a = splat(by->a), b = splat(by->b), c = splat(by->c);
        for (size_t end = at + count * FNI_LANES; at < end; at += VECTOR) {
            vf in = load(x + at), d = load(dy + at) * a + ((in - shift) * b + c);
            if (mask)
                d = keep(in > 0, d);
            store(dx + at, add ? load(dx + at) + d : d);
        }
    }
}

void
NAME(affine_backward)(const float *dy, const float *x, const struct fni_affine_gradient *by, bool mask, float *dx,
                      bool add, int channels, size_t count)
{
    if (add && mask)
        affine_gradient(dy, x, by, true, dx, true, channels, count);
    else if (add)
        affine_gradient(dy, x, by, false, dx, true, channels, count);
    else if (mask)
        affine_gradient(dy, x, by, true, dx, false, channels, count);
    else
        affine_gradient(dy, x, by, false, dx, false, channels, count);
}

void
NAME(relu)(const float *x, float *y, size_t count)
{
    for (size_t i = 0; i < count * FNI_LANES; i += VECTOR)
        store(y + i, relu_of(load(x + i)));
}

void
NAME(relu_backward)(const float *dy, const float *y, float *dx, bool add, size_t count)
{
    size_t n = count * FNI_LANES;

    if (add)
        for (size_t i = 0; i < n; i += VECTOR)
            store(dx + i, load(dx + i) + keep(load(y + i) > 0, load(dy + i)));
    else
        for (size_t i = 0; i < n; i += VECTOR)
            store(dx + i, keep(load(y + i) > 0, load(dy + i)));
}

void
NAME(add)(const float *a, const float *b, float *y, size_t count)
{
    for (size_t i = 0; i < count * FNI_LANES; i += VECTOR)
        store(y + i, load(a + i) + load(b + i));
}

/* The two over plain arrays of any length are left to the compiler's own vectoriser. */

void
NAME(adamw)(float *restrict p, float *restrict m, float *restrict v, const float *restrict g, size_t n, float decay,
            float b1, float b2, float step, float unbias, float eps)
{
    for (size_t i = 0; i < n; i++) {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * (g[i] * g[i]);
        p[i] = p[i] * decay - step * m[i] / (sqrtf(v[i] * unbias) + eps);
    }
}

void
NAME(accumulate)(float *restrict sum, const float *restrict x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += x[i];
}
