/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_WIDE_H
#define REPL_WIDE_H

#include <wchar.h>

/* Text laid out in columns of a screen, by the locale's characters and their widths, as curses counts them. */

enum { WIDE_MOST = 1024 }; /* characters with the NUL */

enum wide_cut { CUT_END, CUT_START };

/* The text in at most `columns` columns. Control characters, those that change the direction of text and bytes that are
 * no characters become escapes (\n, \x1b, \u202e), so that no name can steer a terminal. What is longer is cut, with
 * ".." at its end or its start. Returns the columns used. */
int
wide_fit(wchar_t out[WIDE_MOST], const char *text, int columns, enum wide_cut cut);

#endif
