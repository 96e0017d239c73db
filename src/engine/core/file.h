/* SPDX-License-Identifier: MIT */
#ifndef FNI_FILE_H
#define FNI_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <fn/error.h>

/* Writes bytes[size] to a new file beside `path`, then renames it: `path` is the old file or the whole new one, never a
 * part. durable: the bytes reach the disk first (fsync). Errors name the path. */
bool
fni_file_write(const char *path, const void *bytes, size_t size, bool durable, struct fn_error *err);

#endif
