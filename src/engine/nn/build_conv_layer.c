/* SPDX-License-Identifier: MIT */
/* fastai.layers.conv_layer */
#include "nn/build.h"

enum { NI, NF, KS, STRIDE, PADDING, BIAS, NORM_TYPE, USE_ACTIV, LEAKY, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    {.name = "ni", .kind = FN_INT, .low = 1, .high = 1 << 16, .help = "channels that come in"},
    {.name = "nf", .kind = FN_INT, .low = 1, .high = 1 << 16, .help = "channels that go out"},
    {.name = "ks", .kind = FN_INT, .fallback = "3", .low = 1, .high = 1024, .help = "rows and columns of the kernel"},
    {.name = "stride", .kind = FN_INT, .fallback = "1", .low = 1, .high = 1024, .help = "pixels from tap to tap"},
    {.name = "padding",
     .kind = FN_INT,
     .none_ok = true,
     .fallback = "None",
     .low = 0,
     .high = 1024,
     .help = "zeros around the picture; None: (ks-1) // 2"},
    {.name = "bias",
     .kind = FN_BOOL,
     .none_ok = true,
     .fallback = "None",
     .help = "add a learnt number to each channel; None: where no batchnorm follows"},
    /* BatchZero promises gamma 0, but fastai 1.0.42 to 1.0.61 build a plain BatchNorm2d for it too. */
    {.name = "norm_type",
     .kind = FN_CHOICE,
     .none_ok = true,
     .fallback = "Batch",
     .choices = "Batch BatchZero",
     .help = "normalisation; None: without"},
    {.name = "use_activ", .kind = FN_BOOL, .fallback = "True", .help = "add a ReLU"},
    {.name = "leaky", .kind = FN_FLOAT, .none_ok = true, .fallback = "None", .help = "slope of a LeakyReLU instead"},
};

static struct fn_layer *
activation(const struct fni_value *leaky, struct fn_rng *rng, struct fn_error *err)
{
    struct fn_arg inplace = {.name = "inplace", .kind = FN_BOOL, .number = 1};
    struct fn_arg args[2] = {{.kind = FN_FLOAT, .number = leaky->number}, inplace};

    return leaky->kind == FN_NONE ? fn_layer_new("ReLU", &inplace, 1, rng, err)
                                  : fn_layer_new("LeakyReLU", args, 2, rng, err);
}

static struct fn_layer *
build(const struct fni_value *values, struct fn_rng *rng, struct fn_error *err)
{
    int ks = (int)values[KS].number, n = 0;
    int padding = values[PADDING].kind == FN_NONE ? (ks - 1) / 2 : (int)values[PADDING].number;
    bool norm = values[NORM_TYPE].kind != FN_NONE;
    bool bias = values[BIAS].kind == FN_NONE ? !norm : values[BIAS].number != 0;
    struct fn_arg features = {.kind = FN_INT, .number = values[NF].number};
    struct fn_layer *layers[3];

    layers[n++] = fni_build_conv((int)values[NI].number, (int)values[NF].number, ks, (int)values[STRIDE].number,
                                 padding, bias, rng, err);
    if (values[USE_ACTIV].number != 0)
        layers[n++] = activation(&values[LEAKY], rng, err);
    if (norm)
        layers[n++] = fn_layer_new("BatchNorm2d", &features, 1, rng, err);
    return fni_build_container("Sequential", layers, n, rng, err);
}

const struct fni_layer_class fni_layer_conv_layer = {
    .info = {.name = "conv_layer",
             .help = "a sequence of convolution (ni to nf), ReLU (if use_activ) and batch norm",
             .params = params,
             .n_params = N_PARAMS,
             .builder = true},
    .build = build,
};
