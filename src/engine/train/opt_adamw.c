/* SPDX-License-Identifier: MIT
 * Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch's Adam under fastai's
 * OptimWrapper with true_wd computes it: the bias of both averages is corrected with the beta of the step at hand. */
#include "train/optimizer.h"

#include <math.h>

#include "kernel/kernel.h"

enum { BETA1, BETA2, EPS };

static const struct fn_param params[] = {
    [BETA1] = {.name = "beta1",
               .kind = FN_FLOAT,
               .fallback = "0.9",
               .low = 0,
               .high = 0.999999,
               .help = "momentum of fit and lr_find"},
    [BETA2] = {.name = "beta2",
               .kind = FN_FLOAT,
               .fallback = "0.99",
               .low = 0,
               .high = 0.999999,
               .help = "memory of the squared gradients"},
    [EPS] = {.name = "eps",
             .kind = FN_FLOAT,
             .fallback = "1e-8",
             .low = 0,
             .high = 1,
             .help = "added to the root of the squared gradients"},
};

static void
step(const struct fni_optimizer *optimizer, struct fni_hyper hyper, float *p, const float *g, float *const *state,
     size_t n)
{
    double beta2 = optimizer->values[BETA2].number, t = (double)optimizer->steps;

    fni_kernels()->adamw(p, state[0], state[1], g, n, (float)(1 - hyper.lr * optimizer->wd), (float)hyper.mom,
                         (float)beta2, (float)(hyper.lr / (1 - pow(hyper.mom, t))), (float)(1 / (1 - pow(beta2, t))),
                         (float)optimizer->values[EPS].number);
}

const struct fni_optimizer_class fni_opt_adamw = {
    .info = {.name = "AdamW",
             .help = "Adam with true weight decay, fastai's default",
             .params = params,
             .n_params = sizeof params / sizeof *params},
    .n_states = 2,
    .step = step,
};
