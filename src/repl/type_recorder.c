/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "curves.h"
#include "learner.h"

#include <stdio.h>
#include <stdlib.h>

#include "figure_out.h"
#include "script.h"

/* A recorder's object is the value of its learner: what it shows is always the learner's last fit or lr_find. */
static void
recorder_free(void *object)
{
    value_unref(object);
}

static struct fn_learner *
learner_of(const struct value *self)
{
    const struct value *learner = self->object;
    return ((const struct learner *)learner->object)->learner;
}

static void
recorder_repr(const struct value *self, struct text *out)
{
    const struct fn_recorder *r = fn_learner_recorder(learner_of(self));
    text_printf(out, "Recorder (%d batches, %d epochs)", r->n_batches, r->n_epochs);
}

/* ---- Attributes: lists of floats ---- */

/* A float32 as the shortest number that is still the same float32: 1e-07, not 1.0000000116860974e-07. */
static double
shortest(float value)
{
    char text[32];

    for (int digits = 6; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    return strtod(text, NULL);
}

static struct value *
list_of(const float *values, int count, struct fn_error *err)
{
    struct value **items = calloc((size_t)count + 1, sizeof *items), *list = NULL;
    int made = 0;

    if (!items)
        return fail_memory(err);
    while (made < count && (items[made] = value_float(shortest(values[made]), err)))
        made++;
    if (made == count)
        list = value_list_take(&type_list, items, count, err);
    else
        while (made > 0)
            value_unref(items[--made]);
    free(items);
    return list;
}

#define BATCH_LIST(member)                                                                                             \
    static struct value *get_##member(struct repl *repl, struct value *self, struct fn_error *err)                     \
    {                                                                                                                  \
        const struct fn_recorder *r = fn_learner_recorder(learner_of(self));                                           \
        (void)repl;                                                                                                    \
        return list_of(r->member, r->n_batches, err);                                                                  \
    }

BATCH_LIST(losses)
BATCH_LIST(lrs)
BATCH_LIST(moms)

static struct value *
get_val_losses(struct repl *repl, struct value *self, struct fn_error *err)
{
    const struct fn_recorder *r = fn_learner_recorder(learner_of(self));
    (void)repl;
    return list_of(r->val_losses, r->n_epochs, err);
}

/* One list an epoch, as fastai keeps them. */
static struct value *
get_metrics(struct repl *repl, struct value *self, struct fn_error *err)
{
    const struct fn_recorder *r = fn_learner_recorder(learner_of(self));
    struct value **items = calloc((size_t)r->n_epochs + 1, sizeof *items), *list = NULL;
    int made = 0;

    (void)repl;
    if (!items)
        return fail_memory(err);
    while (made < r->n_epochs && (items[made] = list_of(r->metrics + made * r->n_metrics, r->n_metrics, err)))
        made++;
    if (made == r->n_epochs)
        list = value_list_take(&type_list, items, made, err);
    else
        while (made > 0)
            value_unref(items[--made]);
    free(items);
    return list;
}

static const struct attribute attributes[] = {
    {"losses", "smoothed loss after each batch", get_losses},
    {"lrs", "learning rate of each batch", get_lrs},
    {"moms", "momentum of each batch", get_moms},
    {"val_losses", "loss on the valid set after each epoch", get_val_losses},
    {"metrics", "metrics after each epoch", get_metrics},
};

/* ---- Methods: curves ---- */

#define SKIPS(start, end)                                                                                              \
    {.name = "skip_start",                                                                                             \
     .kind = FN_INT,                                                                                                   \
     .fallback = start,                                                                                                \
     .low = 0,                                                                                                         \
     .high = 1e9,                                                                                                      \
     .help = "batches left out first"},                                                                                \
    {                                                                                                                  \
        .name = "skip_end", .kind = FN_INT, .fallback = end, .low = 0, .high = 1e9, .help = "batches left out last"    \
    }
static const struct fn_param plot_params[] = {
    SKIPS("10", "5"),
    {.name = "suggestion", .kind = FN_BOOL, .fallback = "False", .help = "print and mark suggested learning rates"},
    PARAM_OUT,
    PARAM_SCALE,
};
static const struct fn_param losses_params[] = {SKIPS("0", "0"), PARAM_OUT, PARAM_SCALE};
static const struct fn_param lr_params[] = {
    {.name = "show_moms", .kind = FN_BOOL, .fallback = "False", .help = "draw the momentum too"},
    PARAM_OUT,
    PARAM_SCALE};
static const struct fn_param metrics_params[] = {PARAM_OUT, PARAM_SCALE};

/* The parameters out and scale, the first of which is at `index`. */
static struct figure_file
file_of(const struct call *call, int index)
{
    return (struct figure_file){.path = arg_text(call, index), .scale = (int)arg_int(call, index + 1)};
}

static struct value *
run_plot(struct call *call, struct fn_error *err)
{
    struct curve_options options = {(int)arg_int(call, 0), (int)arg_int(call, 1), arg_bool(call, 2), false,
                                    file_of(call, 3)};
    return curve_of_learner(call->repl, curve_lr_find, learner_of(call->self), &options, err);
}

static struct value *
run_losses(struct call *call, struct fn_error *err)
{
    struct curve_options options = {(int)arg_int(call, 0), (int)arg_int(call, 1), false, false, file_of(call, 2)};
    return curve_of_learner(call->repl, curve_losses, learner_of(call->self), &options, err);
}

static struct value *
run_lr(struct call *call, struct fn_error *err)
{
    struct curve_options options = {.moms = arg_bool(call, 0), .file = file_of(call, 1)};
    return curve_of_learner(call->repl, curve_lr, learner_of(call->self), &options, err);
}

static struct value *
run_metrics(struct call *call, struct fn_error *err)
{
    struct curve_options options = {.file = file_of(call, 0)};
    return curve_of_learner(call->repl, curve_metrics, learner_of(call->self), &options, err);
}

#define METHOD(method, text, parameters, function_run)                                                                 \
    {                                                                                                                  \
        .name = method, .help = text, .params = parameters, .n_params = sizeof parameters / sizeof *parameters,        \
        .run = function_run,                                                                                           \
    }

static const struct function plot = METHOD("plot", "draw the loss against the learning rate", plot_params, run_plot);
static const struct function plot_losses =
    METHOD("plot_losses", "draw the losses against the batches", losses_params, run_losses);
static const struct function plot_lr =
    METHOD("plot_lr", "draw the learning rate against the batches", lr_params, run_lr);
static const struct function plot_metrics =
    METHOD("plot_metrics", "draw the metrics against the batches", metrics_params, run_metrics);

const struct type type_recorder = {
    .name = "Recorder",
    .help = "what the last fit or lr_find recorded",
    .free = recorder_free,
    .repr = recorder_repr,
    .attributes = attributes,
    .n_attributes = sizeof attributes / sizeof *attributes,
    .methods = (const struct function *const[]){&plot, &plot_losses, &plot_lr, &plot_metrics, NULL},
};
