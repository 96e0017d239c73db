/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_RUNS_H
#define REPL_RUNS_H

#include <fn/fn.h>

/* The runs of a session: each fit or lr_find that got as far as a batch, as it was recorded. A fit that is stopped and
 * goes on is one run. */

struct run {
    char *what;     /* "fit_one_cycle(3, max_lr=0.1)" */
    size_t weights; /* parameters of the model */
    int epochs;     /* that were to be; 0: lr_find */
    struct fn_recorder recorder;
    char *metrics[FN_MAX_METRICS]; /* [recorder.n_metrics] names */
};

/* Run `number` is runs->items[number - 1]. */
struct runs {
    struct run *items;
    int count;
};

/* Keeps what the learner's recorder has now: as a new run if *number is 0, which becomes its number, else in place of
 * what was kept. Nothing is kept of no batches, nor without memory: what was learnt is worth more than its record. */
void
runs_keep(struct runs *runs, int *number, const char *what, int epochs, const struct fn_learner *learner);

void
runs_fini(struct runs *runs);

#endif
