/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <stdlib.h>

#include "data_values.h"
#include "pack.h"
#include "progress.h"

enum { BS, VAL_BS, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [BS] = {.name = "bs",
            .kind = FN_INT,
            .fallback = "64",
            .low = 1,
            .high = INT32_MAX,
            .help = "pictures in a train batch"},
    [VAL_BS] = {.name = "val_bs",
                .kind = FN_INT,
                .none_ok = true,
                .fallback = "None",
                .low = 1,
                .high = INT32_MAX,
                .help = "pictures in a valid batch; None: bs"},
};

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct progress progress;
    struct fn_data_bunch_options options = {
        .bs = (int)arg_int(call, BS),
        .val_bs = arg_is_none(call, VAL_BS) ? 0 : (int)arg_int(call, VAL_BS),
        .pool = repl_pool(call->repl, err),
        .progress = progress_files,
        .user = &progress,
    };
    char *pack = NULL;
    if (!options.pool || !pack_choose(call->repl, call->self->object, &pack, err))
        return NULL;
    options.pack = pack;
    progress_start(&progress, call->repl, "decode");
    struct fn_data_bunch *data = fn_data_bunch_new(call->self->object, &options, err);
    progress_end(&progress);
    free(pack);
    return value_object_take(&type_data_bunch, data, err);
}

const struct command command_databunch = {
    .verb = "databunch",
    .group = "Data",
    .objects = (const struct type *const[]){&type_label_lists, NULL},
    .binds = "data",
    .print = data_bunch_print,
    .example = "databunch bs=128",
    .notebook = "data = ll.databunch(bs=bs)",
    .function =
        {
            .name = "databunch",
            .help = "decode the pictures that are not decoded yet and make batches of them",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
