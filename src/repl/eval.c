/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eval.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "interrupt.h"
#include "lexer.h"
#include "nearest.h"
#include "repl.h"
#include "type_function.h"

static struct value *
placed(const struct scope *scope, const struct node *node, struct value *value)
{
    return value ? value : failure_place(scope->failure, scope->unit->script, node->offset);
}

/* ---- Names and attributes ---- */

static struct value *
eval_name(const struct scope *scope, const struct node *node)
{
    struct value *value = env_get(scope->env, node->name);
    if (value)
        return value_ref(value);
    struct fn_error *err = &scope->failure->error;
    value = repl_known(scope->repl, node->name, err);
    if (value || err->kind != FN_ERROR_NONE)
        return placed(scope, node, value);
    const struct command *command = command_find(node->name);
    if (command && command->objects) {
        const struct type *type = command->objects[0];
        return failure_at(scope->failure, scope->unit->script, node->offset, FN_ERROR_INPUT,
                          "%s is called on a value of type %s: write %s.%s(...), or `%s`", node->name, type->name,
                          type->stage ? type->stage : "x", command->function.name, command->example);
    }
    if (command)
        return failure_at(scope->failure, scope->unit->script, node->offset, FN_ERROR_INPUT,
                          "%s is a command: it stands first, and what it takes behind it without brackets: %s",
                          node->name, command->example);
    struct nearest nearest = {.word = node->name};
    char hint[160];
    for (const struct env *env = scope->env; env && env != scope->repl->env; env = NULL)
        for (int i = 0; i < env_count(env); i++)
            nearest_offer(&nearest, env_name(env, i), NULL);
    repl_names(scope->repl, true, nearest_offer, &nearest);
    for (int i = 0; i < command_count(); i++)
        nearest_offer(&nearest, command_get(i)->verb, NULL);
    return failure_at(scope->failure, scope->unit->script, node->offset, FN_ERROR_INPUT, "the name '%s' is not known%s",
                      node->name, nearest_hint(&nearest, hint));
}

static struct value *
find_attribute(struct repl *repl, struct value *object, const char *name, struct fn_error *err)
{
    const struct type *type = object->type;
    for (int i = 0; i < type->n_attributes; i++)
        if (strcmp(type->attributes[i].name, name) == 0)
            return type->attributes[i].get(repl, object, err);
    for (int i = 0; type->methods && type->methods[i]; i++)
        if (strcmp(type->methods[i]->name, name) == 0)
            return method_new(object, type->methods[i], err);
    const struct command *command = command_find_method(type, name);
    if (command)
        return method_new(object, &command->function, err);
    return type->attribute ? type->attribute(repl, object, name, err) : NULL;
}

struct value *
eval_attribute(struct repl *repl, struct value *object, const char *name, struct fn_error *err)
{
    struct fn_error tried = {0};
    struct value *value = find_attribute(repl, object, name, &tried);
    if (value)
        return value;
    if (tried.kind != FN_ERROR_NONE)
        return fail(err, tried.kind, "%s", tried.message);
    struct nearest nearest = {.word = name};
    char hint[160];
    eval_attribute_names(repl, object, nearest_offer, &nearest);
    struct text text = {0};
    type_describe(object, &text);
    fail(err, FN_ERROR_INPUT, "%s has no attribute '%s'%s", text.bytes ? text.bytes : "this value", name,
         nearest_hint(&nearest, hint));
    text_fini(&text);
    return NULL;
}

void
eval_attribute_names(struct repl *repl, const struct value *object, name_fn *found, void *user)
{
    const struct type *type = object->type;
    for (int i = 0; i < type->n_attributes; i++)
        found(user, type->attributes[i].name, type->attributes[i].help);
    for (int i = 0; type->methods && type->methods[i]; i++)
        found(user, type->methods[i]->name, type->methods[i]->help);
    for (int i = 0; i < command_count(); i++) {
        const struct command *command = command_get(i);
        if (!command_applies(command, type))
            continue;
        found(user, command->function.name, command->function.help);
        if (strcmp(command->verb, command->function.name) != 0)
            found(user, command->verb, command->function.help);
    }
    if (type->attribute_names)
        type->attribute_names(repl, object, found, user);
}

static struct value *
eval_member(const struct scope *scope, const struct node *node)
{
    struct value *object = eval(scope, node->children[0]);
    if (!object)
        return NULL;
    struct value *value = eval_attribute(scope->repl, object, node->name, &scope->failure->error);
    value_unref(object);
    return placed(scope, node, value);
}

/* ---- Lists and calls ---- */

/* Arguments while they are evaluated; all hold a reference. */
struct givens {
    struct given *items;
    int count, capacity;
};

static void
givens_fini(struct givens *givens)
{
    for (int i = 0; i < givens->count; i++)
        value_unref(givens->items[i].value);
    free(givens->items);
}

/* Consumes the value, NULL allowed. */
static bool
givens_add(struct givens *givens, const char *name, struct value *value, int offset, struct failure *failure)
{
    if (value && givens->count == givens->capacity) {
        int capacity = givens->capacity ? 2 * givens->capacity : 8;
        struct given *items = realloc(givens->items, (size_t)capacity * sizeof *items);
        if (!items) {
            value_unref(value);
            return fail_memory(&failure->error);
        }
        givens->items = items;
        givens->capacity = capacity;
    }
    if (value)
        givens->items[givens->count++] = (struct given){name, value, offset};
    return value != NULL;
}

static bool
add_spread(const struct scope *scope, const struct node *node, struct givens *givens)
{
    struct value *list = eval(scope, node->children[0]);
    if (!list)
        return false;
    const struct type *type = list->type;
    bool good = type->length && type->item;
    if (!good)
        failure_at(scope->failure, scope->unit->script, node->offset, FN_ERROR_INPUT,
                   "* spreads a list or another sequence, not a %s", type->name);
    for (int64_t i = 0; good && i < type->length(list); i++)
        good = givens_add(givens, NULL, type->item(scope->repl, list, i, &scope->failure->error), node->offset,
                          scope->failure);
    value_unref(list);
    return good || placed(scope, node, NULL);
}

static bool
eval_givens(const struct scope *scope, struct node *const *nodes, int n_nodes, struct givens *givens)
{
    for (int i = 0; i < n_nodes; i++) {
        const struct node *node = nodes[i];
        bool good = node->kind == NODE_STAR ? add_spread(scope, node, givens)
                    : node->kind == NODE_KEYWORD
                        ? givens_add(givens, node->name, eval(scope, node->children[0]), node->offset, scope->failure)
                        : givens_add(givens, NULL, eval(scope, node), node->offset, scope->failure);
        if (!good)
            return false;
    }
    return true;
}

static struct value *
eval_list(const struct scope *scope, const struct node *node, const struct type *type)
{
    struct givens givens = {0};
    struct value *list = NULL, **items = NULL;
    if (!eval_givens(scope, node->children, node->n_children, &givens))
        goto out;
    items = malloc((size_t)(givens.count + 1) * sizeof *items);
    if (!items) {
        fail_memory(&scope->failure->error);
        goto out;
    }
    for (int i = 0; i < givens.count; i++)
        items[i] = value_ref(givens.items[i].value);
    list = value_list_take(type, items, givens.count, &scope->failure->error);
out:
    free(items);
    givens_fini(&givens);
    return placed(scope, node, list);
}

struct value *
eval_call_value(struct repl *repl, struct value *callee, const struct given *args, int n_args, struct failure *failure)
{
    if (!callee->type->call)
        return fail(&failure->error, FN_ERROR_INPUT, "a value of type %s cannot be called", callee->type->name);
    if (repl->depth == MAX_CALLS)
        return fail(&failure->error, FN_ERROR_INPUT, "functions call each other too deeply (%d calls)", MAX_CALLS);
    if (repl_interrupted(repl))
        return fail(&failure->error, FN_ERROR_STOPPED, "interrupted");
    repl->depth++;
    struct value *result = callee->type->call(repl, callee, args, n_args, failure);
    repl->depth--;
    return result;
}

static struct value *
eval_call(const struct scope *scope, const struct node *node)
{
    struct givens givens = {0};
    struct value *callee = eval(scope, node->children[0]), *result = NULL;
    if (callee && eval_givens(scope, node->children + 1, node->n_children - 1, &givens))
        result = eval_call_value(scope->repl, callee, givens.items, givens.count, scope->failure);
    value_unref(callee);
    givens_fini(&givens);
    return placed(scope, node, result);
}

static struct value *
eval_index(const struct scope *scope, const struct node *node)
{
    struct value *object = eval(scope, node->children[0]), *parts[3] = {0}, *result = NULL;
    const struct node *key = node->children[1];
    int n = key->kind == NODE_SLICE ? 3 : 1;
    if (!object)
        return NULL;
    for (int i = 0; i < n; i++) {
        const struct node *part = n == 3 ? key->children[i] : key;
        if (part && !(parts[i] = eval(scope, part)))
            goto out;
    }
    result = n == 3 ? sequence_slice(scope->repl, object, parts, &scope->failure->error)
                    : sequence_index(scope->repl, object, parts[0], &scope->failure->error);
out:
    for (int i = 0; i < n; i++)
        value_unref(parts[i]);
    value_unref(object);
    return placed(scope, node, result);
}

/* ---- Operators ---- */

static struct value *
eval_binary(const struct scope *scope, const struct node *node)
{
    struct value *a = eval(scope, node->children[0]), *b = a ? eval(scope, node->children[1]) : NULL, *result = NULL;
    if (b)
        result = operator_apply(scope->repl, node->op, a, b, &scope->failure->error);
    value_unref(a);
    value_unref(b);
    return placed(scope, node, result);
}

static struct value *
eval_sign(const struct scope *scope, const struct node *node)
{
    struct fn_error *err = &scope->failure->error;
    struct value *value = eval(scope, node->children[0]), *result = NULL;
    double number;
    if (!value)
        return NULL;
    if (!value_to_number(value, &number))
        fail(err, FN_ERROR_INPUT, "the sign '%s' wants a number, not a %s", node->kind == NODE_NEGATE ? "-" : "+",
             value->type->name);
    else if (node->kind == NODE_PLUS)
        result = value_ref(value);
    else if (value->type == &type_float)
        result = value_float(-number, err);
    else if (value->type == &type_int && value->integer == INT64_MIN)
        fail(err, FN_ERROR_INPUT, "the result is too large for a whole number of 64 bits");
    else
        result = value_int(value->type == &type_int ? -value->integer : -(int64_t)number, err);
    value_unref(value);
    return placed(scope, node, result);
}

struct value *
eval(const struct scope *scope, const struct node *node)
{
    struct fn_error *err = &scope->failure->error;
    switch (node->kind) {
    case NODE_INT:
        return placed(scope, node, value_int(node->integer, err));
    case NODE_FLOAT:
        return placed(scope, node, value_float(node->number, err));
    case NODE_STRING:
        return placed(scope, node, value_string_length(node->string, node->length, err));
    case NODE_NAME:
        return eval_name(scope, node);
    case NODE_NONE:
        return value_none();
    case NODE_TRUE:
    case NODE_FALSE:
        return value_bool(node->kind == NODE_TRUE);
    case NODE_LIST:
        return eval_list(scope, node, &type_list);
    case NODE_TUPLE:
        return eval_list(scope, node, &type_tuple);
    case NODE_NEGATE:
    case NODE_PLUS:
        return eval_sign(scope, node);
    case NODE_BINARY:
        return eval_binary(scope, node);
    case NODE_CALL:
        return eval_call(scope, node);
    case NODE_INDEX:
        return eval_index(scope, node);
    case NODE_ATTRIBUTE:
        return eval_member(scope, node);
    default:
        return failure_at(scope->failure, scope->unit->script, node->offset, FN_ERROR_INPUT, "this is no expression");
    }
}
