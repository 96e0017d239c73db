/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_LINE_H
#define REPL_LINE_H

#include "repl.h"

/* Lines typed at a terminal, with editing, history and completion. */

/* `history`: the file that is read now and added to by line_save; NULL: none. It lives until line_fini. */
void
line_init(struct repl *repl, const char *history);

/* With a newline, malloced; NULL: Ctrl-D on an empty line, or Ctrl-C (interrupt_seen). Lines after "... " go to the
 * history entry of the line before them. `offered` stands in the line already, to be edited, and while it is untouched
 * Ctrl-D leaves as on an empty line; NULL: nothing. */
char *
line_read(const char *prompt, const char *offered);

/* Adds an entry to the history, in place of the newest or behind it. */
void
line_remember(const char *text, size_t length, bool replace);

/* Adds the entries that are new to the history file, readable by its owner alone. Entries that others added meanwhile
 * stay. */
void
line_save(void);

/* Saves, and cuts the file to the newest entries. */
void
line_fini(void);

#endif
