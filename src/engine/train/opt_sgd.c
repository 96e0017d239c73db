/* SPDX-License-Identifier: MIT
 * Gradient descent with momentum, as PyTorch's SGD under fastai's OptimWrapper with true_wd. */
#include "train/optimizer.h"

static const struct fn_param params[] = {
    {.name = "momentum",
     .kind = FN_FLOAT,
     .fallback = "0.9",
     .low = 0,
     .high = 0.999999,
     .help = "of fit and lr_find; one cycle brings its own"},
};

static void
step(const struct fni_optimizer *optimizer, struct fni_hyper hyper, float *p, const float *g, float *const *state,
     size_t n)
{
    float decay = (float)(1 - hyper.lr * optimizer->wd), lr = (float)hyper.lr, mom = (float)hyper.mom;
    float *velocity = state[0];

    for (size_t i = 0; i < n; i++) {
        velocity[i] = mom * velocity[i] + g[i];
        p[i] = p[i] * decay - lr * velocity[i];
    }
}

const struct fni_optimizer_class fni_opt_sgd = {
    .info = {.name = "SGD",
             .help = "gradient descent with momentum and true weight decay",
             .params = params,
             .n_params = sizeof params / sizeof *params},
    .n_states = 1,
    .step = step,
};
