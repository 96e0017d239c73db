/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "nn/pool2d.h"

/* Pixel of the window's largest value, in each lane: the first where several are equal, as PyTorch takes it, and a NaN
 * is larger than all. */
static void
largest(const struct fni_node *node, const float *x, struct fni_window window, int at[FNI_LANES])
{
    int width = node->in[0].w;

    for (int lane = 0; lane < FNI_LANES; lane++)
        at[lane] = window.first_row * width + window.first_column;
    for (int row = window.first_row; row < window.end_row; row++)
        for (int column = window.first_column; column < window.end_column; column++)
            for (int lane = 0; lane < FNI_LANES; lane++) {
                float value = x[(row * width + column) * FNI_LANES + lane];
                if (value > x[at[lane] * FNI_LANES + lane] || value != value)
                    at[lane] = row * width + column;
            }
}

static void
pixel_forward(const struct fni_node *node, const float *x, struct fni_window window, float *y)
{
    int at[FNI_LANES];

    largest(node, x, window, at);
    for (int lane = 0; lane < FNI_LANES; lane++)
        y[lane] = x[at[lane] * FNI_LANES + lane];
}

static void
pixel_backward(const struct fni_node *node, const float *x, struct fni_window window, const float *dy, float *dx)
{
    int at[FNI_LANES];

    largest(node, x, window, at);
    for (int lane = 0; lane < FNI_LANES; lane++)
        dx[at[lane] * FNI_LANES + lane] += dy[lane];
}

static void
forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    fni_pool_forward(node, pass, part, fni_pool_window, pixel_forward);
}

static void
backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    fni_pool_backward(node, pass, part, fni_pool_window, pixel_backward);
}

static void
repr(const struct fn_layer *layer, char *text, size_t size)
{
    int kernel = fni_layer_int(layer, FNI_POOL_KERNEL_SIZE);
    bool none = layer->values[FNI_POOL_STRIDE].kind == FN_NONE;

    snprintf(text, size, "kernel_size=%d, stride=%d, padding=%d, dilation=1, ceil_mode=False", kernel,
             none ? kernel : fni_layer_int(layer, FNI_POOL_STRIDE), fni_layer_int(layer, FNI_POOL_PADDING));
}

const struct fni_layer_class fni_layer_MaxPool2d = {
    .info = {.name = "MaxPool2d",
             .help = "largest value of each window",
             .params = fni_pool_params,
             .n_params = FNI_POOL_N_PARAMS},
    .setup = fni_pool_setup,
    .forward = forward,
    .backward = backward,
    .needs_x = true,
    .repr = repr,
};
