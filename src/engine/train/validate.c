/* SPDX-License-Identifier: MIT */
#include "train/learner.h"

#include <math.h>

#include "core/fail.h"
#include "data/batch.h"

struct batch {
    struct fn_learner *learner;
    int first, images; /* of the valid list */
};

/* One batch, from the list to the loss and the metrics of each image. */
static void
validate_batch(void *arg, struct fni_team team)
{
    const struct batch *batch = arg;
    struct fn_learner *l = batch->learner;
    struct fni_net *net = l->valid_net;
    const float *output = fni_net_output(net);
    struct fni_shape shape = fni_net_output_shape(net);
    struct fni_pass pass = fni_net_pass(team, batch->images, false, 0, 0);

    fni_data_ahead(fn_data_bunch_valid(l->data), l->valid_order, batch->first, batch->images, team);
    fni_data_fill(l->data, fn_data_bunch_valid(l->data), l->valid_order + batch->first, batch->images, 0, 0,
                  pass.first_block, pass.end_block, fni_net_input(net), l->valid_labels);
    fni_net_forward(net, &pass);
    fni_net_loss(net, &pass, l->loss, l->valid_labels, l->losses);
    for (int b = pass.first_block; b < pass.end_block; b++)
        for (int lane = 0; lane < fni_block_images(pass.batch, b); lane++)
            for (int m = 0; m < l->n_metrics; m++) {
                int i = b * FNI_LANES + lane;
                const float *logits = output + (size_t)b * fni_block_size(shape) + lane;
                l->metric_values[m * l->valid_images + i] =
                    l->metrics[m].class->image(l->metrics[m].values, logits, FNI_LANES, shape.c, l->valid_labels[i]);
            }
}

bool
fni_learner_evaluate(struct fn_learner *learner, struct fn_progress progress, const struct fn_callbacks *callbacks,
                     double *loss, double *metrics)
{
    int images = fn_label_list_count(fn_data_bunch_valid(learner->data));
    struct batch batch = {.learner = learner};
    double loss_sum = 0, sums[FN_MAX_METRICS] = {0};

    progress.validating = true;
    progress.batch = 0;
    progress.n_batches = fn_data_bunch_valid_batches(learner->data);
    if (images > 0)
        fni_net_refresh(learner->valid_net);
    for (; batch.first < images; batch.first += batch.images) {
        batch.images = images - batch.first < learner->valid_images ? images - batch.first : learner->valid_images;
        fni_pool_run(learner->pool, validate_batch, &batch);
        for (int i = 0; i < batch.images; i++) {
            loss_sum += learner->losses[i];
            for (int m = 0; m < learner->n_metrics; m++)
                sums[m] += learner->metric_values[m * learner->valid_images + i];
        }
        progress.batch++;
        if (callbacks && callbacks->on_batch_end && !callbacks->on_batch_end(callbacks->user, &progress))
            return false;
    }
    *loss = images > 0 ? loss_sum / images : NAN;
    for (int m = 0; m < learner->n_metrics; m++)
        metrics[m] = images > 0 ? sums[m] / images : NAN;
    return true;
}

bool
fn_learner_validate(struct fn_learner *learner, double *loss, double metrics[FN_MAX_METRICS], struct fn_error *err)
{
    if (!learner->valid_net)
        return fni_fail(err, FN_ERROR_INPUT, "the valid set is empty: there is nothing to validate on");
    return fni_learner_evaluate(learner, (struct fn_progress){.n_epochs = 1}, NULL, loss, metrics);
}
