/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>

#include "eval.h"

struct value *
sequence_index(struct repl *repl, struct value *object, struct value *key, struct fn_error *err)
{
    const struct type *type = object->type;
    if (!type->length || !type->item)
        return fail(err, FN_ERROR_INPUT, "a value of type %s has no items", type->name);
    if (key->type != &type_int)
        return fail(err, FN_ERROR_INPUT, "an index is a whole number, not a %s", key->type->name);
    int64_t length = type->length(object), index = key->integer < 0 ? key->integer + length : key->integer;
    if (index < 0 || index >= length)
        return fail(err, FN_ERROR_INPUT, "index %" PRId64 " is out of range: the %s has %" PRId64 " item%s",
                    key->integer, type->name, length, length == 1 ? "" : "s");
    return type->item(repl, object, index, err);
}

static bool
read_part(const struct value *part, int64_t *number, struct fn_error *err)
{
    if (!part || value_is_none(part))
        return true;
    if (part->type != &type_int)
        return fail(err, FN_ERROR_INPUT, "the parts of a slice are whole numbers, not a %s", part->type->name);
    *number = part->integer;
    return true;
}

static int64_t
clamp(int64_t number, int64_t length, int64_t low, int64_t high)
{
    if (number < 0)
        number += length;
    return number < low ? low : number > high ? high : number;
}

/* Any sequence's items as a list. */
static struct value *
list_of(struct repl *repl, struct value *object, int64_t first, int64_t step, int64_t count, struct fn_error *err)
{
    struct value **items = calloc((size_t)count + 1, sizeof *items), *list = NULL;
    int64_t done = 0;
    if (!items)
        return fail_memory(err);
    while (done < count && (items[done] = object->type->item(repl, object, first + done * step, err)))
        done++;
    if (done == count)
        list = value_list_take(&type_list, items, (int)count, err);
    else
        for (int64_t i = 0; i < done; i++)
            value_unref(items[i]);
    free(items);
    return list;
}

struct value *
sequence_slice(struct repl *repl, struct value *object, struct value *const parts[3], struct fn_error *err)
{
    const struct type *type = object->type;
    if (!type->length || !type->item)
        return fail(err, FN_ERROR_INPUT, "a value of type %s has no items", type->name);
    int64_t length = type->length(object), step = 1;
    if (!read_part(parts[2], &step, err))
        return NULL;
    if (step == 0)
        return fail(err, FN_ERROR_INPUT, "the step of a slice may not be 0");
    if (step < -INT32_MAX || step > INT32_MAX)
        step = step < 0 ? -INT32_MAX : INT32_MAX;
    int64_t low = step < 0 ? -1 : 0, high = step < 0 ? length - 1 : length;
    int64_t start = step < 0 ? INT64_MAX : 0, stop = step < 0 ? INT64_MIN / 2 : INT64_MAX;
    if (!read_part(parts[0], &start, err) || !read_part(parts[1], &stop, err))
        return NULL;
    start = clamp(start, length, low, high);
    stop = clamp(stop, length, low, high);
    int64_t count = step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
    if (count < 0)
        count = 0;
    return type->slice ? type->slice(repl, object, start, step, count, err)
                       : list_of(repl, object, start, step, count, err);
}
