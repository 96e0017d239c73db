/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_COMPLETE_H
#define REPL_COMPLETE_H

#include "completions.h"
#include "repl.h"

/* Finds what the word line[start .. end) may become: a verb or name at the start, an attribute after a dot, a parameter
 * or one of its choices in a command or call, a path. */
void
complete(struct repl *repl, const char *line, int start, int end, struct completions *found);

#endif
