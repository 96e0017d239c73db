/* SPDX-License-Identifier: MIT */
#include "nn/net.h"

static const struct fn_param params[] = {
    {.name = "layers", .kind = FN_LAYERS, .help = "layers, run one after the other"},
};

static int
trace(struct fn_layer *layer, struct fni_net *net, int input, struct fn_error *err)
{
    for (int i = 0; i < layer->n_children && input >= 0; i++)
        input = fni_net_add(net, layer, i, input, -1, err);
    return input;
}

const struct fni_layer_class fni_layer_Sequential = {
    .info = {.name = "Sequential", .help = "layers one after the other", .params = params, .n_params = 1},
    .trace = trace,
    .children = "",
};
