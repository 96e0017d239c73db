/* SPDX-License-Identifier: MIT */
#ifndef FNI_KERNEL_H
#define FNI_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/lanes.h"

/* The hot loops, compiled once for each instruction set from one source (GCC vector extensions) and chosen at run time.
 *
 * All tensors are in lanes (core/lanes.h): [block][channel][y][x][16]. Kernels work on `blocks` blocks from the
 * pointers given and know nothing of threads. A 64-byte alignment of every buffer is assumed. */

/* Taps of a gathering convolution along one axis. Destination position d collects from taps first[d] ..
 * first[d + 1] - 1: each has the place of its source position in a plane and of its kernel position in the weights,
 * both in floats, evenly spaced for one d. Taps that fall outside the picture are not in the list. The same kernel thus
 * runs a convolution (destination: output) and its data gradient (destination: input), with any kernel size, stride and
 * padding. */
struct fni_taps {
    int size;                    /* of the destination */
    int *first;                  /* [size + 1] */
    ptrdiff_t *source, *weights; /* [first[size]] */
};

/* The outputs along one axis that a kernel position reaches inside the picture: first .. end - 1, none where both are
 * the same. */
struct fni_reach {
    int first, end;
};

struct fni_conv {
    int ci, h, w;   /* of x */
    int co, oh, ow; /* of y */
    int kh, kw, stride, padding;
    struct fni_taps forward_y, forward_x;   /* destination: y; source: x */
    struct fni_taps backward_y, backward_x; /* destination: x; source: y */
    struct fni_reach *reach_y, *reach_x;    /* [kh], [kw] */
};

/* Multiply-adds an image, taps in the padding left out. */
double
fni_conv_macs(const struct fni_conv *conv);

/* oh = (h + 2 padding - kh) / stride + 1; needs oh, ow >= 1. False when out of memory. fini frees the lists. */
bool
fni_conv_init(struct fni_conv *conv, int ci, int h, int w, int co, int kh, int kw, int stride, int padding);

void
fni_conv_fini(struct fni_conv *conv);

struct fni_sums {
    double first, second;
};

/* Two sums over all pixels for each channel of the destination, gathered as it is written: what a batch norm on either
 * side wants to know. Written, not added to; all lanes of all blocks count. */
struct fni_conv_sums {
    struct fni_sums *channel; /* [channels]; NULL: no sums wanted */
    const float *center;      /* [channels] */
};

/* Of one channel: see affine_backward. */
struct fni_affine_gradient {
    float shift, a, b, c;
};

/* What becomes of each sum of products s before it is stored, in this order; each member may be NULL or false:
 *     s += bias; relu: s = max(0, s); s = s * scale + shift; relu_after: s = max(0, s) */
struct fni_conv_end {
    const float *bias; /* [co] */
    bool relu;
    const float *scale, *shift; /* [co]; both or none */
    bool relu_after;
    struct fni_conv_sums sums; /* of y - center, of (y - center)^2; not together with scale */
};

/* What becomes of each sum of products s of a data gradient; each member may be NULL or false:
 *     s = 0 where positive is not > 0 (the gradient through positive = relu(...)); add: s += dx */
struct fni_conv_back_end {
    const float *positive; /* as dx */
    bool add;
    struct fni_conv_sums sums; /* of dx, of dx * (factor - center) */
    const float *factor;       /* as dx */
};

struct fni_kernels {
    const char *name; /* "avx512", "avx2", "base" */
    int vector;       /* floats in a vector: 16, 8, 4 */

    /* y = end(conv(x, w)).  w: [ky][kx][ci][co]. */
    void (*conv_forward)(const struct fni_conv *conv, const float *x, const float *w, struct fni_conv_end end, float *y,
                         int blocks);

    /* dx = end(conv_transposed(dy, wt)).  wt: [ky][kx][co][ci]. */
    void (*conv_backward_data)(const struct fni_conv *conv, const float *dy, const float *wt,
                               struct fni_conv_back_end end, float *dx, int blocks);

    /* dw = sum over blocks, lanes and pixels: [ky][kx][ci][co], written (not added). Idle lanes of dy must be 0.
     * scratch: fni_conv_scratch() floats. */
    void (*conv_backward_weights)(const struct fni_conv *conv, const float *x, const float *dy, float *dw,
                                  float *scratch, int blocks);

    /* Sums over a plane of `count` runs of 16, of which the first `lanes` lanes count. */
    double (*sum)(const float *x, size_t count, int lanes);

    /* first: of x - shift; second: of (x - shift)^2. */
    struct fni_sums (*moments)(const float *x, size_t count, float shift, int lanes);

    /* first: of dy; second: of dy * (x - shift). */
    struct fni_sums (*dot)(const float *dy, const float *x, size_t count, float shift, int lanes);

    /* y = x * scale[c] + shift[c]; relu: then max(0, y). Over channels planes of count runs of 16. y may be x. */
    void (*affine)(const float *x, const float *scale, const float *shift, bool relu, float *y, int channels,
                   size_t count);

    /* dx = (add ? dx : 0) + (dy * a + (x - shift) * b + c), with mask the latter 0 where x is not > 0. by[channels];
     * over channels planes of count runs of 16. dx may be dy. The shift keeps digits where x is far from 0. */
    void (*affine_backward)(const float *dy, const float *x, const struct fni_affine_gradient *by, bool mask, float *dx,
                            bool add, int channels, size_t count);

    /* y = max(0, x). y may be x. */
    void (*relu)(const float *x, float *y, size_t count);

    /* dx = (add ? dx : 0) + (y > 0 ? dy : 0). dx may be dy. */
    void (*relu_backward)(const float *dy, const float *y, float *dx, bool add, size_t count);

    /* y = a + b (runs of 16; y may be a or b). */
    void (*add)(const float *a, const float *b, float *y, size_t count);

    /* One batch-assembly row: out[x * 16 + lane] = (float)in[lane][x] * scale + shift, x = 0 .. count - 1. */
    void (*spread)(const unsigned char *const in[FNI_LANES], int count, float scale, float shift, float *out);

    /* out[c * out_step + r] = in[r * columns + c], plain floats. */
    void (*transpose)(const float *in, size_t rows, size_t columns, float *out, size_t out_step);

    /* Of each lane over the classes: the largest x, e = exp(x - largest), and the sum of these. x and e: [classes][16];
     * e may be NULL. A NaN in x makes the sum NaN. 64-byte alignment of all. */
    void (*exponentials)(const float *x, int classes, float *e, float largest[FNI_LANES], float sum[FNI_LANES]);

    /* One step of AdamW on n parameters (plain arrays): p *= decay; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
     * p -= step * m / (sqrt(v * unbias) + eps). */
    void (*adamw)(float *p, float *m, float *v, const float *g, size_t n, float decay, float b1, float b2, float step,
                  float unbias, float eps);

    /* sum[i] += x[i] on n plain floats. */
    void (*accumulate)(float *sum, const float *x, size_t n);

    /* FLOP/s benchmark: iterations of independent multiply-adds in registers; returns the floating-point operations
     * done. */
    double (*peak)(long iterations);
};

/* Floats of scratch for conv_backward_weights, whichever way it goes: for each tap, one run for each accumulator of the
 * largest tile; or two runs for each of so many input channels and a tap, and a transposed piece of dy of about this
 * size. */
enum { FNI_CONV_TILE = 16, FNI_CONV_CHANNELS = 256, FNI_CONV_PIECE = 16 << 10 };

size_t
fni_conv_scratch(const struct fni_conv *conv);

/* The table in use: the widest the processor has, or the one that FN_ISA names if the processor has it. */
const struct fni_kernels *
fni_kernels(void);

/* By name, for tests and bench; NULL if this build or this processor does not have it. */
const struct fni_kernels *
fni_kernels_named(const char *name);

#endif
