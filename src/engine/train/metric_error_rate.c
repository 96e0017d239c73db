/* SPDX-License-Identifier: MIT
 * fastai's error_rate: 1 - accuracy. */
#include "train/metric.h"

static float
image(const struct fni_value *values, const float *logits, int stride, int classes, int label)
{
    (void)values;
    return fni_metric_rank(logits, stride, classes, label) != 0;
}

const struct fni_metric_class fni_metric_error_rate = {
    .info = {.name = "error_rate", .help = "share of images whose most likely class is a wrong one"},
    .image = image,
};
