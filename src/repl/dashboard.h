/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_DASHBOARD_H
#define REPL_DASHBOARD_H

#include "growing.h"
#include "repl.h"

/* A training on the whole terminal: how far it is, a curve, some pictures of the valid set with what is predicted of
 * them, the table, keys. `dashboard STATEMENT` makes one for the trainings of the statement; fit.c and cmd_lr_find.c
 * show them on it while it is open.
 *
 * While it is open, repl->out is a file in memory: what the statement prints is shown on the dashboard, and printed
 * once the terminal is as it was before. */
struct dashboard;

/* How far a training is. */
struct training {
    const char *what; /* "epoch", "valid", "lr_find"; lives as long as the dashboard */
    int part, parts;  /* epochs, from 1; parts 0: there are none */
    int done, total;  /* batches of this part */
    double share;     /* of all the work, 0 to 1 */
    double seconds;   /* since it began */
    double rate;      /* images a second; 0: not known */
    double loss, lr, mom;
};

/* NULL and err: no memory. */
struct dashboard *
dashboard_new(struct repl *repl, struct fn_error *err);

/* Waits for a key where the last state is still shown, gives the terminal back and prints what was held. */
void
dashboard_free(struct dashboard *dashboard);

/* A training of a value of type_learner begins: takes the terminal, if it is not taken yet. Where that cannot be, or
 * somebody left it, it stays closed; the reason is said once. dashboard may be NULL. */
void
dashboard_begin(struct dashboard *dashboard, struct value *learner);

/* dashboard may be NULL. */
bool
dashboard_is_open(const struct dashboard *dashboard);

/* Whether dashboard_show should be called after this batch: twenty times a second. Cheap. */
bool
dashboard_due(const struct dashboard *dashboard);

/* Draws, and does what keys ask for: it may wait (pause) or close. False: the training is to stop. */
bool
dashboard_show(struct dashboard *dashboard, const struct training *training);

/* The training is over, finished or stopped: the dashboard stays as it is. dashboard may be NULL. */
void
dashboard_end(struct dashboard *dashboard, bool finished);

/* ---- Where things are (dashboard.c knows no curses) ---- */

enum { DASHBOARD_LEAST_WIDTH = 40, DASHBOARD_LEAST_HEIGHT = 12 };

/* Rows of the screen, from the top: state, plot, strip, table, keys. 0 rows: no room for it. */
struct dashboard_layout {
    bool fits; /* else there is room for nothing */
    int plot_row, plot_rows;
    int strip_row, strip_rows, pictures; /* of pictures beside each other, a line of labels the last of the rows */
    int picture_columns;
    int table_row, table_rows;
    int key_row;
};

struct dashboard_layout
dashboard_lay_out(int width, int height, int image_width, int image_height);

/* The line of the state, its last parts left out where there is no room. */
void
dashboard_state(const struct training *training, bool paused, bool over, int columns, struct text *out);

/* The lines of the table that are shown: the last head and the last rows; fewer where there are fewer. Returns how
 * many; lines[i] points into the text and ends with lengths[i]. */
int
dashboard_table(const char *text, int rows, const char *lines[], int lengths[]);

#endif
