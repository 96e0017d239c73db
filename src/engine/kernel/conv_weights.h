/* SPDX-License-Identifier: MIT */
#ifndef FNI_CONV_WEIGHTS_H
#define FNI_CONV_WEIGHTS_H

#include "kernel/simd.h"

/* Two ways to the gradient of the weights. With the pictures in the lanes (conv_weights.c) nothing has to be moved, but
 * every sum ends in adding up lanes, and both factors are loaded for each product. With the output channels in the
 * lanes dy is transposed first; then input channels are broadcast, and there are no lanes to add up. */

/* conv_backward_weights with the output channels in the lanes. */
void NAME(conv_weights_channels)(const struct fni_conv *conv, const float *x, const float *dy, float *dw,
                                 float *scratch, int blocks);

#endif
