/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_PROGRESS_H
#define REPL_PROGRESS_H

#include <time.h>

#include "repl.h"

/* A line on the terminal that says how far long work is, rewritten in place and gone when the work is done:
 *
 *     decode [==========          ]  35000/70000  50%  0:03
 *
 * Nothing is written off a terminal or with `set progress off`, nor for work that is done at once. */
struct progress {
    struct repl *repl;
    const char *what; /* "decode" */
    struct timespec start, last;
    int width; /* columns to be wiped; 0: nothing is there */
};

void
progress_start(struct progress *progress, struct repl *repl, const char *what);

/* Done of total; total 0: it is not known, done is shown alone. unit divides both (1 << 20 with "MiB"); `note` stands
 * at the end of the line, NULL: none. Cheap: draws ten times a second at most. */
void
progress_update(struct progress *progress, long long done, long long total, long long unit, const char *note);

/* Wipes the line. */
void
progress_end(struct progress *progress);

/* The callback of fn_data_bunch_options and of fn_idx_to_png_tree: user is a struct progress. False after Ctrl-C. */
bool
progress_files(void *user, int done, int total);

#endif
