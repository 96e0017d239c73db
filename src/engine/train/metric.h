/* SPDX-License-Identifier: MIT */
#ifndef FNI_METRIC_H
#define FNI_METRIC_H

#include <fn/learner.h>

#include "core/args.h"

enum { FNI_METRIC_PARAMS = 4 };

/* A metric, one row of train/metrics.def, one file train/metric_NAME.c: a value for each image, its mean is shown. */
struct fni_metric_class {
    struct fn_row_info info;

    /* logits[class * stride], class 0 .. classes - 1; 0 <= label < classes. */
    float (*image)(const struct fni_value *values, const float *logits, int stride, int classes, int label);
};

struct fni_metric {
    const struct fni_metric_class *class;
    struct fni_value values[FNI_METRIC_PARAMS];
};

/* Errors: an unknown name or argument. Nothing to release. */
bool
fni_metric_init(struct fni_metric *metric, const struct fn_spec *spec, struct fn_error *err);

/* How many classes the model holds for more likely than `label`. Of equal ones the first wins, NaN counts as the
 * largest: as PyTorch's argmax. */
int
fni_metric_rank(const float *logits, int stride, int classes, int label);

#endif
