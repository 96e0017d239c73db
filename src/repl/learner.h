/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_LEARNER_H
#define REPL_LEARNER_H

#include "repl.h"
#include "table.h"

/* The object of a value of type_learner: the engine's learner with the values it was made of, so that learn.data is the
 * same object as data. */
struct learner {
    struct fn_learner *learner;
    struct value *data, *model;
    int epochs;     /* of the last fit, those to come too */
    int run;        /* its number in the session (runs.h); 0: none */
    double seconds; /* that it took, over all its parts where it was stopped */
};

/* Learner(data, model, ...) and the command `learner MODEL ...` have these parameters; the command leaves out the
 * first. */
enum { LEARNER_DATA, LEARNER_MODEL, LEARNER_LOSS, LEARNER_METRICS, LEARNER_OPT, LEARNER_WD, N_LEARNER_PARAMS };
extern const struct fn_param learner_params[N_LEARNER_PARAMS];

/* args[i] belongs to learner_params[i]. One reference. */
struct value *
learner_make(struct repl *repl, struct value *const args[N_LEARNER_PARAMS], struct fn_error *err);

/* The types a command of learners applies to. */
extern const struct type *const learner_only[];

/* ---- Fitting, as `fit`, learn.fit and `resume` do it (fit.c) ---- */

/* Trains with progress on a terminal, prints the table of epochs, and stops at Ctrl-C with what was learnt kept.
 * one_cycle NULL: constant lr. live: on a terminal the curve of the losses grows
 * below the line of progress (live.h), and stays at the end. */
struct value *
learner_fit(struct repl *repl, struct value *learner, int epochs, const struct fn_one_cycle *one_cycle, double lr,
            bool live, struct fn_error *err);

/* Goes on with the fit that was stopped, and with its table. */
struct value *
learner_resume(struct repl *repl, struct value *learner, bool live, struct fn_error *err);

/* The parameter that says so. */
#define PARAM_LIVE                                                                                                     \
    {                                                                                                                  \
        .name = "live", .kind = FN_BOOL, .fallback = "False",                                                          \
        .help = "draw the losses while they fall, below the line of progress"                                          \
    }

#endif
