/* SPDX-License-Identifier: MIT */
#ifndef FNI_OPTIMIZER_H
#define FNI_OPTIMIZER_H

#include <fn/learner.h>

#include "core/args.h"
#include "nn/net.h"
#include "train/schedule.h"

enum { FNI_OPTIMIZER_PARAMS = 4, FNI_OPTIMIZER_STATES = 2 };

struct fni_optimizer;

/* An optimizer, one row of train/optimizers.def, one file train/opt_NAME.c. */
struct fni_optimizer_class {
    struct fn_row_info info; /* the first parameter is the momentum of fit and lr_find; one cycle brings its own */
    int n_states;            /* values kept for each parameter of the model, at most FNI_OPTIMIZER_STATES */

    /* Moves p[n] against the gradient g[n]; state[i] holds the n values of state i. */
    void (*step)(const struct fni_optimizer *optimizer, struct fni_hyper hyper, float *p, const float *g,
                 float *const *state, size_t n);
};

struct fni_optimizer {
    const struct fni_optimizer_class *class;
    struct fni_value values[FNI_OPTIMIZER_PARAMS];
    double wd;       /* true weight decay: p *= 1 - lr wd before the step, on every parameter */
    size_t floats;   /* of the net's flat list */
    float *state;    /* [n_states][floats] */
    long long steps; /* begun so far, also in earlier fits: as in fastai the state lives as long as the learner */
};

/* spec->name NULL: AdamW. Errors: an unknown name or argument, memory. */
bool
fni_optimizer_init(struct fni_optimizer *optimizer, const struct fn_spec *spec, double wd, size_t floats,
                   struct fn_error *err);

void
fni_optimizer_fini(struct fni_optimizer *optimizer);

double
fni_optimizer_momentum(const struct fni_optimizer *optimizer);

/* Steps the parameters first .. end - 1 of the net's flat list, both multiples of 16 (or the end of the list), by its
 * reduced gradients. Threads may step different slices at the same time; the caller has counted the step. */
void
fni_optimizer_step(const struct fni_optimizer *optimizer, struct fni_hyper hyper, struct fni_net *net, size_t first,
                   size_t end);

#endif
