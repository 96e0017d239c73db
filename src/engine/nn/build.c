/* SPDX-License-Identifier: MIT */
#include "nn/build.h"

#include <assert.h>
#include <math.h>
#include <string.h>

struct fn_layer *
fni_build_conv(int ni, int nf, int ks, int stride, int padding, bool bias, struct fn_rng *rng, struct fn_error *err)
{
    struct fn_arg args[] = {
        {.kind = FN_INT, .number = ni},     {.kind = FN_INT, .number = nf},      {.kind = FN_INT, .number = ks},
        {.kind = FN_INT, .number = stride}, {.kind = FN_INT, .number = padding}, {.kind = FN_BOOL, .number = bias},
    };
    struct fn_layer *conv = fn_layer_new("Conv2d", args, 6, rng, err);

    if (!conv)
        return NULL;
    fni_param_normal(&conv->params[0], sqrt(2 / ((double)ni * ks * ks)), rng);
    if (bias)
        memset(conv->params[1].value, 0, conv->params[1].count * sizeof(float));
    return conv;
}

struct fn_layer *
fni_build_container(const char *name, struct fn_layer **layers, int n, struct fn_rng *rng, struct fn_error *err)
{
    struct fn_arg args[3] = {0};
    struct fn_layer *container = NULL;
    int made = 0;

    assert(n <= 3);
    for (int i = 0; i < n; i++) {
        args[i] = (struct fn_arg){.kind = FN_LAYER, .layer = layers[i]};
        made += layers[i] != NULL;
    }
    if (made == n)
        container = fn_layer_new(name, args, n, rng, err);
    for (int i = 0; i < n; i++)
        fn_layer_unref(layers[i]);
    return container;
}
