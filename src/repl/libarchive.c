/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "libarchive.h"

const struct libarchive *
libarchive_get(struct fn_error *err)
{
    static const char *const names[] = {ARCHIVE_FUNCTIONS(LIBRARY_NAME)};
    static struct libarchive functions;
    static bool there;

    there = there || library_load("libarchive.so.13", names, sizeof names / sizeof *names, &functions, err);
    return there ? &functions : NULL;
}
