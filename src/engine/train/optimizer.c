/* SPDX-License-Identifier: MIT */
#include "train/optimizer.h"

#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "train/row.h"

#define OPTIMIZER(symbol) extern const struct fni_optimizer_class fni_opt_##symbol;
#include "train/optimizers.def"
#undef OPTIMIZER

static const struct fni_optimizer_class *const optimizers[] = {
#define OPTIMIZER(symbol) &fni_opt_##symbol,
#include "train/optimizers.def"
#undef OPTIMIZER
};

int
fn_optimizer_info_count(void)
{
    return (int)(sizeof optimizers / sizeof *optimizers);
}

const struct fn_row_info *
fn_optimizer_info_get(int index)
{
    return &optimizers[index]->info;
}

bool
fni_optimizer_init(struct fni_optimizer *optimizer, const struct fn_spec *spec, double wd, size_t floats,
                   struct fn_error *err)
{
    struct fni_optimizer fresh = {.wd = wd, .floats = floats};
    const char *name = spec->name ? spec->name : optimizers[0]->info.name;
    int row = fni_row_find("optimizer", name, fn_optimizer_info_get, fn_optimizer_info_count(), err);

    if (row < 0)
        return false;
    fresh.class = optimizers[row];
    if (!fni_args_bind(name, fresh.class->info.params, fresh.class->info.n_params, spec->args, spec->n_args,
                       fresh.values, err))
        return false;
    fresh.state = fni_alloc(floats, (size_t)fresh.class->n_states * sizeof(float), err);
    if (!fresh.state)
        return false;
    *optimizer = fresh;
    return true;
}

void
fni_optimizer_fini(struct fni_optimizer *optimizer)
{
    fni_free(optimizer->state);
    *optimizer = (struct fni_optimizer){0};
}

double
fni_optimizer_momentum(const struct fni_optimizer *optimizer)
{
    return optimizer->values[0].number;
}

void
fni_optimizer_step(const struct fni_optimizer *optimizer, struct fni_hyper hyper, struct fni_net *net, size_t first,
                   size_t end)
{
    const float *grad = fni_net_grad(net);

    for (int i = 0; i < fni_net_param_count(net); i++) {
        struct fni_net_param at = fni_net_param(net, i);
        size_t from = first > at.offset ? first : at.offset;
        size_t to = end < at.offset + at.param->count ? end : at.offset + at.param->count;
        float *state[FNI_OPTIMIZER_STATES];

        if (from >= to)
            continue;
        for (int s = 0; s < optimizer->class->n_states; s++)
            state[s] = optimizer->state + (size_t)s * optimizer->floats + from;
        optimizer->class->step(optimizer, hyper, at.param->value + (from - at.offset), grad + from, state, to - from);
    }
}
