/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "learner.h"

#include "script.h"

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct fn_learner *learner = ((struct learner *)call->self->object)->learner;
    double numbers[1 + FN_MAX_METRICS];
    struct value *items[1 + FN_MAX_METRICS];
    int made = 0, count = 1;

    if (!fn_learner_validate(learner, &numbers[0], numbers + 1, err))
        return NULL;
    while (count <= FN_MAX_METRICS && fn_learner_metric_name(learner, count - 1))
        count++;
    while (made < count && (items[made] = value_float(numbers[made], err)))
        made++;
    if (made == count)
        return value_list_take(&type_list, items, count, err);
    while (made > 0)
        value_unref(items[--made]);
    return NULL;
}

const struct command command_validate = {
    .verb = "validate",
    .group = "Training",
    .objects = learner_only,
    .example = "validate",
    .notebook = "learn.validate()",
    .function =
        {
            .name = "validate",
            .help = "loss and metrics on the valid set",
            .run = run,
        },
};
