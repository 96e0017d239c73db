/* SPDX-License-Identifier: MIT */
#ifndef FNI_NN_CONV_H
#define FNI_NN_CONV_H

#include "kernel/kernel.h"
#include "nn/layer.h"

/* What Conv2d and Linear (a 1x1 convolution of flat features) share. params[0] is the weight, params[1], if there, the
 * bias. */
struct fni_conv_state {
    struct fni_conv conv;
    float *transposed;    /* [ky][kx][co][ci], for the data gradient; NULL where that is not wanted */
    float *scale, *shift; /* [co] each, of the folded node; only in nets for inference */
};

/* Weight and bias uniform in +-1/sqrt(fan_in): PyTorch's default for both. shape: the weight's. */
bool
fni_conv_init_params(struct fn_layer *layer, int ndim, const int *shape, const int *layout, bool bias,
                     struct fn_rng *rng, struct fn_error *err);

/* Takes node->state; node->out is set before. */
bool
fni_conv_setup(struct fni_node *node, int kernel, int stride, int padding, struct fn_error *err);

void
fni_conv_cleanup(struct fni_node *node);

void
fni_conv_refresh(struct fni_node *node);

void
fni_conv_refresh_weights(struct fni_node *node, int index, size_t first, size_t end);

void
fni_conv_node_forward(struct fni_node *node, const struct fni_pass *pass, int part);

void
fni_conv_node_backward(struct fni_node *node, const struct fni_pass *pass, int part);

void
fni_conv_node_backward_weights(struct fni_node *node, const struct fni_pass *pass, int part);

#endif
