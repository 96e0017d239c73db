/* SPDX-License-Identifier: MIT */
#include "train/learner.h"

#include <stdio.h>

#include "core/fail.h"
#include "core/memory.h"

enum { ORDER, TRANSFORM, DROPOUT }; /* streams of the learner's seed */

static uint64_t
derive_seed(uint64_t seed, uint64_t purpose)
{
    struct fn_rng rng = fn_rng_at(seed, purpose, 0);
    return fn_rng_next(&rng);
}

/* "0, 1, 2 ..." */
static void
list_classes(const struct fn_label_list *list, char *text, size_t size)
{
    enum { SHOWN = 12 };
    int n = fn_label_list_class_count(list);
    size_t used = 0;

    *text = '\0';
    for (int c = 0; c < n && c < SHOWN && used < size; c++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", c ? ", " : "", fn_label_list_class(list, c));
    if (n > SHOWN && used < size)
        snprintf(text + used, size - used, ", ...");
}

static bool
check_output(const struct fni_net *net, const struct fn_label_list *list, struct fn_error *err)
{
    struct fni_shape out = fni_net_output_shape(net);
    int classes = fn_label_list_class_count(list);
    char names[256];

    list_classes(list, names, sizeof names);
    if (!out.flat)
        return fni_fail(err, FN_ERROR_INPUT,
                        "the model's output for one image is (%d, %d, %d), wanted one value a class (%d): end it with "
                        "Flatten()",
                        out.c, out.h, out.w, classes);
    if (out.c != classes)
        return fni_fail(err, FN_ERROR_INPUT,
                        "the model's output is %d values for one image, the data has %d classes: %s", out.c, classes,
                        names);
    return true;
}

static bool
make_nets(struct fn_learner *learner, struct fn_error *err)
{
    struct fn_label_list *train = fn_data_bunch_train(learner->data);
    int n_train = fn_label_list_count(train), bs = fn_data_bunch_bs(learner->data), shape[3];
    struct fni_shape input;

    if (n_train == 0)
        return fni_fail(err, FN_ERROR_INPUT, "the train set is empty: there is nothing to learn from");
    learner->train_images = n_train < bs ? n_train : bs;
    fn_data_bunch_shape(learner->data, shape);
    input = (struct fni_shape){.c = shape[0], .h = shape[1], .w = shape[2]};
    learner->train_net = fni_net_new(learner->model, input, learner->train_images, FNI_TRAIN, err);
    if (!learner->train_net || !check_output(learner->train_net, train, err))
        return false;
    return fni_evaluators_new(learner, input, err);
}

static bool
make_buffers(struct fn_learner *learner, struct fn_error *err)
{
    int n_train = fn_label_list_count(fn_data_bunch_train(learner->data));
    int n_valid = fn_label_list_count(fn_data_bunch_valid(learner->data));

    learner->order = fni_alloc((size_t)n_train, sizeof *learner->order, err);
    learner->valid_order = fni_alloc((size_t)n_valid, sizeof *learner->valid_order, err);
    learner->labels = fni_alloc((size_t)learner->train_images, sizeof *learner->labels, err);
    learner->losses = fni_alloc((size_t)learner->train_images, sizeof *learner->losses, err);
    if (!learner->order || !learner->valid_order || !learner->labels || !learner->losses)
        return false;
    for (int i = 0; i < n_valid; i++)
        learner->valid_order[i] = i;
    return true;
}

static bool
choose_rows(struct fn_learner *learner, const struct fn_learner_options *options, struct fn_error *err)
{
    const char *loss = options->loss.name ? options->loss.name : "CrossEntropyLoss";
    struct fni_value none[1];

    learner->loss = fni_loss_named(loss, err);
    if (!learner->loss)
        return false;
    if (!fni_args_bind(loss, NULL, 0, options->loss.args, options->loss.n_args, none, err)) /* no loss takes any */
        return false;
    if (options->n_metrics > FN_MAX_METRICS)
        return fni_fail(err, FN_ERROR_INPUT, "%d metrics, wanted at most %d", options->n_metrics, FN_MAX_METRICS);
    learner->n_metrics = options->n_metrics;
    for (int i = 0; i < options->n_metrics; i++)
        if (!fni_metric_init(&learner->metrics[i], &options->metrics[i], err))
            return false;
    return true;
}

struct fn_learner *
fn_learner_new(struct fn_data_bunch *data, struct fn_layer *model, const struct fn_learner_options *options,
               struct fn_error *err)
{
    struct fn_learner *learner = fni_alloc(1, sizeof *learner, err);
    double wd = options->wd < 0 ? 0.01 : options->wd;

    if (!learner)
        return NULL;
    learner->data = fn_data_bunch_ref(data);
    learner->model = fn_layer_ref(model);
    learner->pool = options->pool;
    learner->order_seed = derive_seed(options->seed, ORDER);
    learner->transform_seed = derive_seed(options->seed, TRANSFORM);
    learner->dropout_seed = derive_seed(options->seed, DROPOUT);
    if (!choose_rows(learner, options, err) || !make_nets(learner, err) || !make_buffers(learner, err) ||
        !fni_profile_init(&learner->profile, learner->train_net, fn_pool_threads(learner->pool), err) ||
        !fni_optimizer_init(&learner->optimizer, &options->optimizer, wd, fni_net_param_floats(learner->train_net),
                            err)) {
        fn_learner_free(learner);
        return NULL;
    }
    return learner;
}

void
fn_learner_free(struct fn_learner *learner)
{
    if (!learner)
        return;
    fni_recorder_fini(&learner->recorder);
    fni_recorder_fini(&learner->set_aside);
    fni_optimizer_fini(&learner->optimizer);
    fni_profile_fini(&learner->profile);
    fni_free(learner->order);
    fni_free(learner->valid_order);
    fni_free(learner->labels);
    fni_free(learner->losses);
    fni_net_free(learner->train_net);
    fni_net_free(learner->predict_net);
    fni_evaluators_free(learner);
    fn_layer_unref(learner->model);
    fn_data_bunch_unref(learner->data);
    fni_free(learner);
}

struct fn_data_bunch *
fn_learner_data(const struct fn_learner *learner)
{
    return learner->data;
}

struct fn_layer *
fn_learner_model(const struct fn_learner *learner)
{
    return learner->model;
}

const char *
fn_learner_metric_name(const struct fn_learner *learner, int index)
{
    return index >= 0 && index < learner->n_metrics ? learner->metrics[index].class->info.name : NULL;
}

const struct fn_recorder *
fn_learner_recorder(const struct fn_learner *learner)
{
    return &learner->recorder.seen;
}
