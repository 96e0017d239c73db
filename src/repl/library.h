/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stdbool.h>

#include <fn/error.h>

/* Libraries that few sessions need are loaded when they are: libcurl and libarchive bring forty others along, and with
 * them a start takes three times as long.
 *
 * The functions of a library are listed once, as ROW(name), which gives the members of a struct of pointers and their
 * names. */
#define LIBRARY_MEMBER(name) __typeof__(name) *name;
#define LIBRARY_NAME(name) #name,

/* functions: such a struct, all of whose members, `count` of them, are set. Errors: no such library, or one without one
 * of the names; the message names it. */
bool
library_load(const char *file, const char *const *names, int count, void *functions, struct fn_error *err);

#endif
