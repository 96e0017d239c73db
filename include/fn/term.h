/* SPDX-License-Identifier: MIT */
#ifndef FN_TERM_H
#define FN_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include <fn/error.h>
#include <fn/figure.h>

/* Terminals: one row of a table for each way to show a figure. They make bytes; the caller writes them.
 *
 * Labels keep the characters they came with on every terminal; `utf8` is about what the terminal draws with. Widths of
 * characters come from a table of Unicode's East Asian widths, not from the locale. */
struct fn_term_info {
    const char *name; /* "ascii", "braille", "blocks16", "blocks256", "blocks", "sixel", "iterm2", "kitty" */
    const char *help;
    bool colour; /* sends escape sequences */
    bool utf8;   /* draws with characters outside ASCII */
    bool pixels; /* a graphics protocol: the terminal draws the pixels that it is sent */
};

int
fn_term_info_count(void);

const struct fn_term_info *
fn_term_info_get(int index);

/* What is known of the place where output goes. */
struct fn_term_facts {
    bool tty;
    bool utf8;             /* the locale's character set */
    const char *term;      /* $TERM, may be NULL */
    const char *colorterm; /* $COLORTERM */
    int n_colours;         /* that the terminal's description promises; 0: not known */
    bool no_color;         /* NO_COLOR is set and not empty, or --color=never */

    /* What the terminal answered when it was asked; all false where it was not. */
    bool kitty, iterm2, sixel; /* graphics protocols it knows */
    bool named;                /* it said its name and version: terminals that do have 256 colours */
    bool console_blocks;       /* it is the kernel's console, and the font it has has half blocks */
    bool wide_blocks;          /* block characters take two columns, as in some East Asian set-ups */
};

/* Where a figure is to fit. */
struct fn_term_window {
    int columns, rows;           /* cells; columns 0: 80, rows 0: no limit */
    int cell_width, cell_height; /* pixels of a cell; 0: unknown, 8 x 16 are taken. Over 64: 64 */
};

/* The best name for these facts; "ascii" where output is not a terminal. */
const char *
fn_term_choose(const struct fn_term_facts *facts);

/* The figure as text: rows ended by newlines, no wider than the window's columns; or as a picture of that size in the
 * terminal's graphics protocol, and a newline. The caller frees *bytes. Errors: unknown terminal (the known ones are
 * listed), memory. */
bool
fn_term_render(const char *name, const struct fn_figure *figure, struct fn_term_window window, char **bytes,
               size_t *size, struct fn_error *err);

#endif
