/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_LISTING_H
#define REPL_LISTING_H

#include "function.h"

/* What is in a folder, hidden files too, sorted as strings: a list of paths that begin with the folder's own. */
struct value *
list_folder(const char *folder, struct fn_error *err);

/* path.ls() */
extern const struct function method_ls;

#endif
