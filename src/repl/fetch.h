/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FETCH_H
#define FETCH_H

#include <stdbool.h>

#include <fn/error.h>

#include "untar.h"

/* Downloads url (http or https) to path by way of path.part. With md5 (32 hexadecimal digits; NULL: anything will do)
 * size and sum are checked, and an interrupted download goes on where it stopped if the server can do that; without,
 * it starts anew. Errors: the server cannot be reached (10 s to connect) or says no, a stall of 30 s, a full disk,
 * another size or sum than wanted. After an error path is as it was. */
bool
fetch_file(const char *url, const char *path, long long size, const char *md5, const struct untar_progress *progress,
           struct fn_error *err);

/* path is a file of this size and sum. */
bool
fetch_is_whole(const char *path, long long size, const char *md5);

#endif
