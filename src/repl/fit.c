/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "learner.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "curves.h"
#include "dashboard.h"
#include "progress.h"
#include "script.h"

/* The table of epochs as fastai's console prints it: columns as wide as their names, two blanks apart, six decimals.
 * The time is shown on terminals only, so that a script's output is the same each time. */
struct table_printer {
    struct repl *repl;
    struct learner *learner;
    struct progress *progress;
    bool head_done;
    char what[32];       /* of the progress line */
    double first, whole; /* images: done before this fit went on, of all its epochs; 0: not known yet */
};

static void
add_cell(struct text *line, const char *name, const char *cell)
{
    text_printf(line, "%s%-*s", line->length ? "  " : "", (int)strlen(name), cell);
}

static void
add_number(struct text *line, const char *name, double number)
{
    char cell[64];

    if (isnan(number))
        snprintf(cell, sizeof cell, "#na#");
    else
        snprintf(cell, sizeof cell, "%.6f", number);
    add_cell(line, name, cell);
}

/* Seconds under a minute as they are, since an epoch takes few; then minutes and hours as fastai's format_time. */
static void
format_time(double seconds, char *out, size_t size)
{
    long s = lround(seconds);

    if (seconds < 60)
        snprintf(out, size, "%.2fs", seconds);
    else if (s < 3600)
        snprintf(out, size, "%02ld:%02ld", s / 60, s % 60);
    else
        snprintf(out, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
}

static void
print_line(struct table_printer *printer, struct text *line)
{
    while (line->length && line->bytes[line->length - 1] == ' ')
        line->bytes[--line->length] = '\0';
    repl_print(printer->repl, "%s\n", line->bytes ? line->bytes : "");
    text_fini(line);
}

static void
print_head(struct table_printer *printer, int n_metrics)
{
    struct text line = {0};

    add_cell(&line, "epoch", "epoch");
    add_cell(&line, "train_loss", "train_loss");
    add_cell(&line, "valid_loss", "valid_loss");
    for (int i = 0; i < n_metrics; i++)
        add_cell(&line, fn_learner_metric_name(printer->learner->learner, i),
                 fn_learner_metric_name(printer->learner->learner, i));
    if (printer->repl->tty)
        add_cell(&line, "time", "time");
    print_line(printer, &line);
}

static bool
on_epoch_end(void *user, const struct fn_recorder *r)
{
    struct table_printer *printer = user;
    struct text line = {0};
    int epoch = r->n_epochs - 1;
    char cell[64];

    progress_end(printer->progress);
    if (!printer->head_done)
        print_head(printer, r->n_metrics);
    printer->head_done = true;
    snprintf(cell, sizeof cell, "%d", epoch + 1);
    add_cell(&line, "epoch", cell);
    add_number(&line, "train_loss", (double)r->train_losses[epoch]);
    add_number(&line, "valid_loss", (double)r->val_losses[epoch]);
    for (int i = 0; i < r->n_metrics; i++)
        add_number(&line, fn_learner_metric_name(printer->learner->learner, i),
                   (double)r->metrics[epoch * r->n_metrics + i]);
    if (printer->repl->tty) {
        format_time(r->seconds[epoch], cell, sizeof cell);
        add_cell(&line, "time", cell);
    }
    print_line(printer, &line);
    return !repl_interrupted(printer->repl);
}

/* Train and valid; batches that are not full count as such. */
static double
images_of_epoch(const struct fn_data_bunch *data)
{
    return (double)fn_data_bunch_train_batches(data) * fn_data_bunch_bs(data) +
           (double)fn_data_bunch_valid_batches(data) * fn_data_bunch_val_bs(data);
}

/* From the start of the fit. */
static double
images_until(const struct fn_progress *p, const struct fn_data_bunch *data)
{
    double before = p->epoch * images_of_epoch(data);

    if (p->validating)
        return before + (double)fn_data_bunch_train_batches(data) * fn_data_bunch_bs(data) +
               (double)p->batch * fn_data_bunch_val_bs(data);
    return before + (double)p->batch * fn_data_bunch_bs(data);
}

static void
draw_progress(struct table_printer *printer, const struct training *training)
{
    char note[96];

    snprintf(note, sizeof note, "loss %.4f  %.0f images/s  lr %.1e", training->loss, training->rate, training->lr);
    snprintf(printer->what, sizeof printer->what, "%s %d/%d", training->what, training->part, training->parts);
    printer->progress->share = training->share;
    progress_update(printer->progress, training->done, training->total, 1, note);
}

static bool
on_batch_end(void *user, const struct fn_progress *p)
{
    struct table_printer *printer = user;
    struct dashboard *dashboard = printer->repl->dashboard;
    struct fn_data_bunch *data = fn_learner_data(printer->learner->learner);
    bool open = dashboard_is_open(dashboard);

    if (printer->whole == 0) {
        printer->first = images_until(p, data) - (p->validating ? fn_data_bunch_val_bs(data) : fn_data_bunch_bs(data));
        printer->whole = p->n_epochs * images_of_epoch(data);
        printer->learner->epochs = p->n_epochs;
    }
    if (open ? dashboard_due(dashboard) : progress_due(printer->progress)) {
        double images = images_until(p, data) - printer->first, seconds = progress_seconds(printer->progress);
        struct training training = {
            .what = p->validating ? "valid" : "epoch",
            .part = p->epoch + 1,
            .parts = p->n_epochs,
            .done = p->batch,
            .total = p->n_batches,
            .share = fmin(images / (printer->whole - printer->first), 1),
            .seconds = seconds,
            .rate = images / seconds,
            .loss = p->loss,
            .lr = p->lr,
            .mom = p->mom,
        };
        if (open && !dashboard_show(dashboard, &training))
            return false;
        if (!open)
            draw_progress(printer, &training);
    }
    return !repl_interrupted(printer->repl);
}

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct fit {
    int epochs;
    const struct fn_one_cycle *one_cycle; /* NULL: constant lr */
    double lr;
};

/* fit NULL: goes on with the one that was stopped. */
static bool
run(struct fn_learner *learner, const struct fit *fit, const struct fn_callbacks *callbacks, struct fn_error *err)
{
    if (!fit)
        return fn_learner_resume(learner, callbacks, err);
    if (fit->one_cycle)
        return fn_learner_fit_one_cycle(learner, fit->epochs, fit->one_cycle, callbacks, err);
    return fn_learner_fit(learner, fit->epochs, fit->lr, callbacks, err);
}

/* As a run of the session: what a fit left, also one that was stopped. */
static void
keep(struct repl *repl, struct learner *l, const struct fit *fit)
{
    char what[96];

    if (fit)
        l->run = 0;
    else if (l->run == 0)
        return;
    if (fit && fit->one_cycle)
        snprintf(what, sizeof what, "fit_one_cycle(%d, max_lr=%g)", fit->epochs, fit->one_cycle->max_lr);
    else if (fit)
        snprintf(what, sizeof what, "fit(%d, lr=%g)", fit->epochs, fit->lr);
    else
        snprintf(what, sizeof what, "%s", repl->runs.items[l->run - 1].what);
    runs_keep(&repl->runs, &l->run, what, l->epochs, l->learner);
}

static struct value *
train(struct repl *repl, struct value *value, const struct fit *fit, bool live, struct fn_error *err)
{
    struct learner *l = value->object;
    struct progress progress;
    struct live curve = {.repl = repl, .learner = l->learner};
    struct table_printer printer = {.repl = repl, .learner = l, .progress = &progress};
    struct fn_callbacks callbacks = {.on_batch_end = on_batch_end, .on_epoch_end = on_epoch_end, .user = &printer};
    struct fn_error error = {0};
    double start = now();
    char total[64];
    bool ok;

    progress_start(&progress, repl, printer.what);
    progress.live = live ? &curve : NULL;
    dashboard_begin(repl->dashboard, value);
    ok = run(l->learner, fit, &callbacks, &error);
    progress_end(&progress);
    dashboard_end(repl->dashboard, ok);
    if (ok || error.kind == FN_ERROR_STOPPED)
        keep(repl, l, fit);
    l->seconds = (fit ? 0 : l->seconds) + now() - start;
    if (!ok && error.kind == FN_ERROR_STOPPED) {
        const struct fn_recorder *r = fn_learner_recorder(l->learner);
        return fail(err, FN_ERROR_STOPPED, "stopped after %d batches and %d of %d epochs; what was learnt is kept%s",
                    r->n_batches, r->n_epochs, l->epochs, repl->interactive ? ", `resume` goes on" : "");
    }
    if (!ok)
        return fail(err, error.kind, "%s", error.message);
    if (repl->tty) {
        format_time(l->seconds, total, sizeof total);
        repl_print(repl, "Total time: %s\n", total);
    }
    if (repl->tty && live) /* what was looked at stays */
        return curve_of_learner(repl, curve_losses, l->learner, &(struct curve_options){0}, err);
    return value_none();
}

struct value *
learner_fit(struct repl *repl, struct value *value, int epochs, const struct fn_one_cycle *one_cycle, double lr,
            bool live, struct fn_error *err)
{
    return train(repl, value, &(struct fit){epochs, one_cycle, lr}, live, err);
}

struct value *
learner_resume(struct repl *repl, struct value *value, bool live, struct fn_error *err)
{
    return train(repl, value, NULL, live, err);
}
