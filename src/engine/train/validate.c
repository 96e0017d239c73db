/* SPDX-License-Identifier: MIT */
#include "train/learner.h"

#include <math.h>
#include <stdatomic.h>

#include "core/fail.h"
#include "core/memory.h"
#include "data/batch.h"
#include "nn/clock.h"

/* Images do not depend on each other here, so no thread waits for another: each has a net of its own and takes parts of
 * the list, until none is left or callbacks should hear of it. */

enum { PART = FNI_EVALUATOR_IMAGES };
static const double ROUND = 0.005; /* seconds */

struct round {
    struct fn_learner *learner;
    float *probabilities, *losses; /* kept for each image, in the list's order; NULL: they are not */
    int parts;
    atomic_int next; /* the first part that nobody has taken */
    atomic_bool over;
};

static int
part_count(const struct fn_learner *learner)
{
    return (fn_label_list_count(fn_data_bunch_valid(learner->data)) + PART - 1) / PART;
}

bool
fni_evaluators_new(struct fn_learner *learner, struct fni_shape input, struct fn_error *err)
{
    int threads = fn_pool_threads(learner->pool), parts = part_count(learner);

    if (parts == 0)
        return true;
    learner->evaluators = fni_alloc((size_t)threads, sizeof *learner->evaluators, err);
    learner->valid_sums = fni_alloc((size_t)parts, sizeof *learner->valid_sums, err);
    if (!learner->evaluators || !learner->valid_sums)
        return false;
    for (; learner->n_evaluators < threads; learner->n_evaluators++) {
        struct fni_evaluator *evaluator = &learner->evaluators[learner->n_evaluators];
        evaluator->net = fni_net_new(learner->model, input, PART, FNI_INFER, err);
        if (!evaluator->net)
            return false;
    }
    return true;
}

void
fni_evaluators_free(struct fn_learner *learner)
{
    for (int i = 0; i < learner->n_evaluators; i++)
        fni_net_free(learner->evaluators[i].net);
    fni_free(learner->evaluators);
    fni_free(learner->valid_sums);
}

/* Adds up one part's losses and metrics, in the order of the images. */
static struct fni_valid_sums
add_up(const struct fn_learner *l, const struct fni_evaluator *e, int images)
{
    const float *output = fni_net_output(e->net);
    struct fni_shape shape = fni_net_output_shape(e->net);
    struct fni_valid_sums sums = {0};

    for (int i = 0; i < images; i++) {
        const float *logits = output + (size_t)(i / FNI_LANES) * fni_block_size(shape) + i % FNI_LANES;
        sums.loss += e->losses[i];
        for (int m = 0; m < l->n_metrics; m++)
            sums.metrics[m] +=
                l->metrics[m].class->image(l->metrics[m].values, logits, FNI_LANES, shape.c, e->labels[i]);
    }
    return sums;
}

/* What was found of each image of the part. */
static void
keep(const struct round *round, const struct fni_evaluator *e, int first, int images)
{
    const float *output = fni_net_output(e->net);
    struct fni_shape shape = fni_net_output_shape(e->net);

    for (int i = 0; i < images; i++) {
        const float *logits = output + (size_t)(i / FNI_LANES) * fni_block_size(shape) + i % FNI_LANES;
        fni_softmax(logits, shape.c, round->probabilities + (size_t)(first + i) * shape.c);
        round->losses[first + i] = (float)e->losses[i];
    }
}

/* From the list to the sums. */
static void
evaluate_part(const struct round *round, struct fni_evaluator *e, int part)
{
    struct fn_learner *l = round->learner;
    struct fn_label_list *valid = fn_data_bunch_valid(l->data);
    struct fni_team alone = {.threads = 1};
    int first = part * PART, left = fn_label_list_count(valid) - first, images = left < PART ? left : PART;
    struct fni_pass pass = fni_net_pass(alone, images, false, 0, 0);

    fni_data_ahead(valid, l->valid_order, first, images, alone);
    fni_data_fill(l->data, valid, l->valid_order + first, images, 0, 0, 0, pass.batch.blocks, fni_net_input(e->net),
                  e->labels);
    fni_net_forward(e->net, &pass);
    fni_net_loss(e->net, &pass, l->loss, e->labels, e->losses);
    l->valid_sums[part] = add_up(l, e, images);
    if (round->probabilities)
        keep(round, e, first, images);
}

static void
evaluate_parts(void *arg, struct fni_team team)
{
    struct round *round = arg;
    struct fni_evaluator *evaluator = &round->learner->evaluators[team.thread];
    double end = fni_seconds() + ROUND;

    fni_net_refresh(evaluator->net);
    while (!atomic_load(&round->over)) {
        int part = atomic_fetch_add(&round->next, 1);
        if (part >= round->parts)
            return;
        evaluate_part(round, evaluator, part);
        if (team.thread == 0 && fni_seconds() > end)
            atomic_store(&round->over, true);
    }
}

/* Tells of the batches that are done with the first `images`. */
static bool
tell(const struct fn_callbacks *callbacks, struct fn_progress *progress, int images, int val_bs)
{
    while (progress->batch < (images + val_bs - 1) / val_bs) {
        progress->batch++;
        if (callbacks && callbacks->on_batch_end && !callbacks->on_batch_end(callbacks->user, progress))
            return false;
    }
    return true;
}

bool
fni_learner_evaluate(struct fn_learner *learner, struct fn_progress progress, const struct fn_callbacks *callbacks,
                     double *loss, double *metrics)
{
    int images = fn_label_list_count(fn_data_bunch_valid(learner->data));
    int val_bs = fn_data_bunch_val_bs(learner->data);
    struct round round = {.learner = learner, .parts = part_count(learner)};
    struct fni_valid_sums all = {0};

    progress.validating = true;
    progress.batch = 0;
    progress.n_batches = fn_data_bunch_valid_batches(learner->data);
    while (round.next < round.parts) {
        int done;
        round.over = false;
        fni_pool_run(learner->pool, evaluate_parts, &round);
        done = round.next < round.parts ? round.next * PART / val_bs * val_bs : images;
        if (!tell(callbacks, &progress, done, val_bs))
            return false;
    }
    for (int p = 0; p < round.parts; p++) {
        all.loss += learner->valid_sums[p].loss;
        for (int m = 0; m < learner->n_metrics; m++)
            all.metrics[m] += learner->valid_sums[p].metrics[m];
    }
    *loss = images > 0 ? all.loss / images : NAN;
    for (int m = 0; m < learner->n_metrics; m++)
        metrics[m] = images > 0 ? all.metrics[m] / images : NAN;
    return true;
}

static bool
has_valid(const struct fn_learner *learner, struct fn_error *err)
{
    return learner->n_evaluators > 0 ||
           fni_fail(err, FN_ERROR_INPUT, "the valid set is empty: there is nothing to validate on");
}

bool
fn_learner_get_preds(struct fn_learner *learner, float *probabilities, float *losses, struct fn_error *err)
{
    struct round round = {
        .learner = learner, .probabilities = probabilities, .losses = losses, .parts = part_count(learner)};

    if (!has_valid(learner, err))
        return false;
    while (round.next < round.parts) {
        round.over = false;
        fni_pool_run(learner->pool, evaluate_parts, &round);
    }
    return true;
}

bool
fn_learner_validate(struct fn_learner *learner, double *loss, double metrics[FN_MAX_METRICS], struct fn_error *err)
{
    if (!has_valid(learner, err))
        return false;
    return fni_learner_evaluate(learner, (struct fn_progress){.n_epochs = 1}, NULL, loss, metrics);
}
