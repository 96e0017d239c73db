/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "curves.h"
#include "learner.h"

#include <string.h>

#include "figure_out.h"
#include "script.h"

/* What `plot` can draw; what is skipped by default is fastai's. */
static const struct curve_row {
    const char *name;
    curve_fn *curve;
    int skip_start, skip_end;
} rows[] = {
    {"lr_find", curve_lr_find, 10, 5},
    {"losses", curve_losses, 0, 0},
    {"lr", curve_lr, 0, 0},
    {"metrics", curve_metrics, 0, 0},
};

enum { WHAT, SUGGESTION, MOMS, SKIP_START, SKIP_END, OUT, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [WHAT] = {.name = "what",
              .kind = FN_CHOICE,
              .none_ok = true,
              .fallback = "None",
              .choices = "lr_find losses lr metrics",
              .help = "the curve; None: lr_find after lr_find, losses after fit"},
    [SUGGESTION] = {.name = "suggestion",
                    .kind = FN_BOOL,
                    .fallback = "False",
                    .help = "lr_find: print and mark suggested learning rates"},
    [MOMS] = {.name = "moms", .kind = FN_BOOL, .fallback = "False", .help = "lr: draw the momentum too"},
    [SKIP_START] = {.name = "skip_start",
                    .kind = FN_INT,
                    .none_ok = true,
                    .fallback = "None",
                    .low = 0,
                    .high = 1e9,
                    .help = "batches left out first; None: 10 for lr_find, else 0"},
    [SKIP_END] = {.name = "skip_end",
                  .kind = FN_INT,
                  .none_ok = true,
                  .fallback = "None",
                  .low = 0,
                  .high = 1e9,
                  .help = "batches left out last; None: 5 for lr_find, else 0"},
    [OUT] = PARAM_OUT,
};

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct fn_learner *learner = ((const struct learner *)call->self->object)->learner;
    const struct fn_recorder *recorder = fn_learner_recorder(learner);
    const char *what = arg_text(call, WHAT);
    const struct curve_row *row = rows;

    if (recorder->n_batches == 0)
        return fail(err, FN_ERROR_INPUT, "nothing is recorded yet: lr_find or fit first");
    if (!what)
        what = recorder->lr_find ? "lr_find" : "losses";
    while (strcmp(row->name, what) != 0) /* the choices are the rows' names */
        row++;
    struct curve_options options = {
        .skip_start = arg_is_none(call, SKIP_START) ? row->skip_start : (int)arg_int(call, SKIP_START),
        .skip_end = arg_is_none(call, SKIP_END) ? row->skip_end : (int)arg_int(call, SKIP_END),
        .suggestion = arg_bool(call, SUGGESTION),
        .moms = arg_bool(call, MOMS),
        .out = arg_text(call, OUT),
    };
    return curve_of_learner(call->repl, row->curve, learner, &options, err);
}

const struct command command_plot = {
    .verb = "plot",
    .group = "Training",
    .objects = learner_only,
    .example = "plot lr_find suggestion=True",
    .notebook = "learn.recorder.plot()",
    .function =
        {
            .name = "plot",
            .help = "draw what the last lr_find or fit recorded",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
