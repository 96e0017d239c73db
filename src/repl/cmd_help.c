/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "args.h"
#include "command.h"
#include "eval.h"
#include "nearest.h"
#include "pager.h"
#include "repl.h"
#include "type_function.h"

static const struct fn_param params[] = {
    {.name = "name",
     .kind = ARG_NAME,
     .none_ok = true,
     .fallback = "None",
     .help = "a command, function, layer, type, variable or setting"},
};

/* "split [train=...] [valid=...]" */
static void
add_usage(const struct command *command, struct text *out)
{
    const struct function *function = &command->function;
    text_add(out, command->verb);
    if (command->statement)
        text_add(out, " STATEMENT");
    bool named = false;
    for (int i = 0; i < function->n_params; i++) {
        const struct fn_param *param = &function->params[i];
        if (param->kind == ARG_VALUES)
            text_printf(out, " %s...", param->name);
        else if (param->kind == ARG_KEYWORDS)
            text_add(out, " [NAME=VALUE]...");
        else if (!param->fallback)
            text_printf(out, " %s", param->name);
        else
            text_printf(out, named ? " [%s=]" : " [%s]", param->name);
        named = named || param->kind == ARG_VALUES;
    }
    text_add(out, "\n");
}

static void
add_objects(const struct command *command, struct text *out)
{
    for (int i = 0; command->objects && command->objects[i]; i++) {
        const struct type *type = command->objects[i];
        text_printf(out, "%s.", type->stage ? type->stage : type->name);
        params_signature(command->function.name, command->function.params, command->function.n_params, out);
        text_add(out, "\n");
    }
    if (!command->objects && !command->statement) {
        params_signature(command->function.name, command->function.params, command->function.n_params, out);
        text_add(out, "\n");
    }
}

static void
describe_command(const struct command *command, struct text *out)
{
    add_usage(command, out);
    add_objects(command, out);
    text_printf(out, "    %s.\n", command->function.help);
    params_describe(command->function.params, command->function.n_params, out);
    if (command->example)
        text_printf(out, "Example:   %s\n", command->example);
    if (command->notebook)
        text_printf(out, "Notebook:  %s\n", command->notebook);
}

static void
describe_function(const char *name, const char *help, const struct fn_param *with, int n, struct text *out)
{
    params_signature(name, with, n, out);
    text_printf(out, "\n    %s.\n", help);
    params_describe(with, n, out);
}

static void
describe_names(const char *heading, const struct function *const *functions, struct text *out)
{
    for (int i = 0; functions && functions[i]; i++)
        text_printf(out, "  %s%s: %s\n", heading, functions[i]->name, functions[i]->help);
}

static bool
has_attribute(const struct type *type, const char *name)
{
    for (int i = 0; i < type->n_attributes; i++)
        if (strcmp(type->attributes[i].name, name) == 0)
            return true;
    return false;
}

static void
describe_type(const struct type *type, struct text *out)
{
    text_printf(out, "%s\n    %s.\n", type->name, type->help);
    if (type->construct) {
        text_add(out, "  ");
        params_signature(type->name, type->construct->params, type->construct->n_params, out);
        text_printf(out, ": %s\n", type->construct->help);
    }
    for (int i = 0; type->class_methods && type->class_methods[i]; i++)
        text_printf(out, "  %s.%s: %s\n", type->name, type->class_methods[i]->name, type->class_methods[i]->help);
    for (int i = 0; i < type->n_attributes; i++)
        text_printf(out, "  .%s: %s\n", type->attributes[i].name, type->attributes[i].help);
    describe_names(".", type->methods, out);
    for (int i = 0; i < command_count(); i++)
        if (command_applies(command_get(i), type) && !has_attribute(type, command_get(i)->function.name))
            text_printf(out, "  .%s: %s\n", command_get(i)->function.name, command_get(i)->function.help);
}

/* What is behind a value: the function, layer or class that it names, or its type. */
static void
describe_value(const struct value *value, struct text *out)
{
    const struct function *function = function_native(value) ? function_native(value) : method_native(value);
    const struct command *command = NULL;
    for (int i = 0; function && !command && i < command_count(); i++)
        if (&command_get(i)->function == function)
            command = command_get(i);
    if (command) {
        describe_command(command, out);
    } else if (function) {
        describe_function(function->name, function->help, function->params, function->n_params, out);
    } else if (value->type == &type_row) {
        const struct row_ref *ref = value->object;
        describe_function(ref->row.name, ref->row.help, ref->row.params, ref->row.n_params, out);
    } else if (value->type == &type_class) {
        describe_type(value->object, out);
    } else if (value->type == &type_function) {
        function_signature(value, out);
        text_add(out, "\n    A function of this session.\n");
    } else {
        describe_type(value->type, out);
    }
}

static void
list_tables(struct text *out)
{
    for (int t = 0; t < table_count(); t++) {
        const struct table *table = table_get(t);
        text_printf(out, "\nNames of the %s\n", table->name);
        for (int i = 0; i < table->count(); i++)
            text_printf(out, "  %-18s %s\n", table->get(i).name, table->get(i).help);
    }
}

/* Commands under the headings of their groups, in the order of commands.def; then functions and the engine's names. */
static void
list_all(struct text *out)
{
    const char *group = "";
    for (int i = 0; i < command_count(); i++) {
        const struct command *command = command_get(i);
        if (strcmp(command->group, group) != 0)
            text_printf(out, "%s%s\n", i > 0 ? "\n" : "", command->group);
        group = command->group;
        text_printf(out, "  %-18s %s\n", command->verb, command->function.help);
    }
    text_add(out, "\nFunctions\n");
    for (int i = 0; i < function_count(); i++)
        text_printf(out, "  %-18s %s\n", function_get(i)->name, function_get(i)->help);
    list_tables(out);
    text_add(out, "\n`help NAME` tells more about one of them.\n");
}

static void
describe_setting(const struct setting *setting, struct text *out)
{
    text_printf(out, "set %s [value]\n    %s.\nDefault:   %s\n", setting->name, setting->help, setting->fallback);
}

/* "data.train_ds": what it is for the object before the dot. */
static void
describe_attribute(struct repl *repl, const char *chain, struct text *out)
{
    const char *dot = strrchr(chain, '.');
    struct value *object = eval_look(repl, chain, (size_t)(dot - chain), NULL);
    for (int i = 0; object && i < object->type->n_attributes; i++)
        if (strcmp(object->type->attributes[i].name, dot + 1) == 0)
            text_printf(out, "%s\n    %s.\n", chain, object->type->attributes[i].help);
    value_unref(object);
}

/* Something that has no value: a type without a name in the language, a command's function, a setting. */
static bool
describe_other(const char *name, struct text *out)
{
    const char *dot = strrchr(name, '.'); /* il.split, before there is an il */
    const char *last = dot ? dot + 1 : name;
    for (int i = 0; i < type_count(); i++) {
        if (strcmp(type_get(i)->name, name) == 0) {
            describe_type(type_get(i), out);
            return true;
        }
    }
    for (int i = 0; i < command_count(); i++) {
        const struct command *command = command_get(i);
        if (strcmp(command->function.name, last) == 0 || (dot && strcmp(command->verb, last) == 0)) {
            describe_command(command, out);
            return true;
        }
    }
    if (setting_find(name))
        describe_setting(setting_find(name), out);
    return setting_find(name) != NULL;
}

static void
words(const struct repl *repl, const char *line, int index, name_fn *found, void *user)
{
    (void)line;
    if (index > 0)
        return;
    for (int i = 0; i < command_count(); i++) {
        found(user, command_get(i)->verb, command_get(i)->function.help);
        found(user, command_get(i)->function.name, command_get(i)->function.help);
    }
    repl_names(repl, true, found, user);
    for (int i = 0; i < setting_count(); i++)
        found(user, setting_get(i)->name, setting_get(i)->help);
}

static bool
describe_word(struct repl *repl, const char *name, struct text *out, struct fn_error *err)
{
    const struct command *command = command_find(name);
    if (command) {
        describe_command(command, out);
        return true;
    }
    struct fn_error tried = {0};
    struct value *value = eval_look(repl, name, strlen(name), &tried);
    if (value) {
        if (strchr(name, '.'))
            describe_attribute(repl, name, out);
        describe_value(value, out);
        value_unref(value);
        return true;
    }
    if (describe_other(name, out))
        return true;
    const char *dot = strrchr(name, '.');
    struct nearest nearest = {.word = dot ? dot + 1 : name};
    char hint[160];
    words(repl, name, 0, nearest_offer, &nearest);
    if (tried.kind != FN_ERROR_NONE)
        fail(err, tried.kind, "%s", tried.message);
    else
        fail(err, FN_ERROR_INPUT, "there is no help on '%s'%s", name, nearest_hint(&nearest, hint));
    return false;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    const struct value *name = arg_value(call, 0);
    struct text text = {0};
    bool good = true;
    if (value_is_none(name))
        list_all(&text);
    else if (name->type == &type_string)
        good = describe_word(call->repl, name->text.bytes, &text, err);
    else
        describe_value(name, &text);
    if (good && text.failed)
        good = fail_memory(err);
    if (good && call->repl->tty) {
        struct text folded = {0};
        text_add_folded(&folded, text.bytes, repl_columns(call->repl));
        text_fini(&text);
        text = folded;
        good = !text.failed || fail_memory(err);
    }
    if (good)
        pager_show(call->repl, text.bytes);
    text_fini(&text);
    return good ? value_none() : NULL;
}

const struct command command_help = {
    .verb = "help",
    .group = "Session",
    .example = "help res_block",
    .notebook = "help(res_block)",
    .words = words,
    .function = {.name = "help",
                 .help = "list what there is, or tell about one thing",
                 .params = params,
                 .n_params = 1,
                 .run = run},
};
