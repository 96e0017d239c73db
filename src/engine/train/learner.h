/* SPDX-License-Identifier: MIT */
#ifndef FNI_LEARNER_H
#define FNI_LEARNER_H

#include <fn/learner.h>

#include "nn/net.h"
#include "train/metric.h"
#include "train/optimizer.h"
#include "train/profile.h"
#include "train/recorder.h"
#include "train/schedule.h"

/* The loop that fit, fit_one_cycle and lr_find share. */
struct fni_fit {
    struct fni_schedule schedule;
    int epochs;
    bool validate;
};

/* What a thread has of its own to validate with. */
enum { FNI_EVALUATOR_IMAGES = FNI_PART_BLOCKS * FNI_LANES };

struct fni_evaluator {
    struct fni_net *net;
    int labels[FNI_EVALUATOR_IMAGES];
    double losses[FNI_EVALUATOR_IMAGES];
};

/* Over so many images of the valid list. */
struct fni_valid_sums {
    double loss, metrics[FN_MAX_METRICS];
};

/* All memory of a training is taken when the learner is made; a fit takes only the recorder's. */
struct fn_learner {
    struct fn_data_bunch *data;
    struct fn_layer *model;
    struct fn_pool *pool; /* borrowed */
    const struct fni_loss *loss;
    struct fni_optimizer optimizer;
    struct fni_metric metrics[FN_MAX_METRICS];
    int n_metrics;
    struct fni_recorder recorder;
    struct fni_profile profile;

    struct fni_net *train_net; /* for batches of train_images */
    int train_images;
    struct fni_net *predict_net; /* for one image; NULL until the first prediction */

    struct fni_evaluator *evaluators; /* [n_evaluators] one a thread; none without a valid set */
    int n_evaluators;
    struct fni_valid_sums *valid_sums; /* [valid items / FNI_EVALUATOR_IMAGES, rounded up] */

    /* Random state: three seeds, and how far the training has come over all its fits. */
    uint64_t order_seed, transform_seed, dropout_seed;
    uint64_t epochs, batches; /* begun */

    int *order;       /* [train items] the epoch's */
    int *valid_order; /* [valid items] 0, 1, 2, ... */
    int *labels;      /* of the train net's batch, or of the next one: [train_images] */
    double *losses;   /* of the train net's batch: [train_images] */
    bool fitting;     /* a callback may not start another fit */

    struct fni_fit stopped;        /* goes on at resume, where its recorder is; epochs 0: none was stopped */
    struct fni_recorder set_aside; /* the stopped fit's, while lr_find's is the learner's */
};

/* Of one image's logits, FNI_LANES apart, to probabilities[classes]. Returns the most probable class, the first of
 * several. */
int
fni_softmax(const float *logits, int classes, float *probabilities);

/* Errors: memory. */
bool
fni_evaluators_new(struct fn_learner *learner, struct fni_shape input, struct fn_error *err);

void
fni_evaluators_free(struct fn_learner *learner);

/* With a fresh recorder. FN_ERROR_STOPPED when a callback asked to stop; other errors come before the first batch. */
bool
fni_learner_run(struct fn_learner *learner, const struct fni_fit *fit, const struct fn_callbacks *callbacks,
                struct fn_error *err);

/* One pass over the valid set: the mean loss and metrics[n_metrics], NaN if there is none. progress is told of each
 * batch (callbacks may be NULL). False if a callback asked to stop. */
bool
fni_learner_evaluate(struct fn_learner *learner, struct fn_progress progress, const struct fn_callbacks *callbacks,
                     double *loss, double *metrics);

#endif
