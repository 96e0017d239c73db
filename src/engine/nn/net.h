/* SPDX-License-Identifier: MIT */
#ifndef FNI_NET_H
#define FNI_NET_H

#include "nn/layer.h"
#include "nn/loss.h"

/* A model made ready to run on batches of one shape.
 *
 * The life of a training step, run by every thread of a team:
 *
 *     fill this thread's parts of fni_net_input
 *     fni_net_forward(net, &pass)
 *     fni_net_loss(net, &pass, labels, ...)    loss of each part and the gradient of the output
 *     fni_net_backward(net, &pass)             gradients of each part
 *     fni_team_sync
 *     fni_net_reduce(net, &pass, first, end)   adds the parts' gradients in order for a slice of the parameters
 *     the optimizer on the same slice
 *     fni_team_sync
 *     fni_net_refresh(net, &pass)              what is derived from parameters (transposed weights)
 *     fni_team_sync
 */
struct fni_net;

/* training: buffers for gradients are taken. max_images: largest batch. References the model. Errors: shapes that do not
 * fit (the layer, what came in, what it wanted), memory. */
struct fni_net *
fni_net_new(struct fn_layer *model, struct fni_shape input, int max_images, bool training, struct fn_error *err);

void
fni_net_free(struct fni_net *net);

/* For traces of containers: adds a leaf (or a container's whole trace) after `input` and returns its output's index.
 * `original` is the input of the SequentialEx around it, -1 outside. */
int
fni_net_add(struct fni_net *net, struct fn_layer *layer, int input, int original, struct fn_error *err);

int
fni_net_node_count(const struct fni_net *net); /* node 0 is the input */

const struct fni_node *
fni_net_node(const struct fni_net *net, int index);

const struct fni_node *
fni_net_output(const struct fni_net *net);

float *
fni_net_input(struct fni_net *net); /* [blocks] of the input shape, in lanes; idle lanes must be finite */

/* This thread's share of a batch of `images`. */
struct fni_pass
fni_net_pass(struct fni_team team, int images, bool training, uint64_t seed, uint64_t step);

void
fni_net_forward(struct fni_net *net, const struct fni_pass *pass);

/* labels[images]. Writes the output's gradient (of the mean over the batch; 0 in idle lanes) where the net is for
 * training, and each image's loss to losses[images] (float64). */
void
fni_net_loss(struct fni_net *net, const struct fni_pass *pass, const struct fni_loss *loss, const int *labels,
             double *losses);

void
fni_net_backward(struct fni_net *net, const struct fni_pass *pass);

/* Trainable parameters as one flat list of floats: parameter i covers [offset, offset + count), offsets are multiples of
 * 16, and fni_net_param_floats() is the end of the last. */
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

/* grad[first .. end - 1] of the flat list, summed over the parts in order. */
void
fni_net_reduce(struct fni_net *net, const struct fni_pass *pass, size_t first, size_t end);

float *
fni_net_grad(struct fni_net *net); /* the flat list's gradients after reduce */

void
fni_net_refresh(struct fni_net *net, const struct fni_pass *pass);

/* For layers' backward: where part `part` writes the gradient of the node's trainable parameter `index`. */
float *
fni_node_part_grad(struct fni_node *node, int index, int part);

#endif
