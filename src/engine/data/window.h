/* SPDX-License-Identifier: MIT */
#ifndef FNI_WINDOW_H
#define FNI_WINDOW_H

#include "data/transform.h"

/* All steps of a transform on one picture, drawn: for each position of the output the position of the source. */

struct fni_axis {
    int size; /* of the output */
    int n_steps;
    struct fni_step steps[FNI_MAX_STEPS];
    int first, end; /* where no step looks outside its input: position i there is source position i + shift */
    int shift;
};

struct fni_window {
    struct fni_axis y, x;
};

/* For a source of height x width that fni_transforms_resize accepts. Draws from rng. */
void
fni_window_init(struct fni_window *window, struct fn_transform *const *steps, int n_steps, int height, int width,
                struct fn_rng *rng);

/* For positions outside first .. end - 1: walks the steps. */
int
fni_axis_outside(const struct fni_axis *axis, int i);

/* Source position of output position i; -1: the pixel is 0. */
static inline int
fni_axis_source(const struct fni_axis *axis, int i)
{
    return i >= axis->first && i < axis->end ? i + axis->shift : fni_axis_outside(axis, i);
}

#endif
