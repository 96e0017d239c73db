/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <stdlib.h>

#include "args.h"
#include "repl.h"
#include "script.h"

static struct table_row
get(int index)
{
    const struct fn_layer_info *info = fn_layer_info_get(index);
    return (struct table_row){info->name, info->help, info->params, info->n_params};
}

static struct value *
call(struct repl *repl, const struct table_row *row, const struct given *args, int n_args, struct fn_error *err)
{
    struct fn_arg *engine_args = calloc((size_t)n_args + 1, sizeof *engine_args);
    struct fn_rng rng = repl->rng; /* a layer that fails draws nothing */
    struct value *value = NULL;

    if (!engine_args)
        return fail_memory(err);
    if (args_to_engine(args, n_args, engine_args, err))
        value = value_object_take(&type_layer, fn_layer_new(row->name, engine_args, n_args, &rng, err), err);
    if (value)
        repl->rng = rng;
    free(engine_args);
    return value;
}

const struct table table_layers = {
    .name = "layers",
    .what = "layer",
    .count = fn_layer_info_count,
    .get = get,
    .call = call,
};
