/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "learner.h"

static const struct fn_param params[] = {PARAM_LIVE};

static struct value *
run(struct call *call, struct fn_error *err)
{
    return learner_resume(call->repl, call->self, arg_bool(call, 0), err);
}

const struct command command_resume = {
    .verb = "resume",
    .group = "Training",
    .objects = learner_only,
    .example = "resume",
    .function =
        {
            .name = "resume",
            .help = "go on with the fit that Ctrl-C stopped, as if it had not been stopped",
            .params = params,
            .n_params = 1,
            .run = run,
        },
};
