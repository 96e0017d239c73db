/* SPDX-License-Identifier: MIT */
#include "train/schedule.h"

#include <math.h>

/* fastai's annealing_cos. */
static double
cosine(double start, double end, double share)
{
    return end + (start - end) / 2 * (cos(3.14159265358979323846 * share) + 1);
}

/* fastai's annealing_exp. */
static double
exponential(double start, double end, double share)
{
    return start * pow(end / start, share);
}

/* fastai's OneCycleScheduler. It sets the start values before the first batch and steps after each one, so batch 0 is
 * at the start and batch `up` at the top. Where the climb has no batch it still takes one step. */
static struct fni_hyper
one_cycle(const struct fni_schedule *s, int batch)
{
    int climb = (int)(s->n_batches * s->pct_start);
    int up = climb > 0 ? climb : 1;
    int down = s->n_batches > climb ? s->n_batches - climb : 1;

    if (batch <= up)
        return (struct fni_hyper){cosine(s->lr[0], s->lr[1], (double)batch / up),
                                  cosine(s->mom[0], s->mom[1], (double)batch / up)};
    return (struct fni_hyper){cosine(s->lr[1], s->lr[2], (double)(batch - up) / down),
                              cosine(s->mom[1], s->mom[0], (double)(batch - up) / down)};
}

struct fni_hyper
fni_schedule_at(const struct fni_schedule *schedule, int batch)
{
    switch (schedule->kind) {
    case FNI_ONE_CYCLE:
        return one_cycle(schedule, batch);
    case FNI_EXPONENTIAL:
        return (struct fni_hyper){exponential(schedule->lr[0], schedule->lr[1], (double)batch / schedule->n_batches),
                                  schedule->mom[0]};
    case FNI_CONSTANT:
        break;
    }
    return (struct fni_hyper){schedule->lr[0], schedule->mom[0]};
}
