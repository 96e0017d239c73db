/* SPDX-License-Identifier: MIT
 * fastai's LRFinder (Smith 2015): a fit whose learning rate climbs until the loss diverges, then all is put back. */
#include "train/learner.h"

#include <math.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"

/* ---- What is put back ---- */

struct snapshot {
    float **parameters; /* [n], and running statistics */
    int n;
    float *state; /* the optimizer's */
    long long steps;
    uint64_t epochs, batches;
};

static size_t
state_size(const struct fni_optimizer *optimizer)
{
    return optimizer->floats * (size_t)optimizer->class->n_states * sizeof(float);
}

static void
snapshot_fini(struct snapshot *snapshot)
{
    for (int i = 0; snapshot->parameters && i < snapshot->n; i++)
        fni_free(snapshot->parameters[i]);
    fni_free(snapshot->parameters);
    fni_free(snapshot->state);
}

static bool
snapshot_init(struct snapshot *snapshot, const struct fn_learner *learner, struct fn_error *err)
{
    const struct fni_optimizer *optimizer = &learner->optimizer;
    int n = fn_layer_parameter_count(learner->model);

    *snapshot =
        (struct snapshot){.n = n, .steps = optimizer->steps, .epochs = learner->epochs, .batches = learner->batches};
    snapshot->parameters = fni_alloc((size_t)n, sizeof *snapshot->parameters, err);
    snapshot->state = fni_alloc(state_size(optimizer), 1, err);
    if (!snapshot->parameters || !snapshot->state)
        goto out;
    memcpy(snapshot->state, optimizer->state, state_size(optimizer));
    for (int i = 0; i < n; i++) {
        snapshot->parameters[i] = fni_alloc(fn_layer_parameter(learner->model, i).count, sizeof(float), err);
        if (!snapshot->parameters[i])
            goto out;
        fn_layer_parameter_read(learner->model, i, snapshot->parameters[i]);
    }
    return true;
out:
    snapshot_fini(snapshot);
    return false;
}

static void
snapshot_restore(const struct snapshot *snapshot, struct fn_learner *learner)
{
    for (int i = 0; i < snapshot->n; i++)
        fn_layer_parameter_write(learner->model, i, snapshot->parameters[i]);
    memcpy(learner->optimizer.state, snapshot->state, state_size(&learner->optimizer));
    learner->optimizer.steps = snapshot->steps;
    learner->epochs = snapshot->epochs;
    learner->batches = snapshot->batches;
}

/* ---- The search, a callback of the fit ---- */

struct finder {
    const struct fn_callbacks *callbacks; /* the user's */
    int done, num_it;
    bool stop_div, complete;
    double best;
};

static bool
on_batch_end(void *user, const struct fn_progress *progress)
{
    struct finder *finder = user;
    const struct fn_callbacks *callbacks = finder->callbacks;
    struct fn_progress shown = *progress;

    finder->done++;
    shown.epoch = 0;
    shown.n_epochs = 1;
    shown.batch = finder->done;
    shown.n_batches = finder->num_it;
    if (finder->done == 1 || progress->loss < finder->best)
        finder->best = progress->loss;
    finder->complete = finder->done == finder->num_it ||
                       (finder->stop_div && (progress->loss > 4 * finder->best || isnan(progress->loss)));
    if (callbacks && callbacks->on_batch_end && !callbacks->on_batch_end(callbacks->user, &shown)) {
        finder->complete = false;
        return false;
    }
    return !finder->complete;
}

/* Ends well when the search is complete, which the fit calls stopped. */
static bool
search(struct fn_learner *learner, const struct fni_fit *fit, struct finder *finder, struct fn_error *err)
{
    struct fn_callbacks callbacks = {.on_batch_end = on_batch_end, .user = finder};
    struct snapshot before;
    struct fn_error failure;
    bool finished;

    if (!snapshot_init(&before, learner, err))
        return false;
    finished = fni_learner_run(learner, fit, &callbacks, &failure) || finder->complete;
    snapshot_restore(&before, learner);
    snapshot_fini(&before);
    if (!finished && err)
        *err = failure;
    return finished;
}

bool
fn_learner_lr_find(struct fn_learner *learner, const struct fn_lr_find *options, const struct fn_callbacks *callbacks,
                   struct fn_error *err)
{
    double start = options->start_lr ? options->start_lr : 1e-7, end = options->end_lr ? options->end_lr : 10;
    int num_it = options->num_it ? options->num_it : 100;
    int batches = fn_data_bunch_train_batches(learner->data);
    struct fni_fit fit = {
        .schedule = {.kind = FNI_EXPONENTIAL,
                     .n_batches = num_it,
                     .lr = {start, end},
                     .mom = {fni_optimizer_momentum(&learner->optimizer)}},
    };
    struct finder finder = {.callbacks = callbacks, .num_it = num_it, .stop_div = options->stop_div};

    if (!(start > 0 && end > start && isfinite(end)))
        return fni_fail(err, FN_ERROR_INPUT, "start_lr is %g and end_lr %g, wanted 0 < start_lr < end_lr", start, end);
    if (num_it < 1)
        return fni_fail(err, FN_ERROR_INPUT, "num_it is %d, wanted at least 1", num_it);
    fit.epochs = (num_it - 1) / batches + 1;
    return search(learner, &fit, &finder, err);
}
