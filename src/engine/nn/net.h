/* SPDX-License-Identifier: MIT */
#ifndef FNI_NET_H
#define FNI_NET_H

#include "nn/layer.h"
#include "nn/loss.h"

/* A model made ready to run on batches of one shape.
 *
 * The life of a training step, run by every thread of a team:
 *
 *     fill this thread's blocks of fni_net_input
 *     fni_net_forward(net, &pass)
 *     fni_net_loss(net, &pass, labels, ...)    loss of each image and the gradient of the output
 *     fni_net_backward(net, &pass)             gradients of each part
 *     fni_team_sync
 *     for each unit of the parameters (fni_net_unit), by any thread:
 *         fni_net_reduce(net, &pass, first, end)     adds the parts' gradients in order
 *         the optimizer
 *         fni_net_refresh_weights(net, first, end)   what is derived from them (transposed weights)
 *     fni_net_refresh_rest(net)                by one thread
 *     fni_team_sync
 *
 * All memory is taken by fni_net_new. Between two passes over one net all threads meet. */
struct fni_net;

enum fni_net_use {
    FNI_INFER,       /* forward only */
    FNI_TRAIN,       /* and backward */
    FNI_TRAIN_INPUT, /* and the gradient of the input (fni_net_input_grad) */
};

/* max_images: largest batch. References the model. Errors: shapes that do not fit (the layer, what came in, what it
 * wanted), memory. */
struct fni_net *
fni_net_new(struct fn_layer *model, struct fni_shape input, int max_images, enum fni_net_use use, struct fn_error *err);

void
fni_net_free(struct fni_net *net);

/* For traces of containers: adds child `child` of `parent` (a leaf, or a container's whole trace) after node `input`
 * and returns its output's index, -1 on error. `original` is the input of the SequentialEx around it, -1 outside. */
int
fni_net_add(struct fni_net *net, struct fn_layer *parent, int child, int input, int original, struct fn_error *err);

int
fni_net_node_count(const struct fni_net *net); /* node 0 is the input */

const struct fni_node *
fni_net_node(const struct fni_net *net, int index);

int
fni_net_max_images(const struct fni_net *net);

/* No batch of up to max_images has more parts. */
int
fni_net_max_parts(const struct fni_net *net);

enum fni_net_use
fni_net_use(const struct fni_net *net);

/* Bytes taken for tensors, gradients and scratch. */
size_t
fni_net_bytes(const struct fni_net *net);

/* Shape of what comes out. */
struct fni_shape
fni_net_output_shape(const struct fni_net *net);

float *
fni_net_input(struct fni_net *net); /* [blocks][c][h][w][16]; idle lanes must be finite */

const float *
fni_net_output(const struct fni_net *net); /* [blocks][c][h][w][16] */

/* Of the output, [blocks][c][h][w][16], to be filled (idle lanes 0) where fni_net_loss is not used. */
float *
fni_net_output_grad(struct fni_net *net);

const float *
fni_net_input_grad(const struct fni_net *net); /* FNI_TRAIN_INPUT; [blocks][c][h][w][16] */

/* This thread's share of a batch of `images`. */
struct fni_pass
fni_net_pass(struct fni_team team, int images, bool training, uint64_t seed, uint64_t step);

void
fni_net_forward(struct fni_net *net, const struct fni_pass *pass);

/* labels[images]. Writes the output's gradient (of the mean over the batch; 0 in idle lanes) where the net is for
 * training, and each image's loss to losses[images] (float64), both for this thread's blocks. */
void
fni_net_loss(struct fni_net *net, const struct fni_pass *pass, const struct fni_loss *loss, const int *labels,
             double *losses);

void
fni_net_backward(struct fni_net *net, const struct fni_pass *pass);

/* Trainable parameters as one flat list of floats: parameter i covers [offset, offset + count), offsets are multiples
 * of 16, and fni_net_param_floats() is the end of the last. A layer that is used twice is in it once. */
struct fni_net_param {
    struct fni_param *param;
    size_t offset;
};

int
fni_net_param_count(const struct fni_net *net);

struct fni_net_param
fni_net_param(const struct fni_net *net, int index);

size_t
fni_net_param_floats(const struct fni_net *net);

/* grad[first .. end - 1] of the flat list, summed over the parts in order. pass: only its batch counts. */
void
fni_net_reduce(struct fni_net *net, const struct fni_pass *pass, size_t first, size_t end);

float *
fni_net_grad(struct fni_net *net); /* the flat list's gradients after reduce */

/* The flat list in units that threads may learn independently of each other; nets for training only. */
int
fni_net_unit_count(const struct fni_net *net);

void
fni_net_unit(const struct fni_net *net, int index, size_t *first, size_t *end);

/* Renews what is derived from units (transposed weights), first .. end - 1 of the flat list. By whoever changed them.
 */
void
fni_net_refresh_weights(struct fni_net *net, size_t first, size_t end);

/* The same for all that is not trainable (running statistics). By one thread. */
void
fni_net_refresh_rest(struct fni_net *net);

/* Both, after any parameters changed. By one thread. fni_net_new does it the first time. */
void
fni_net_refresh(struct fni_net *net);

#endif
