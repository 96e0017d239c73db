/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "pager.h"
#include "repl.h"
#include "script.h"

static const struct fn_param params[] = {
    {.name = "n",
     .kind = FN_INT,
     .none_ok = true,
     .fallback = "None",
     .low = 1,
     .high = 1e9,
     .help = "only the last n"},
};

static struct value *
run(struct call *call, struct fn_error *err)
{
    const struct history *history = &call->repl->history;
    struct text text = {0};
    int first = 0;
    if (!arg_is_none(call, 0) && arg_int(call, 0) < history->count)
        first = history->count - (int)arg_int(call, 0);
    for (int i = first; i < history->count; i++)
        text_printf(&text, "%5d  %s\n", i + 1, history->entries[i]);
    struct value *result = text.failed ? fail_memory(err) : value_none();
    if (result && text.bytes)
        pager_show(call->repl, text.bytes);
    text_fini(&text);
    return result;
}

const struct command command_history = {
    .verb = "history",
    .group = "Session",
    .example = "history 10",
    .function =
        {.name = "history", .help = "list the statements of this session", .params = params, .n_params = 1, .run = run},
};
