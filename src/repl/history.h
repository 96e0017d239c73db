/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_HISTORY_H
#define REPL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

/* The statements that a session has run. */
struct history {
    char **entries;
    int count, capacity;
};

/* Does without the entry where memory runs out: the statement itself is more important. */
void
history_append(struct history *history, const char *text, size_t length);

void
history_fini(struct history *history);

#endif
