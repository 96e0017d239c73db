/* SPDX-License-Identifier: MIT */
#ifndef FNI_LAYER_H
#define FNI_LAYER_H

#include <fn/layer.h>

#include "core/args.h"
#include "core/lanes.h"
#include "core/team.h"

/* What a layer is inside.
 *
 *   struct fn_layer          what the user builds: a class, its arguments, parameters, children. Knows no shapes of inputs.
 *   struct fni_net           a model made ready for one input shape and batch size (nn/net.h): a list of nodes in order
 *                            of execution, with their buffers.
 *   struct fni_node          one leaf layer at one place of a net: input nodes, shapes, buffers.
 *
 * A layer's class is one file, nn/layer_NAME.c, with a const struct at its end and a row in layers.def. */

struct fni_param {
    const char *name;       /* "weight", "bias", "running_mean" */
    int ndim;
    int shape[FN_MAX_DIMS]; /* PyTorch's order */
    /* How the value lies in memory: axis order of the fastest-last internal layout, as indices into shape. A convolution's
     * weight (out, in, ky, kx) lies as [ky][kx][in][out]: {2, 3, 1, 0}. */
    int layout[FN_MAX_DIMS];
    size_t count;
    bool trainable;
    float *value;
};

struct fni_layer_class;

struct fn_layer {
    int refs;
    const struct fni_layer_class *class;
    struct fni_value *values; /* the arguments, one for each parameter of the class's row; texts copied or static */
    int n_params;
    struct fni_param *params;
    int n_children;
    struct fn_layer **children;
};

struct fni_node;
struct fni_net;
struct fni_pass;

struct fni_layer_class {
    struct fn_layer_info info;

    /* Builders (conv_layer, res_block, conv2d): return the layer that they stand for. The other members are unused. */
    struct fn_layer *(*build)(const struct fni_value *values, const struct fn_arg *args, struct fn_rng *rng,
                              struct fn_error *err);

    /* Leaves: allocates and initialises params from values (NULL: no parameters). */
    bool (*init)(struct fn_layer *layer, struct fn_rng *rng, struct fn_error *err);

    /* Containers: adds the children's nodes to the net (fni_net_add), from `input`; returns the node that is the
     * output, -1 on error. Leaves leave it NULL. */
    int (*trace)(struct fn_layer *layer, struct fni_net *net, int input, struct fn_error *err);

    /* Leaves: checks node->in (shapes of the inputs) and sets node->out; takes node->state with what forward and
     * backward need. The only place where a leaf can fail. */
    bool (*setup)(struct fni_node *node, struct fn_error *err);
    void (*cleanup)(struct fni_node *node); /* frees node->state; may be NULL */

    /* Run by every thread of the team, each over its own parts of the batch (pass->first_part ..). Each may call
     * fni_team_sync(pass->team), as often in every thread. */
    void (*forward)(struct fni_node *node, const struct fni_pass *pass);

    /* Adds to or writes the inputs' gradients (node->input[i]->grad, see fni_node) and writes the parameters'
     * gradients of each part (fni_node_part_grad). */
    void (*backward)(struct fni_node *node, const struct fni_pass *pass);

    bool takes_original; /* MergeLayer: its second input is the input of the SequentialEx around it */
    bool in_place_ok;    /* forward may write its output over its input (ReLU, Flatten) */
    bool backward_needs_input, backward_needs_output;

    /* extra text of repr between the brackets, as PyTorch prints it; NULL: none */
    void (*repr)(const struct fn_layer *layer, char *text, size_t size);
};

struct fni_node {
    struct fn_layer *layer;
    const struct fni_layer_class *class;
    struct fni_net *net;
    int n_inputs;
    struct fni_node *input[2];
    struct fni_shape in[2], out;
    float *value;  /* output, in lanes: [blocks][fni_block_size(out) floats] */
    float *grad;   /* gradient of the loss by the output, same shape; NULL in a net for inference */
    bool add_grad[2]; /* whether backward adds to input[i]->grad (another consumer wrote it before) or writes it */
    bool want_grad[2]; /* whether input[i] needs a gradient at all (the batch itself does not) */
    int first_param; /* in the net's flat list of trainable parameters */
    void *state;
};

/* One run over a batch. */
struct fni_pass {
    struct fni_team team;
    struct fni_batch batch;
    int first_part, end_part;   /* this thread's parts */
    int first_block, end_block; /* the blocks in them */
    bool training;
    uint64_t seed, step;        /* of Dropout: fn_rng_at(seed, step, ...) */
};

#endif
