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
    size_t taps = (size_t)conv->kh * (size_t)conv->kw, row = (size_t)conv->ow * FNI_LANES * 2 * FNI_LANES;
    size_t tiles = taps * FNI_CONV_TILE * FNI_LANES;
    size_t ci = (size_t)(conv->ci < FNI_CONV_CHANNELS ? conv->ci : FNI_CONV_CHANNELS);
    size_t channels = taps * ci * 2 * FNI_LANES + (row > FNI_CONV_PIECE ? row : FNI_CONV_PIECE);

    return tiles > channels ? tiles : channels;
}

/* One axis of a picture: `size` positions in, `out` positions out. */
struct axis {
    int size, out, kernel, stride, padding;
    ptrdiff_t step, out_step, weights_step; /* floats from one position to the next: in, out, in the weights */
};

/* Kernel position k of output o lies on input o * stride + k - padding. The two directions list the same triples. */
static bool
taps_init(struct fni_taps *taps, const struct axis *axis, bool backward)
{
    int size = backward ? axis->size : axis->out, source_size = backward ? axis->out : axis->size, n = 0;
    size_t most = (size_t)size * (size_t)axis->kernel;

    *taps = (struct fni_taps){
        .size = size,
        .first = malloc(((size_t)size + 1) * sizeof *taps->first),
        .source = malloc(most * sizeof *taps->source),
        .weights = malloc(most * sizeof *taps->weights),
    };
    if (!taps->first || !taps->source || !taps->weights)
        return false;
    for (int d = 0; d < size; d++) {
        taps->first[d] = n;
        for (int k = 0; k < axis->kernel; k++) {
            int source = backward ? d + axis->padding - k : d * axis->stride + k - axis->padding;
            if (backward && source % axis->stride != 0)
                continue;
            if (backward)
                source /= axis->stride;
            if (source < 0 || source >= source_size)
                continue;
            taps->source[n] = source * (backward ? axis->out_step : axis->step);
            taps->weights[n++] = k * axis->weights_step;
        }
    }
    taps->first[size] = n;
    return true;
}

static void
taps_fini(struct fni_taps *taps)
{
    free(taps->first);
    free(taps->source);
    free(taps->weights);
    *taps = (struct fni_taps){0};
}

/* For each kernel position. NULL when out of memory. */
static struct fni_reach *
reach_new(const struct axis *axis)
{
    struct fni_reach *reach = calloc((size_t)axis->kernel, sizeof *reach);

    for (int k = 0; reach && k < axis->kernel; k++)
        for (int o = 0; o < axis->out; o++) {
            int source = o * axis->stride + k - axis->padding;
            if (source < 0 || source >= axis->size)
                continue;
            if (reach[k].end == 0)
                reach[k].first = o;
            reach[k].end = o + 1;
        }
    return reach;
}

bool
fni_conv_init(struct fni_conv *conv, int ci, int h, int w, int co, int kh, int kw, int stride, int padding)
{
    int oh = (h + 2 * padding - kh) / stride + 1, ow = (w + 2 * padding - kw) / stride + 1;
    ptrdiff_t tap = (ptrdiff_t)ci * co, pixel = FNI_LANES;
    struct axis y = {h, oh, kh, stride, padding, w * pixel, ow * pixel, kw * tap};
    struct axis x = {w, ow, kw, stride, padding, pixel, pixel, tap};

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
    if (taps_init(&conv->forward_y, &y, false) && taps_init(&conv->forward_x, &x, false) &&
        taps_init(&conv->backward_y, &y, true) && taps_init(&conv->backward_x, &x, true) &&
        (conv->reach_y = reach_new(&y)) && (conv->reach_x = reach_new(&x)))
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
    free(conv->reach_y);
    free(conv->reach_x);
    conv->reach_y = conv->reach_x = NULL;
}
