/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growing.h"

#include <stdlib.h>

enum { MOST_POINTS = 800 }; /* over four for a column of dots: more would not be seen */

/* Every n-th batch, the last among them. Returns how many. */
static int
thin_out(const struct fn_recorder *r, const float *x, const float *y, float out_x[], float out_y[])
{
    int step = r->n_batches / MOST_POINTS + 1, count = 0;

    for (int i = (r->n_batches - 1) % step; i < r->n_batches; i += step, count++) {
        out_x[count] = x ? x[i] : (float)(i + 1);
        out_y[count] = y[i];
    }
    return count;
}

/* Against the batches: what was recorded of each, and the valid losses so far. */
static struct fn_figure *
draw_batches(const struct fn_recorder *r, const float *values, const char *label)
{
    float x[MOST_POINTS + 1], y[MOST_POINTS + 1];
    bool losses = values == r->losses;
    int n_valid = losses ? r->n_epochs : 0;
    float *ends = malloc(((size_t)n_valid + 1) * sizeof *ends);
    struct fn_series series[] = {{.name = losses && !r->lr_find ? "Train" : NULL, .x = x, .y = y},
                                 {.name = "Validation", .x = ends, .y = r->val_losses, .marks = n_valid == 1}};
    struct fn_curves curves = {
        .series = series, .n_series = n_valid > 0 ? 2 : 1, .y_label = label, .log_x = losses && r->lr_find};
    struct fn_figure *figure = NULL;

    series[0].count = thin_out(r, curves.log_x ? r->lrs : NULL, values, x, y);
    if (ends) {
        for (int i = 0; i < n_valid; i++)
            ends[i] = (float)r->batches[i];
        series[1].count = n_valid;
        figure = fn_figure_curves(&curves, NULL);
    }
    free(ends);
    return figure;
}

static struct fn_figure *
draw_metrics(const struct fn_recorder *r, const struct fn_learner *learner)
{
    size_t n = (size_t)r->n_epochs;
    struct fn_series series[FN_MAX_METRICS] = {{0}};
    struct fn_curves curves = {.series = series, .n_series = r->n_metrics};
    float *values = malloc(n * ((size_t)r->n_metrics + 1) * sizeof *values), *ends = values;
    struct fn_figure *figure;

    if (!values)
        return NULL;
    for (size_t i = 0; i < n; i++)
        ends[i] = (float)r->batches[i];
    for (int m = 0; m < r->n_metrics; m++) {
        float *y = values + n * ((size_t)m + 1);
        for (size_t i = 0; i < n; i++)
            y[i] = r->metrics[i * (size_t)r->n_metrics + (size_t)m];
        series[m] = (struct fn_series){.name = fn_learner_metric_name(learner, m),
                                       .x = ends,
                                       .y = y,
                                       .count = r->n_epochs,
                                       .marks = r->n_epochs == 1};
    }
    figure = fn_figure_curves(&curves, NULL);
    free(values);
    return figure;
}

struct fn_figure *
growing_figure(const struct fn_learner *learner, enum growing what)
{
    const struct fn_recorder *r = fn_learner_recorder(learner);

    if (what == GROWING_METRICS)
        return r->n_epochs > 0 && r->n_metrics > 0 ? draw_metrics(r, learner) : NULL;
    if (r->n_batches < 2)
        return NULL;
    return what == GROWING_LOSSES ? draw_batches(r, r->losses, "Loss")
           : what == GROWING_LR   ? draw_batches(r, r->lrs, "Learning Rate")
                                  : draw_batches(r, r->moms, "Momentum");
}
