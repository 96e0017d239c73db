/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "curves.h"

#include <stdlib.h>
#include <string.h>

#include "curve_words.h"
#include "script.h"

/* A figure in the making: its series, what they are made of, and the words below it. */
struct sheet {
    struct fn_curves curves;
    struct fn_series *series; /* [curves.n_series] */
    float **x;                /* [curves.n_series] */
    char **names;             /* [curves.n_series] */
    struct text words;
};

static void
sheet_fini(struct sheet *sheet)
{
    for (int i = 0; i < sheet->curves.n_series; i++) {
        free(sheet->x[i]);
        free(sheet->names[i]);
    }
    free(sheet->series);
    free(sheet->x);
    free(sheet->names);
    text_fini(&sheet->words);
}

static bool
sheet_init(struct sheet *sheet, int most, const char *x_label, const char *y_label, struct fn_error *err)
{
    *sheet = (struct sheet){.curves = {.x_label = x_label, .y_label = y_label}};
    sheet->curves.series = sheet->series = calloc((size_t)most, sizeof *sheet->series);
    sheet->x = calloc((size_t)most, sizeof *sheet->x);
    sheet->names = calloc((size_t)most, sizeof *sheet->names);
    return (sheet->series && sheet->x && sheet->names) || fail_memory(err);
}

/* A series of `count` values, `stride` apart in y, with x to be filled; NULL: no memory. Its name is the source's and
 * `what`, as far as there are any. */
static float *
add_series(struct sheet *sheet, const struct curve_source *source, const char *what, const float *y, int stride,
           int count, struct fn_error *err)
{
    int i = sheet->curves.n_series++;
    struct text name = {0};
    float *x = sheet->x[i] = malloc(2 * ((size_t)count + 1) * sizeof *x);

    text_printf(&name, "%s%s%s", source->name ? source->name : "", source->name && what ? " " : "", what ? what : "");
    sheet->names[i] = text_take(&name);
    if (!x || !sheet->names[i])
        return fail_memory(err);
    for (int k = 0; k < count; k++)
        x[count + k] = y[k * stride];
    sheet->series[i] = (struct fn_series){.name = sheet->names[i][0] ? sheet->names[i] : NULL,
                                          .x = x,
                                          .y = x + count,
                                          .count = count,
                                          .marks = count == 1};
    return x;
}

/* Over the batches from `first` on, counted from 0. */
static bool
add_batches(struct sheet *sheet, const struct curve_source *source, const char *what, const float *y, int first,
            int end, struct fn_error *err)
{
    float *x = add_series(sheet, source, what, y + first, 1, end - first, err);

    for (int i = first; x && i < end; i++)
        x[i - first] = (float)i;
    return x != NULL;
}

/* Over the epochs first .. end - 1, each at its last batch. */
static bool
add_epochs(struct sheet *sheet, const struct curve_source *source, const char *what, const float *y, int stride,
           int first, int end, struct fn_error *err)
{
    float *x = add_series(sheet, source, what, y + first * stride, stride, end - first, err);

    for (int i = first; x && i < end; i++)
        x[i - first] = (float)source->recorder->batches[i];
    return x != NULL;
}

/* The words that follow are about this source. */
static void
begin_words(struct sheet *sheet, const struct curve_source *source)
{
    if (source->name)
        text_printf(&sheet->words, "%s:\n", source->name);
}

/* The rows that lines take in a window so wide. */
static int
rows_of(const char *lines, int columns)
{
    int rows = 0;

    for (const char *line = lines; *line; line += strcspn(line, "\n"), line += *line == '\n')
        rows += ((int)strcspn(line, "\n") + columns - 1) / columns;
    return rows;
}

static struct value *
show(struct repl *repl, struct sheet *sheet, struct figure_file file, struct fn_error *err)
{
    struct fn_figure *figure = fn_figure_curves(&sheet->curves, err);
    const char *words = sheet->words.bytes ? sheet->words.bytes : "";
    bool ok = figure && figure_show(repl, figure, file, rows_of(words, repl_columns(repl)), err);

    fn_figure_free(figure);
    if (ok)
        repl_print(repl, "%s", words);
    return ok ? value_none() : NULL;
}

/* Batches *first .. *end - 1 are left after both skips; at least two are wanted for a curve. */
static bool
skip(const struct curve_source *source, const struct curve_options *options, const char *what, int *first, int *end,
     struct fn_error *err)
{
    *first = options->skip_start;
    *end = source->recorder->n_batches - options->skip_end;
    if (*end - *first >= 2)
        return true;
    return fail(err, FN_ERROR_INPUT, "%s%sbatches recorded: %d, too few to draw %s with skip_start=%d, skip_end=%d",
                source->name ? source->name : "", source->name ? ": " : "", source->recorder->n_batches, what,
                options->skip_start, options->skip_end);
}

static bool
add_suggestion(struct repl *repl, struct sheet *sheet, const struct curve_source *source, int first, int end,
               struct fn_error *err)
{
    const struct fn_recorder *r = source->recorder;
    struct suggestion s = suggest(r->losses + first, end - first);
    float *x = add_series(sheet, source, source->name ? "suggestion" : NULL, r->losses + first + s.steepest, 1, 1, err);

    if (!x)
        return false;
    x[0] = r->lrs[first + s.steepest];
    if (source->name)
        repl_print(repl, "%s:\n", source->name);
    repl_print(repl, "Min numerical gradient: %.2E\n", (double)r->lrs[first + s.steepest]);
    repl_print(repl, "Min loss divided by 10: %.2E\n", (double)r->lrs[first + s.lowest] / 10);
    return true;
}

struct value *
curve_lr_find(struct repl *repl, const struct curve_source *sources, int n, const struct curve_options *options,
              struct fn_error *err)
{
    struct sheet sheet;
    struct value *result = NULL;
    int first, end;

    if (!sheet_init(&sheet, 2 * n, "Learning Rate", "Loss", err))
        goto out;
    sheet.curves.log_x = true;
    for (int i = 0; i < n; i++) {
        const struct fn_recorder *r = sources[i].recorder;
        if (!skip(&sources[i], options, "the loss against the learning rate", &first, &end, err))
            goto out;
        float *x = add_series(&sheet, &sources[i], NULL, r->losses + first, 1, end - first, err);
        for (int k = first; x && k < end; k++)
            x[k - first] = r->lrs[k];
        if (!x)
            goto out;
        begin_words(&sheet, &sources[i]);
        words_lr_find(r, first, end, &sheet.words);
    }
    for (int i = 0; i < n && options->suggestion; i++)
        if (!skip(&sources[i], options, "", &first, &end, err) ||
            !add_suggestion(repl, &sheet, &sources[i], first, end, err))
            goto out;
    result = show(repl, &sheet, options->file, err);
out:
    sheet_fini(&sheet);
    return result;
}

struct value *
curve_losses(struct repl *repl, const struct curve_source *sources, int n, const struct curve_options *options,
             struct fn_error *err)
{
    struct sheet sheet;
    struct value *result = NULL;
    int first, end;

    if (!sheet_init(&sheet, 2 * n, "Batches processed", "Loss", err))
        goto out;
    for (int i = 0; i < n; i++) {
        const struct fn_recorder *r = sources[i].recorder;
        if (!skip(&sources[i], options, "the losses", &first, &end, err) ||
            !add_batches(&sheet, &sources[i], "Train", r->losses, first, end, err))
            goto out;
        int from = 0, to; /* the epochs that end among the batches shown */
        while (from < r->n_epochs && r->batches[from] <= first)
            from++;
        for (to = from; to < r->n_epochs && r->batches[to] <= end; to++)
            continue;
        if (to > from && !add_epochs(&sheet, &sources[i], "Validation", r->val_losses, 1, from, to, err))
            goto out;
        begin_words(&sheet, &sources[i]);
        words_losses(r, first, end, &sheet.words);
    }
    result = show(repl, &sheet, options->file, err);
out:
    sheet_fini(&sheet);
    return result;
}

/* One figure of the learning rate or of the momentum. */
static struct value *
draw_schedule(struct repl *repl, const struct curve_source *sources, int n, const struct curve_options *options,
              bool moms, struct fn_error *err)
{
    struct sheet sheet;
    struct value *result = NULL;
    int first, end;

    if (!sheet_init(&sheet, n, "Iterations", moms ? "Momentum" : "Learning Rate", err))
        goto out;
    for (int i = 0; i < n; i++) {
        const struct fn_recorder *r = sources[i].recorder;
        if (!skip(&sources[i], options, "the learning rate", &first, &end, err) ||
            !add_batches(&sheet, &sources[i], NULL, moms ? r->moms : r->lrs, first, end, err))
            goto out;
        begin_words(&sheet, &sources[i]);
        (moms ? words_moms : words_lr)(r, first, end, &sheet.words);
    }
    result = show(repl, &sheet, options->file, err);
out:
    sheet_fini(&sheet);
    return result;
}

struct value *
curve_lr(struct repl *repl, const struct curve_source *sources, int n, const struct curve_options *options,
         struct fn_error *err)
{
    if (options->moms && options->file.path)
        return fail(err, FN_ERROR_INPUT, "two figures do not go into one file: give either show_moms or out");
    struct value *result = draw_schedule(repl, sources, n, options, false, err);
    if (result && options->moms) {
        value_unref(result);
        result = draw_schedule(repl, sources, n, options, true, err);
    }
    return result;
}

/* All have one and the same metric, which names the axis then. */
static bool
have_one_metric(const struct curve_source *sources, int n)
{
    for (int i = 0; i < n; i++)
        if (sources[i].recorder->n_metrics != 1 || strcmp(sources[i].metrics[0], sources[0].metrics[0]) != 0)
            return false;
    return true;
}

struct value *
curve_metrics(struct repl *repl, const struct curve_source *sources, int n, const struct curve_options *options,
              struct fn_error *err)
{
    struct sheet sheet;
    struct value *result = NULL;
    bool single = have_one_metric(sources, n);

    if (!sheet_init(&sheet, n * FN_MAX_METRICS, "Batches processed", single ? sources[0].metrics[0] : "Metric", err))
        goto out;
    for (int i = 0; i < n; i++) {
        const struct fn_recorder *r = sources[i].recorder;
        if (r->n_metrics == 0 || r->n_epochs == 0) {
            fail(err, FN_ERROR_INPUT, "%s%s%s", sources[i].name ? sources[i].name : "", sources[i].name ? ": " : "",
                 r->n_metrics == 0 ? "this learner has no metrics, give it some: Learner(…, metrics=accuracy)"
                                   : "no epoch was finished, so there are no metrics to draw");
            goto out;
        }
        for (int j = 0; j < r->n_metrics; j++)
            if (!add_epochs(&sheet, &sources[i], single ? NULL : sources[i].metrics[j], r->metrics + j, r->n_metrics, 0,
                            r->n_epochs, err))
                goto out;
        begin_words(&sheet, &sources[i]);
        words_metrics(r, sources[i].metrics, &sheet.words);
    }
    result = show(repl, &sheet, options->file, err);
out:
    sheet_fini(&sheet);
    return result;
}

struct value *
curve_of_learner(struct repl *repl, curve_fn *curve, const struct fn_learner *learner,
                 const struct curve_options *options, struct fn_error *err)
{
    const char *metrics[FN_MAX_METRICS];
    struct curve_source source = {.recorder = fn_learner_recorder(learner), .metrics = metrics};

    for (int i = 0; i < source.recorder->n_metrics; i++)
        metrics[i] = fn_learner_metric_name(learner, i);
    return curve(repl, &source, 1, options, err);
}
