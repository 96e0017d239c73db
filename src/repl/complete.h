/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_COMPLETE_H
#define REPL_COMPLETE_H

#include "repl.h"

/* What could stand at the end of a line that is being typed. */
struct completions {
    char **words; /* sorted, no word twice */
    int count, capacity;
    char append; /* what to add after the only one; 0: nothing */
    bool paths;
};

/* Finds what the word line[start .. end) may become: a verb or name at the start, an attribute after a dot, a parameter
 * or one of its choices in a command or call, a path. */
void
complete(struct repl *repl, const char *line, int start, int end, struct completions *found);

void
completions_fini(struct completions *found);

#endif
