/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "command.h"
#include "pager.h"
#include "repl.h"
#include "script.h"

/* The value on what is left of the line: its first line, cut at the width. */
static void
add_short(const struct value *value, int room, struct text *out)
{
    struct text text = {0};
    value_repr(value, &text);
    size_t length = text.bytes ? strcspn(text.bytes, "\n") : 0;
    bool cut = length < text.length;
    if ((int)length > room - 3 * cut) {
        cut = true;
        length = room > 3 ? (size_t)room - 3 : 0;
        while (length > 0 && ((unsigned char)text.bytes[length] & 0xc0) == 0x80)
            length--;
    }
    text_add_bytes(out, text.bytes ? text.bytes : "", length);
    text_add(out, cut ? "...\n" : "\n");
    text_fini(&text);
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    const struct repl *repl = call->repl;
    int names = 0, types = 0, columns = repl_columns(repl);
    struct text text = {0};
    for (int i = 0; i < env_count(repl->env); i++) {
        int name = (int)strlen(env_name(repl->env, i)), type = (int)strlen(env_value(repl->env, i)->type->name);
        names = name > names ? name : names;
        types = type > types ? type : types;
    }
    for (int i = 0; i < env_count(repl->env); i++) {
        const struct value *value = env_value(repl->env, i);
        text_printf(&text, "%-*s  %-*s  ", names, env_name(repl->env, i), types, value->type->name);
        add_short(value, columns - names - types - 4, &text);
    }
    struct value *result = text.failed ? fail_memory(err) : value_none();
    if (result && text.bytes)
        pager_show(call->repl, text.bytes);
    text_fini(&text);
    return result;
}

const struct command command_vars = {
    .verb = "vars",
    .group = "Session",
    .example = "vars",
    .function = {.name = "vars", .help = "list the variables", .run = run},
};
