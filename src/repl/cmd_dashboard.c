/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "dashboard.h"
#include "eval.h"
#include "repl.h"
#include "script.h"

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct repl *repl = call->repl;
    bool good;
    if (!call->statement)
        return fail(err, FN_ERROR_INPUT, "dashboard wants a statement that trains: dashboard fit 3");
    if (repl->dashboard)
        return fail(err, FN_ERROR_INPUT, "dashboard: there is one already");
    repl->dashboard = dashboard_new(repl, err);
    if (!repl->dashboard)
        return NULL;
    good = eval_statement(repl, call->unit, call->statement, call->failure);
    dashboard_free(repl->dashboard);
    repl->dashboard = NULL;
    return good ? value_none() : NULL;
}

const struct command command_dashboard = {
    .verb = "dashboard",
    .group = "Training",
    .statement = true,
    .example = "dashboard fit 3",
    .function = {.name = "dashboard",
                 .help = "run a statement and show its training on the whole terminal",
                 .run = run},
};
