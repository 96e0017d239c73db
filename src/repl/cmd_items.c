/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "data_values.h"

static const struct fn_param params[] = {
    {.name = "index",
     .kind = FN_INT,
     .none_ok = true,
     .fallback = "None",
     .help = "of one item, from 0; negative: from the end; None: all"},
};

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct fn_image_list *list = call->self->object;
    int count = fn_image_list_count(list);
    if (arg_is_none(call, 0))
        return value_object_take(&type_items, fn_image_list_ref(list), err);
    int64_t index = arg_int(call, 0);
    if (index < -count || index >= count)
        return fail(err, FN_ERROR_INPUT, "items: there is no item %lld, the list has %d", (long long)index, count);
    return value_path(fn_image_list_item(list, (int)(index < 0 ? index + count : index)), err);
}

const struct command command_items = {
    .verb = "items",
    .group = "Data",
    .objects = (const struct type *const[]){&type_image_list, NULL},
    .example = "items 0",
    .notebook = "il.items[0]",
    .function =
        {
            .name = "items",
            .help = "the files of an image list",
            .params = params,
            .n_params = 1,
            .run = run,
        },
};
