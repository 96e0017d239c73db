/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_TEXT_H
#define REPL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A string that grows. When memory runs out it stays as it is and `failed` is set, so that a caller may add piece by
 * piece and look once at the end. Start with {0}. */
struct text {
    char *bytes; /* ends with a NUL once anything was added; NULL before */
    size_t length, capacity;
    bool failed;
};

void
text_add(struct text *text, const char *string);

void
text_add_bytes(struct text *text, const char *bytes, size_t length);

void
text_add_char(struct text *text, char c);

void
text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Words separated by blanks, in lines of at most `columns` where words are not longer, each behind `before` and with a
 * newline. */
void
text_add_wrapped(struct text *text, const char *words, int columns, const char *before);

/* Lines, those longer than `columns` folded at blanks. What goes on stands under the words behind the line's first gap
 * of two blanks, as in a table of two columns, or four blanks further in than the line. */
void
text_add_folded(struct text *text, const char *lines, int columns);

/* The bytes, for the caller to free; NULL if memory ran out. The text is empty again. */
char *
text_take(struct text *text);

void
text_fini(struct text *text);

/* The columns that a text of the locale's characters takes on a terminal. */
int
text_columns(const char *string);

/* The string, and blanks up to so many columns. */
void
text_add_padded(struct text *text, const char *string, int columns);

#endif
