/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "repl.h"

static const struct fn_param params[] = {
    {.name = "valid_pct", .kind = FN_FLOAT, .fallback = "0.2", .help = "the share of the valid part, 0 to below 1"},
    {.name = "seed",
     .kind = FN_INT,
     .none_ok = true,
     .fallback = "None",
     .low = 0,
     .high = 9007199254740992.0,
     .help = "the same seed gives the same split; None: drawn from the session's"},
};

static struct value *
run(struct call *call, struct fn_error *err)
{
    uint64_t seed = arg_is_none(call, 1) ? fn_rng_next(&call->repl->rng) : (uint64_t)arg_int(call, 1);
    struct fn_item_lists *lists = fn_split_by_rand_pct(call->self->object, arg_float(call, 0), seed, err);
    return value_object_take(&type_item_lists, lists, err);
}

const struct command command_split_by_rand_pct = {
    .verb = "split_by_rand_pct",
    .group = "Data",
    .objects = (const struct type *const[]){&type_image_list, NULL},
    .binds = "sd",
    .example = "split_by_rand_pct 0.2 seed=1",
    .notebook = "sd = il.split_by_rand_pct(0.2, seed=1)",
    .function =
        {
            .name = "split_by_rand_pct",
            .help = "split a list at random",
            .params = params,
            .n_params = 2,
            .run = run,
        },
};
