/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "repl.h"

static struct value *
run(struct call *call, struct fn_error *err)
{
    (void)err;
    call->repl->quit = true;
    return value_none();
}

const struct command command_quit = {
    .verb = "quit",
    .group = "Session",
    .example = "quit",
    .function = {.name = "quit", .help = "leave fnrepl; Ctrl-D on an empty line does the same", .run = run},
};
