/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "learner.h"

#include "script.h"

enum { CYC_LEN, MAX_LR, MOMS, DIV_FACTOR, PCT_START, LIVE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [CYC_LEN] = {.name = "cyc_len", .kind = FN_INT, .low = 1, .high = 100000, .help = "epochs"},
    [MAX_LR] = {.name = "max_lr",
                .kind = FN_FLOAT,
                .fallback = "0.003",
                .low = 1e-12,
                .high = 1e6,
                .help = "the learning rate at the top of the cycle"},
    [MOMS] = {.name = "moms",
              .kind = ARG_SEQUENCE,
              .none_ok = true,
              .fallback = "None",
              .help = "momentum at the ends and at the top of the cycle; None: (0.95, 0.85)"},
    [DIV_FACTOR] = {.name = "div_factor",
                    .kind = FN_FLOAT,
                    .fallback = "25.0",
                    .low = 1,
                    .high = 1e9,
                    .help = "the cycle starts at max_lr / div_factor"},
    [PCT_START] = {.name = "pct_start",
                   .kind = FN_FLOAT,
                   .fallback = "0.3",
                   .low = 0.001,
                   .high = 1,
                   .help = "the share of the batches in which the learning rate rises"},
    [LIVE] = PARAM_LIVE,
};

static bool
read_moms(const struct value *value, double moms[2])
{
    if (value->list.count != 2)
        return false;
    for (int i = 0; i < 2; i++)
        if (!value_to_number(value->list.items[i], &moms[i]) || !(moms[i] > 0 && moms[i] < 1))
            return false;
    return true;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    const struct value *moms = arg_value(call, MOMS);
    struct fn_one_cycle cycle = {
        .max_lr = arg_float(call, MAX_LR),
        .div_factor = arg_float(call, DIV_FACTOR),
        .pct_start = arg_float(call, PCT_START),
    };

    if (!value_is_none(moms) && !read_moms(moms, cycle.moms))
        return fail(err, FN_ERROR_INPUT, "fit_one_cycle: moms wants two numbers between 0 and 1, as in (0.95, 0.85)");
    return learner_fit(call->repl, call->self, (int)arg_int(call, CYC_LEN), &cycle, 0, arg_bool(call, LIVE), err);
}

const struct command command_fit = {
    .verb = "fit",
    .group = "Training",
    .objects = learner_only,
    .example = "fit 3 max_lr=0.1",
    .notebook = "learn.fit_one_cycle(3, max_lr=0.1)",
    .function =
        {
            .name = "fit_one_cycle",
            .help = "train with the one-cycle schedule",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
