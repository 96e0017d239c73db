/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "command.h"
#include "eval.h"
#include "repl.h"

static bool
is_quoted(char c)
{
    return c != '\0' && strchr("'\"([", c);
}

static bool
is_choice(const struct fn_param *param, const char *word)
{
    size_t length = strlen(word);
    for (const char *p = param->choices; p && (p = strstr(p, word)); p += length)
        if ((p == param->choices || p[-1] == ' ') && (p[length] == ' ' || p[length] == '\0'))
            return true;
    return false;
}

/* Whether a word that stands without quotes means itself, and not the expression that it could be. */
static bool
is_text(const struct scope *scope, const struct node *word, const struct fn_param *param)
{
    const struct node *expression = word->n_children ? word->children[0] : NULL;
    if (!expression)
        return true;
    if (is_quoted(word->string[0]))
        return false;
    bool name = expression->kind == NODE_NAME;
    const struct value *variable = name ? env_get(scope->env, expression->name) : NULL;
    switch ((int)param->kind) {
    case FN_CHOICE:
        return is_choice(param, word->string) || (name && !variable);
    case (int)ARG_PATH:
        return !(variable && value_is_text(variable));
    case (int)ARG_KEYWORDS: {
        struct fn_error ignored = {0};
        struct value *known = name && !variable ? repl_known(scope->repl, expression->name, &ignored) : NULL;
        value_unref(known);
        return name && !variable && !known;
    }
    default:
        return true; /* ARG_WORD, ARG_NAME */
    }
}

/* on and off, as `set` says it. */
static struct value *
switch_of(const struct scope *scope, const struct node *word)
{
    bool on = strcmp(word->string, "on") == 0;
    if ((!on && strcmp(word->string, "off") != 0) || env_get(scope->env, word->string))
        return NULL;
    return value_bool(on);
}

static struct value *
eval_word(const struct scope *scope, const struct node *word, const struct fn_param *param)
{
    if (!param)
        return value_none(); /* whatever it is, there is no parameter for it: this is said when arguments are bound */
    struct value *on = param->kind == FN_BOOL ? switch_of(scope, word) : NULL;
    if (on)
        return on;
    if (!param_takes_bare(param) || !is_text(scope, word, param)) {
        if (word->n_children)
            return eval(scope, word->children[0]);
        return failure_at(scope->failure, scope->unit->script, word->offset, FN_ERROR_INPUT, "'%s' is no expression",
                          word->string);
    }
    struct value *value = value_string_length(word->string, word->length, &scope->failure->error);
    return value ? value : failure_place(scope->failure, scope->unit->script, word->offset);
}

/* The newest value that the verb applies to; NULL and failure: there is none. */
static bool
find_object(const struct scope *scope, const struct node *node, struct value **object)
{
    const struct command *command = node->command, *maker = NULL;
    *object = NULL;
    if (!command->objects)
        return true;
    *object = value_ref(repl_newest(scope->repl, command->objects));
    if (*object)
        return true;
    struct text types = {0};
    for (int i = 0; command->objects[i]; i++) {
        const struct type *type = command->objects[i];
        text_printf(&types, "%s%s", i == 0 ? "" : command->objects[i + 1] ? ", " : " or ", type->name);
        for (int k = 0; k < command_count() && type->stage && !maker; k++)
            if (command_get(k)->binds && strcmp(command_get(k)->binds, type->stage) == 0 && command_get(k) != command)
                maker = command_get(k);
    }
    failure_at(scope->failure, scope->unit->script, node->offset, FN_ERROR_INPUT,
               "%s works on %s %s, and there is none yet%s%s%s", command->verb,
               types.bytes && strchr("AEIOU", types.bytes[0]) ? "an" : "a", types.bytes ? types.bytes : "value",
               maker ? "; `" : "", maker ? maker->verb : "", maker ? "` makes one" : "");
    text_fini(&types);
    return false;
}

struct value *
eval_command(const struct scope *scope, const struct node *node)
{
    const struct function *function = &node->command->function;
    bool statement = node->command->statement;
    int n_words = statement ? 0 : node->n_children, n = 0, index = 0;
    struct given *args = calloc((size_t)n_words + 1, sizeof *args);
    struct value *object = NULL, *result = NULL;
    if (!args) {
        fail_memory(&scope->failure->error);
        goto out;
    }
    if (!find_object(scope, node, &object))
        goto out;
    for (; n < n_words; n++) {
        const struct node *word = node->children[n];
        const struct fn_param *param =
            params_match(function->params, function->n_params, word->name ? -1 : index, word->name);
        index += !word->name;
        args[n] = (struct given){word->name, eval_word(scope, word, param), word->offset};
        if (!args[n].value)
            goto out;
    }
    result = function_run(scope->repl, function, node->command->verb, object, args, n, scope->unit,
                          statement && node->n_children ? node->children[0] : NULL, scope->failure);
out:
    for (int i = 0; i < n; i++)
        value_unref(args[i].value);
    free(args);
    value_unref(object);
    return result ? result : failure_place(scope->failure, scope->unit->script, node->offset);
}
