/* SPDX-License-Identifier: MIT
 * fastai's top_k_accuracy: the share of images whose class is among the k most likely. */
#include "train/metric.h"

static const struct fn_param params[] = {
    {.name = "k", .kind = FN_INT, .fallback = "5", .low = 1, .high = 1e6, .help = "how many classes may be guessed"},
};

static float
image(const struct fni_value *values, const float *logits, int stride, int classes, int label)
{
    return fni_metric_rank(logits, stride, classes, label) < values[0].number;
}

const struct fni_metric_class fni_metric_top_k_accuracy = {
    .info = {.name = "top_k_accuracy",
             .help = "share of images whose class is among the k most likely",
             .params = params,
             .n_params = sizeof params / sizeof *params},
    .image = image,
};
