/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "eval.h"
#include "function.h"

static const struct fn_param value_param[] = {
    {.name = "x", .kind = ARG_VALUE, .help = "a number or a text"},
};

static struct value *
no_number(const char *name, const struct value *value, struct fn_error *err)
{
    struct text text = {0};
    value_repr(value, &text);
    fail(err, FN_ERROR_INPUT, "%s: %.100s is no number", name, text.bytes ? text.bytes : "this");
    text_fini(&text);
    return NULL;
}

/* A double as a whole number, towards 0. */
static struct value *
truncated(double number, struct fn_error *err)
{
    if (!(fabs(number) < 9.2e18))
        return fail(err, FN_ERROR_INPUT, "int: %g does not fit a whole number of 64 bits", number);
    return value_int((int64_t)number, err);
}

static struct value *
run_int(struct call *call, struct fn_error *err)
{
    struct value *value = arg_value(call, 0);
    double number;
    if (value->type == &type_int)
        return value_ref(value);
    if (value_to_number(value, &number))
        return truncated(number, err);
    if (!value_is_text(value))
        return no_number("int", value, err);
    char *end;
    errno = 0;
    long long read = strtoll(value->text.bytes, &end, 10);
    if (end == value->text.bytes || *end || errno)
        return no_number("int", value, err);
    return value_int(read, err);
}

const struct function function_int = {.name = "int",
                                      .help = "a whole number from a number (towards 0) or a text",
                                      .params = value_param,
                                      .n_params = 1,
                                      .run = run_int};

static struct value *
run_float(struct call *call, struct fn_error *err)
{
    struct value *value = arg_value(call, 0);
    double number;
    if (value_to_number(value, &number))
        return value_float(number, err);
    if (!value_is_text(value))
        return no_number("float", value, err);
    char *end;
    number = strtod(value->text.bytes, &end);
    if (end == value->text.bytes || *end)
        return no_number("float", value, err);
    return value_float(number, err);
}

const struct function function_float = {.name = "float",
                                        .help = "a number from a number or a text",
                                        .params = value_param,
                                        .n_params = 1,
                                        .run = run_float};

static struct value *
run_str(struct call *call, struct fn_error *err)
{
    struct text text = {0};
    value_str(arg_value(call, 0), &text);
    struct value *result =
        text.failed ? fail_memory(err) : value_string_length(text.bytes ? text.bytes : "", text.length, err);
    text_fini(&text);
    return result;
}

const struct function function_str = {
    .name = "str", .help = "a value as print shows it", .params = value_param, .n_params = 1, .run = run_str};

static struct value *
run_abs(struct call *call, struct fn_error *err)
{
    struct value *value = arg_value(call, 0);
    double number;
    if (!value_to_number(value, &number))
        return no_number("abs", value, err);
    if (value->type == &type_float)
        return value_float(fabs(number), err);
    if (number >= 0)
        return value_ref(value);
    if (value->integer == INT64_MIN)
        return fail(err, FN_ERROR_INPUT, "abs: the result is too large for a whole number of 64 bits");
    return value_int(-value->integer, err);
}

const struct function function_abs = {
    .name = "abs", .help = "a number without its sign", .params = value_param, .n_params = 1, .run = run_abs};

static const struct fn_param round_params[] = {
    {.name = "x", .kind = FN_FLOAT, .help = "a number"},
    {.name = "digits",
     .kind = FN_INT,
     .none_ok = true,
     .fallback = "None",
     .low = -300,
     .high = 300,
     .help = "after the point; None: to a whole number"},
};

static struct value *
run_round(struct call *call, struct fn_error *err)
{
    double number = arg_float(call, 0);
    if (arg_is_none(call, 1))
        return truncated(nearbyint(number), err);
    double scale = pow(10, (double)arg_int(call, 1)), rounded = nearbyint(number * scale) / scale;
    return value_float(isfinite(rounded) ? rounded : number, err);
}

const struct function function_round = {.name = "round",
                                        .help = "the nearest number of so many digits",
                                        .params = round_params,
                                        .n_params = 2,
                                        .run = run_round};

static const struct fn_param values_param[] = {
    {.name = "values", .kind = ARG_VALUES, .help = "values, or one sequence of them"},
};

/* Goes over the arguments, or over the items of a single sequence, keeping or adding up what `op` says. */
static struct value *
fold(struct call *call, const char *name, enum operator op, struct value *start, struct fn_error *err)
{
    struct value *list = arg_value(call, 0), *kept = start;
    if (list->list.count == 1 && list->list.items[0]->type->item)
        list = list->list.items[0];
    int64_t count = list->type->length(list);
    for (int64_t i = 0; i < count; i++) {
        struct value *item = list->type->item(call->repl, list, i, err);
        struct value *result = item && kept ? operator_apply(call->repl, op, item, kept, err) : item;
        if (!result) {
            value_unref(item);
            value_unref(kept);
            return NULL;
        }
        if (!kept) {
            kept = result;
            continue;
        }
        struct value *next = op == OP_ADD ? result : value_ref(value_truth(result) ? item : kept);
        if (op != OP_ADD)
            value_unref(result);
        value_unref(item);
        value_unref(kept);
        kept = next;
    }
    return kept ? kept : fail(err, FN_ERROR_INPUT, "%s wants at least one value", name);
}

static struct value *
run_min(struct call *call, struct fn_error *err)
{
    return fold(call, "min", OP_LESS, NULL, err);
}

const struct function function_min = {
    .name = "min", .help = "the smallest of some values", .params = values_param, .n_params = 1, .run = run_min};

static struct value *
run_max(struct call *call, struct fn_error *err)
{
    return fold(call, "max", OP_GREATER, NULL, err);
}

const struct function function_max = {
    .name = "max", .help = "the largest of some values", .params = values_param, .n_params = 1, .run = run_max};

static struct value *
run_sum(struct call *call, struct fn_error *err)
{
    struct value *zero = value_int(0, err);
    return zero ? fold(call, "sum", OP_ADD, zero, err) : NULL;
}

const struct function function_sum = {
    .name = "sum", .help = "all values added up", .params = values_param, .n_params = 1, .run = run_sum};
