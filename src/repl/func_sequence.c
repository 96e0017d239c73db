/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "eval.h"
#include "function.h"

static const struct fn_param one_param[] = {
    {.name = "x", .kind = ARG_VALUE, .help = "a list or another sequence"},
};

static struct value *
not_a_sequence(const char *name, const struct value *value, struct fn_error *err)
{
    return fail(err, FN_ERROR_INPUT, "%s: a value of type %s has no items", name, value->type->name);
}

static struct value *
run_len(struct call *call, struct fn_error *err)
{
    const struct value *value = arg_value(call, 0);
    if (!value->type->length)
        return not_a_sequence("len", value, err);
    return value_int(value->type->length(value), err);
}

const struct function function_len = {
    .name = "len", .help = "how many items a sequence has", .params = one_param, .n_params = 1, .run = run_len};

/* All items of a sequence as a list or tuple. */
static struct value *
collect(struct call *call, const struct type *type, struct fn_error *err)
{
    struct value *value = arg_value(call, 0), *result = NULL;
    if (!value->type->length || !value->type->item)
        return not_a_sequence(type->name, value, err);
    int64_t count = value->type->length(value), done = 0;
    struct value **items = calloc((size_t)count + 1, sizeof *items);
    if (!items)
        return fail_memory(err);
    while (done < count && (items[done] = value->type->item(call->repl, value, done, err)))
        done++;
    if (done == count)
        result = value_list_take(type, items, (int)count, err);
    else
        for (int64_t i = 0; i < done; i++)
            value_unref(items[i]);
    free(items);
    return result;
}

static struct value *
run_list(struct call *call, struct fn_error *err)
{
    return collect(call, &type_list, err);
}

const struct function function_list = {
    .name = "list", .help = "the items of a sequence as a list", .params = one_param, .n_params = 1, .run = run_list};

static struct value *
run_tuple(struct call *call, struct fn_error *err)
{
    return collect(call, &type_tuple, err);
}

const struct function function_tuple = {.name = "tuple",
                                        .help = "the items of a sequence as a tuple",
                                        .params = one_param,
                                        .n_params = 1,
                                        .run = run_tuple};

enum { LONGEST_RANGE = 10000000 };

static const struct fn_param range_params[] = {
    {.name = "start", .kind = FN_INT, .help = "the first number; with one argument, the stop"},
    {.name = "stop", .kind = FN_INT, .none_ok = true, .fallback = "None", .help = "the number before which it ends"},
    {.name = "step", .kind = FN_INT, .fallback = "1", .help = "from one number to the next, not 0"},
};

static struct value *
run_range(struct call *call, struct fn_error *err)
{
    bool one = arg_is_none(call, 1);
    int64_t start = one ? 0 : arg_int(call, 0), stop = one ? arg_int(call, 0) : arg_int(call, 1),
            step = arg_int(call, 2);
    if (step == 0)
        return fail(err, FN_ERROR_INPUT, "range: step may not be 0");
    double wanted = ((double)stop - (double)start) / (double)step;
    if (wanted > LONGEST_RANGE)
        return fail(err, FN_ERROR_INPUT, "range: more than %d numbers are too many", LONGEST_RANGE);
    int64_t count = 0;
    struct value **items = calloc(wanted > 0 ? (size_t)wanted + 2 : 1, sizeof *items), *result = NULL;
    if (!items)
        return fail_memory(err);
    for (int64_t i = start; step > 0 ? i < stop : i > stop; i += step) {
        items[count] = value_int(i, err);
        if (!items[count])
            goto out;
        count++;
    }
    result = value_list_take(&type_list, items, (int)count, err);
    count = 0;
out:
    for (int64_t i = 0; i < count; i++)
        value_unref(items[i]);
    free(items);
    return result;
}

const struct function function_range = {
    .name = "range", .help = "a list of whole numbers", .params = range_params, .n_params = 3, .run = run_range};
