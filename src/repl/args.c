/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "args.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "repl.h"
#include "table.h"

enum { MAX_PARAMS = 32 };

const struct fn_param *
params_match(const struct fn_param *params, int n_params, int index, const char *name)
{
    if (name) {
        for (int i = 0; i < n_params; i++)
            if (params[i].kind != ARG_VALUES && params[i].kind != ARG_KEYWORDS && strcmp(params[i].name, name) == 0)
                return &params[i];
        return n_params > 0 && params[n_params - 1].kind == ARG_KEYWORDS ? &params[n_params - 1] : NULL;
    }
    for (int i = 0; i < n_params; i++) {
        if (params[i].kind == ARG_VALUES || (i == index && params[i].kind != ARG_KEYWORDS))
            return &params[i];
    }
    return NULL;
}

bool
param_takes_bare(const struct fn_param *param)
{
    return param->kind == FN_CHOICE || param->kind == ARG_PATH || param->kind == ARG_WORD || param->kind == ARG_NAME ||
           param->kind == ARG_KEYWORDS;
}

/* One word of a list separated by blanks; the rest, or NULL at the end. */
static const char *
next_word(const char *words, char *word, size_t size)
{
    while (*words == ' ')
        words++;
    size_t length = strcspn(words, " ");
    if (length == 0)
        return NULL;
    snprintf(word, size, "%.*s", (int)length, words);
    return words + length;
}

static bool
has_word(const char *words, const char *wanted)
{
    char word[64];
    while ((words = next_word(words, word, sizeof word)))
        if (strcmp(word, wanted) == 0)
            return true;
    return false;
}

static void *
refuse(const char *as, const struct fn_param *param, const struct value *value, struct fn_error *err)
{
    struct text text = {0};
    text_printf(&text, "%s: %s wants ", as, param->name);
    param_wanted(param, &text);
    text_add(&text, ", not ");
    size_t start = text.length;
    value_repr(value, &text);
    if (!text.failed && (text.length - start > 60 || strchr(text.bytes + start, '\n'))) {
        text.length = start;
        text_printf(&text, "a value of type %s", value->type->name);
    }
    if (text.failed)
        fail_memory(err);
    else
        fail(err, FN_ERROR_INPUT, "%s", text.bytes);
    text_fini(&text);
    return NULL;
}

static bool
in_range(const struct fn_param *param, double number)
{
    return (param->low == 0 && param->high == 0) || (number >= param->low && number <= param->high);
}

/* A Path with the home folder in place of a leading ~. */
static struct value *
to_path(const struct value *value, struct fn_error *err)
{
    const char *bytes = value->text.bytes, *home = getenv("HOME");
    if (bytes[0] != '~' || (bytes[1] != '/' && bytes[1] != '\0') || !home)
        return value_path(bytes, err);
    struct text text = {0};
    text_add(&text, home);
    text_add(&text, bytes + 1);
    struct value *path = text.failed ? fail_memory(err) : value_path(text.bytes, err);
    text_fini(&text);
    return path;
}

static struct value *
to_word(const struct value *value, struct fn_error *err)
{
    struct text text = {0};
    value_str(value, &text);
    struct value *word = text.failed ? fail_memory(err) : value_string(text.bytes, err);
    text_fini(&text);
    return word;
}

/* The value as the parameter wants it: one reference, or NULL. */
static struct value *
convert(const char *as, const struct fn_param *param, struct value *value, struct fn_error *err)
{
    double number;
    bool numeric = value_to_number(value, &number) && value->type != &type_bool;
    if (value_is_none(value) && (param->none_ok || (param->fallback && strcmp(param->fallback, "None") == 0)))
        return value_ref(value);
    switch ((int)param->kind) {
    case FN_INT:
        if (value->type == &type_int && in_range(param, number))
            return value_ref(value);
        break;
    case FN_FLOAT:
        if (numeric && in_range(param, number))
            return value->type == &type_float ? value_ref(value) : value_float(number, err);
        break;
    case FN_BOOL:
        if (value->type == &type_bool)
            return value_ref(value);
        break;
    case FN_CHOICE:
        if (value->type == &type_string && has_word(param->choices, value->text.bytes))
            return value_ref(value);
        break;
    case FN_TEXT:
        if (value->type == &type_string)
            return value_ref(value);
        break;
    case (int)ARG_OBJECT:
        if (has_word(param->choices, value->type->name))
            return value_ref(value);
        break;
    case (int)ARG_PATH:
        if (value_is_text(value))
            return to_path(value, err);
        break;
    case (int)ARG_WORD:
        if (value_is_text(value) || value_to_number(value, &number))
            return to_word(value, err);
        break;
    case (int)ARG_SEQUENCE:
        if (value_is_list(value))
            return value_ref(value);
        break;
    default:
        return value_ref(value);
    }
    return refuse(as, param, value, err);
}

/* The default, from the way it is written in the row. */
static struct value *
fallback(const struct fn_param *param, struct fn_error *err)
{
    const char *text = param->fallback;
    if (!text && (param->kind == ARG_VALUES || param->kind == ARG_KEYWORDS))
        return value_list_take(&type_tuple, NULL, 0, err);
    if (strcmp(text, "None") == 0)
        return value_none();
    size_t length = strlen(text);
    if (length >= 2 && text[0] == '\'')
        return value_string_length(text + 1, length - 2, err);
    if (param->kind == ARG_SEQUENCE)
        return value_list_take(&type_tuple, NULL, 0, err);
    if (param->kind == FN_BOOL ||
        (param->kind == ARG_VALUE && (strcmp(text, "True") == 0 || strcmp(text, "False") == 0)))
        return value_bool(strcmp(text, "True") == 0);
    if (param->kind == ARG_PATH)
        return value_path(text, err);
    char *end;
    double number = strtod(text, &end);
    bool whole = number == floor(number) && !strpbrk(text, ".eE");
    if (*end == '\0' && (param->kind == FN_INT || (param->kind == ARG_VALUE && whole)))
        return value_int((int64_t)number, err);
    if (*end == '\0' && (param->kind == FN_FLOAT || param->kind == ARG_VALUE))
        return value_float(number, err);
    return value_string(text, err);
}

/* Arguments on their way to a function's parameters. */
struct binding {
    const struct function *function;
    const char *as;
    struct value *values[MAX_PARAMS]; /* one reference each; NULL: not yet given */
    bool given[MAX_PARAMS];
    struct failure *failure;
};

/* The values that go to no parameter of their own, as a tuple of parameter `slot`. */
static bool
collect(struct binding *binding, int slot, struct value *item)
{
    struct fn_error *err = &binding->failure->error;
    struct value *old = binding->values[slot];
    int count = old ? old->list.count : 0;
    struct value **items = malloc((size_t)(count + 1) * sizeof *items);
    if (!items || !item) {
        free(items);
        value_unref(item);
        return fail_memory(err);
    }
    for (int i = 0; i < count; i++)
        items[i] = value_ref(old->list.items[i]);
    items[count] = item;
    struct value *made = value_list_take(&type_tuple, items, count + 1, err);
    free(items);
    if (!made)
        return false;
    value_unref(old);
    binding->values[slot] = made;
    binding->given[slot] = true;
    return true;
}

static struct value *
pair(const struct given *arg, struct fn_error *err)
{
    struct value *name = value_string(arg->name, err);
    if (!name)
        return NULL;
    return value_list_take(&type_tuple, (struct value *[]){name, value_ref(arg->value)}, 2, err);
}

static void
add_names(const struct function *function, struct text *out)
{
    for (int i = 0; i < function->n_params; i++)
        text_printf(out, "%s%s%s", i > 0 ? ", " : "",
                    function->params[i].kind == ARG_VALUES     ? "*"
                    : function->params[i].kind == ARG_KEYWORDS ? "**"
                                                               : "",
                    function->params[i].name);
}

static bool
no_parameter(struct binding *binding, const struct given *arg)
{
    const struct function *function = binding->function;
    struct nearest nearest = {.word = arg->name};
    char hint[160];
    struct text names = {0};
    for (int i = 0; i < function->n_params; i++)
        nearest_offer(&nearest, function->params[i].name, NULL);
    add_names(function, &names);
    if (function->n_params == 0)
        failure_at(binding->failure, NULL, arg->offset, FN_ERROR_INPUT, "%s takes no arguments", binding->as);
    else
        failure_at(binding->failure, NULL, arg->offset, FN_ERROR_INPUT, "%s has no parameter '%s'%s (it has %s)",
                   binding->as, arg->name, nearest_hint(&nearest, hint), names.bytes ? names.bytes : "");
    text_fini(&names);
    return false;
}

static bool
too_many(struct binding *binding, const struct given *arg, int n_positional)
{
    struct text names = {0};
    const struct function *function = binding->function;
    int allowed = function->n_params;
    if (allowed > 0 && function->params[allowed - 1].kind == ARG_KEYWORDS)
        allowed--;
    add_names(function, &names);
    if (allowed == 0)
        failure_at(binding->failure, NULL, arg->offset, FN_ERROR_INPUT, "%s takes no arguments%s", binding->as,
                   function->n_params ? " without a name" : "");
    else
        failure_at(binding->failure, NULL, arg->offset, FN_ERROR_INPUT, "%s takes %d argument%s (%s), not %d",
                   binding->as, allowed, allowed == 1 ? "" : "s", names.bytes ? names.bytes : "", n_positional);
    text_fini(&names);
    return false;
}

static bool
bind_one(struct binding *binding, const struct given *arg, int index, int n_positional)
{
    const struct function *function = binding->function;
    const struct fn_param *param = params_match(function->params, function->n_params, index, arg->name);
    if (!param)
        return arg->name ? no_parameter(binding, arg) : too_many(binding, arg, n_positional);
    int slot = (int)(param - function->params);
    if (param->kind == ARG_VALUES)
        return collect(binding, slot, value_ref(arg->value));
    if (param->kind == ARG_KEYWORDS)
        return collect(binding, slot, pair(arg, &binding->failure->error));
    if (binding->values[slot]) {
        failure_at(binding->failure, NULL, arg->offset, FN_ERROR_INPUT, "%s: %s is given twice", binding->as,
                   param->name);
        return false;
    }
    binding->values[slot] = convert(binding->as, param, arg->value, &binding->failure->error);
    binding->given[slot] = true;
    if (!binding->values[slot])
        failure_place(binding->failure, NULL, arg->offset);
    return binding->values[slot] != NULL;
}

static bool
bind_defaults(struct binding *binding)
{
    const struct function *function = binding->function;
    for (int i = 0; i < function->n_params; i++) {
        const struct fn_param *param = &function->params[i];
        if (binding->values[i])
            continue;
        if (!param->fallback && param->kind != ARG_VALUES && param->kind != ARG_KEYWORDS) {
            struct text wanted = {0};
            param_wanted(param, &wanted);
            failure_at(binding->failure, NULL, -1, FN_ERROR_INPUT, "%s wants %s: %s", binding->as, param->name,
                       param->help    ? param->help
                       : wanted.bytes ? wanted.bytes
                                      : "");
            text_fini(&wanted);
            return false;
        }
        binding->values[i] = fallback(param, &binding->failure->error);
        if (!binding->values[i])
            return false;
    }
    return true;
}

struct value *
function_run(struct repl *repl, const struct function *function, const char *as, struct value *self,
             const struct given *args, int n_args, struct unit *unit, const struct node *statement,
             struct failure *failure)
{
    struct binding binding = {.function = function, .as = as, .failure = failure};
    struct value *result = NULL;
    int n_positional = 0;
    for (int i = 0; i < n_args; i++)
        n_positional += !args[i].name;
    for (int i = 0, index = 0; i < n_args; i++) {
        if (!bind_one(&binding, &args[i], args[i].name ? -1 : index, n_positional))
            goto out;
        index += !args[i].name;
    }
    if (bind_defaults(&binding)) {
        struct call call = {repl, function, self, binding.values, binding.given, statement, unit, failure};
        result = function->run(&call, &failure->error);
    }
out:
    for (int i = 0; i < function->n_params; i++)
        value_unref(binding.values[i]);
    return result;
}

bool
args_to_engine(const struct given *args, int n_args, struct fn_arg *out, struct fn_error *err)
{
    for (int i = 0; i < n_args; i++) {
        const struct value *value = args[i].value;
        struct fn_arg *arg = &out[i];
        *arg = (struct fn_arg){.name = args[i].name, .kind = FN_NONE};
        if (value_to_number(value, &arg->number))
            arg->kind = value->type == &type_bool ? FN_BOOL : value->type == &type_int ? FN_INT : FN_FLOAT;
        else if (value_is_text(value))
            *arg = (struct fn_arg){.name = args[i].name, .kind = FN_TEXT, .text = value->text.bytes};
        else if (value->type->to_engine)
            value->type->to_engine(value, arg);
        else if (!value_is_none(value))
            return fail(err, FN_ERROR_INPUT, "a value of type %s cannot be an argument here", value->type->name);
    }
    return true;
}
