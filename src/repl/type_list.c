/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "constant.h"
#include "repl.h"
#include "script.h"
#include "type.h"

/* Lists, tuples and torch.Size: three types of one build. */

static void
add_items(const struct value *self, struct text *out)
{
    for (int i = 0; i < self->list.count; i++) {
        if (i > 0)
            text_add(out, ", ");
        value_repr(self->list.items[i], out);
    }
}

static void
repr_list(const struct value *self, struct text *out)
{
    text_add(out, "[");
    add_items(self, out);
    text_add(out, "]");
}

static void
repr_tuple(const struct value *self, struct text *out)
{
    text_add(out, "(");
    add_items(self, out);
    text_add(out, self->list.count == 1 ? ",)" : ")");
}

static void
repr_size(const struct value *self, struct text *out)
{
    text_add(out, "torch.Size(");
    repr_list(self, out);
    text_add(out, ")");
}

static bool
equal(const struct value *a, const struct value *b)
{
    if (a->list.count != b->list.count)
        return false;
    for (int i = 0; i < a->list.count; i++)
        if (!value_equal(a->list.items[i], b->list.items[i]))
            return false;
    return true;
}

static int64_t
length(const struct value *self)
{
    return self->list.count;
}

static struct value *
item(struct repl *repl, struct value *self, int64_t index, struct fn_error *err)
{
    (void)repl;
    (void)err;
    return value_ref(self->list.items[index]);
}

/* count items of the list, step apart, of the same type; the list is taken round and round. */
static struct value *
pick(struct value *self, int64_t first, int64_t step, int64_t count, struct fn_error *err)
{
    if (count == 0)
        return value_list_take(self->type, NULL, 0, err);
    struct value **items = malloc((size_t)count * sizeof *items);
    if (!items)
        return fail_memory(err);
    for (int64_t i = 0; i < count; i++)
        items[i] = value_ref(self->list.items[(first + i * step) % self->list.count]);
    struct value *value = value_list_take(self->type, items, (int)count, err);
    free(items);
    return value;
}

static struct value *
slice(struct repl *repl, struct value *self, int64_t first, int64_t step, int64_t count, struct fn_error *err)
{
    (void)repl;
    return pick(self, first, step, count, err);
}

static struct value *
concatenate(struct value *a, struct value *b, struct fn_error *err)
{
    int count = a->list.count + b->list.count;
    struct value **items = malloc((size_t)(count + 1) * sizeof *items);
    if (!items)
        return fail_memory(err);
    for (int i = 0; i < count; i++)
        items[i] = value_ref(i < a->list.count ? a->list.items[i] : b->list.items[i - a->list.count]);
    struct value *value = value_list_take(a->type, items, count, err);
    free(items);
    return value;
}

static struct value *
binary(struct repl *repl, enum operator op, struct value *a, struct value *b, struct fn_error *err)
{
    (void)repl;
    if (op == OP_ADD && a->type == b->type)
        return concatenate(a, b, err);
    if (op != OP_MULTIPLY)
        return NULL;
    struct value *list = value_is_list(a) ? a : b, *times = list == a ? b : a;
    if (times->type != &type_int)
        return NULL;
    int64_t n = list->list.count == 0 || times->integer < 0 ? 0 : times->integer;
    if (n > 10000000 / (list->list.count + 1))
        return fail(err, FN_ERROR_INPUT, "a %s of that length is too long", list->type->name);
    return pick(list, 0, 1, n * list->list.count, err);
}

const struct type type_list = {
    .name = "list",
    .help = "values in brackets: [1, 2]",
    .repr = repr_list,
    .equal = equal,
    .length = length,
    .item = item,
    .slice = slice,
    .binary = binary,
};

const struct type type_tuple = {
    .name = "tuple",
    .help = "values with commas between them: 1, 2",
    .repr = repr_tuple,
    .equal = equal,
    .length = length,
    .item = item,
    .slice = slice,
    .binary = binary,
};

const struct type type_size = {
    .name = "torch.Size",
    .help = "the shape of a tensor or picture",
    .repr = repr_size,
    .equal = equal,
    .length = length,
    .item = item,
    .slice = slice,
};

/* The arguments behind a script's name. */
struct value *
constant_argv(struct repl *repl, struct fn_error *err)
{
    struct value **items = calloc((size_t)repl->argc + 1, sizeof *items), *list = NULL;
    int done = 0;
    if (!items)
        return fail_memory(err);
    while (done < repl->argc && (items[done] = value_string(repl->argv[done], err)))
        done++;
    if (done == repl->argc)
        list = value_list_take(&type_list, items, done, err);
    else
        while (done > 0)
            value_unref(items[--done]);
    free(items);
    return list;
}
