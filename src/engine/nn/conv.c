/* SPDX-License-Identifier: MIT */
#include "nn/conv.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "nn/net.h"

bool
fni_conv_init_params(struct fn_layer *layer, int ndim, const int *shape, const int *layout, bool bias,
                     struct fn_rng *rng, struct fn_error *err)
{
    double fan_in = 1, bound;

    for (int i = 1; i < ndim; i++)
        fan_in *= shape[i];
    bound = 1 / sqrt(fan_in);
    if (!fni_layer_add_param(layer, "weight", true, ndim, shape, layout, 0, err))
        return false;
    fni_param_uniform(&layer->params[0], bound, rng);
    if (!bias)
        return true;
    if (!fni_layer_add_param(layer, "bias", true, 1, shape, (int[]){0}, 0, err))
        return false;
    fni_param_uniform(&layer->params[1], bound, rng);
    return true;
}

bool
fni_conv_setup(struct fni_node *node, int kernel, int stride, int padding, struct fn_error *err)
{
    struct fni_conv_state *state = node->state = calloc(1, sizeof *state);
    struct fni_shape in = node->in[0];

    if (!state || !fni_conv_init(&state->conv, in.c, in.h, in.w, node->out.c, kernel, kernel, stride, padding))
        return fni_fail_memory(err);
    if (fni_net_use(node->net) == FNI_INFER) {
        state->scale = fni_alloc((size_t)node->out.c, sizeof *state->scale, err);
        state->shift = fni_alloc((size_t)node->out.c, sizeof *state->shift, err);
        return state->scale && state->shift;
    }
    node->scratch = fni_conv_scratch(&state->conv);
    state->transposed = fni_alloc(node->layer->params[0].count, sizeof *state->transposed, err);
    return state->transposed != NULL;
}

void
fni_conv_cleanup(struct fni_node *node)
{
    struct fni_conv_state *state = node->state;

    if (!state)
        return;
    fni_conv_fini(&state->conv);
    fni_free(state->transposed);
    fni_free(state->scale);
    fni_free(state->shift);
    free(state);
}

void
fni_conv_refresh(struct fni_node *node)
{
    const struct fni_conv_state *state = node->state;

    if (node->folded)
        node->folded->class->fold(node->folded, state->scale, state->shift);
}

void
fni_conv_refresh_weights(struct fni_node *node, int index, size_t first, size_t end)
{
    const struct fni_conv_state *state = node->state;
    const float *w = node->layer->params[0].value;
    size_t ci = (size_t)state->conv.ci, co = (size_t)state->conv.co, tap = ci * co;

    if (index > 0 || !state->transposed)
        return;
    while (first < end) { /* the rows of input channels of one tap */
        size_t start = first / tap * tap, stop = end < start + tap ? end : start + tap;
        fni_kernels()->transpose(w + first, (stop - first) / co, co, state->transposed + start + (first - start) / co,
                                 ci);
        first = stop;
    }
}

void
fni_conv_node_forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const struct fni_conv_state *state = node->state;
    const struct fn_layer *layer = node->layer;
    struct fni_conv_end end = {.bias = layer->n_params > 1 ? layer->params[1].value : NULL, .relu = node->relu};

    if (node->folded) {
        end.scale = state->scale;
        end.shift = state->shift;
        end.relu_after = node->folded->relu;
    }
    if (node->sums_y && fni_part_sums(pass, part))
        end.sums = node->sums_y->class->sums(node->sums_y, part);
    fni_kernels()->conv_forward(&state->conv, fni_node_x(node, 0, pass, part), layer->params[0].value, end,
                                fni_node_y(node, pass, part), fni_part_blocks(pass, part));
}

/* db[o] = sum of dy over the part and the pixels; idle lanes hold 0. */
static void
bias_gradient(const struct fni_node *node, const float *dy, int blocks, float *db)
{
    size_t pixels = (size_t)node->out.h * (size_t)node->out.w;

    for (int o = 0; o < node->out.c; o++) {
        double total = 0;
        for (int b = 0; b < blocks; b++)
            total += fni_kernels()->sum(dy + ((size_t)b * (size_t)node->out.c + (size_t)o) * pixels * FNI_LANES, pixels,
                                        FNI_LANES);
        db[o] = (float)total;
    }
}

void
fni_conv_node_backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const struct fni_conv_state *state = node->state;
    struct fni_conv_back_end end = {.add = node->add_grad[0]};

    if (!node->want_grad[0])
        return;
    if (node->mask_dx)
        end.positive = fni_node_x(node, 0, pass, part);
    if (node->sums_dx && fni_part_sums(pass, part)) {
        end.sums = node->sums_dx->class->sums(node->sums_dx, part);
        end.factor = fni_node_x(node->sums_dx, 0, pass, part);
    }
    fni_kernels()->conv_backward_data(&state->conv, fni_node_dy(node, pass, part), state->transposed, end,
                                      fni_node_dx(node, 0, pass, part), fni_part_blocks(pass, part));
}

void
fni_conv_node_backward_weights(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const struct fni_conv_state *state = node->state;
    const float *dy = fni_node_dy(node, pass, part);
    int blocks = fni_part_blocks(pass, part);

    fni_kernels()->conv_backward_weights(&state->conv, fni_node_x(node, 0, pass, part), dy,
                                         fni_node_part_grad(node, 0, part), fni_node_scratch(node, pass), blocks);
    if (node->layer->n_params > 1)
        bias_gradient(node, dy, blocks, fni_node_part_grad(node, 1, part));
}
