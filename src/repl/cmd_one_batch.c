/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "data_values.h"

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct fn_tensor *x, *y;
    if (!fn_data_bunch_one_batch(call->self->object, &call->repl->rng, &x, &y, err))
        return NULL;
    struct value *first = value_object_take(&type_tensor, x, err);
    struct value *second = value_object_take(&type_tensor, y, err);
    return value_pair_take(first, second, err);
}

/* The shapes: the numbers themselves would fill the screen. */
static bool
print(struct repl *repl, struct value *pair, struct fn_error *err)
{
    struct value *shapes[2] = {0}, *tuple = NULL;
    for (int i = 0; i < 2; i++) {
        const struct fn_tensor *tensor = pair->list.items[i]->object;
        shapes[i] = value_size(tensor->shape, tensor->ndim, err);
    }
    tuple = value_pair_take(shapes[0], shapes[1], err);
    bool good = tuple && repl_show_value(repl, tuple, err);
    value_unref(tuple);
    return good;
}

const struct command command_one_batch = {
    .verb = "one_batch",
    .group = "Data",
    .objects = (const struct type *const[]){&type_data_bunch, NULL},
    .binds = "xb,yb",
    .print = print,
    .example = "one_batch",
    .notebook = "xb,yb = data.one_batch()",
    .function =
        {
            .name = "one_batch",
            .help = "one train batch as the model sees it: pictures and labels",
            .run = run,
        },
};
