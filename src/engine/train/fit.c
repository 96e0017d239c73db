/* SPDX-License-Identifier: MIT */
#include "train/learner.h"

#include <math.h>

#include "core/fail.h"
#include "data/batch.h"

struct step {
    struct fn_learner *learner;
    struct fni_hyper hyper;
    int batch, n_batches; /* of the epoch */
    bool assembled;       /* by the batch before */
    bool measured;
};

/* This thread's blocks of a batch of the epoch, the stream-th of all. */
static void
assemble(struct fn_learner *l, int batch, uint64_t stream, const struct fni_pass *pass)
{
    struct fn_label_list *train = fn_data_bunch_train(l->data);
    int first = batch * l->train_images;

    fni_data_ahead(train, l->order, first, l->train_images, pass->team);
    fni_data_fill(l->data, train, l->order + first, l->train_images, l->transform_seed, stream, pass->first_block,
                  pass->end_block, fni_net_input(l->train_net), l->labels);
    fni_mark(pass, FNI_ASSEMBLE);
}

static void
update(struct fn_learner *l, struct fni_hyper hyper, const struct fni_pass *pass)
{
    struct fni_net *net = l->train_net;

    for (int unit = -1; (unit = fni_team_claim(pass->team, fni_net_unit_count(net), unit)) >= 0;) {
        size_t first, end;
        fni_net_unit(net, unit, &first, &end);
        fni_net_reduce(net, pass, first, end);
        fni_optimizer_step(&l->optimizer, hyper, net, first, end);
        fni_net_refresh_weights(net, first, end);
    }
    if (pass->team.thread == 0)
        fni_net_refresh_rest(net);
    fni_mark(pass, FNI_OPTIMIZER);
}

/* One batch, from the list to the learnt weights. Every thread runs it over its parts of the batch. A thread that has
 * all its gradients does not wait for the others, but puts its part of the next batch together. */
static void
train_batch(void *arg, struct fni_team team)
{
    const struct step *step = arg;
    struct fn_learner *l = step->learner;
    struct fni_net *net = l->train_net;
    struct fni_pass pass = fni_net_pass(team, l->train_images, true, l->dropout_seed, l->batches);
    unsigned long meeting;

    if (step->measured) {
        pass.clock = &l->profile.clocks[team.thread];
        pass.clock->last = fni_seconds();
        if (team.thread == 0)
            l->profile.shares += team.threads;
    }
    if (!step->assembled)
        assemble(l, step->batch, l->batches, &pass);
    fni_net_forward(net, &pass);
    fni_net_loss(net, &pass, l->loss, l->labels, l->losses);
    fni_mark(&pass, FNI_LOSS);
    fni_net_backward(net, &pass);
    meeting = fni_team_arrive(team);
    if (step->batch + 1 < step->n_batches)
        assemble(l, step->batch + 1, l->batches + 1, &pass);
    fni_team_wait(team, meeting);
    fni_mark(&pass, FNI_WAIT);
    update(l, step->hyper, &pass);
}

/* The next batch of an epoch. Returns the mean loss, added up in the order of the images: the same bits for any team.
 */
static double
learn(struct fn_learner *learner, struct fni_hyper hyper, const struct fn_progress *progress, bool assembled)
{
    struct step step = {
        .learner = learner,
        .hyper = hyper,
        .batch = progress->batch,
        .n_batches = progress->n_batches,
        .assembled = assembled,
        .measured = learner->recorder.seen.n_batches % FNI_PROFILE_EVERY == 0,
    };
    double sum = 0;

    learner->profile.batches += step.measured;
    learner->optimizer.steps++;
    fni_pool_run(learner->pool, train_batch, &step);
    learner->batches++;
    for (int i = 0; i < learner->train_images; i++)
        sum += learner->losses[i];
    return sum / learner->train_images;
}

static bool
batch_end(const struct fn_callbacks *callbacks, const struct fn_progress *progress)
{
    return !callbacks || !callbacks->on_batch_end || callbacks->on_batch_end(callbacks->user, progress);
}

static bool
epoch_end(const struct fn_callbacks *callbacks, const struct fn_recorder *recorder)
{
    return !callbacks || !callbacks->on_epoch_end || callbacks->on_epoch_end(callbacks->user, recorder);
}

/* Where the recorder is: at the start of a fit, or where it was stopped. */
static struct fn_progress
progress_of(const struct fn_learner *learner, const struct fni_fit *fit)
{
    const struct fn_recorder *seen = &learner->recorder.seen;
    int n = fn_data_bunch_train_batches(learner->data), last = seen->n_batches - 1;
    struct fn_progress progress = {
        .epoch = seen->n_epochs,
        .n_epochs = fit->epochs,
        .batch = seen->n_batches - seen->n_epochs * n,
        .n_batches = n,
    };

    if (last >= 0) {
        progress.loss = (double)seen->losses[last];
        progress.lr = (double)seen->lrs[last];
        progress.mom = (double)seen->moms[last];
    }
    return progress;
}

/* The batches of an epoch that are not done. */
static bool
train_epoch(struct fn_learner *learner, const struct fni_fit *fit, struct fn_progress *progress,
            const struct fn_callbacks *callbacks)
{
    struct fni_recorder *recorder = &learner->recorder;

    if (progress->batch == 0)
        learner->epochs++;
    fni_data_shuffle(learner->data, learner->order_seed, learner->epochs - 1, learner->order);
    for (bool assembled = false; progress->batch < progress->n_batches; assembled = true) {
        struct fni_hyper hyper = fni_schedule_at(&fit->schedule, recorder->seen.n_batches);
        double loss = learn(learner, hyper, progress, assembled);

        progress->loss = fni_recorder_batch(recorder, loss, hyper);
        progress->lr = hyper.lr;
        progress->mom = hyper.mom;
        progress->batch++;
        if (!batch_end(callbacks, progress))
            return false;
    }
    return true;
}

/* The spine: epochs of batch -> forward -> loss -> backward -> optimizer (in learn) -> recorder -> callbacks. */
static bool
run_epochs(struct fn_learner *learner, const struct fni_fit *fit, const struct fn_callbacks *callbacks)
{
    struct fni_recorder *recorder = &learner->recorder;
    struct fn_progress progress = progress_of(learner, fit);

    for (; progress.epoch < fit->epochs; progress.epoch++, progress.batch = 0) {
        double start = fni_seconds(), val_loss, metrics[FN_MAX_METRICS];
        bool done = train_epoch(learner, fit, &progress, callbacks) &&
                    (!fit->validate || fni_learner_evaluate(learner, progress, callbacks, &val_loss, metrics));

        recorder->epoch_seconds += fni_seconds() - start;
        if (!done)
            return false;
        if (!fit->validate)
            continue;
        fni_recorder_epoch(recorder, val_loss, metrics);
        if (!epoch_end(callbacks, &recorder->seen))
            return false;
    }
    return true;
}

static bool
check_idle(const struct fn_learner *learner, struct fn_error *err)
{
    return !learner->fitting || fni_fail(err, FN_ERROR_INPUT, "the learner is in the middle of a fit");
}

/* From where the recorder is to the end. */
static bool
run(struct fn_learner *learner, const struct fni_fit *fit, const struct fn_callbacks *callbacks, struct fn_error *err)
{
    bool finished;

    fni_net_refresh(learner->train_net); /* its parameters may have been written from outside */
    learner->fitting = true;
    finished = run_epochs(learner, fit, callbacks);
    learner->fitting = false;
    if (fit->validate)
        learner->stopped = finished ? (struct fni_fit){0} : *fit;
    return finished || fni_fail(err, FN_ERROR_STOPPED, "stopped after %d of %d batches",
                                learner->recorder.seen.n_batches, fit->schedule.n_batches);
}

bool
fni_learner_run(struct fn_learner *learner, const struct fni_fit *fit, const struct fn_callbacks *callbacks,
                struct fn_error *err)
{
    struct fni_recorder fresh;

    if (!check_idle(learner, err))
        return false;
    if (learner->optimizer.floats == 0)
        return fni_fail(err, FN_ERROR_INPUT, "the model has no parameters to train");
    if (!fni_recorder_init(&fresh, fit->schedule.n_batches, fit->epochs, learner->n_metrics, err))
        return false;
    fresh.seen.lr_find = !fit->validate;
    /* A stopped fit goes on with its own recorder, whatever lr_find recorded since. */
    if (fit->validate) {
        fni_recorder_fini(&learner->set_aside);
    } else if (learner->stopped.epochs > 0 && !learner->recorder.seen.lr_find) {
        learner->set_aside = learner->recorder;
        learner->recorder = (struct fni_recorder){0};
    }
    fni_recorder_fini(&learner->recorder);
    learner->recorder = fresh;
    fni_profile_start(&learner->profile);
    return run(learner, fit, callbacks, err);
}

bool
fn_learner_resume(struct fn_learner *learner, const struct fn_callbacks *callbacks, struct fn_error *err)
{
    struct fni_fit fit = learner->stopped;

    if (!check_idle(learner, err))
        return false;
    if (fit.epochs == 0)
        return fni_fail(err, FN_ERROR_INPUT, "%s: there is nothing to go on with",
                        learner->epochs > 0 ? "the learner's last fit is complete" : "the learner was not fitted yet");
    if (learner->recorder.seen.lr_find) {
        fni_recorder_fini(&learner->recorder);
        learner->recorder = learner->set_aside;
        learner->set_aside = (struct fni_recorder){0};
    }
    return run(learner, &fit, callbacks, err);
}

static bool
count_batches(const struct fn_learner *learner, int epochs, int *batches, struct fn_error *err)
{
    if (epochs < 1)
        return fni_fail(err, FN_ERROR_INPUT, "%d epochs, wanted at least 1", epochs);
    if (__builtin_mul_overflow(epochs, fn_data_bunch_train_batches(learner->data), batches))
        return fni_fail(err, FN_ERROR_INPUT, "%d epochs of %d batches are too many to count", epochs,
                        fn_data_bunch_train_batches(learner->data));
    return true;
}

static bool
check_lr(const char *name, double lr, struct fn_error *err)
{
    return (lr > 0 && isfinite(lr)) || fni_fail(err, FN_ERROR_INPUT, "%s is %g, wanted a number over 0", name, lr);
}

bool
fn_learner_fit_one_cycle(struct fn_learner *learner, int epochs, const struct fn_one_cycle *schedule,
                         const struct fn_callbacks *callbacks, struct fn_error *err)
{
    double top = schedule->max_lr, factor = schedule->div_factor ? schedule->div_factor : 25;
    double pct_start = schedule->pct_start ? schedule->pct_start : 0.3;
    bool moms = schedule->moms[0] != 0 || schedule->moms[1] != 0;
    struct fni_fit fit = {
        .schedule = {.kind = FNI_ONE_CYCLE,
                     .lr = {top / factor, top, top / (factor * 1e4)}, /* fastai's final_div */
                     .mom = {moms ? schedule->moms[0] : 0.95, moms ? schedule->moms[1] : 0.85},
                     .pct_start = pct_start},
        .epochs = epochs,
        .validate = true,
    };

    if (!check_lr("max_lr", top, err) || !count_batches(learner, epochs, &fit.schedule.n_batches, err))
        return false;
    if (!(factor >= 1 && isfinite(factor)))
        return fni_fail(err, FN_ERROR_INPUT, "div_factor is %g, wanted at least 1", factor);
    if (!(pct_start > 0 && pct_start <= 1))
        return fni_fail(err, FN_ERROR_INPUT, "pct_start is %g, wanted a share over 0 up to 1", pct_start);
    for (int i = 0; i < 2; i++)
        if (!(fit.schedule.mom[i] >= 0 && fit.schedule.mom[i] < 1))
            return fni_fail(err, FN_ERROR_INPUT, "moms are %g and %g, wanted 0 up to under 1", fit.schedule.mom[0],
                            fit.schedule.mom[1]);
    return fni_learner_run(learner, &fit, callbacks, err);
}

bool
fn_learner_fit(struct fn_learner *learner, int epochs, double lr, const struct fn_callbacks *callbacks,
               struct fn_error *err)
{
    struct fni_fit fit = {
        .schedule = {.kind = FNI_CONSTANT, .lr = {lr}, .mom = {fni_optimizer_momentum(&learner->optimizer)}},
        .epochs = epochs,
        .validate = true,
    };

    return check_lr("lr", lr, err) && count_batches(learner, epochs, &fit.schedule.n_batches, err) &&
           fni_learner_run(learner, &fit, callbacks, err);
}
