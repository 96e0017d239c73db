/* SPDX-License-Identifier: MIT */
#ifndef FNI_SCHEDULE_H
#define FNI_SCHEDULE_H

#include <stdint.h>

/* Learning rate and momentum as functions of the batch number alone, so that a schedule has no state. */
struct fni_hyper {
    double lr, mom;
};

struct fni_schedule {
    enum { FNI_CONSTANT, FNI_ONE_CYCLE, FNI_EXPONENTIAL } kind;
    int n_batches;    /* of the whole fit */
    double lr[3];     /* constant: lr[0]; one cycle: at the start, the top and the end; exponential: start and end */
    double mom[2];    /* one cycle: at the ends and at the top; otherwise mom[0] */
    double pct_start; /* one cycle: share of the batches that climb */
};

/* The values that batch 0 .. n_batches - 1 uses. */
struct fni_hyper
fni_schedule_at(const struct fni_schedule *schedule, int batch);

#endif
