/* SPDX-License-Identifier: MIT */
#ifndef FNI_TRANSFORM_H
#define FNI_TRANSFORM_H

#include <fn/data.h>

#include "core/args.h"

/* Transforms move pixels and never change them: a step says, for each axis, which position of its input every position
 * of its output comes from. Any number of steps is thus still one look into the source picture (data/window.h), and
 * nothing is copied in between.
 *
 * A transform is one file, data/tfm_NAME.c, with a const struct at its end and a row in transforms.def. */

enum { FNI_MAX_STEPS = 16, FNI_TRANSFORM_VALUES = 4 };

/* What lies outside the input, in PyTorch's words: constant 0, replicate, reflect. The order is that of the choices. */
enum fni_outside { FNI_ZEROS, FNI_BORDER, FNI_REFLECTION };

#define FNI_OUTSIDE_CHOICES "zeros border reflection"

/* Along one axis: output position i is input position i + shift; where that is outside 0 .. size - 1, the rule says. */
struct fni_step {
    int size;
    int shift;
    enum fni_outside outside;
};

struct fni_transform_class {
    struct fn_transform_info info;

    /* Rows that stand for several steps: makes them (as fn_transform_new does). The other members are unused. */
    int (*build)(const double *values, struct fn_transform *out[FN_TRANSFORM_STEPS], struct fn_error *err);

    /* The output's {height, width} for the input's. Errors: the input is too small. */
    bool (*resize)(const struct fn_transform *transform, const int in[2], int out[2], struct fn_error *err);

    /* Draws from rng and sets shift and outside of both axes ({y, x}); size is set. */
    void (*place)(const struct fn_transform *transform, struct fn_rng *rng, struct fni_step step[2]);
};

struct fn_transform {
    int refs;
    const struct fni_transform_class *class;
    double values[FNI_TRANSFORM_VALUES]; /* the arguments: None is NaN, a choice is its place among the choices */
};

/* One step; values[class->info.n_params]. */
struct fn_transform *
fni_transform_step(const struct fni_transform_class *class, const double *values, struct fn_error *err);

/* {height, width} after all steps. */
bool
fni_transforms_resize(struct fn_transform *const *steps, int n_steps, const int in[2], int out[2],
                      struct fn_error *err);

#define FNI_TRANSFORM(name) extern const struct fni_transform_class fni_transform_##name;
#include "data/transforms.def"
#undef FNI_TRANSFORM

#endif
