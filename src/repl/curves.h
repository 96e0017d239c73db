/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_CURVES_H
#define REPL_CURVES_H

#include "figure_out.h"

/* Curves of what fits and lr_find recorded, fastai's Recorder.plot, plot_losses, plot_lr and plot_metrics: of the
 * learner's last one, or of several runs in one figure. */

struct curve_source {
    const char *name; /* "run 3", before the curves' names; NULL: there is no other */
    const struct fn_recorder *recorder;
    const char *const *metrics; /* [recorder->n_metrics] names */
};

struct curve_options {
    int skip_start, skip_end; /* batches left out */
    bool suggestion;          /* lr_find: print and mark the two suggested learning rates */
    bool moms;                /* lr: the momentum too */
    struct figure_file file;  /* instead of the terminal */
};

/* Draws the figure (figure_out.h), says below it in words what it shows (curve_words.h), and returns None. n >= 1. */
typedef struct value *
curve_fn(struct repl *repl, const struct curve_source *sources, int n, const struct curve_options *options,
         struct fn_error *err);

curve_fn curve_lr_find;
curve_fn curve_losses;
curve_fn curve_lr;
curve_fn curve_metrics;

/* Of the learner's last fit or lr_find. */
struct value *
curve_of_learner(struct repl *repl, curve_fn *curve, const struct fn_learner *learner,
                 const struct curve_options *options, struct fn_error *err);

#endif
