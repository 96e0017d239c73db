/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"

#include <math.h>
#include <string.h>

/* Loops over planes and plain arrays: bound by memory, as long as nothing else holds them up. */

/* A sum goes over four independent accumulators, because an addition has to wait for the one before it. */
enum { ACCUMULATORS = 4, STEP = ACCUMULATORS * VECTOR };

/* What one vector adds to the first and to the second sum. */
typedef void
term_fn(const float *x, const float *dy, float shift, vf *first, vf *second);

INLINE void
write_sums(const vf acc[ACCUMULATORS], float sum[FNI_LANES])
{
    for (int v = 0; v < VECTORS; v++) {
        vf total = acc[v];
        for (int k = v + VECTORS; k < ACCUMULATORS; k += VECTORS)
            total += acc[k];
        memcpy(sum + v * VECTOR, &total, sizeof total);
    }
}

INLINE void
sum_terms(term_fn *term, const float *x, const float *dy, size_t count, float shift, float first[FNI_LANES],
          float second[FNI_LANES])
{
    vf a[ACCUMULATORS] = {{0}}, b[ACCUMULATORS] = {{0}};
    size_t i = 0, n = count * FNI_LANES;

    for (; i + STEP <= n; i += STEP)
        REPEAT (k, ACCUMULATORS)
            term(x + i + k * VECTOR, dy + i + k * VECTOR, shift, &a[k], &b[k]);
    for (; i < n; i += FNI_LANES)
        REPEAT (k, VECTORS)
            term(x + i + k * VECTOR, dy + i + k * VECTOR, shift, &a[k], &b[k]);
    write_sums(a, first);
    if (second)
        write_sums(b, second);
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

void
NAME(sum)(const float *x, size_t count, float sum[FNI_LANES])
{
    sum_terms(sum_term, x, x, count, 0, sum, NULL);
}

void
NAME(moments)(const float *x, size_t count, float shift, float sum[FNI_LANES], float square[FNI_LANES])
{
    sum_terms(moments_term, x, x, count, shift, sum, square);
}

void
NAME(dot)(const float *dy, const float *x, size_t count, float shift, float sum[FNI_LANES], float product[FNI_LANES])
{
    sum_terms(dot_term, x, dy, count, shift, sum, product);
}

void
NAME(affine)(const float *x, float scale, float shift, bool relu, float *y, size_t count)
{
    size_t n = count * FNI_LANES;

    if (relu)
        for (size_t i = 0; i < n; i += VECTOR)
            store(y + i, relu_of(load(x + i) * scale + shift));
    else
        for (size_t i = 0; i < n; i += VECTOR)
            store(y + i, load(x + i) * scale + shift);
}

void
NAME(affine_backward)(const float *dy, const float *x, float shift, float a, float b, float c, float *dx, bool add,
                      size_t count)
{
    size_t n = count * FNI_LANES;

    if (add)
        for (size_t i = 0; i < n; i += VECTOR)
            store(dx + i, load(dx + i) + (load(dy + i) * a + ((load(x + i) - shift) * b + c)));
    else
        for (size_t i = 0; i < n; i += VECTOR)
            store(dx + i, load(dy + i) * a + ((load(x + i) - shift) * b + c));
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
