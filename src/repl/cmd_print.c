/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "repl.h"
#include "script.h"

enum { VALUES, SEP, END };

static const struct fn_param params[] = {
    {.name = "values", .kind = ARG_VALUES, .help = "what to print"},
    {.name = "sep", .kind = FN_TEXT, .fallback = "' '", .help = "what stands between two values"},
    {.name = "end",
     .kind = FN_TEXT,
     .none_ok = true,
     .fallback = "None",
     .help = "what stands behind the last; None: a new line"},
};

static struct value *
run(struct call *call, struct fn_error *err)
{
    const struct value *values = arg_value(call, VALUES);
    struct text text = {0};
    for (int i = 0; i < values->list.count; i++) {
        if (i > 0)
            text_add(&text, arg_text(call, SEP));
        value_str(values->list.items[i], &text);
    }
    text_add(&text, arg_is_none(call, END) ? "\n" : arg_text(call, END));
    struct value *result = text.failed ? fail_memory(err) : value_none();
    if (result)
        repl_print(call->repl, "%s", text.bytes);
    text_fini(&text);
    return result;
}

const struct command command_print = {
    .verb = "print",
    .group = "Session",
    .example = "print il[0].shape len(il)",
    .notebook = "print(y,x.shape)",
    .function =
        {.name = "print", .help = "print values with blanks between them", .params = params, .n_params = 3, .run = run},
};
