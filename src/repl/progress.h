/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_PROGRESS_H
#define REPL_PROGRESS_H

#include <time.h>

#include "live.h"

/* A line on the terminal that says how far long work is, rewritten in place and gone when the work is done:
 *
 *     decode [==========          ] 35000/70000  0:03 left
 *
 * Nothing is written off a terminal or with `set progress off`, nor for work that is done at once. It never wraps: in a
 * narrow window the bar shrinks, then what is noted goes, the last first, then the bar, then the time. */
struct progress {
    struct repl *repl;
    const char *what; /* "decode" */
    double share;     /* of all the work, 0 to 1, where done of total is but a part of it (an epoch); else 0 */
    struct timespec start, last;
    int width;         /* columns to be wiped; 0: nothing is there */
    struct live *live; /* drawn below the line; NULL: nothing is */
};

void
progress_start(struct progress *progress, struct repl *repl, const char *what);

/* Since progress_start. */
double
progress_seconds(const struct progress *progress);

/* Whether progress_update would draw now. Cheap; what is costly to find out need not be found out else. */
bool
progress_due(const struct progress *progress);

/* Done of total; total 0: it is not known, done is shown alone. unit divides both: 1, or 1 << 20 for MiB. `note`: more
 * to say, the most important first, two blanks apart; NULL: nothing. Cheap: draws twenty times a second at most. */
void
progress_update(struct progress *progress, long long done, long long total, long long unit, const char *note);

/* Wipes the line. */
void
progress_end(struct progress *progress);

/* The callback of fn_data_bunch_options and of fn_idx_to_png_tree: user is a struct progress. False after Ctrl-C. */
bool
progress_files(void *user, int done, int total);

#endif
