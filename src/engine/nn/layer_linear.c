/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "nn/conv.h"

enum { IN_FEATURES, OUT_FEATURES, BIAS, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    {.name = "in_features", .kind = FN_INT, .low = 1, .high = 1 << 24, .help = "features that come in"},
    {.name = "out_features", .kind = FN_INT, .low = 1, .high = 1 << 24, .help = "features that go out"},
    {.name = "bias", .kind = FN_BOOL, .fallback = "True", .help = "add a learnt number to each feature"},
};

static bool
init(struct fn_layer *layer, struct fn_rng *rng, struct fn_error *err)
{
    int shape[2] = {fni_layer_int(layer, OUT_FEATURES), fni_layer_int(layer, IN_FEATURES)};

    return fni_conv_init_params(layer, 2, shape, (int[]){1, 0}, fni_layer_int(layer, BIAS), rng, err);
}

static bool
setup(struct fni_node *node, struct fn_error *err)
{
    int wanted = fni_layer_int(node->layer, IN_FEATURES);
    struct fni_shape in = node->in[0];

    if (!in.flat)
        return fni_node_fail(node, err, "the input is a map of %s, wanted %d flat features: put Flatten() in front",
                             fni_shape_text(in).text, wanted);
    if (in.c != wanted)
        return fni_node_fail(node, err, "the input has %d features, wanted %d (in_features=%d)", in.c, wanted, wanted);
    node->out = (struct fni_shape){.c = fni_layer_int(node->layer, OUT_FEATURES), .h = 1, .w = 1, .flat = true};
    return fni_conv_setup(node, 1, 1, 0, err);
}

static void
repr(const struct fn_layer *layer, char *text, size_t size)
{
    snprintf(text, size, "in_features=%d, out_features=%d, bias=%s", fni_layer_int(layer, IN_FEATURES),
             fni_layer_int(layer, OUT_FEATURES), fni_layer_int(layer, BIAS) ? "True" : "False");
}

const struct fni_layer_class fni_layer_Linear = {
    .info = {.name = "Linear", .help = "every output from every input feature", .params = params, .n_params = N_PARAMS},
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
    .repr = repr,
};
