/* SPDX-License-Identifier: MIT */
#include "train/metric.h"

#include <math.h>

#include "train/row.h"

#define METRIC(symbol) extern const struct fni_metric_class fni_metric_##symbol;
#include "train/metrics.def"
#undef METRIC

static const struct fni_metric_class *const metrics[] = {
#define METRIC(symbol) &fni_metric_##symbol,
#include "train/metrics.def"
#undef METRIC
};

int
fn_metric_info_count(void)
{
    return (int)(sizeof metrics / sizeof *metrics);
}

const struct fn_row_info *
fn_metric_info_get(int index)
{
    return &metrics[index]->info;
}

bool
fni_metric_init(struct fni_metric *metric, const struct fn_spec *spec, struct fn_error *err)
{
    struct fni_metric fresh = {0};
    int row = fni_row_find("metric", spec->name ? spec->name : "", fn_metric_info_get, fn_metric_info_count(), err);

    if (row < 0)
        return false;
    fresh.class = metrics[row];
    if (!fni_args_bind(spec->name, fresh.class->info.params, fresh.class->info.n_params, spec->args, spec->n_args,
                       fresh.values, err))
        return false;
    *metric = fresh;
    return true;
}

static bool
greater(float a, float b)
{
    return a > b || (isnan(a) && !isnan(b));
}

int
fni_metric_rank(const float *logits, int stride, int classes, int label)
{
    float own = logits[label * stride];
    int rank = 0;

    for (int c = 0; c < classes; c++) {
        float other = logits[c * stride];
        rank += greater(other, own) || (c < label && !greater(own, other));
    }
    return rank;
}
