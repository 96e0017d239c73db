/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "run.h"

static const struct fn_param params[] = {
    {.name = "file", .kind = ARG_PATH, .choices = ".fn .ipynb .md", .help = "a script"},
};

static struct value *
run(struct call *call, struct fn_error *err)
{
    (void)err; /* run_nested says what failed and where in the file */
    return run_nested(call->repl, arg_text(call, 0), call->failure) ? value_none() : NULL;
}

const struct command command_source = {
    .verb = "source",
    .group = "Session",
    .example = "source lesson7.fn",
    .function = {.name = "source",
                 .help = "run the statements of a file in this session",
                 .params = params,
                 .n_params = 1,
                 .run = run},
};
