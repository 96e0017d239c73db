/* SPDX-License-Identifier: MIT */
#ifndef FNI_CLOCK_H
#define FNI_CLOCK_H

#include <time.h>

#include "nn/layer.h"

/* Where one thread's time in a batch goes. A mark gives the time since the last mark to a slot: one of the batch's
 * steps, or a phase of a node. A pass without a clock is not measured. */

enum fni_step_slot { FNI_ASSEMBLE, FNI_LOSS, FNI_OPTIMIZER, FNI_WAIT, FNI_STEPS };
enum fni_phase { FNI_FORWARD, FNI_BACKWARD_DATA, FNI_BACKWARD_WEIGHTS, FNI_PHASES };

struct fni_clock {
    double last;
    double *seconds; /* [FNI_STEPS], then [nodes][FNI_PHASES] */
};

static inline double
fni_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline int
fni_node_slot(int node, enum fni_phase phase)
{
    return FNI_STEPS + node * FNI_PHASES + phase;
}

static inline void
fni_mark(const struct fni_pass *pass, int slot)
{
    if (pass->clock) {
        double now = fni_seconds();
        pass->clock->seconds[slot] += now - pass->clock->last;
        pass->clock->last = now;
    }
}

#endif
