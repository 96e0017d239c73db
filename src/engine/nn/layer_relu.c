/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "kernel/kernel.h"
#include "nn/layer.h"

enum { INPLACE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    {.name = "inplace", .kind = FN_BOOL, .fallback = "False", .help = "only shown: memory is shared where it can be"},
};

static void
forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    fni_kernels()->relu(fni_node_x(node, 0, pass, part), fni_node_y(node, pass, part),
                        fni_part_runs(node->out, pass, part));
}

static void
backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    if (node->want_grad[0])
        fni_kernels()->relu_backward(fni_node_dy(node, pass, part), fni_node_y(node, pass, part),
                                     fni_node_dx(node, 0, pass, part), node->add_grad[0],
                                     fni_part_runs(node->out, pass, part));
}

static void
repr(const struct fn_layer *layer, char *text, size_t size)
{
    if (fni_layer_int(layer, INPLACE))
        snprintf(text, size, "inplace=True");
}

const struct fni_layer_class fni_layer_ReLU = {
    .info = {.name = "ReLU", .help = "max(0, x)", .params = params, .n_params = N_PARAMS},
    .forward = forward,
    .backward = backward,
    .in_place = true,
    .needs_y = true,
    .is_relu = true,
    .repr = repr,
};
