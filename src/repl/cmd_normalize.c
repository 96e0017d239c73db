/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "data_values.h"

static const struct fn_param params[] = {
    {.name = "stats",
     .kind = ARG_VALUE,
     .none_ok = true,
     .fallback = "None",
     .help =
         "(mean, std), numbers or a list with one for each channel, as mnist_stats; None: those of one train batch"},
};

/* A number, or as many as there are channels in a list or tensor. */
static bool
read_channels(struct repl *repl, const char *what, struct value *value, int channels, float *out, struct fn_error *err)
{
    const struct type *type = value->type;
    int64_t count = type->length ? type->length(value) : 0;
    double number;
    if (value_to_number(value, &number) && channels == 1) {
        out[0] = (float)number;
        return true;
    }
    if (!type->item || value_is_text(value) || count != channels)
        return fail(err, FN_ERROR_INPUT, "normalize: %s wants a list of %d number%s, one for each channel", what,
                    channels, channels == 1 ? "" : "s");
    for (int i = 0; i < channels; i++) {
        struct value *item = type->item(repl, value, i, err);
        if (!item)
            return false;
        const struct fn_tensor *tensor = value_object(item, &type_tensor);
        bool good = value_to_number(item, &number);
        if (tensor && tensor->ndim == 0) {
            number = tensor->data[0];
            good = true;
        }
        const char *name = item->type->name;
        value_unref(item);
        if (!good)
            return fail(err, FN_ERROR_INPUT, "normalize: %s wants numbers, not a value of type %s", what, name);
        out[i] = (float)number;
    }
    return true;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct value *given = arg_value(call, 0);
    struct fn_stats stats = {0};
    int shape[3];

    if (value_is_none(given))
        return value_object_take(&type_data_bunch,
                                 fn_data_bunch_normalize(call->self->object, NULL, &call->repl->rng, err), err);
    if (!value_is_list(given) || given->list.count != 2)
        return fail(err, FN_ERROR_INPUT, "normalize: stats wants (mean, std), as mnist_stats is");
    fn_data_bunch_shape(call->self->object, shape);
    stats.channels = shape[0];
    if (!read_channels(call->repl, "mean", given->list.items[0], stats.channels, stats.mean, err) ||
        !read_channels(call->repl, "std", given->list.items[1], stats.channels, stats.std, err))
        return NULL;
    return value_object_take(&type_data_bunch,
                             fn_data_bunch_normalize(call->self->object, &stats, &call->repl->rng, err), err);
}

const struct command command_normalize = {
    .verb = "normalize",
    .group = "Data",
    .objects = (const struct type *const[]){&type_data_bunch, NULL},
    .binds = "data",
    .print = data_bunch_print,
    .example = "normalize",
    .notebook = "data = ll.databunch(bs=bs).normalize()",
    .function =
        {
            .name = "normalize",
            .help = "make the pixels that a model sees (x - mean) / std",
            .params = params,
            .n_params = 1,
            .run = run,
        },
};
