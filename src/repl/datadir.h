/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef DATADIR_H
#define DATADIR_H

#include <stdbool.h>

#include <fn/error.h>

/* The folder where data sets are kept, and the file work that fetching them needs. */

/* Fills *err, if not NULL, and returns false. */
bool
data_fail(struct fn_error *err, enum fn_error_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A string made as printf makes it, to be freed by the caller. Errors: memory. */
char *
data_text(struct fn_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* $XDG_CACHE_HOME/fnrepl/NAME, made if it is not there; ~/.cache where the variable is not an absolute path. To be
 * freed by the caller. */
char *
data_cache_folder(const char *name, struct fn_error *err);

/* The one of data sets, "data". To be freed by the caller. */
char *
data_folder(struct fn_error *err);

/* ~/.fastai/data, there or not. To be freed by the caller. */
char *
data_folder_fastai(struct fn_error *err);

/* One process at a time writes to the data folder. Returns a descriptor that holds the lock until it is closed, -1
 * and *err where another process has it. */
int
data_folder_lock(const char *folder, struct fn_error *err);

bool
data_is_folder(const char *path);

/* Files below path whose names end in .png; 0 where there is no such folder. */
int
data_count_pictures(const char *path);

/* Removes path and all below it, links themselves and not what they point to. A path that is not there is no error. */
bool
data_remove(const char *path, struct fn_error *err);

/* The name of the only entry of a folder where that is a folder, NULL otherwise; to be freed by the caller. */
char *
data_only_folder(const char *path);

/* Whole small text files. read: NULL where there is no such file; freed by the caller. */
char *
data_read_text(const char *path);

bool
data_write_text(const char *path, const char *text, struct fn_error *err);

#endif
