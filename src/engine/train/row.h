/* SPDX-License-Identifier: MIT */
#ifndef FNI_ROW_H
#define FNI_ROW_H

#include <fn/learner.h>

/* Index of the row called `name` in a table of n; -1 and an error that lists the rows if there is none. `what` says
 * what the table holds. */
int
fni_row_find(const char *what, const char *name, const struct fn_row_info *(*get)(int), int n, struct fn_error *err);

#endif
