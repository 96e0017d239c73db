/* SPDX-License-Identifier: MIT */
#ifndef FN_LAYER_H
#define FN_LAYER_H

#include <stdbool.h>
#include <stddef.h>

#include <fn/arg.h>
#include <fn/error.h>
#include <fn/pool.h>
#include <fn/rng.h>
#include <fn/tensor.h>

/* Layers: PyTorch's nn.Module and fastai's builders, under their own names.
 *
 * A layer is a tree: a leaf holds parameters (Conv2d, BatchNorm2d, Linear) or none (ReLU, Flatten, MergeLayer), and
 * Sequential and SequentialEx hold layers. A layer is shared and counted; its parameters belong to it, so two learners
 * on one model train the same weights, as in PyTorch. */
struct fn_layer;

/* One row of the table of layers and builders. */
struct fn_layer_info {
    const char *name;              /* "Conv2d", "conv_layer" */
    const char *help;              /* one line */
    const struct fn_param *params; /* params[n_params] */
    int n_params;
    bool builder; /* a function that returns other layers (conv_layer, res_block) */
};

/* The table: 0 .. fn_layer_info_count() - 1, in the order in which help lists it. */
int
fn_layer_info_count(void);

const struct fn_layer_info *
fn_layer_info_get(int index);

/* Builds a layer by its name, its parameters drawn from rng as PyTorch's or fastai's default initialisation does.
 * Errors name the layer: an unknown name or argument (with the nearest known one), a value out of range. */
struct fn_layer *
fn_layer_new(const char *name, const struct fn_arg *args, int n_args, struct fn_rng *rng, struct fn_error *err);

struct fn_layer *
fn_layer_ref(const struct fn_layer *layer);

void
fn_layer_unref(struct fn_layer *layer);

const char *
fn_layer_name(const struct fn_layer *layer);

/* Children of a container, borrowed; 0 for a leaf. */
int
fn_layer_child_count(const struct fn_layer *layer);

struct fn_layer *
fn_layer_child(const struct fn_layer *layer, int index);

/* As print(model) shows it in PyTorch, without a last newline. The caller frees it. */
char *
fn_layer_repr(const struct fn_layer *layer, struct fn_error *err);

/* Parameters and running statistics of the whole tree, in PyTorch's state_dict order and with its names. */
struct fn_parameter {
    char name[128]; /* "0.weight", "1.running_mean" */
    int ndim;
    int shape[FN_MAX_DIMS]; /* PyTorch's: (out, in, ky, kx) for a convolution */
    size_t count;
    bool trainable; /* false: running statistics */
};

int
fn_layer_parameter_count(const struct fn_layer *layer);

struct fn_parameter
fn_layer_parameter(const struct fn_layer *layer, int index);

/* Copies count floats in PyTorch's element order. */
void
fn_layer_parameter_read(const struct fn_layer *layer, int index, float *values);

void
fn_layer_parameter_write(struct fn_layer *layer, int index, const float *values);

/* One row for each leaf in order of execution: what fastai's summary prints. */
struct fn_summary_row {
    const char *name;
    int ndim;
    int shape[FN_MAX_DIMS]; /* of the output, batch first */
    size_t parameters;
    bool trainable;
};

struct fn_summary {
    int n_rows;
    struct fn_summary_row *rows;
    size_t parameters, trainable;
};

/* Checks the model against an input of (n, c, h, w) and lists it. Errors name the layer, what came in and what it
 * wanted. fini frees the rows. */
bool
fn_summary_init(struct fn_summary *summary, const struct fn_layer *model, const int input[4], struct fn_error *err);

void
fn_summary_fini(struct fn_summary *summary);

/* model(x): x is (n, c, h, w) or (n, features). training: batch statistics in BatchNorm2d (and running ones updated),
 * Dropout active, drawing from rng (may be NULL otherwise). One reference. Errors as fn_summary_init, memory. */
struct fn_tensor *
fn_layer_forward(struct fn_layer *model, const struct fn_tensor *x, bool training, struct fn_rng *rng,
                 struct fn_pool *pool, struct fn_error *err);

#endif
