/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "type_function.h"

#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "eval.h"
#include "nearest.h"
#include "repl.h"

/* A function: of the program (native), or of the language. */
struct callable {
    const struct function *native;
    struct unit *unit;
    const struct node *def;
    struct fn_param *params;  /* of def; the fallback is the default's repr, malloced */
    struct value *defaults[]; /* one for each parameter of def; NULL: none */
};

static int
param_count(const struct node *def)
{
    return def->n_children - 1;
}

static void
callable_free(void *object)
{
    struct callable *callable = object;
    for (int i = 0; callable->def && i < param_count(callable->def); i++) {
        value_unref(callable->defaults[i]);
        free(callable->params ? (char *)callable->params[i].fallback : NULL);
    }
    free(callable->params);
    unit_unref(callable->unit);
    free(callable);
}

struct value *
function_new(const struct function *function, struct fn_error *err)
{
    struct callable *callable = calloc(1, sizeof *callable);
    if (!callable)
        return fail_memory(err);
    callable->native = function;
    return value_object_take(&type_function, callable, err);
}

/* What a `def` takes, for help and completion. */
static bool
describe_params(struct callable *callable, struct fn_error *err)
{
    int n = param_count(callable->def);
    callable->params = calloc((size_t)n + 1, sizeof *callable->params);
    if (!callable->params)
        return fail_memory(err);
    for (int i = 0; i < n; i++) {
        struct text text = {0};
        callable->params[i] = (struct fn_param){.name = callable->def->children[i]->name, .kind = ARG_VALUE};
        if (!callable->defaults[i])
            continue;
        value_repr(callable->defaults[i], &text);
        if (text.failed) {
            text_fini(&text);
            return fail_memory(err);
        }
        callable->params[i].fallback = text_take(&text);
    }
    return true;
}

struct value *
function_define(struct unit *unit, const struct node *def, struct value *const *defaults, struct fn_error *err)
{
    int n = param_count(def);
    struct callable *callable = calloc(1, sizeof *callable + (size_t)n * sizeof *callable->defaults);
    if (!callable) {
        for (int i = 0; i < n; i++)
            value_unref(defaults[i]);
        return fail_memory(err);
    }
    callable->unit = unit_ref(unit);
    callable->def = def;
    for (int i = 0; i < n; i++)
        callable->defaults[i] = defaults[i];
    if (!describe_params(callable, err)) {
        callable_free(callable);
        return NULL;
    }
    return value_object_take(&type_function, callable, err);
}

const struct function *
function_native(const struct value *value)
{
    const struct callable *callable = value_object(value, &type_function);
    return callable ? callable->native : NULL;
}

bool
value_params(const struct value *value, const struct fn_param **params, int *n_params)
{
    const struct function *function = function_native(value);
    if (value->type == &type_method)
        function = method_native(value);
    else if (value->type == &type_class)
        function = ((const struct type *)value->object)->construct;
    if (function) {
        *params = function->params;
        *n_params = function->n_params;
    } else if (value->type == &type_row) {
        const struct row_ref *ref = value->object;
        *params = ref->row.params;
        *n_params = ref->row.n_params;
    } else if (value->type == &type_function) {
        const struct callable *callable = value->object;
        *params = callable->params;
        *n_params = param_count(callable->def);
    } else {
        return false;
    }
    return true;
}

void
function_signature(const struct value *value, struct text *out)
{
    const struct callable *callable = value->object;
    const struct fn_param *params = NULL;
    int n_params = 0;
    value_params(value, &params, &n_params);
    params_signature(callable->native ? callable->native->name : callable->def->name, params, n_params, out);
}

static void
repr(const struct value *self, struct text *out)
{
    text_add(out, "<function ");
    function_signature(self, out);
    text_add(out, ">");
}

/* Which parameter an argument of a `def` is for; -1: failure is filled. */
static int
find_slot(const struct callable *callable, const struct given *arg, int index, struct failure *failure)
{
    const struct node *def = callable->def;
    if (!arg->name && index < param_count(def))
        return index;
    for (int i = 0; arg->name && i < param_count(def); i++)
        if (strcmp(def->children[i]->name, arg->name) == 0)
            return i;
    struct nearest nearest = {.word = arg->name};
    char hint[160];
    for (int i = 0; arg->name && i < param_count(def); i++)
        nearest_offer(&nearest, def->children[i]->name, NULL);
    if (arg->name)
        failure_at(failure, NULL, arg->offset, FN_ERROR_INPUT, "%s has no parameter '%s'%s", def->name, arg->name,
                   nearest_hint(&nearest, hint));
    else
        failure_at(failure, NULL, arg->offset, FN_ERROR_INPUT, "%s takes %d argument%s, not more", def->name,
                   param_count(def), param_count(def) == 1 ? "" : "s");
    return -1;
}

static bool
bind(const struct callable *callable, struct env *env, const struct given *args, int n_args, struct failure *failure)
{
    const struct node *def = callable->def;
    for (int i = 0; i < n_args; i++) {
        int slot = find_slot(callable, &args[i], i, failure);
        if (slot < 0)
            return false;
        const char *name = def->children[slot]->name;
        for (int k = 0; k < env_count(env); k++)
            if (strcmp(env_name(env, k), name) == 0)
                return failure_at(failure, NULL, args[i].offset, FN_ERROR_INPUT, "%s: %s is given twice", def->name,
                                  name);
        if (!env_set(env, name, args[i].value, &failure->error))
            return false;
    }
    for (int i = 0; i < param_count(def); i++) {
        const char *name = def->children[i]->name;
        bool given = false;
        for (int k = 0; k < env_count(env); k++)
            given = given || strcmp(env_name(env, k), name) == 0;
        if (given)
            continue;
        if (!callable->defaults[i])
            return failure_at(failure, NULL, -1, FN_ERROR_INPUT, "%s wants its argument %s", def->name, name);
        if (!env_set(env, name, callable->defaults[i], &failure->error))
            return false;
    }
    return true;
}

static struct value *
call(struct repl *repl, struct value *self, const struct given *args, int n_args, struct failure *failure)
{
    struct callable *callable = self->object;
    if (callable->native)
        return function_run(repl, callable->native, callable->native->name, NULL, args, n_args, NULL, NULL, failure);
    struct value *result = NULL;
    struct env *env = env_new(repl->env, &failure->error);
    if (env && bind(callable, env, args, n_args, failure)) {
        struct scope scope = {repl, callable->unit, env, failure};
        result = eval(&scope, callable->def->children[param_count(callable->def)]);
    }
    if (result && !callable->def->returns) {
        value_unref(result);
        result = value_none();
    }
    env_free(env);
    return result;
}

void
type_describe(const struct value *value, struct text *out)
{
    if (value->type == &type_class || value->type == &type_module)
        value_repr(value, out);
    else
        text_printf(out, "a value of type %s", value->type->name);
}

const struct type type_function = {
    .name = "function",
    .help = "something that can be called",
    .free = callable_free,
    .repr = repr,
    .call = call,
};
