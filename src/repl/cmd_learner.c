/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "learner.h"

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct value *args[N_LEARNER_PARAMS];

    args[LEARNER_DATA] = call->self;
    for (int i = LEARNER_MODEL; i < N_LEARNER_PARAMS; i++)
        args[i] = call->args[i - LEARNER_MODEL];
    return learner_make(call->repl, args, err);
}

const struct command command_learner = {
    .verb = "learner",
    .group = "Model",
    .objects = (const struct type *const[]){&type_data_bunch, NULL},
    .binds = "learn",
    .quiet = true,
    .example = "learner model metrics=accuracy",
    .notebook = "learn = Learner(data, model, loss_func = nn.CrossEntropyLoss(), metrics=accuracy)",
    .function =
        {
            .name = "learner",
            .help = "put a model and the data together for training",
            .params = learner_params + LEARNER_MODEL,
            .n_params = N_LEARNER_PARAMS - LEARNER_MODEL,
            .run = run,
        },
};
