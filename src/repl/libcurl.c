/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "libcurl.h"

const struct libcurl *
libcurl_get(struct fn_error *err)
{
    static const char *const names[] = {CURL_FUNCTIONS(LIBRARY_NAME)};
    static struct libcurl functions;
    static bool there;

    there = there || library_load("libcurl.so.4", names, sizeof names / sizeof *names, &functions, err);
    return there ? &functions : NULL;
}
