/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "nn/conv.h"

enum { IN_CHANNELS, OUT_CHANNELS, KERNEL_SIZE, STRIDE, PADDING, BIAS, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    {.name = "in_channels", .kind = FN_INT, .low = 1, .high = 1 << 16, .help = "channels that come in"},
    {.name = "out_channels", .kind = FN_INT, .low = 1, .high = 1 << 16, .help = "channels that go out"},
    {.name = "kernel_size", .kind = FN_INT, .low = 1, .high = 1024, .help = "rows and columns of the kernel"},
    {.name = "stride", .kind = FN_INT, .fallback = "1", .low = 1, .high = 1024, .help = "pixels from tap to tap"},
    {.name = "padding", .kind = FN_INT, .fallback = "0", .low = 0, .high = 1024, .help = "zeros around the picture"},
    {.name = "bias", .kind = FN_BOOL, .fallback = "True", .help = "add a learnt number to each channel"},
};

static bool
init(struct fn_layer *layer, struct fn_rng *rng, struct fn_error *err)
{
    int kernel = fni_layer_int(layer, KERNEL_SIZE);
    int shape[4] = {fni_layer_int(layer, OUT_CHANNELS), fni_layer_int(layer, IN_CHANNELS), kernel, kernel};

    return fni_conv_init_params(layer, 4, shape, (int[]){2, 3, 1, 0}, fni_layer_int(layer, BIAS), rng, err);
}

static bool
setup(struct fni_node *node, struct fn_error *err)
{
    const struct fn_layer *layer = node->layer;
    struct fni_shape in = node->in[0];
    int wanted = fni_layer_int(layer, IN_CHANNELS), kernel = fni_layer_int(layer, KERNEL_SIZE);
    int stride = fni_layer_int(layer, STRIDE), padding = fni_layer_int(layer, PADDING);

    if (in.flat)
        return fni_node_fail(node, err, "the input has %d flat features, wanted a picture of %d channels", in.c,
                             wanted);
    if (in.c != wanted)
        return fni_node_fail(node, err, "the input has %d channels (%s), wanted %d (in_channels=%d)", in.c,
                             fni_shape_text(in).text, wanted, wanted);
    if (in.h + 2 * padding < kernel || in.w + 2 * padding < kernel)
        return fni_node_fail(node, err, "the input of %s is smaller than the kernel of %d x %d (padding=%d)",
                             fni_shape_text(in).text, kernel, kernel, padding);
    node->out = (struct fni_shape){.c = fni_layer_int(layer, OUT_CHANNELS),
                                   .h = (in.h + 2 * padding - kernel) / stride + 1,
                                   .w = (in.w + 2 * padding - kernel) / stride + 1};
    return fni_conv_setup(node, kernel, stride, padding, err);
}

static void
repr(const struct fn_layer *layer, char *text, size_t size)
{
    int k = fni_layer_int(layer, KERNEL_SIZE), s = fni_layer_int(layer, STRIDE), p = fni_layer_int(layer, PADDING);
    int n = snprintf(text, size, "%d, %d, kernel_size=(%d, %d), stride=(%d, %d)", fni_layer_int(layer, IN_CHANNELS),
                     fni_layer_int(layer, OUT_CHANNELS), k, k, s, s);

    if (p > 0)
        n += snprintf(text + n, size - (size_t)n, ", padding=(%d, %d)", p, p);
    if (!fni_layer_int(layer, BIAS))
        snprintf(text + n, size - (size_t)n, ", bias=False");
}

const struct fni_layer_class fni_layer_Conv2d = {
    .info = {.name = "Conv2d", .help = "two-dimensional convolution", .params = params, .n_params = N_PARAMS},
    .init = init,
    .setup = setup,
    .cleanup = fni_conv_cleanup,
    .refresh = fni_conv_refresh,
    .refresh_weights = fni_conv_refresh_weights,
    .forward = fni_conv_node_forward,
    .backward = fni_conv_node_backward,
    .backward_weights = fni_conv_node_backward_weights,
    .needs_x = true,
    .fuses_relu = true,
    .fuses_fold = true,
    .fuses_sums = true,
    .repr = repr,
};
