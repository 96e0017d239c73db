/* SPDX-License-Identifier: MIT */
/* Srivastava et al. 2014: in training each value is 0 with probability p, else divided by 1 - p. */
#include <stdio.h>

#include "nn/layer.h"

enum { P, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    {.name = "p", .kind = FN_FLOAT, .fallback = "0.5", .low = 0, .high = 1, .help = "probability of a zero"},
};

/* y = x times a mask, or y += it. The mask is drawn anew for backward: every block has its own generator under (seed,
 * step), so it is the same whoever draws it. */
static void
mask(const struct fni_node *node, const struct fni_pass *pass, int part, const float *x, float *y, bool add)
{
    double p = node->layer->values[P].number;
    float scale = p < 1 ? (float)(1 / (1 - p)) : 0;
    size_t size = fni_block_size(node->out);

    for (int b = 0; b < fni_part_blocks(pass, part); b++) {
        uint64_t index = (uint64_t)node->index << 32 | (uint64_t)(fni_part_first(pass, part) + b);
        struct fn_rng rng = fn_rng_at(pass->seed, pass->step, index);
        for (size_t i = 0; i < size; i++, x++, y++) {
            float value = fn_rng_uniform(&rng) < p ? 0 : *x * scale;
            *y = add ? *y + value : value;
        }
    }
}

static void
forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const float *x = fni_node_x(node, 0, pass, part);
    float *y = fni_node_y(node, pass, part);

    if (pass->training)
        mask(node, pass, part, x, y, false);
    else
        fni_copy_runs(x, y, false, fni_part_runs(node->out, pass, part));
}

static void
backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const float *dy = fni_node_dy(node, pass, part);
    float *dx;

    if (!node->want_grad[0])
        return;
    dx = fni_node_dx(node, 0, pass, part);
    if (pass->training)
        mask(node, pass, part, dy, dx, node->add_grad[0]);
    else
        fni_copy_runs(dy, dx, node->add_grad[0], fni_part_runs(node->out, pass, part));
}

static void
repr(const struct fn_layer *layer, char *text, size_t size)
{
    snprintf(text, size, "p=%s, inplace=False", fni_python_float(layer->values[P].number).text);
}

const struct fni_layer_class fni_layer_Dropout = {
    .info = {.name = "Dropout", .help = "zeroes values at random in training", .params = params, .n_params = N_PARAMS},
    .forward = forward,
    .backward = backward,
    .in_place = true,
    .repr = repr,
};
