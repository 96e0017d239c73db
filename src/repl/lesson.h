/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_LESSON_H
#define REPL_LESSON_H

#include <stdbool.h>

#include "text.h"

/* The notebook, step by step: lesson.def has a row for each. At a terminal a step is told, and its command stands at
 * the prompt until it was run without error; anything else may be typed in between. */

struct node;
struct repl;

struct lesson {
    bool on;
    bool told; /* the text of the step was shown */
    int step;  /* from 0 */
};

int
lesson_count(void);

/* Makes a step (from 0) the one that the next prompt offers. */
void
lesson_begin(struct repl *repl, int step);

/* Before a prompt: tells the step if that was not done yet. What shall stand at the prompt, malloced; NULL: nothing. */
char *
lesson_offer(struct repl *repl);

/* A statement was run without error: the step is done where it was the step's own, edited or in the notebook's words.
 */
void
lesson_ran(struct repl *repl, const struct node *statement);

/* A step (from 0) as a piece of a script: its text as comments, its command. */
void
lesson_add_script(struct text *out, int step, int columns);

const char *
lesson_title(int step);

#endif
