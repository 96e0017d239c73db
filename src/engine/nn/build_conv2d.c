/* SPDX-License-Identifier: MIT */
/* fastai.layers.conv2d */
#include "nn/build.h"

enum { NI, NF, KS, STRIDE, PADDING, BIAS, N_PARAMS };

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
     .help = "zeros around the picture; None: ks // 2"},
    {.name = "bias", .kind = FN_BOOL, .fallback = "False", .help = "add a learnt number to each channel"},
};

static struct fn_layer *
build(const struct fni_value *values, struct fn_rng *rng, struct fn_error *err)
{
    int ks = (int)values[KS].number;
    int padding = values[PADDING].kind == FN_NONE ? ks / 2 : (int)values[PADDING].number;

    return fni_build_conv((int)values[NI].number, (int)values[NF].number, ks, (int)values[STRIDE].number, padding,
                          values[BIAS].number != 0, rng, err);
}

const struct fni_layer_class fni_layer_conv2d = {
    .info = {.name = "conv2d",
             .help = "nn.Conv2d with fastai's initial weights; padding defaults to ks // 2",
             .params = params,
             .n_params = N_PARAMS,
             .builder = true},
    .build = build,
};
