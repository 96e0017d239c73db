/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "learner.h"
#include "top_losses.h"

enum { K, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [K] = {.name = "k", .kind = FN_INT, .fallback = "9", .low = 1, .high = 1e9, .help = "so many are shown"},
};

static struct value *
run(struct call *call, struct fn_error *err)
{
    int64_t k = arg_int(call, K);
    return top_losses_make(call->self, k < INT32_MAX ? (int)k : INT32_MAX, err);
}

const struct command command_top_losses = {
    .verb = "top_losses",
    .group = "Training",
    .objects = learner_only,
    .binds = "top_losses",
    .example = "top_losses 9",
    .notebook = "interp.top_losses(9)",
    .function =
        {
            .name = "top_losses",
            .help = "the pictures of the valid set with the largest losses; `show top_losses` draws them",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
