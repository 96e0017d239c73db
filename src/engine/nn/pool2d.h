/* SPDX-License-Identifier: MIT */
#ifndef FNI_NN_POOL2D_H
#define FNI_NN_POOL2D_H

#include "nn/layer.h"

/* What the pooling layers share: each output pixel is made from a rectangle of its channel. */

enum { FNI_POOL_KERNEL_SIZE, FNI_POOL_STRIDE, FNI_POOL_PADDING, FNI_POOL_N_PARAMS };

extern const struct fn_param fni_pool_params[FNI_POOL_N_PARAMS];

/* Rows first .. end - 1 and likewise columns; may be cut by the border. */
struct fni_window {
    int first_row, end_row, first_column, end_column;
};

/* Of output pixel (row, column); node->in[0] and node->out are the shapes. */
typedef struct fni_window
fni_window_fn(const struct fni_node *node, int row, int column);

/* One output pixel, 16 images: x is the channel's plane [h][w][16] of node->in[0]. */
typedef void
fni_pool_forward_fn(const struct fni_node *node, const float *x, struct fni_window window, float *y);

/* Adds to dx [h][w][16] what dy [16] of this pixel gives. */
typedef void
fni_pool_backward_fn(const struct fni_node *node, const float *x, struct fni_window window, const float *dy, float *dx);

/* setup and windows of MaxPool2d and AvgPool2d, cut to the picture. */
bool
fni_pool_setup(struct fni_node *node, struct fn_error *err);

struct fni_window
fni_pool_window(const struct fni_node *node, int row, int column);

/* Walks all output pixels of a part. */
void
fni_pool_forward(struct fni_node *node, const struct fni_pass *pass, int part, fni_window_fn *window,
                 fni_pool_forward_fn *pixel);

void
fni_pool_backward(struct fni_node *node, const struct fni_pass *pass, int part, fni_window_fn *window,
                  fni_pool_backward_fn *pixel);

/* Mean over a window, divided by `area`, and its gradient. */
void
fni_pool_mean(const struct fni_node *node, const float *x, struct fni_window window, int area, float *y);

void
fni_pool_mean_backward(const struct fni_node *node, struct fni_window window, int area, const float *dy, float *dx);

#endif
