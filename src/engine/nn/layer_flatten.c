/* SPDX-License-Identifier: MIT */
#include "nn/layer.h"

static bool
setup(struct fni_node *node, struct fn_error *err)
{
    struct fni_shape in = node->in[0];
    int size;

    if (__builtin_mul_overflow(in.c, in.h, &size) || __builtin_mul_overflow(size, in.w, &size))
        return fni_node_fail(node, err, "the input of %s is too large", fni_shape_text(in).text);
    node->out = (struct fni_shape){.c = size, .h = 1, .w = 1, .flat = true};
    return true;
}

/* The order of the values stays: [c][h][w][16] is [features][16]. */
static void
forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    fni_copy_runs(fni_node_x(node, 0, pass, part), fni_node_y(node, pass, part), false,
                  fni_part_runs(node->out, pass, part));
}

static void
backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    if (node->want_grad[0])
        fni_copy_runs(fni_node_dy(node, pass, part), fni_node_dx(node, 0, pass, part), node->add_grad[0],
                      fni_part_runs(node->out, pass, part));
}

const struct fni_layer_class fni_layer_Flatten = {
    .info = {.name = "Flatten", .help = "channels, rows and columns to one row of features"},
    .setup = setup,
    .forward = forward,
    .backward = backward,
    .in_place = true,
};
