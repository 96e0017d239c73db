/* SPDX-License-Identifier: MIT */
/* fastai's SequentialEx: a MergeLayer in it sees the input of the whole. */
#include "nn/net.h"

static const struct fn_param params[] = {
    {.name = "layers", .kind = FN_LAYERS, .help = "layers, run one after the other; MergeLayer sees the first's input"},
};

static int
trace(struct fn_layer *layer, struct fni_net *net, int input, struct fn_error *err)
{
    int original = input;

    for (int i = 0; i < layer->n_children && input >= 0; i++)
        input = fni_net_add(net, layer, i, input, original, err);
    return input;
}

const struct fni_layer_class fni_layer_SequentialEx = {
    .info = {.name = "SequentialEx",
             .help = "layers one after the other, with the first one's input at hand for MergeLayer",
             .params = params,
             .n_params = 1},
    .trace = trace,
    .children = "layers.",
};
