/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIBCURL_H
#define LIBCURL_H

#define CURL_DISABLE_TYPECHECK /* its macros know calls by name only */
#include <curl/curl.h>

#include "library.h"

#define CURL_FUNCTIONS(ROW)                                                                                            \
    ROW(curl_easy_cleanup)                                                                                             \
    ROW(curl_easy_getinfo)                                                                                             \
    ROW(curl_easy_init)                                                                                                \
    ROW(curl_easy_perform)                                                                                             \
    ROW(curl_easy_setopt)                                                                                              \
    ROW(curl_easy_strerror)                                                                                            \
    ROW(curl_easy_unescape)                                                                                            \
    ROW(curl_free)

struct libcurl {
    CURL_FUNCTIONS(LIBRARY_MEMBER)
};

/* Loads it the first time. NULL: *err. */
const struct libcurl *
libcurl_get(struct fn_error *err);

#endif
