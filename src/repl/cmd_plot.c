/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "curves.h"
#include "learner.h"

#include <stdio.h>
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

enum { WHAT, SUGGESTION, MOMS, SKIP_START, SKIP_END, RUNS, OUT, SCALE, N_PARAMS };

enum { MOST_RUNS = 16 }; /* in one figure */

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
    [RUNS] = {.name = "runs",
              .kind = ARG_VALUE,
              .none_ok = true,
              .fallback = "None",
              .help = "numbers from `runs`, as 2 or 1,3; None: the last one of the learner"},
    [OUT] = PARAM_OUT,
    [SCALE] = PARAM_SCALE,
};

/* The runs that are asked for: how many, up to MOST_RUNS; 0 and err. */
static int
find_runs(const struct runs *runs, const struct value *numbers, const struct run *found[], struct fn_error *err)
{
    struct value *const *items = value_is_list(numbers) ? numbers->list.items : (struct value *const *)&numbers;
    int count = value_is_list(numbers) ? numbers->list.count : 1;

    if (count < 1 || count > MOST_RUNS) {
        fail(err, FN_ERROR_INPUT, "plot: %d runs, wanted 1 to %d of them", count, MOST_RUNS);
        return 0;
    }
    for (int i = 0; i < count; i++) {
        struct text repr = {0};
        if (items[i]->type == &type_int && items[i]->integer >= 1 && items[i]->integer <= runs->count) {
            found[i] = &runs->items[items[i]->integer - 1];
            continue;
        }
        value_repr(items[i], &repr);
        if (runs->count == 0)
            fail(err, FN_ERROR_INPUT, "plot: there are no runs yet: lr_find or fit first");
        else
            fail(err, FN_ERROR_INPUT, "plot: runs wants numbers from 1 to %d, which `runs` lists, not %s", runs->count,
                 repr.bytes ? repr.bytes : "");
        text_fini(&repr);
        return 0;
    }
    return count;
}

static const struct curve_row *
find_row(const char *what, const struct fn_recorder *recorder)
{
    const struct curve_row *row = rows;

    if (!what)
        what = recorder->lr_find ? "lr_find" : "losses";
    while (strcmp(row->name, what) != 0) /* the choices are the rows' names */
        row++;
    return row;
}

static struct curve_options
options_of(const struct call *call, const struct curve_row *row)
{
    return (struct curve_options){
        .skip_start = arg_is_none(call, SKIP_START) ? row->skip_start : (int)arg_int(call, SKIP_START),
        .skip_end = arg_is_none(call, SKIP_END) ? row->skip_end : (int)arg_int(call, SKIP_END),
        .suggestion = arg_bool(call, SUGGESTION),
        .moms = arg_bool(call, MOMS),
        .file = {.path = arg_text(call, OUT), .scale = (int)arg_int(call, SCALE)},
    };
}

static struct value *
plot_runs(struct call *call, struct fn_error *err)
{
    const struct run *runs[MOST_RUNS];
    struct curve_source sources[MOST_RUNS];
    char names[MOST_RUNS][32];
    int n = find_runs(&call->repl->runs, arg_value(call, RUNS), runs, err);

    if (n == 0)
        return NULL;
    for (int i = 0; i < n; i++) {
        snprintf(names[i], sizeof names[i], "run %d", (int)(runs[i] - call->repl->runs.items) + 1);
        sources[i] = (struct curve_source){
            .name = names[i], .recorder = &runs[i]->recorder, .metrics = (const char *const *)runs[i]->metrics};
    }
    const struct curve_row *row = find_row(arg_text(call, WHAT), sources[0].recorder);
    struct curve_options options = options_of(call, row);
    return row->curve(call->repl, sources, n, &options, err);
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct fn_learner *learner = ((const struct learner *)call->self->object)->learner;
    const struct fn_recorder *recorder = fn_learner_recorder(learner);

    if (!arg_is_none(call, RUNS))
        return plot_runs(call, err);
    if (recorder->n_batches == 0)
        return fail(err, FN_ERROR_INPUT, "nothing is recorded yet: lr_find or fit first");
    const struct curve_row *row = find_row(arg_text(call, WHAT), recorder);
    struct curve_options options = options_of(call, row);
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
