/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "learner.h"

#include <stdio.h>

#include "dashboard.h"
#include "progress.h"
#include "script.h"

enum { START_LR, END_LR, NUM_IT, STOP_DIV, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [START_LR] = {.name = "start_lr",
                  .kind = FN_FLOAT,
                  .fallback = "1e-07",
                  .low = 1e-30,
                  .high = 1e6,
                  .help = "learning rate of the first batch"},
    [END_LR] = {.name = "end_lr",
                .kind = FN_FLOAT,
                .fallback = "10",
                .low = 1e-30,
                .high = 1e6,
                .help = "learning rate of the last batch"},
    [NUM_IT] = {.name = "num_it", .kind = FN_INT, .fallback = "100", .low = 2, .high = 1e6, .help = "batches"},
    [STOP_DIV] = {.name = "stop_div",
                  .kind = FN_BOOL,
                  .fallback = "True",
                  .help = "stop once the loss is over four times its best"},
};

struct watch {
    struct repl *repl;
    struct progress *progress;
    int num_it, done;
};

static bool
on_batch_end(void *user, const struct fn_progress *p)
{
    struct watch *watch = user;
    struct dashboard *dashboard = watch->repl->dashboard;
    bool open = dashboard_is_open(dashboard);

    watch->done++;
    if (open && dashboard_due(dashboard)) {
        struct training training = {
            .what = "lr_find",
            .done = watch->done,
            .total = watch->num_it,
            .share = (double)watch->done / watch->num_it,
            .seconds = progress_seconds(watch->progress),
            .loss = p->loss,
            .lr = p->lr,
            .mom = p->mom,
        };
        if (!dashboard_show(dashboard, &training))
            return false;
    } else if (!open && progress_due(watch->progress)) {
        char note[64];
        snprintf(note, sizeof note, "loss %.4f  lr %.1e", p->loss, p->lr);
        progress_update(watch->progress, watch->done, watch->num_it, 1, note);
    }
    return !repl_interrupted(watch->repl);
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct fn_learner *learner = ((struct learner *)call->self->object)->learner;
    struct fn_lr_find options = {
        .start_lr = arg_float(call, START_LR),
        .end_lr = arg_float(call, END_LR),
        .num_it = (int)arg_int(call, NUM_IT),
        .stop_div = arg_bool(call, STOP_DIV),
    };
    struct progress progress;
    struct watch watch = {.repl = call->repl, .progress = &progress, .num_it = options.num_it};
    struct fn_callbacks callbacks = {.on_batch_end = on_batch_end, .user = &watch};
    char what[96];
    int run_number = 0;
    bool ok;

    if (options.start_lr >= options.end_lr)
        return fail(err, FN_ERROR_INPUT, "lr_find: start_lr is %g, wanted less than end_lr, which is %g",
                    options.start_lr, options.end_lr);
    progress_start(&progress, call->repl, "lr_find");
    dashboard_begin(call->repl->dashboard, call->self);
    ok = fn_learner_lr_find(learner, &options, &callbacks, err);
    progress_end(&progress);
    dashboard_end(call->repl->dashboard, ok);
    if (ok || err->kind == FN_ERROR_STOPPED) {
        snprintf(what, sizeof what, "lr_find(%g, %g)", options.start_lr, options.end_lr);
        runs_keep(&call->repl->runs, &run_number, what, 0, learner);
    }
    if (!ok)
        return NULL;
    repl_print(call->repl, "LR Finder is complete, type {learner_name}.recorder.plot() to see the graph.\n");
    return value_none();
}

const struct command command_lr_find = {
    .verb = "lr_find",
    .group = "Training",
    .objects = learner_only,
    .example = "lr_find end_lr=100",
    .notebook = "learn.lr_find(end_lr=100)",
    .function =
        {
            .name = "lr_find",
            .help = "try learning rates from small to large on a copy of the weights",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
