/* SPDX-License-Identifier: MIT
 * fastai's accuracy: the share of images whose most likely class is their own. */
#include "train/metric.h"

static float
image(const struct fni_value *values, const float *logits, int stride, int classes, int label)
{
    (void)values;
    return fni_metric_rank(logits, stride, classes, label) == 0;
}

const struct fni_metric_class fni_metric_accuracy = {
    .info = {.name = "accuracy", .help = "share of images whose most likely class is the right one"},
    .image = image,
};
