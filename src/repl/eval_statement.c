/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "eval.h"
#include "repl.h"
#include "type_function.h"

/* The values of the targets: one reference each. */
static bool
unpack(const struct scope *scope, const struct node *node, struct value *value, struct value **out)
{
    int n = node->n_children - 1;
    const struct type *type = value->type;
    if (!node->unpack) {
        out[0] = value_ref(value);
        return true;
    }
    const struct node *expression = node->children[n];
    if (!type->length || !type->item)
        return failure_at(scope->failure, scope->unit->script, expression->offset, FN_ERROR_INPUT,
                          "%d names want %d values, and a value of type %s has no items", n, n, type->name);
    if (type->length(value) != n)
        return failure_at(scope->failure, scope->unit->script, expression->offset, FN_ERROR_INPUT,
                          "%d names want %d values, and this %s has %lld", n, n, type->name,
                          (long long)type->length(value));
    for (int i = 0; i < n; i++) {
        out[i] = type->item(scope->repl, value, i, &scope->failure->error);
        if (!out[i])
            return failure_place(scope->failure, scope->unit->script, expression->offset);
    }
    return true;
}

static bool
set_attribute(const struct scope *scope, const struct node *target, struct value *value)
{
    struct fn_error *err = &scope->failure->error;
    struct value *object = eval(scope, target->children[0]);
    if (!object)
        return false;
    bool good = object->type->set_attribute
                    ? object->type->set_attribute(scope->repl, object, target->name, value, err)
                    : fail(err, FN_ERROR_INPUT, "the attributes of a value of type %s cannot be set",
                           object->type->name) != NULL;
    value_unref(object);
    return good || failure_place(scope->failure, scope->unit->script, target->offset);
}

/* Attributes first, since they can refuse a value and names cannot: so nothing is half done. */
static bool
assign(const struct scope *scope, const struct node *node)
{
    int n = node->n_children - 1;
    struct value *value = eval(scope, node->children[n]);
    struct value **values = calloc((size_t)n, sizeof *values);
    bool good = value && (values || fail_memory(&scope->failure->error)) && unpack(scope, node, value, values);
    for (int i = 0; good && i < n; i++)
        if (node->children[i]->kind == NODE_ATTRIBUTE)
            good = set_attribute(scope, node->children[i], values[i]);
    for (int i = 0; good && i < n; i++)
        if (node->children[i]->kind == NODE_NAME)
            good = repl_bind(scope->repl, node->children[i]->name, values[i], &scope->failure->error);
    for (int i = 0; values && i < n; i++)
        value_unref(values[i]);
    free(values);
    value_unref(value);
    return good;
}

static bool
define(const struct scope *scope, const struct node *node)
{
    int n = node->n_children - 1;
    struct value **defaults = calloc((size_t)n + 1, sizeof *defaults), *function = NULL;
    bool good = defaults || fail_memory(&scope->failure->error);
    for (int i = 0; good && i < n; i++) {
        const struct node *parameter = node->children[i];
        if (parameter->n_children)
            good = (defaults[i] = eval(scope, parameter->children[0])) != NULL;
    }
    if (good) {
        function = function_define(scope->unit, node, defaults, &scope->failure->error);
        good = function && repl_bind(scope->repl, node->name, function, &scope->failure->error);
    } else {
        for (int i = 0; defaults && i < n; i++)
            value_unref(defaults[i]);
    }
    value_unref(function);
    free(defaults);
    return good;
}

/* `binds` is a name, or "xb,yb" for the items of a pair. */
static bool
bind_result(struct repl *repl, const char *binds, struct value *result, struct fn_error *err)
{
    char name[64];
    if (!strchr(binds, ','))
        return repl_bind(repl, binds, result, err);
    for (int i = 0; i < result->list.count; i++) {
        size_t length = strcspn(binds, ",");
        snprintf(name, sizeof name, "%.*s", (int)length, binds);
        if (!repl_bind(repl, name, result->list.items[i], err))
            return false;
        binds += length + (binds[length] == ',');
    }
    return true;
}

static bool
run_command(const struct scope *scope, const struct node *node)
{
    const struct command *command = node->command;
    struct fn_error *err = &scope->failure->error;
    struct value *result = eval_command(scope, node);
    bool good = result != NULL;
    if (good && command->binds && !value_is_none(result))
        good = bind_result(scope->repl, command->binds, result, err);
    if (good && !command->quiet)
        good = (command->print ? command->print : repl_show_value)(scope->repl, result, err);
    value_unref(result);
    return good;
}

static bool
run_expression(const struct scope *scope, const struct node *node)
{
    struct value *value = eval(scope, node->children[0]);
    bool good = value && repl_show_value(scope->repl, value, &scope->failure->error);
    value_unref(value);
    return good;
}

static void
note(struct repl *repl)
{
    if (repl->interactive && !repl->noted_import)
        repl_print(repl, "(fastai's names are built in: imports and %%magics change nothing)\n");
    repl->noted_import = true;
}

bool
eval_statement(struct repl *repl, struct unit *unit, const struct node *node, struct failure *failure)
{
    struct scope scope = {repl, unit, repl->env, failure};
    bool good = true;
    switch (node->kind) {
    case NODE_NOTE:
        note(repl);
        break;
    case NODE_ASSIGN:
        good = assign(&scope, node);
        break;
    case NODE_DEF:
        good = define(&scope, node);
        break;
    case NODE_COMMAND:
        good = run_command(&scope, node);
        break;
    default:
        good = run_expression(&scope, node);
    }
    return good || failure_place(failure, unit->script, node->offset);
}
