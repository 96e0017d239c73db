/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "args.h"
#include "type_function.h"

/* A name of the engine's tables: Conv2d, accuracy. */

struct value *
row_new(const struct row_ref *ref, struct fn_error *err)
{
    struct row_ref *copy = malloc(sizeof *copy);
    if (!copy)
        return fail_memory(err);
    *copy = *ref;
    return value_object_take(&type_row, copy, err);
}

static void
repr(const struct value *self, struct text *out)
{
    const struct row_ref *ref = self->object;
    text_printf(out, "<%s ", ref->table->what);
    params_signature(ref->row.name, ref->row.params, ref->row.n_params, out);
    text_add(out, ">");
}

static bool
equal(const struct value *a, const struct value *b)
{
    const struct row_ref *x = a->object, *y = b->object;
    return x->row.name == y->row.name;
}

static struct value *
call(struct repl *repl, struct value *self, const struct given *args, int n_args, struct failure *failure)
{
    const struct row_ref *ref = self->object;
    if (!ref->table->call)
        return fail(&failure->error, FN_ERROR_INPUT, "%s is a %s: it is handed on by its name, not called",
                    ref->row.name, ref->table->what);
    return ref->table->call(repl, &ref->row, args, n_args, &failure->error);
}

static void
to_engine(const struct value *self, struct fn_arg *arg)
{
    const struct row_ref *ref = self->object;
    arg->kind = FN_TEXT;
    arg->text = ref->row.name;
}

const struct type type_row = {
    .name = "name",
    .help = "a layer, transform, loss, metric or optimizer",
    .free = free,
    .repr = repr,
    .equal = equal,
    .call = call,
    .to_engine = to_engine,
};
