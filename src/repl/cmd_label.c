/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "type.h"

static struct value *
run(struct call *call, struct fn_error *err)
{
    return value_object_take(&type_label_lists, fn_label_from_folder(call->self->object, err), err);
}

const struct command command_label = {
    .verb = "label",
    .group = "Data",
    .objects = (const struct type *const[]){&type_item_lists, NULL},
    .binds = "ll",
    .example = "label",
    .notebook = "ll = sd.label_from_folder()",
    .function =
        {
            .name = "label_from_folder",
            .help = "label each picture with the name of its folder",
            .run = run,
        },
};
