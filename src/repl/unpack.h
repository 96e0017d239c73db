/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNPACK_H
#define UNPACK_H

#include <stdbool.h>

#include <fn/error.h>

#include "untar.h"

/* Unpacks an archive (tar or zip; gzip, bzip2, xz or zstd around it) into an empty folder. Entries become plain files
 * and folders with the user's own permissions. Errors name the archive and the entry: one that would leave the folder
 * (absolute, with "..", through a link, a link to such a place), a device; a damaged or truncated archive; one without
 * files. After an error the folder holds a part. */
bool
unpack_archive(const char *archive, const char *folder, const struct untar_progress *progress, struct fn_error *err);

#endif
