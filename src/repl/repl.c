/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repl.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "constant.h"
#include "eval.h"
#include "interrupt.h"
#include "options.h"
#include "screen.h"
#include "type_function.h"

enum { N_NEWEST = sizeof((struct repl *)NULL)->newest / sizeof(struct value *) };

static bool
set_option(struct repl *repl, const char *name, const char *value, struct fn_error *err)
{
    return !value || settings_set(repl, name, value, err);
}

bool
repl_init(struct repl *repl, const struct options *options, struct fn_error *err)
{
    *repl = (struct repl){
        .out = stdout,
        .tty = isatty(STDOUT_FILENO),
        .echo = options->echo,
        .keep_going = options->keep_going,
        .argc = options->argc,
        .argv = options->argv,
    };
    if (repl->tty)
        probe_environment(&repl->probe);
    for (int i = 0; i < setting_count(); i++)
        if (!settings_set(repl, setting_get(i)->name, setting_get(i)->fallback, err))
            return false;
    if (!set_option(repl, "seed", options->seed, err) || !set_option(repl, "threads", options->threads, err) ||
        !set_option(repl, "graphics", options->graphics, err) || !set_option(repl, "color", options->color, err) ||
        !set_option(repl, "width", options->width, err))
        return false;
    repl->env = env_new(NULL, err);
    return repl->env != NULL;
}

void
repl_fini(struct repl *repl)
{
    for (int i = 0; i < N_NEWEST; i++)
        value_unref(repl->newest[i]);
    env_free(repl->env);
    fn_pool_free(repl->pool);
    history_fini(&repl->history);
    runs_fini(&repl->runs);
    probe_fini(&repl->probe);
}

void
repl_print(struct repl *repl, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(repl->out, format, args);
    va_end(args);
}

/* IPython breaks a list that is wider than this, one item a line. */
enum { LIST_WIDTH = 79 };

static void
add_pretty(const struct value *value, int indent, struct text *out)
{
    size_t start = out->length;
    value_repr(value, out);
    if (out->failed || !value_is_list(value) || value->type == &type_size || value->list.count < 2 ||
        indent + (int)(out->length - start) <= LIST_WIDTH)
        return;
    out->length = start;
    text_add(out, value->type == &type_list ? "[" : "(");
    for (int i = 0; i < value->list.count; i++) {
        if (i > 0)
            text_printf(out, ",\n%*s", indent + 1, "");
        add_pretty(value->list.items[i], indent + 1, out);
    }
    text_add(out, value->type == &type_list ? "]" : ")");
}

bool
repl_show_value(struct repl *repl, struct value *value, struct fn_error *err)
{
    if (value_is_none(value))
        return true;
    if (value->type->display)
        return value->type->display(repl, value, err);
    struct text text = {0};
    add_pretty(value, 0, &text);
    bool good = !text.failed || fail_memory(err);
    if (good)
        repl_print(repl, "%s\n", text.bytes ? text.bytes : "");
    text_fini(&text);
    return good;
}

int
repl_columns(const struct repl *repl)
{
    if (repl->settings.width > 0)
        return repl->settings.width;
    int columns = repl->tty ? screen_of(fileno(repl->out)).width : 0;
    return columns > 0 ? columns : 80;
}

bool
repl_colour(const struct repl *repl, FILE *file)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM"), *colorterm = getenv("COLORTERM");
    if (repl->settings.color != WHEN_AUTO)
        return repl->settings.color == WHEN_ALWAYS;
    if ((no_color && no_color[0]) || !term || strcmp(term, "dumb") == 0)
        return false;
    struct screen screen = screen_of(fileno(file));
    /* One that the system does not know may have said itself what it is, from far away for example. */
    return screen.described ? screen.n_colours >= 8
                            : isatty(fileno(file)) && (repl->probe.named || (colorterm && colorterm[0]));
}

struct fn_pool *
repl_pool(struct repl *repl, struct fn_error *err)
{
    if (!repl->pool)
        repl->pool = fn_pool_new(repl->settings.threads, err);
    return repl->pool;
}

struct value *
repl_newest(const struct repl *repl, const struct type *const *types)
{
    for (int i = 0; i < N_NEWEST && repl->newest[i]; i++)
        for (int k = 0; types[k]; k++)
            if (repl->newest[i]->type == types[k])
                return repl->newest[i];
    return NULL;
}

/* Puts the value in front and drops the one of its type before. There are more places than types with a stage. */
static void
remember(struct repl *repl, struct value *value)
{
    int old = 0;
    while (old < N_NEWEST - 1 && repl->newest[old] && repl->newest[old]->type != value->type)
        old++;
    struct value *dropped = repl->newest[old];
    memmove(repl->newest + 1, repl->newest, (size_t)old * sizeof *repl->newest);
    repl->newest[0] = value_ref(value);
    value_unref(dropped);
}

bool
repl_bind(struct repl *repl, const char *name, struct value *value, struct fn_error *err)
{
    if (!env_set(repl->env, name, value, err))
        return false;
    if (value->type->stage)
        remember(repl, value);
    return true;
}

struct value *
repl_call(struct repl *repl, struct value *callee, struct value *const *args, int n_args, struct fn_error *err)
{
    struct failure failure = {0};
    struct given *given = calloc((size_t)n_args + 1, sizeof *given);
    if (!given)
        return fail_memory(err);
    for (int i = 0; i < n_args; i++)
        given[i] = (struct given){NULL, args[i], -1};
    struct value *result = eval_call_value(repl, callee, given, n_args, &failure);
    if (!result && err)
        *err = failure.error;
    failure_fini(&failure);
    free(given);
    return result;
}

static const struct {
    const char *name, *help;
    struct value *(*make)(struct repl *repl, struct fn_error *err);
} constants[] = {
#define CONSTANT(name, help) {#name, help, constant_##name},
#include "constants.def"
#undef CONSTANT
};

enum { N_CONSTANTS = sizeof constants / sizeof *constants };

struct value *
repl_known(struct repl *repl, const char *name, struct fn_error *err)
{
    struct row_ref ref;
    for (int i = 0; i < N_CONSTANTS; i++)
        if (strcmp(constants[i].name, name) == 0)
            return constants[i].make(repl, err);
    const struct function *function = function_find(name);
    if (function)
        return function_new(function, err);
    const struct type *type = type_find(name);
    if (type)
        return class_new(type, err);
    if (table_find(name, &ref))
        return row_new(&ref, err);
    const struct command *command = command_find_function(name);
    if (command)
        return function_new(&command->function, err);
    return module_find(name, err);
}

void
repl_names(const struct repl *repl, bool all, name_fn *found, void *user)
{
    for (int i = 0; all && i < env_count(repl->env); i++)
        found(user, env_name(repl->env, i), NULL);
    for (int i = 0; i < N_CONSTANTS; i++)
        found(user, constants[i].name, constants[i].help);
    for (int i = 0; i < function_count(); i++)
        found(user, function_get(i)->name, function_get(i)->help);
    for (int i = 0; i < type_count(); i++)
        if (type_find(type_get(i)->name) == type_get(i))
            found(user, type_get(i)->name, type_get(i)->help);
    for (int t = 0; t < table_count(); t++)
        for (int i = 0; i < table_get(t)->count(); i++)
            found(user, table_get(t)->get(i).name, table_get(t)->get(i).help);
    for (int i = 0; i < command_count(); i++) {
        const struct command *command = command_get(i);
        if (command_find_function(command->verb) == command)
            found(user, command->verb, command->function.help);
        if (command_find_function(command->function.name) == command &&
            strcmp(command->verb, command->function.name) != 0)
            found(user, command->function.name, command->function.help);
    }
    for (int i = 0; i < module_count(); i++)
        found(user, module_name(i), type_module.help);
}

bool
repl_interrupted(const struct repl *repl)
{
    (void)repl;
    return interrupt_seen();
}
