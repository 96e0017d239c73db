/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "nn/layer.h"

enum { NEGATIVE_SLOPE, INPLACE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    {.name = "negative_slope", .kind = FN_FLOAT, .fallback = "0.01", .help = "factor of negative values"},
    {.name = "inplace", .kind = FN_BOOL, .fallback = "False", .help = "only shown: memory is shared where it can be"},
};

static void
forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const float *x = fni_node_x(node, 0, pass, part);
    float *y = fni_node_y(node, pass, part), slope = (float)node->layer->values[NEGATIVE_SLOPE].number;
    size_t count = fni_part_runs(node->out, pass, part) * FNI_LANES;

    for (size_t i = 0; i < count; i++)
        y[i] = x[i] > 0 ? x[i] : x[i] * slope;
}

static void
backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const float *x = fni_node_x(node, 0, pass, part), *dy = fni_node_dy(node, pass, part);
    float slope = (float)node->layer->values[NEGATIVE_SLOPE].number, *dx;
    size_t count = fni_part_runs(node->out, pass, part) * FNI_LANES;

    if (!node->want_grad[0])
        return;
    dx = fni_node_dx(node, 0, pass, part);
    for (size_t i = 0; i < count; i++)
        dx[i] = (node->add_grad[0] ? dx[i] : 0) + (x[i] > 0 ? dy[i] : dy[i] * slope);
}

static void
repr(const struct fn_layer *layer, char *text, size_t size)
{
    snprintf(text, size, "negative_slope=%s%s", fni_python_float(layer->values[NEGATIVE_SLOPE].number).text,
             fni_layer_int(layer, INPLACE) ? ", inplace=True" : "");
}

const struct fni_layer_class fni_layer_LeakyReLU = {
    .info = {.name = "LeakyReLU", .help = "x, negative values times a slope", .params = params, .n_params = N_PARAMS},
    .forward = forward,
    .backward = backward,
    .in_place = true,
    .needs_x = true, /* not y: a slope that is not positive hides the sign */
    .repr = repr,
};
