/* SPDX-License-Identifier: MIT */
#ifndef FNI_RECORDER_H
#define FNI_RECORDER_H

#include <fn/learner.h>

#include "train/schedule.h"

/* fastai's Recorder. Room for the whole fit is taken at its start, so that recording cannot fail. */
struct fni_recorder {
    struct fn_recorder seen; /* what the user sees; its arrays are the ones below */
    float *losses, *raw_losses, *lrs, *moms;
    float *train_losses, *val_losses, *metrics;
    double *seconds;
    int *batches;
    double average;       /* of the losses, before its bias is corrected */
    double epoch_seconds; /* what the epoch under way has taken; a stopped one goes on from there */
};

/* For so many batches and epochs. Errors: memory. */
bool
fni_recorder_init(struct fni_recorder *recorder, int batches, int epochs, int n_metrics, struct fn_error *err);

void
fni_recorder_fini(struct fni_recorder *recorder);

/* Returns the smoothed loss. */
double
fni_recorder_batch(struct fni_recorder *recorder, double loss, struct fni_hyper hyper);

/* metrics[n_metrics]. */
void
fni_recorder_epoch(struct fni_recorder *recorder, double val_loss, const double *metrics);

#endif
