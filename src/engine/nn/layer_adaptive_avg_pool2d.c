/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "nn/pool2d.h"

enum { OUTPUT_SIZE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    {.name = "output_size", .kind = FN_INT, .low = 1, .high = 1024, .help = "rows and columns that go out"},
};

static bool
setup(struct fni_node *node, struct fn_error *err)
{
    if (node->in[0].flat)
        return fni_node_fail(node, err, "the input has %d flat features, wanted a picture", node->in[0].c);
    node->out.h = node->out.w = fni_layer_int(node->layer, OUTPUT_SIZE);
    return true;
}

/* PyTorch's windows: from floor(i * in / out) to ceil((i + 1) * in / out). */
static struct fni_window
window(const struct fni_node *node, int row, int column)
{
    struct fni_shape in = node->in[0], out = node->out;

    return (struct fni_window){
        .first_row = row * in.h / out.h,
        .end_row = ((row + 1) * in.h + out.h - 1) / out.h,
        .first_column = column * in.w / out.w,
        .end_column = ((column + 1) * in.w + out.w - 1) / out.w,
    };
}

static int
area(struct fni_window w)
{
    return (w.end_row - w.first_row) * (w.end_column - w.first_column);
}

static void
pixel_forward(const struct fni_node *node, const float *x, struct fni_window w, float *y)
{
    fni_pool_mean(node, x, w, area(w), y);
}

static void
pixel_backward(const struct fni_node *node, const float *x, struct fni_window w, const float *dy, float *dx)
{
    (void)x;
    fni_pool_mean_backward(node, w, area(w), dy, dx);
}

static void
forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    fni_pool_forward(node, pass, part, window, pixel_forward);
}

static void
backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    fni_pool_backward(node, pass, part, window, pixel_backward);
}

static void
repr(const struct fn_layer *layer, char *text, size_t size)
{
    snprintf(text, size, "output_size=%d", fni_layer_int(layer, OUTPUT_SIZE));
}

const struct fni_layer_class fni_layer_AdaptiveAvgPool2d = {
    .info = {.name = "AdaptiveAvgPool2d",
             .help = "means of as many windows as are wanted",
             .params = params,
             .n_params = N_PARAMS},
    .setup = setup,
    .forward = forward,
    .backward = backward,
    .repr = repr,
};
