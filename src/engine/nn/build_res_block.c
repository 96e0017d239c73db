/* SPDX-License-Identifier: MIT */
/* fastai.layers.res_block. Its norm_type BatchZero of the second convolution is left out: it changes nothing in
 * conv_layer. */
#include "nn/build.h"

enum { NF, DENSE, NORM_TYPE, BOTTLE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    {.name = "nf", .kind = FN_INT, .low = 1, .high = 1 << 16, .help = "channels that come in and go out"},
    {.name = "dense", .kind = FN_BOOL, .fallback = "False", .help = "concatenate with the input instead of adding it"},
    {.name = "norm_type",
     .kind = FN_CHOICE,
     .none_ok = true,
     .fallback = "Batch",
     .choices = "Batch BatchZero",
     .help = "normalisation; None: without"},
    {.name = "bottle", .kind = FN_BOOL, .fallback = "False", .help = "half as many channels between"},
};

static struct fn_layer *
conv_layer(int ni, int nf, const struct fni_value *norm_type, struct fn_rng *rng, struct fn_error *err)
{
    struct fn_arg args[] = {
        {.kind = FN_INT, .number = ni},
        {.kind = FN_INT, .number = nf},
        {.name = "norm_type", .kind = norm_type->kind, .text = norm_type->text},
    };

    return fn_layer_new("conv_layer", args, 3, rng, err);
}

static struct fn_layer *
build(const struct fni_value *values, struct fn_rng *rng, struct fn_error *err)
{
    int nf = (int)values[NF].number, inner = values[BOTTLE].number != 0 ? nf / 2 : nf;
    struct fn_arg dense = {.kind = FN_BOOL, .number = values[DENSE].number};
    struct fn_layer *layers[3] = {
        conv_layer(nf, inner, &values[NORM_TYPE], rng, err),
        conv_layer(inner, nf, &values[NORM_TYPE], rng, err),
        fn_layer_new("MergeLayer", &dense, 1, rng, err),
    };

    return fni_build_container("SequentialEx", layers, 3, rng, err);
}

const struct fni_layer_class fni_layer_res_block = {
    .info = {.name = "res_block",
             .help = "Resnet block of nf features",
             .params = params,
             .n_params = N_PARAMS,
             .builder = true},
    .build = build,
};
