/* SPDX-License-Identifier: MIT */
#ifndef FNI_NN_BUILD_H
#define FNI_NN_BUILD_H

#include "nn/layer.h"

/* What fastai's builders are made of. Each returns one reference, NULL on error. */

/* fastai's init_default(nn.Conv2d(...), kaiming_normal_): weight normal with std sqrt(2 / fan_in), bias 0. */
struct fn_layer *
fni_build_conv(int ni, int nf, int ks, int stride, int padding, bool bias, struct fn_rng *rng, struct fn_error *err);

/* fn_layer_new(name) of layers[n], which are taken: released also on error. A NULL among them: the error is set
 * already. */
struct fn_layer *
fni_build_container(const char *name, struct fn_layer **layers, int n, struct fn_rng *rng, struct fn_error *err);

#endif
