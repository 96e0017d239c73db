/* SPDX-License-Identifier: MIT */
#ifndef FNI_NET_STRUCT_H
#define FNI_NET_STRUCT_H

#include "core/memory.h"
#include "nn/net.h"

/* What net.c (passes), net_build.c (from model to nodes), net_fuse.c (who does whose work) and
 * net_plan.c (memory) share. */

/* A trainable parameter as one node uses it. A layer that is used twice has two uses of each parameter; each writes its
 * own gradients, and fni_net_reduce adds them up. */
struct fni_use {
    int param;     /* in the net's flat list */
    size_t offset; /* of its gradient in part_grad: the parameter's own offset for the first use */
};

/* Floats first .. end - 1 of the flat list, which one thread learns at a time: whole runs of 16, and whole rows of each
 * parameter in it. */
struct fni_unit {
    size_t first, end;
};

struct fni_net {
    struct fn_layer *model;
    enum fni_net_use use;
    int max_images, max_parts;
    int n_nodes;
    struct fni_node **nodes; /* 0 is the input; the last is the output */
    struct fni_text path;    /* while tracing: where in the model */

    int n_params;
    struct fni_net_param *params;
    size_t param_floats; /* end of the last parameter */
    int n_uses;
    struct fni_use *uses;
    size_t use_floats; /* param_floats, and the further uses behind it */
    int n_units;
    struct fni_unit *units; /* NULL in a net for inference */
    size_t scratch_floats;

    float *input, *output, *output_grad, *input_grad; /* whole batches: [blocks][...] */
    float *arena;                                     /* all other values and gradients (net_plan.c) */
    float *part_grad;                                 /* [max_parts][use_floats] */
    float *grad;                                      /* [param_floats] */
    float *scratch;                                   /* [max_parts][scratch_floats] */
    size_t bytes;
};

/* Is the node's output written over its first input? Only where nobody reads that afterwards. */
bool
fni_net_in_place(const struct fni_net *net, const struct fni_node *node);

/* Going backward from a node (the number of nodes: from the end), the next before which all threads meet, 0 if there is
 * none. */
int
fni_net_next_meeting(const struct fni_net *net, int node);

/* Finds the nodes whose work a neighbour does. Between linking and planning. */
void
fni_net_fuse(struct fni_net *net);

/* Gives every node its buffers; takes the arena. */
bool
fni_net_plan(struct fni_net *net, struct fn_error *err);

/* count floats, added to net->bytes. */
float *
fni_net_floats(struct fni_net *net, size_t count, size_t each, struct fn_error *err);

#endif
