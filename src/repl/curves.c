/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "learner.h"

#include <math.h>
#include <stdlib.h>

#include "figure_out.h"
#include "script.h"

static struct value *
draw(struct repl *repl, const struct fn_curves *curves, const char *out, struct fn_error *err)
{
    return figure_show_take(repl, fn_figure_curves(curves, err), out, NULL, err);
}

/* Batches first .. end - 1 are left after both skips; at least two are wanted for a curve. */
static bool
skip(int count, const struct curve_options *options, const char *what, int *first, int *end, struct fn_error *err)
{
    *first = options->skip_start;
    *end = count - options->skip_end;
    if (*end - *first >= 2)
        return true;
    fail(err, FN_ERROR_INPUT, "batches recorded: %d, too few to draw %s with skip_start=%d, skip_end=%d", count, what,
         options->skip_start, options->skip_end);
    return false;
}

/* numpy's gradient: central differences inside, one-sided at both ends. */
static float
gradient(const float *y, int count, int i)
{
    if (i == 0)
        return y[1] - y[0];
    if (i == count - 1)
        return y[i] - y[i - 1];
    return (y[i + 1] - y[i - 1]) / 2;
}

struct suggestion {
    int steepest, lowest; /* indices of the batches */
};

/* fastai's Recorder.plot(suggestion=True): where the loss falls fastest, and where it is lowest. */
static struct suggestion
suggest(const float *losses, int count)
{
    struct suggestion s = {0, 0};

    for (int i = 1; i < count; i++) {
        if (gradient(losses, count, i) < gradient(losses, count, s.steepest))
            s.steepest = i;
        if (losses[i] < losses[s.lowest])
            s.lowest = i;
    }
    return s;
}

struct value *
curve_lr_find(struct repl *repl, const struct fn_recorder *recorder, struct fn_learner *learner,
              const struct curve_options *options, struct fn_error *err)
{
    struct fn_series series[2] = {0};
    struct fn_curves curves = {
        .x_label = "Learning Rate", .y_label = "Loss", .log_x = true, .series = series, .n_series = 1};
    int first, end;

    (void)learner;
    if (!skip(recorder->n_batches, options, "the loss against the learning rate", &first, &end, err))
        return NULL;
    series[0] = (struct fn_series){.x = recorder->lrs + first, .y = recorder->losses + first, .count = end - first};
    if (options->suggestion) {
        struct suggestion s = suggest(series[0].y, series[0].count);
        repl_print(repl, "Min numerical gradient: %.2E\n", (double)series[0].x[s.steepest]);
        repl_print(repl, "Min loss divided by 10: %.2E\n", (double)series[0].x[s.lowest] / 10);
        series[1] = (struct fn_series){
            .x = series[0].x + s.steepest, .y = series[0].y + s.steepest, .count = 1, .marks = true};
        curves.n_series = 2;
    }
    return draw(repl, &curves, options->out, err);
}

/* 0, 1, 2, ... as floats, for the axis of batches; the caller frees. */
static float *
count_up(int count, struct fn_error *err)
{
    float *x = malloc(((size_t)count + 1) * sizeof *x);

    if (!x)
        return fail_memory(err);
    for (int i = 0; i < count; i++)
        x[i] = (float)i;
    return x;
}

/* The batch at the end of each epoch, as floats. */
static float *
epoch_ends(const struct fn_recorder *recorder, struct fn_error *err)
{
    float *x = malloc(((size_t)recorder->n_epochs + 1) * sizeof *x);

    if (!x)
        return fail_memory(err);
    for (int i = 0; i < recorder->n_epochs; i++)
        x[i] = (float)recorder->batches[i];
    return x;
}

struct value *
curve_losses(struct repl *repl, const struct fn_recorder *recorder, struct fn_learner *learner,
             const struct curve_options *options, struct fn_error *err)
{
    struct fn_series series[2] = {0};
    struct fn_curves curves = {
        .x_label = "Batches processed", .y_label = "Loss", .series = series, .n_series = 1};
    float *batches = count_up(recorder->n_batches, err), *ends = epoch_ends(recorder, err);
    struct value *result = NULL;
    int first, end;

    (void)learner;
    if (!batches || !ends || !skip(recorder->n_batches, options, "the losses", &first, &end, err))
        goto out;
    series[0] = (struct fn_series){
        .name = "Train", .x = batches + first, .y = recorder->losses + first, .count = end - first};
    int valid = 0, n_valid = 0; /* the epochs that end among the batches shown */
    for (int i = 0; i < recorder->n_epochs; i++) {
        if (recorder->batches[i] <= first)
            valid = i + 1;
        else if (recorder->batches[i] <= end)
            n_valid++;
    }
    if (n_valid > 0) {
        series[1] = (struct fn_series){.name = "Validation",
                                       .x = ends + valid,
                                       .y = recorder->val_losses + valid,
                                       .count = n_valid,
                                       .marks = n_valid == 1};
        curves.n_series = 2;
    }
    result = draw(repl, &curves, options->out, err);
out:
    free(batches);
    free(ends);
    return result;
}

struct value *
curve_lr(struct repl *repl, const struct fn_recorder *recorder, struct fn_learner *learner,
         const struct curve_options *options, struct fn_error *err)
{
    struct fn_series series = {0};
    struct fn_curves curves = {.x_label = "Iterations", .y_label = "Learning Rate", .series = &series, .n_series = 1};
    float *batches = NULL;
    struct value *result = NULL;
    int first, end;

    (void)learner;
    if (options->moms && options->out) {
        fail(err, FN_ERROR_INPUT, "two figures do not go into one file: give either show_moms or out");
        return NULL;
    }
    if (!skip(recorder->n_batches, options, "the learning rate", &first, &end, err) ||
        !(batches = count_up(recorder->n_batches, err)))
        return NULL;
    series = (struct fn_series){.x = batches + first, .y = recorder->lrs + first, .count = end - first};
    result = draw(repl, &curves, options->out, err);
    if (result && options->moms) {
        value_unref(result);
        series.y = recorder->moms + first;
        curves.y_label = "Momentum";
        result = draw(repl, &curves, options->out, err);
    }
    free(batches);
    return result;
}

struct value *
curve_metrics(struct repl *repl, const struct fn_recorder *recorder, struct fn_learner *learner,
              const struct curve_options *options, struct fn_error *err)
{
    struct fn_series series[FN_MAX_METRICS];
    struct fn_curves curves = {.x_label = "Batches processed",
                               .y_label = "Metric",
                               .series = series,
                               .n_series = recorder->n_metrics};
    int n = recorder->n_epochs, m = recorder->n_metrics;
    float *ends = NULL, *values = NULL;
    struct value *result = NULL;

    if (n == 0 || m == 0) {
        fail(err, FN_ERROR_INPUT, "%s", m == 0 ? "this learner has no metrics, give it some: Learner(…, metrics=accuracy)"
                                               : "no epoch was finished, so there are no metrics to draw");
        return NULL;
    }
    ends = epoch_ends(recorder, err);
    values = malloc((size_t)n * (size_t)m * sizeof *values);
    if (!ends || !values) {
        fail_memory(err);
        goto out;
    }
    for (int j = 0; j < m; j++) {
        for (int i = 0; i < n; i++)
            values[j * n + i] = recorder->metrics[i * m + j];
        series[j] = (struct fn_series){.name = fn_learner_metric_name(learner, j),
                                       .x = ends,
                                       .y = values + j * n,
                                       .count = n,
                                       .marks = n == 1};
    }
    if (m == 1) {
        curves.y_label = series[0].name;
        series[0].name = NULL;
    }
    result = draw(repl, &curves, options->out, err);
out:
    free(ends);
    free(values);
    return result;
}
