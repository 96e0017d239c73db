/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs.h"

#include <stdlib.h>
#include <string.h>

static void
run_fini(struct run *run)
{
    const struct fn_recorder *r = &run->recorder;

    free((void *)r->losses);
    free((void *)r->raw_losses);
    free((void *)r->lrs);
    free((void *)r->moms);
    free((void *)r->train_losses);
    free((void *)r->val_losses);
    free((void *)r->metrics);
    free((void *)r->seconds);
    free((void *)r->batches);
    for (int i = 0; i < FN_MAX_METRICS; i++)
        free(run->metrics[i]);
    free(run->what);
}

/* NULL: no memory, and *good becomes false. */
static void *
copy(const void *from, size_t count, size_t size, bool *good)
{
    void *to = malloc(count * size + 1);

    if (to && count > 0)
        memcpy(to, from, count * size);
    *good = *good && to;
    return to;
}

/* False: not all of it; what there is can be given to run_fini. */
static bool
run_init(struct run *run, const char *what, int epochs, const struct fn_learner *learner)
{
    const struct fn_recorder *r = fn_learner_recorder(learner);
    struct fn_layer *model = fn_learner_model(learner);
    size_t batches = (size_t)r->n_batches, n = (size_t)r->n_epochs, m = (size_t)r->n_metrics;
    bool good = true;

    *run = (struct run){.epochs = epochs, .recorder = *r};
    run->recorder.losses = copy(r->losses, batches, sizeof(float), &good);
    run->recorder.raw_losses = copy(r->raw_losses, batches, sizeof(float), &good);
    run->recorder.lrs = copy(r->lrs, batches, sizeof(float), &good);
    run->recorder.moms = copy(r->moms, batches, sizeof(float), &good);
    run->recorder.train_losses = copy(r->train_losses, n, sizeof(float), &good);
    run->recorder.val_losses = copy(r->val_losses, n, sizeof(float), &good);
    run->recorder.metrics = copy(r->metrics, n * m, sizeof(float), &good);
    run->recorder.seconds = copy(r->seconds, n, sizeof(double), &good);
    run->recorder.batches = copy(r->batches, n, sizeof(int), &good);
    run->what = copy(what, strlen(what) + 1, 1, &good);
    for (int i = 0; i < r->n_metrics; i++) {
        const char *name = fn_learner_metric_name(learner, i);
        run->metrics[i] = copy(name, strlen(name) + 1, 1, &good);
    }
    for (int i = 0; i < fn_layer_parameter_count(model); i++) {
        struct fn_parameter parameter = fn_layer_parameter(model, i);
        run->weights += parameter.trainable ? parameter.count : 0;
    }
    return good;
}

void
runs_keep(struct runs *runs, int *number, const char *what, int epochs, const struct fn_learner *learner)
{
    struct run run;
    struct run *items = runs->items;

    if (fn_learner_recorder(learner)->n_batches == 0)
        return;
    bool good = run_init(&run, what, epochs, learner);
    if (good && *number == 0) {
        items = realloc(items, ((size_t)runs->count + 1) * sizeof *items);
        good = items != NULL;
    }
    if (!good) {
        run_fini(&run);
        return;
    }
    runs->items = items;
    if (*number > 0)
        run_fini(&items[*number - 1]);
    else
        *number = ++runs->count;
    items[*number - 1] = run;
}

void
runs_fini(struct runs *runs)
{
    while (runs->count > 0)
        run_fini(&runs->items[--runs->count]);
    free(runs->items);
    *runs = (struct runs){0};
}
