/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_SCRIPT_H
#define REPL_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <fn/error.h>

/* A piece of source text with its name, and errors that point into it. Shared and counted. */
struct script {
    int refs;
    char *name; /* as errors show it: the file, "<stdin>", "<command>", "<input>" */
    char *text; /* ends with a NUL */
    size_t length;
    int first_line; /* number of its first line, from 1 */
};

struct script *
script_new(const char *name, const char *text, size_t length, int first_line, struct fn_error *err);

/* Reads a whole file; "-" is not special. */
struct script *
script_read(const char *path, struct fn_error *err);

struct script *
script_ref(struct script *script);

void
script_unref(struct script *script); /* NULL allowed */

/* Line and column (from 1, in characters) of a byte. */
void
script_position(const struct script *script, int offset, int *line, int *column);

/* An error and where it happened. Start with {0}; the innermost place wins. */
struct failure {
    struct fn_error error;
    struct script *script; /* one reference; NULL: not known yet */
    int offset;            /* a byte of it, where `placed` */
    bool placed;
};

/* Fills error and place (script NULL: it is added by failure_place; offset -1: none); returns NULL so that a caller can
 * `return failure_at(...)`. */
void *
failure_at(struct failure *failure, struct script *script, int offset, enum fn_error_kind kind, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Adds the script and the offset where they are not known yet; returns NULL. */
void *
failure_place(struct failure *failure, struct script *script, int offset);

/* FILE:LINE:COL: error: message, the source line, a caret line. `colour`: with escape sequences. */
void
failure_print(const struct failure *failure, FILE *file, bool colour);

void
failure_fini(struct failure *failure);

/* Fills err (NULL allowed) and returns NULL. */
void *
fail(struct fn_error *err, enum fn_error_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

void *
fail_memory(struct fn_error *err);

#endif
