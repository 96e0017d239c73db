/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "learner.h"

#include <stdlib.h>

#include "script.h"
#include "spec.h"

const struct type *const learner_only[] = {&type_learner, NULL};

const struct fn_param learner_params[N_LEARNER_PARAMS] = {
    [LEARNER_DATA] = {.name = "data", .kind = ARG_OBJECT, .choices = "DataBunch", .help = "what to learn from"},
    [LEARNER_MODEL] = {.name = "model", .kind = ARG_OBJECT, .choices = "Layer", .help = "the model to train"},
    [LEARNER_LOSS] = {.name = "loss_func",
                      .kind = ARG_NAME,
                      .none_ok = true,
                      .fallback = "None",
                      .choices = "losses",
                      .help = "a loss; None: CrossEntropyLoss"},
    [LEARNER_METRICS] = {.name = "metrics",
                         .kind = ARG_NAME,
                         .none_ok = true,
                         .fallback = "None",
                         .choices = "metrics",
                         .help = "a metric or a list of them, measured on the valid set"},
    [LEARNER_OPT] = {.name = "opt_func",
                     .kind = ARG_NAME,
                     .none_ok = true,
                     .fallback = "None",
                     .choices = "optimizers",
                     .help = "an optimizer; None: AdamW"},
    [LEARNER_WD] = {.name = "wd", .kind = FN_FLOAT, .fallback = "0.01", .low = 0, .high = 1, .help = "weight decay"},
};

static void
learner_free(void *object)
{
    struct learner *l = object;

    if (!l)
        return;
    fn_learner_free(l->learner);
    value_unref(l->data);
    value_unref(l->model);
    free(l);
}

static bool
read_metrics(const struct value *value, struct fn_learner_options *options, struct fn_error *err)
{
    if (value_is_none(value))
        return true;
    if (!value_is_list(value))
        return spec_read(&table_metrics, value, &options->metrics[options->n_metrics++], err);
    if (value->list.count > FN_MAX_METRICS)
        return fail(err, FN_ERROR_INPUT, "%d metrics, wanted at most %d", value->list.count, FN_MAX_METRICS);
    for (int i = 0; i < value->list.count; i++)
        if (!spec_read(&table_metrics, value->list.items[i], &options->metrics[options->n_metrics++], err))
            return false;
    return true;
}

struct value *
learner_make(struct repl *repl, struct value *const args[N_LEARNER_PARAMS], struct fn_error *err)
{
    struct fn_rng rng = repl->rng;
    struct fn_learner_options options = {.seed = fn_rng_next(&rng)};
    struct learner *l;

    if (!value_is_none(args[LEARNER_LOSS]) && !spec_read(&table_losses, args[LEARNER_LOSS], &options.loss, err))
        return NULL;
    if (!value_is_none(args[LEARNER_OPT]) && !spec_read(&table_optimizers, args[LEARNER_OPT], &options.optimizer, err))
        return NULL;
    if (!read_metrics(args[LEARNER_METRICS], &options, err))
        return NULL;
    options.wd = args[LEARNER_WD]->number;
    options.pool = repl_pool(repl, err);
    if (!options.pool)
        return NULL;
    l = calloc(1, sizeof *l);
    if (!l)
        return fail_memory(err);
    l->data = value_ref(args[LEARNER_DATA]);
    l->model = value_ref(args[LEARNER_MODEL]);
    l->learner = fn_learner_new(l->data->object, l->model->object, &options, err);
    if (!l->learner) {
        learner_free(l);
        return NULL;
    }
    repl->rng = rng;
    return value_object_take(&type_learner, l, err);
}

static struct value *
construct_run(struct call *call, struct fn_error *err)
{
    return learner_make(call->repl, call->args, err);
}

static const struct function construct = {
    .name = "Learner",
    .help = "a model with its data, loss, metrics and optimizer",
    .params = learner_params,
    .n_params = N_LEARNER_PARAMS,
    .run = construct_run,
};

static void
learner_repr(const struct value *self, struct text *out)
{
    const struct learner *l = self->object;

    text_add(out, "Learner(data=");
    value_repr(l->data, out);
    text_add(out, ", model=");
    value_repr(l->model, out);
    text_add(out, ")");
}

static struct value *
get_data(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl, (void)err;
    return value_ref(((struct learner *)self->object)->data);
}

static struct value *
get_model(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl, (void)err;
    return value_ref(((struct learner *)self->object)->model);
}

static struct value *
get_recorder(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    /* a recorder's object is the value of its learner */
    return value_object_take(&type_recorder, value_ref(self), err);
}

static const struct attribute attributes[] = {
    {"data", "the DataBunch it learns from", get_data},
    {"model", "the model it trains", get_model},
    {"recorder", "what the last fit or lr_find recorded", get_recorder},
};

static const struct fn_param fit_params[] = {
    {.name = "epochs", .kind = FN_INT, .low = 1, .high = 100000, .help = "times through the train set"},
    {.name = "lr", .kind = FN_FLOAT, .fallback = "0.003", .low = 1e-12, .high = 1e6, .help = "learning rate"},
    PARAM_LIVE,
};

static struct value *
fit_run(struct call *call, struct fn_error *err)
{
    return learner_fit(call->repl, call->self, (int)arg_int(call, 0), NULL, arg_float(call, 1), arg_bool(call, 2), err);
}

static const struct function method_fit = {
    .name = "fit",
    .help = "train with a constant learning rate",
    .params = fit_params,
    .n_params = 3,
    .run = fit_run,
};

const struct type type_learner = {
    .name = "Learner",
    .help = "a model in training",
    .stage = "learn",
    .free = learner_free,
    .repr = learner_repr,
    .attributes = attributes,
    .n_attributes = sizeof attributes / sizeof *attributes,
    .methods = (const struct function *const[]){&method_fit, NULL},
    .construct = &construct,
};
