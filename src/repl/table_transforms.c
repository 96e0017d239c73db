/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "args.h"
#include "data_values.h"
#include "table.h"
#include "transforms.h"

static struct table_row
get(int index)
{
    const struct fn_transform_info *info = fn_transform_info_get(index);
    return (struct table_row){info->name, info->help, info->params, info->n_params};
}

struct value *
value_transforms(const char *name, const struct given *args, int n_args, struct fn_error *err)
{
    struct fn_arg *engine = calloc((size_t)n_args + 1, sizeof *engine);
    struct fn_transform *steps[FN_TRANSFORM_STEPS];
    struct value *values[FN_TRANSFORM_STEPS];
    if (!engine)
        return fail_memory(err);
    int count = args_to_engine(args, n_args, engine, err) ? fn_transform_new(name, engine, n_args, steps, err) : 0;
    int made = 0;
    free(engine);
    while (made < count && (values[made] = value_object_take(&type_transform, steps[made], err)))
        made++;
    if (count > 0 && made == count)
        return value_list_take(&type_list, values, count, err);
    for (int i = made + 1; i < count; i++)
        fn_transform_unref(steps[i]);
    while (made > 0)
        value_unref(values[--made]);
    return NULL;
}

/* As in fastai: one step is itself, several are a list ([*rand_pad(...)]). */
static struct value *
call(struct repl *repl, const struct table_row *row, const struct given *args, int n_args, struct fn_error *err)
{
    (void)repl;
    struct value *list = value_transforms(row->name, args, n_args, err);
    if (!list || list->list.count > 1)
        return list;
    struct value *only = value_ref(list->list.items[0]);
    value_unref(list);
    return only;
}

const struct table table_transforms = {
    .name = "transforms",
    .what = "transform",
    .count = fn_transform_info_count,
    .get = get,
    .call = call,
};
