/* SPDX-License-Identifier: MIT */
#ifndef FNI_LAYER_H
#define FNI_LAYER_H

#include <fn/layer.h>

#include "core/args.h"
#include "core/lanes.h"
#include "core/team.h"

/* What a layer is inside.
 *
 *   struct fn_layer   what the user builds: a class, its arguments, parameters, children. Knows no shapes of inputs.
 *   struct fni_net    a model made ready for one input shape and batch size (nn/net.h): a list of nodes in order of
 *                     execution, with their buffers.
 *   struct fni_node   one leaf layer at one place of a net: input nodes, shapes, buffers.
 *
 * A layer's class is one file, nn/layer_NAME.c, with a const struct at its end and a row in layers.def. Its code is
 * about one part of a batch (core/lanes.h) at a time and knows nothing of threads: the net hands out the parts. */

struct fni_param {
    const char *name; /* "weight", "bias", "running_mean" */
    int ndim;
    int shape[FN_MAX_DIMS]; /* PyTorch's order */
    /* How the value lies in memory: axis order of the fastest-last internal layout, as indices into shape. A
     * convolution's weight (out, in, ky, kx) lies as [ky][kx][in][out]: {2, 3, 1, 0}. */
    int layout[FN_MAX_DIMS];
    size_t count;
    bool trainable; /* the trainable ones come first */
    float *value;
};

struct fni_layer_class;

struct fn_layer {
    int refs;
    const struct fni_layer_class *class;
    struct fni_value *values; /* the arguments, one for each parameter of the class's row: numbers only */
    int n_params;
    struct fni_param *params;
    int n_children;
    struct fn_layer **children;
};

struct fni_node;
struct fni_net;
struct fni_pass;
struct fni_conv_sums; /* kernel/kernel.h */

struct fni_layer_class {
    struct fn_layer_info info;

    /* Builders (conv_layer, res_block, conv2d): return the layer that they stand for. The other members are unused. */
    struct fn_layer *(*build)(const struct fni_value *values, struct fn_rng *rng, struct fn_error *err);

    /* Leaves: makes params (fni_layer_add_param) and draws their first values. NULL: no parameters. */
    bool (*init)(struct fn_layer *layer, struct fn_rng *rng, struct fn_error *err);

    /* Containers: adds the children to the net (fni_net_add), from node `input`; returns the node that is the output,
     * -1 on error. Leaves leave it NULL. */
    int (*trace)(struct fn_layer *layer, struct fni_net *net, int input, struct fn_error *err);
    const char *children; /* containers: what stands before a child's number in names: "" or "layers." */

    /* Leaves: checks node->in (shapes of the inputs), sets node->out and takes node->state. The only place where a leaf
     * of a net can fail (fni_node_fail). NULL: the output has the shape of the input. */
    bool (*setup)(struct fni_node *node, struct fn_error *err);
    void (*cleanup)(struct fni_node *node); /* frees node->state; also after a setup that failed. May be NULL */

    /* After a batch, or after parameters changed: renews what is derived from those that are not trainable, and from
     * neighbours. Run by one thread. May be NULL. */
    void (*refresh)(struct fni_node *node);

    /* The same for floats first .. end - 1 of trainable parameter `index`: whole rows along its last axis in memory.
     * Run by whoever changed them. May be NULL. */
    void (*refresh_weights)(struct fni_node *node, int index, size_t first, size_t end);

    /* One part: x -> y. */
    void (*forward)(struct fni_node *node, const struct fni_pass *pass, int part);

    /* One part: dy -> dx of each input that wants one (written, or added where add_grad says so). */
    void (*backward)(struct fni_node *node, const struct fni_pass *pass, int part);

    /* One part: the gradients of the trainable parameters (fni_node_part_grad, written). Nobody needs them soon, so
     * this runs before or after backward, but in front of the next meeting's end. NULL: gather_backward writes them, or
     * there are none. */
    void (*backward_weights)(struct fni_node *node, const struct fni_pass *pass, int part);

    /* For what is summed over the whole batch (BatchNorm2d): run for each part before forward or backward, with a
     * meeting of all threads between. gather is left out where pass->training is not set. May be NULL. */
    void (*gather)(struct fni_node *node, const struct fni_pass *pass, int part);
    void (*gather_backward)(struct fni_node *node, const struct fni_pass *pass, int part);

    /* Where the layer is y = x * scale + shift for each channel as long as it does not learn (BatchNorm2d): these
     * factors. A convolution in front then does the layer's work in nets for inference (net_fuse.c). May be NULL. */
    void (*fold)(const struct fni_node *node, float *scale, float *shift);

    /* Where a neighbour that writes x or dy leaves the sums that gather or gather_backward want (net_fuse.c). NULL:
     * they want none. */
    struct fni_conv_sums (*sums)(const struct fni_node *node, int part);

    bool takes_original;   /* MergeLayer: its second input is the input of the SequentialEx around it */
    bool in_place;         /* forward may write y over x (first input), backward dx over dy */
    bool needs_x, needs_y; /* backward reads them */
    bool is_relu;
    bool fuses_relu; /* forward heeds node->relu, backward node->mask_dx */
    bool fuses_fold; /* forward heeds node->folded */
    bool fuses_sums; /* forward heeds node->sums_y, backward node->sums_dx */
    bool hands_dy;   /* dx of the first input is dy, as long as node->in_place */

    /* text of repr between the brackets, as PyTorch prints it; NULL: none */
    void (*repr)(const struct fn_layer *layer, char *text, size_t size);
};

/* Where a tensor lies: part p, which begins with block b and has n blocks, as [n][fni_block_size(shape)] from
 * base + b * stride + n * offset. So the tensors of one part are neighbours, and tensors whose lives do not overlap can
 * share memory though threads are at different nodes. */
struct fni_buffer {
    float *base; /* NULL: there is none */
    size_t stride, offset;
};

struct fni_node {
    struct fn_layer *layer;
    const struct fni_layer_class *class;
    struct fni_net *net;
    char *path; /* as in parameter names: "3", "0.1.layers.0"; "" where the model is one leaf */
    int index;  /* place in the order of execution */
    int n_inputs;
    struct fni_node *input[2];
    struct fni_shape in[2], out;
    struct fni_buffer value;         /* y */
    struct fni_buffer grad;          /* dy: gradient of the loss by y; idle lanes 0. Only in a net for training */
    bool needs_grad;                 /* there are parameters here or before */
    bool want_grad[2];               /* whether input[i] needs a gradient at all (the batch itself does not) */
    bool add_grad[2];                /* whether dx of input[i] is added (another consumer wrote before) or written */
    bool in_place, needs_x, needs_y; /* from the class; setup may change them */

    /* What neighbours do for each other (net_fuse.c). */
    bool forward_fused, backward_fused; /* a neighbour does this node's work: it is not run */
    bool relu;                          /* forward: y = max(0, y), for the ReLU behind */
    bool mask_dx;                       /* backward: dx = 0 where x is not > 0, for the ReLU in front */
    const struct fni_node *folded;      /* forward: y = y * scale + shift, for the node behind; then its relu */
    const struct fni_node *sums_y;      /* forward: the sums of y for this node behind, where fni_part_sums says so */
    const struct fni_node *sums_dx;     /* backward: those of dx, for this node in front */
    bool x_summed, dy_summed;           /* a neighbour leaves the sums of x, of dy */

    int first_use;  /* of its trainable parameters in the net's list of uses */
    size_t scratch; /* floats that backward wants from fni_node_scratch; set by setup */
    void *state;
};

/* One run over a batch, as one thread sees it. */
struct fni_pass {
    struct fni_team team;
    struct fni_batch batch;
    int first_part, end_part;   /* this thread's parts */
    int first_block, end_block; /* the blocks in them */
    bool training;
    uint64_t seed, step;     /* of Dropout: fn_rng_at(seed, step, ...) */
    struct fni_clock *clock; /* of this thread, nn/clock.h; NULL: not measured */
};

/* ---- For layers: a part's tensors ---- */

static inline int
fni_part_blocks(const struct fni_pass *pass, int part)
{
    int first, end;
    fni_part_range(pass->batch, part, &first, &end);
    return end - first;
}

static inline int
fni_part_first(const struct fni_pass *pass, int part)
{
    return part * pass->batch.part_blocks;
}

static inline int
fni_part_images(const struct fni_pass *pass, int part)
{
    int first, end, images;
    fni_part_range(pass->batch, part, &first, &end);
    images = pass->batch.images - first * FNI_LANES;
    return images < (end - first) * FNI_LANES ? images : (end - first) * FNI_LANES;
}

/* Whether neighbours leave sums over this part: they sum up all lanes, so each must hold an image. */
static inline bool
fni_part_sums(const struct fni_pass *pass, int part)
{
    return pass->training && fni_part_images(pass, part) == fni_part_blocks(pass, part) * FNI_LANES;
}

static inline float *
fni_buffer_part(struct fni_buffer buffer, const struct fni_pass *pass, int part)
{
    return buffer.base + (size_t)fni_part_first(pass, part) * buffer.stride +
           (size_t)fni_part_blocks(pass, part) * buffer.offset;
}

static inline const float *
fni_node_x(const struct fni_node *node, int input, const struct fni_pass *pass, int part)
{
    return fni_buffer_part(node->input[input]->value, pass, part);
}

static inline float *
fni_node_y(const struct fni_node *node, const struct fni_pass *pass, int part)
{
    return fni_buffer_part(node->value, pass, part);
}

static inline float *
fni_node_dx(const struct fni_node *node, int input, const struct fni_pass *pass, int part)
{
    return fni_buffer_part(node->input[input]->grad, pass, part);
}

static inline float *
fni_node_dy(const struct fni_node *node, const struct fni_pass *pass, int part)
{
    return fni_buffer_part(node->grad, pass, part);
}

/* Runs of 16 floats in a part of a tensor of this shape. */
static inline size_t
fni_part_runs(struct fni_shape shape, const struct fni_pass *pass, int part)
{
    return fni_shape_size(shape) * (size_t)fni_part_blocks(pass, part);
}

/* to = from, or with add: to += from, over runs of 16 floats; nothing happens where `to` is `from`. */
void
fni_copy_runs(const float *from, float *to, bool add, size_t runs);

/* Where part `part` writes the gradient of the node's trainable parameter `index`, in the parameter's layout. */
float *
fni_node_part_grad(struct fni_node *node, int index, int part);

/* node->scratch floats that belong to this thread while it is in the node. */
float *
fni_node_scratch(struct fni_node *node, const struct fni_pass *pass);

/* Fails with "Conv2d (layer 3): " in front. */
bool
fni_node_fail(const struct fni_node *node, struct fn_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "16 x 7 x 7" or "10 features", for error messages. */
struct fni_shape_text {
    char text[64];
};

struct fni_shape_text
fni_shape_text(struct fni_shape shape);

/* ---- For layers: arguments and parameters ---- */

static inline int
fni_layer_int(const struct fn_layer *layer, int value)
{
    return (int)layer->values[value].number;
}

/* Adds a parameter whose layout in memory is `layout`; all values are `fill`. */
bool
fni_layer_add_param(struct fn_layer *layer, const char *name, bool trainable, int ndim, const int *shape,
                    const int *layout, float fill, struct fn_error *err);

/* Draws in PyTorch's element order, so that a seed means the same weights whatever the layout. */
void
fni_param_uniform(struct fni_param *param, double bound, struct fn_rng *rng);

void
fni_param_normal(struct fni_param *param, double std, struct fn_rng *rng);

/* count floats in PyTorch's order. */
void
fni_param_read(const struct fni_param *param, float *values);

void
fni_param_write(struct fni_param *param, const float *values);

/* A number as Python writes it: 0.1, 1e-05, 1.0. */
struct fni_number_text {
    char text[32];
};

struct fni_number_text
fni_python_float(double x);

#endif
