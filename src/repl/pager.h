/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_PAGER_H
#define REPL_PAGER_H

#include "repl.h"

/* Prints a text; where somebody types at a terminal that it is too high for, page by page: with $PAGER, else with less,
 * and all at once if neither is there. */
void
pager_show(struct repl *repl, const char *text);

#endif
