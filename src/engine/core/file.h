/* SPDX-License-Identifier: MIT */
#ifndef FNI_FILE_H
#define FNI_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <fn/error.h>

/* Writes bytes[size] to a new file beside `path`, brings it to the disk (fsync) and renames it: `path` is the old file
 * or the whole new one, never a part. Errors name the path. */
bool
fni_file_write(const char *path, const void *bytes, size_t size, struct fn_error *err);

/* Writes bytes[size] to `path`, which must not be there yet; after an error it may hold a part. For files of a folder
 * that is itself renamed when it is complete. */
bool
fni_file_create(const char *path, const void *bytes, size_t size, struct fn_error *err);

/* All of bytes[size], whatever a single write takes. False: errno says why. */
bool
fni_write_all(int fd, const void *bytes, size_t size);

#endif
