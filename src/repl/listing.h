/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_LISTING_H
#define REPL_LISTING_H

#include "function.h"

/* The path from the root, as the notebook's are; links stay as they are. NULL and err on failure. The caller frees it.
 */
char *
absolute_path(const char *path, struct fn_error *err);

/* Errors, which begin with `as`: not a folder; not there, with what is there instead. */
bool
check_folder(const char *as, const char *path, struct fn_error *err);

/* What is in a folder, hidden files too, sorted as strings: a list of absolute paths. */
struct value *
list_folder(const char *folder, struct fn_error *err);

/* path.ls() */
extern const struct function method_ls;

#endif
