/* SPDX-License-Identifier: MIT */
#ifndef FN_LEARNER_H
#define FN_LEARNER_H

#include <stdbool.h>
#include <stdint.h>

#include <fn/data.h>
#include <fn/image.h>
#include <fn/layer.h>

/* fastai's Learner: a model, its data, a loss, an optimizer, and the recorder of what happened. */
struct fn_learner;

/* Rows of the tables of losses ("CrossEntropyLoss"), metrics ("accuracy", ...) and optimizers ("AdamW", "SGD"). */
struct fn_row_info {
    const char *name;
    const char *help;
    const struct fn_param *params;
    int n_params;
};

int
fn_loss_info_count(void);
const struct fn_row_info *
fn_loss_info_get(int index);
int
fn_metric_info_count(void);
const struct fn_row_info *
fn_metric_info_get(int index);
int
fn_optimizer_info_count(void);
const struct fn_row_info *
fn_optimizer_info_get(int index);

#define FN_MAX_METRICS 8

/* A name with its arguments, e.g. top_k_accuracy with k=5, SGD with momentum. */
struct fn_spec {
    const char *name;
    const struct fn_arg *args;
    int n_args;
};

struct fn_learner_options {
    struct fn_spec loss;      /* name NULL: CrossEntropyLoss */
    struct fn_spec optimizer; /* name NULL: AdamW, fastai's defaults: betas (mom, 0.99), eps 1e-8, wd 0.01 */
    struct fn_spec metrics[FN_MAX_METRICS];
    int n_metrics;
    double wd;            /* true weight decay on every parameter, batch norm included; negative: 0.01 */
    uint64_t seed;        /* of shuffling, random transforms and dropout */
    struct fn_pool *pool; /* borrowed, must outlive the learner */
};

/* Checks the model against the data's shape and classes. References data and model. */
struct fn_learner *
fn_learner_new(struct fn_data_bunch *data, struct fn_layer *model, const struct fn_learner_options *options,
               struct fn_error *err);

void
fn_learner_free(struct fn_learner *learner);

struct fn_data_bunch *
fn_learner_data(const struct fn_learner *learner); /* borrowed */

struct fn_layer *
fn_learner_model(const struct fn_learner *learner); /* borrowed */

/* NULL past the last one. */
const char *
fn_learner_metric_name(const struct fn_learner *learner, int index);

/* ---- Recorder ---- */

/* What the last fit or lr_find recorded. Arrays are owned by the learner and live until its next fit, resume or
 * lr_find. */
struct fn_recorder {
    bool lr_find;             /* made by lr_find, not by a fit */
    int n_batches;            /* values in the next four */
    const float *losses;      /* smoothed loss after each batch: 0.98 beta, with bias correction */
    const float *raw_losses;  /* loss of each batch */
    const float *lrs, *moms;  /* as used by each batch */
    int n_epochs, n_metrics;  /* epochs finished */
    const float *train_losses; /* [n_epochs], smoothed, at the end of the epoch */
    const float *val_losses;  /* [n_epochs], mean over the images; NaN without a valid set */
    const float *metrics;     /* [n_epochs][n_metrics] */
    const double *seconds;    /* [n_epochs], training and validation */
    const int *batches;       /* [n_epochs]: batches done at the end of each epoch */
};

const struct fn_recorder *
fn_learner_recorder(const struct fn_learner *learner);

/* ---- Training ---- */

struct fn_progress {
    int epoch, n_epochs; /* from 0 */
    int batch, n_batches; /* done in this epoch */
    double loss;         /* smoothed */
    double lr, mom;
    bool validating;
};

/* Called from the thread that called fit. Returning false stops after this batch or epoch: weights and recorder keep
 * what was learnt, and fit returns false with FN_ERROR_STOPPED; fn_learner_resume goes on. */
struct fn_callbacks {
    bool (*on_batch_end)(void *user, const struct fn_progress *progress);
    bool (*on_epoch_end)(void *user, const struct fn_recorder *recorder);
    void *user;
};

/* fastai's fit_one_cycle(cyc_len, max_lr, moms, div_factor, pct_start). */
struct fn_one_cycle {
    double max_lr;     /* > 0 */
    double moms[2];    /* 0, 0: 0.95, 0.85 */
    double div_factor; /* 0: 25 */
    double pct_start;  /* 0: 0.3 */
};

bool
fn_learner_fit_one_cycle(struct fn_learner *learner, int epochs, const struct fn_one_cycle *schedule,
                         const struct fn_callbacks *callbacks, struct fn_error *err);

/* Constant lr, momentum 0.9: fastai's fit(epochs, lr). */
bool
fn_learner_fit(struct fn_learner *learner, int epochs, double lr, const struct fn_callbacks *callbacks,
               struct fn_error *err);

/* Goes on with the fit or fit_one_cycle that a callback stopped, at the next batch, so that weights and recorder become
 * those of a fit that was not stopped, to the bit; a validation that was stopped starts over. lr_find, validate and
 * predict in between change nothing. Errors: no fit was stopped, or another one began since. */
bool
fn_learner_resume(struct fn_learner *learner, const struct fn_callbacks *callbacks, struct fn_error *err);

struct fn_lr_find {
    double start_lr, end_lr; /* 0: 1e-7 and 10 */
    int num_it;              /* 0: 100 */
    bool stop_div;           /* stop when the smoothed loss is over 4 x its best or NaN */
};

/* Weights, optimizer and random state are as they were afterwards; only the recorder changes. */
bool
fn_learner_lr_find(struct fn_learner *learner, const struct fn_lr_find *options, const struct fn_callbacks *callbacks,
                   struct fn_error *err);

/* Mean loss over the images of the valid set, and the metrics. */
bool
fn_learner_validate(struct fn_learner *learner, double *loss, double metrics[FN_MAX_METRICS], struct fn_error *err);

/* ---- Prediction ---- */

/* fastai's Learner.predict: one picture, of the channels and size that the data has, through the valid set's transforms
 * and the normalisation. *class: the most probable one, as fn_label_list_class counts; probabilities: a softmax over all
 * classes. A callback of a training may call it, and sees what the weights are then; the training goes on as without.
 * Errors: a picture of another shape, memory with the first picture. */
bool
fn_learner_predict(struct fn_learner *learner, const struct fn_image *image, int *class, float *probabilities,
                   struct fn_error *err);

/* fastai's get_preds(with_loss=True) on the valid set, in its order: probabilities[items][classes], a softmax for each
 * picture, and losses[items], what the loss function says of each. All threads work on it. Not to be called from a
 * callback. Errors: an empty valid set. */
bool
fn_learner_get_preds(struct fn_learner *learner, float *probabilities, float *losses, struct fn_error *err);

/* ---- Profile ---- */

/* A leaf of the model, in order of execution. Seconds a batch and floating-point operations a batch (of convolutions and
 * linear layers, taps in the padding left out), of one thread's share where there are several: seconds are the mean over
 * the threads, operations those of all. A ReLU whose work a neighbour does takes no time. */
struct fn_profile_row {
    const char *name; /* class: "Conv2d" */
    const char *path; /* place in the model: "3", "0.1.layers.0" */
    double forward, backward_data, backward_weights;
    double forward_flops, backward_data_flops, backward_weights_flops;
};

/* Where the time of the last fit or lr_find went. One batch in eight was measured. */
struct fn_profile {
    int batches;                            /* measured */
    int images, threads;                    /* images of a batch */
    double assemble, loss, optimizer, wait; /* seconds a batch beside the layers' */
    int n_rows;
    struct fn_profile_row *rows; /* names are borrowed from the learner */
};

/* Errors: nothing was trained yet. */
bool
fn_learner_profile(const struct fn_learner *learner, struct fn_profile *profile, struct fn_error *err);

void
fn_profile_fini(struct fn_profile *profile);

/* Floating-point operations a second that all threads of the pool reach together on multiply-adds in registers, with the
 * instruction set in use: the peak that nothing can exceed. Takes a third of a second. */
double
fn_pool_peak(struct fn_pool *pool);

#endif
