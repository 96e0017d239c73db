/* SPDX-License-Identifier: MIT */
#include "data/window.h"

#include <assert.h>
#include <stddef.h>

/* Walks the steps from the last to the first, as one position is looked up: shifts add up, and what a step reads from
 * outside its input is left out of the run. */
static void
find_run(struct fni_axis *axis)
{
    axis->first = 0;
    axis->end = axis->size;
    axis->shift = 0;
    for (int k = axis->n_steps - 1; k >= 0; k--) {
        const struct fni_step *step = &axis->steps[k];
        axis->shift += step->shift;
        if (axis->first < -axis->shift)
            axis->first = -axis->shift;
        if (axis->end > step->size - axis->shift)
            axis->end = step->size - axis->shift;
    }
    if (axis->end < axis->first) /* nothing of the source is seen */
        axis->end = axis->first = 0;
}

void
fni_window_init(struct fni_window *window, struct fn_transform *const *steps, int n_steps, int height, int width,
                struct fn_rng *rng)
{
    int size[2] = {height, width};

    assert(n_steps <= FNI_MAX_STEPS);
    for (int k = 0; k < n_steps; k++) {
        struct fni_step step[2] = {{.size = size[0]}, {.size = size[1]}};
        int out[2] = {0, 0};
        bool fits = steps[k]->class->resize(steps[k], size, out, NULL);
        assert(fits);
        (void)fits;
        steps[k]->class->place(steps[k], rng, step);
        window->y.steps[k] = step[0];
        window->x.steps[k] = step[1];
        size[0] = out[0];
        size[1] = out[1];
    }
    window->y.n_steps = window->x.n_steps = n_steps;
    window->y.size = size[0];
    window->x.size = size[1];
    find_run(&window->y);
    find_run(&window->x);
}

int
fni_axis_outside(const struct fni_axis *axis, int i)
{
    for (int k = axis->n_steps - 1; k >= 0; k--) {
        const struct fni_step *step = &axis->steps[k];
        int last = step->size - 1;
        i += step->shift;
        if (i >= 0 && i <= last)
            continue;
        if (step->outside == FNI_ZEROS)
            return -1;
        if (step->outside == FNI_BORDER)
            i = i < 0 ? 0 : last;
        else
            i = i < 0 ? -i : 2 * last - i;
    }
    return i;
}
