/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "type.h"

static struct value *
run(struct call *call, struct fn_error *err)
{
    return value_object_take(&type_item_lists, fn_split_none(call->self->object, err), err);
}

const struct command command_split_none = {
    .verb = "split_none",
    .group = "Data",
    .objects = (const struct type *const[]){&type_image_list, NULL},
    .binds = "sd",
    .example = "split_none",
    .notebook = "sd = il.split_none()",
    .function =
        {
            .name = "split_none",
            .help = "take the whole list to learn from and leave the valid part empty",
            .run = run,
        },
};
