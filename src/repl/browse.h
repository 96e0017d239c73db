/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_BROWSE_H
#define REPL_BROWSE_H

#include <stdbool.h>

#include <fn/error.h>

/* Where somebody is who pages through a list's pictures: what is shown of it, which picture is selected, which are
 * marked, and how many have room on the screen. It knows no terminal and no pixels.
 *
 * Pictures have an index, their place in the list. Those that the filter lets through have a position, 0 to n_shown
 * - 1. At least one is always shown. */
struct browse {
    int count;
    const int *classes; /* [count], borrowed */

    int filter;  /* the class that is shown; -1: all */
    int *shown;  /* [n_shown] indices that are shown, ascending */
    int n_shown; /* 1 .. count */

    int position; /* of the selected one */
    bool *marked; /* [count] */
    int n_marked;

    int columns, rows;           /* places on the screen */
    int slot_columns, slot_rows; /* characters of a place: a picture, and a line under it */
    int top;                     /* the line of places that is on top of the screen */
};

/* All of a list of count >= 1 pictures, the first is selected. Errors: memory. */
bool
browse_init(struct browse *browse, int count, const int *classes, struct fn_error *err);

void
browse_fini(struct browse *browse);

/* Divides width x height characters (1 or more) into places for pictures of that many pixels, two of them one above the
 * other in a character: at their own size, or at a half, a third, ... of it until three have room beside each other and
 * two on top of each other, or less would be hard to see. */
void
browse_layout(struct browse *browse, int width, int height, int image_width, int image_height);

/* The index of the selected picture. */
int
browse_index(const struct browse *browse);

/* By so many positions, as far as it goes. */
void
browse_move(struct browse *browse, int by);

/* By so many lines of places, in the same column if there is one. */
void
browse_move_line(struct browse *browse, int by);

/* By a screen, which turns as a whole. */
void
browse_page(struct browse *browse, int by);

/* False, and nothing changes: the picture of that index is not shown, there is none. */
bool
browse_jump(struct browse *browse, int index);

/* To the next picture of that class, after the last one from the first again. False: no other one is shown. */
bool
browse_next(struct browse *browse, int class);

/* Shows one class; -1: all. The selected picture stays, or the next one that is shown is selected, or the last. False,
 * and nothing changes: there is no picture of that class. */
bool
browse_filter(struct browse *browse, int class);

/* Marks the selected picture, or takes the mark away. */
void
browse_mark(struct browse *browse);

#endif
