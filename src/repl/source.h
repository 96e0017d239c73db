/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>

#include <fn/error.h>

#include "untar.h"

/* Where a data set comes from, and the name of the folder that it becomes. */
struct source {
    enum { SOURCE_URL, SOURCE_ARCHIVE, SOURCE_IDX } kind;
    char *where;                 /* the URL, or an absolute path */
    char *file;                  /* SOURCE_URL: the archive's name in the data folder */
    char *name;                  /* of the folder */
    const struct untar_url *row; /* NULL: whatever comes will do */
};

/* Understands a path, an address or a file: URL. Errors: no such file, a kind of address or of archive that untar does
 * not know. After an error there is nothing to fini. */
bool
source_init(struct source *source, const char *what, struct fn_error *err);

void
source_fini(struct source *source);

#endif
