/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <time.h>

#include "command.h"
#include "eval.h"
#include "repl.h"
#include "script.h"

static double
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    if (!call->statement)
        return fail(err, FN_ERROR_INPUT, "time wants a statement: time fit 1");
    double start = now();
    if (!eval_statement(call->repl, call->unit, call->statement, call->failure))
        return NULL;
    repl_print(call->repl, "%.3f s\n", now() - start);
    return value_none();
}

const struct command command_time = {
    .verb = "time",
    .group = "Session",
    .statement = true,
    .example = "time fit 1",
    .function = {.name = "time", .help = "run a statement and say how long it took", .run = run},
};
