/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "nn/pool2d.h"

/* The padding counts as zeros: PyTorch's count_include_pad=True. */
static int
area(const struct fni_node *node)
{
    int kernel = fni_layer_int(node->layer, FNI_POOL_KERNEL_SIZE);
    return kernel * kernel;
}

static void
pixel_forward(const struct fni_node *node, const float *x, struct fni_window window, float *y)
{
    fni_pool_mean(node, x, window, area(node), y);
}

static void
pixel_backward(const struct fni_node *node, const float *x, struct fni_window window, const float *dy, float *dx)
{
    (void)x;
    fni_pool_mean_backward(node, window, area(node), dy, dx);
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

    snprintf(text, size, "kernel_size=%d, stride=%d, padding=%d", kernel,
             none ? kernel : fni_layer_int(layer, FNI_POOL_STRIDE), fni_layer_int(layer, FNI_POOL_PADDING));
}

const struct fni_layer_class fni_layer_AvgPool2d = {
    .info = {.name = "AvgPool2d",
             .help = "mean of each window",
             .params = fni_pool_params,
             .n_params = FNI_POOL_N_PARAMS},
    .setup = fni_pool_setup,
    .forward = forward,
    .backward = backward,
    .repr = repr,
};
