/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "type.h"

static const struct fn_param params[] = {
    {.name = "train", .kind = ARG_WORD, .fallback = "train", .help = "the folder of what is learnt from"},
    {.name = "valid", .kind = ARG_WORD, .fallback = "valid", .help = "the folder of what it is judged by"},
};

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct fn_item_lists *lists = fn_split_by_folder(call->self->object, arg_text(call, 0), arg_text(call, 1), err);
    return value_object_take(&type_item_lists, lists, err);
}

const struct command command_split = {
    .verb = "split",
    .group = "Data",
    .objects = (const struct type *const[]){&type_image_list, NULL},
    .binds = "sd",
    .example = "split train=training valid=testing",
    .notebook = "sd = il.split_by_folder(train='training', valid='testing')",
    .function =
        {
            .name = "split_by_folder",
            .help = "split a list by the first folder of each file",
            .params = params,
            .n_params = 2,
            .run = run,
        },
};
