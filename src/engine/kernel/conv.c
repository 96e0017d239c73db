/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdlib.h>

#include "kernel/kernel.h"

double
fni_conv_macs(const struct fni_conv *conv)
{
    double taps_y = conv->forward_y.first[conv->oh], taps_x = conv->forward_x.first[conv->ow];
    return taps_y * taps_x * conv->ci * conv->co;
}

size_t
fni_conv_scratch(const struct fni_conv *conv)
{
    return (size_t)conv->kh * (size_t)conv->kw * FNI_CONV_TILE * FNI_LANES;
}

/* Kernel position k of output o lies on input o * stride + k - padding. The two directions list the same triples. */
static bool
taps_init(struct fni_taps *taps, int size, int kernel, int stride, int padding, int source_size, bool backward)
{
    size_t most = (size_t)(backward ? source_size : size) * (size_t)kernel;
    int n = 0;

    *taps = (struct fni_taps){
        .size = size,
        .first = malloc(((size_t)size + 1) * sizeof(int)),
        .k = malloc(most * sizeof(int)),
        .source = malloc(most * sizeof(int)),
    };
    if (!taps->first || !taps->k || !taps->source)
        return false;
    for (int d = 0; d < size; d++) {
        taps->first[d] = n;
        for (int k = 0; k < kernel; k++) {
            int source = backward ? d + padding - k : d * stride + k - padding;
            if (backward && source % stride != 0)
                continue;
            if (backward)
                source /= stride;
            if (source < 0 || source >= source_size)
                continue;
            taps->k[n] = k;
            taps->source[n++] = source;
        }
    }
    taps->first[size] = n;
    return true;
}

static void
taps_fini(struct fni_taps *taps)
{
    free(taps->first);
    free(taps->k);
    free(taps->source);
    *taps = (struct fni_taps){0};
}

/* Finds the outputs that kernel position k reaches: *first .. *end - 1. */
static void
reach(const struct fni_taps *forward, int k, int *first, int *end)
{
    *first = *end = 0;
    for (int o = 0; o < forward->size; o++)
        for (int i = forward->first[o]; i < forward->first[o + 1]; i++)
            if (forward->k[i] == k) {
                if (*end == 0)
                    *first = o;
                *end = o + 1;
            }
}

static bool
runs_init(struct fni_conv *c)
{
    struct fni_run *run = calloc((size_t)c->kh * (size_t)c->kw * (size_t)c->oh, sizeof *run);

    c->runs = run;
    if (!run)
        return false;
    for (int tap = 0; tap < c->kh * c->kw; tap++) {
        int ky = tap / c->kw, kx = tap % c->kw, first_row, end_row, first, end;
        reach(&c->forward_y, ky, &first_row, &end_row);
        reach(&c->forward_x, kx, &first, &end);
        for (int y = 0; y < c->oh; y++, run++) {
            if (y < first_row || y >= end_row)
                continue;
            run->x = ((y * c->stride + ky - c->padding) * c->w + first * c->stride + kx - c->padding) * FNI_LANES;
            run->y = (y * c->ow + first) * FNI_LANES;
            run->count = end - first;
        }
    }
    return true;
}

bool
fni_conv_init(struct fni_conv *conv, int ci, int h, int w, int co, int kh, int kw, int stride, int padding)
{
    int oh = (h + 2 * padding - kh) / stride + 1, ow = (w + 2 * padding - kw) / stride + 1;

    assert(stride >= 1 && h + 2 * padding >= kh && w + 2 * padding >= kw);
    *conv = (struct fni_conv){.ci = ci,
                              .h = h,
                              .w = w,
                              .co = co,
                              .oh = oh,
                              .ow = ow,
                              .kh = kh,
                              .kw = kw,
                              .stride = stride,
                              .padding = padding};
    if (taps_init(&conv->forward_y, oh, kh, stride, padding, h, false) &&
        taps_init(&conv->forward_x, ow, kw, stride, padding, w, false) &&
        taps_init(&conv->backward_y, h, kh, stride, padding, oh, true) &&
        taps_init(&conv->backward_x, w, kw, stride, padding, ow, true) && runs_init(conv))
        return true;
    fni_conv_fini(conv);
    return false;
}

void
fni_conv_fini(struct fni_conv *conv)
{
    taps_fini(&conv->forward_y);
    taps_fini(&conv->forward_x);
    taps_fini(&conv->backward_y);
    taps_fini(&conv->backward_x);
    free(conv->runs);
    conv->runs = NULL;
}
