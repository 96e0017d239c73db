/* SPDX-License-Identifier: MIT */
#include "train/recorder.h"

#include <math.h>

#include "core/memory.h"

/* For the user's eyes: the same arrays, read-only. */
static void
show(struct fni_recorder *r)
{
    r->seen.losses = r->losses;
    r->seen.raw_losses = r->raw_losses;
    r->seen.lrs = r->lrs;
    r->seen.moms = r->moms;
    r->seen.train_losses = r->train_losses;
    r->seen.val_losses = r->val_losses;
    r->seen.metrics = r->metrics;
    r->seen.seconds = r->seconds;
    r->seen.batches = r->batches;
}

bool
fni_recorder_init(struct fni_recorder *recorder, int batches, int epochs, int n_metrics, struct fn_error *err)
{
    size_t b = (size_t)batches, e = (size_t)epochs;
    float *by_batch = fni_alloc(b, 4 * sizeof(float), err);
    float *by_epoch = fni_alloc(e, (2 + (size_t)n_metrics) * sizeof(float), err);
    struct fni_recorder fresh = {
        .seen = {.n_metrics = n_metrics},
        .losses = by_batch,
        .train_losses = by_epoch,
        .seconds = fni_alloc(e, sizeof(double), err),
        .batches = fni_alloc(e, sizeof(int), err),
    };

    if (!by_batch || !by_epoch || !fresh.seconds || !fresh.batches) {
        fni_recorder_fini(&fresh);
        return false;
    }
    fresh.raw_losses = by_batch + b;
    fresh.lrs = by_batch + 2 * b;
    fresh.moms = by_batch + 3 * b;
    fresh.val_losses = by_epoch + e;
    fresh.metrics = by_epoch + 2 * e;
    show(&fresh);
    *recorder = fresh;
    return true;
}

void
fni_recorder_fini(struct fni_recorder *recorder)
{
    fni_free(recorder->losses); /* the first of the arrays made in one piece */
    fni_free(recorder->train_losses);
    fni_free(recorder->seconds);
    fni_free(recorder->batches);
    *recorder = (struct fni_recorder){0};
}

/* fastai's SmoothenValue: a moving average, divided by the weight that its values have so far (as in Adam). */
static double
smooth(struct fni_recorder *recorder, double loss, int count)
{
    const double beta = 0.98;

    recorder->average = beta * recorder->average + (1 - beta) * loss;
    return recorder->average / (1 - pow(beta, count));
}

double
fni_recorder_batch(struct fni_recorder *recorder, double loss, struct fni_hyper hyper)
{
    struct fn_recorder *seen = &recorder->seen;
    int i = seen->n_batches++;
    double smoothed = smooth(recorder, loss, i + 1);

    recorder->losses[i] = (float)smoothed;
    recorder->raw_losses[i] = (float)loss;
    recorder->lrs[i] = (float)hyper.lr;
    recorder->moms[i] = (float)hyper.mom;
    return smoothed;
}

void
fni_recorder_epoch(struct fni_recorder *recorder, double val_loss, const double *metrics)
{
    struct fn_recorder *seen = &recorder->seen;
    int i = seen->n_epochs++;

    recorder->train_losses[i] = seen->losses[seen->n_batches - 1];
    recorder->val_losses[i] = (float)val_loss;
    for (int m = 0; m < seen->n_metrics; m++)
        recorder->metrics[i * seen->n_metrics + m] = (float)metrics[m];
    recorder->seconds[i] = recorder->epoch_seconds;
    recorder->epoch_seconds = 0;
    recorder->batches[i] = seen->n_batches;
}
