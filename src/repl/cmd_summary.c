/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "learner.h"

#include <stdio.h>
#include <string.h>

#include "script.h"

/* fastai's model_summary: columns of 20, 20, 10 and 10 characters in lines of 70. */
enum { LINE = 70 };

static void
add_rule(struct text *out, char c)
{
    for (int i = 0; i < LINE; i++)
        text_add_char(out, c);
    text_add_char(out, '\n');
}

static void
add_row(struct text *out, const struct fn_summary_row *row)
{
    char shape[80] = "[";

    for (int i = 0; i < row->ndim; i++) {
        size_t used = strlen(shape);
        snprintf(shape + used, sizeof shape - used, "%s%d", i ? ", " : "", row->shape[i]);
    }
    strncat(shape, "]", sizeof shape - strlen(shape) - 1);
    text_printf(out, "%-20s %-20s %-10zu %-10s\n", row->name, shape, row->parameters, row->trainable ? "True" : "False");
    add_rule(out, '_');
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    const struct learner *l = call->self->object;
    const struct fn_data_bunch *data = l->data->object;
    struct fn_summary summary;
    struct text out = {0};
    int input[4] = {fn_data_bunch_bs(data)};
    struct value *value;

    fn_data_bunch_shape(data, input + 1);
    if (!fn_summary_init(&summary, l->model->object, input, err))
        return NULL;
    add_rule(&out, '=');
    text_printf(&out, "%-20s %-20s %-10s %-10s\n", "Layer (type)", "Output Shape", "Param #", "Trainable");
    add_rule(&out, '=');
    for (int i = 0; i < summary.n_rows; i++)
        add_row(&out, &summary.rows[i]);
    text_printf(&out, "\nTotal params: %zu\nTotal trainable params: %zu\nTotal non-trainable params: %zu\n",
                summary.parameters, summary.trainable, summary.parameters - summary.trainable);
    fn_summary_fini(&summary);
    value = out.failed ? fail_memory(err) : value_object_take(&type_summary, text_take(&out), err);
    text_fini(&out);
    return value;
}

const struct command command_summary = {
    .verb = "summary",
    .group = "Model",
    .objects = learner_only,
    .example = "summary",
    .notebook = "print(learn.summary())",
    .function =
        {
            .name = "summary",
            .help = "list the model's layers with their output shapes and parameters",
            .run = run,
        },
};
