/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "command.h"
#include "repl.h"
#include "script.h"

enum { SETTING, VALUE };

static const struct fn_param params[] = {
    {.name = "setting",
     .kind = ARG_WORD,
     .none_ok = true,
     .fallback = "None",
     .help = "its name; none: all are listed"},
    {.name = "value",
     .kind = ARG_WORD,
     .none_ok = true,
     .fallback = "None",
     .help = "its new value; none: it is shown"},
};

static bool
add_row(const struct repl *repl, const struct setting *setting, struct text *out)
{
    struct text value = {0};
    setting->get(repl, &value);
    text_printf(out, "%-8s  %-8s  %s\n", setting->name, value.bytes ? value.bytes : "", setting->help);
    bool good = !value.failed;
    text_fini(&value);
    return good;
}

static struct value *
list(struct repl *repl, struct fn_error *err)
{
    struct text text = {0};
    bool good = true;
    for (int i = 0; i < setting_count(); i++)
        good = add_row(repl, setting_get(i), &text) && good;
    if (good && !text.failed)
        repl_print(repl, "%s", text.bytes);
    else
        fail_memory(err);
    good = good && !text.failed;
    text_fini(&text);
    return good ? value_none() : NULL;
}

static struct value *
show(struct repl *repl, const char *name, struct fn_error *err)
{
    const struct setting *setting = setting_find(name);
    if (!setting) {
        settings_set(repl, name, "", err); /* says which there are */
        return NULL;
    }
    struct text text = {0};
    setting->get(repl, &text);
    struct value *result = text.failed ? fail_memory(err) : value_none();
    if (result)
        repl_print(repl, "%s\n", text.bytes ? text.bytes : "");
    text_fini(&text);
    return result;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    const char *name = arg_text(call, SETTING), *value = arg_text(call, VALUE);
    if (!name)
        return list(call->repl, err);
    if (!value)
        return show(call->repl, name, err);
    return settings_set(call->repl, name, value, err) ? value_none() : NULL;
}

/* A setting, then what it may be set to. */
static void
words(const struct repl *repl, const char *line, int index, name_fn *found, void *user)
{
    char name[64] = "";
    (void)repl;
    for (int i = 0; index == 0 && i < setting_count(); i++)
        found(user, setting_get(i)->name, setting_get(i)->help);
    if (index == 1 && sscanf(line, "%*s %63s", name) == 1 && setting_find(name))
        setting_find(name)->words(found, user);
}

const struct command command_set = {
    .verb = "set",
    .group = "Session",
    .example = "set cmap binary",
    .notebook = "defaults.cmap='binary'",
    .words = words,
    .function = {.name = "set", .help = "show or change settings", .params = params, .n_params = 2, .run = run},
};
