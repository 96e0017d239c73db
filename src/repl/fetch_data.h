/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_FETCH_DATA_H
#define REPL_FETCH_DATA_H

#include "repl.h"

/* untar_data with its progress on the terminal; Ctrl-C stops it. The caller frees the folder's path. */
char *
fetch_data(struct repl *repl, const char *what, struct fn_error *err);

/* Whether it is the name of a data set: "MNIST". */
bool
is_data_set(const char *name);

#endif
