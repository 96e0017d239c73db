/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_SCREEN_WINDOW_H
#define REPL_SCREEN_WINDOW_H

#include <curses.h>
#include <signal.h>

#include <fn/fn.h>

#include "wide.h"

/* The whole terminal, as curses draws on it. Files screen_*.c alone include this. */

enum { N_CAUGHT = 6 }; /* signals */

struct window {
    SCREEN *screen;
    int width, height; /* in characters */
    bool blocks;       /* draws pictures in half blocks with colours; else in ASCII */
    bool utf8;         /* shows characters outside ASCII */
    int ended;         /* the signal that ends this, or -1: there is no more input; 0: go on */
    sigset_t mask;     /* of signals before */
    struct sigaction actions[N_CAUGHT];
};

/* Keys: characters, -KEY_UP and so on for curses's others, and: */
enum {
    WINDOW_NONE = -0x10002,    /* no key was pressed */
    WINDOW_CHANGED = -0x10000, /* draw again */
    WINDOW_ENDED = -0x10001,
    WINDOW_ESCAPE = 27,
    WINDOW_DELETE = 127,
};

#define WINDOW_CTRL(letter) ((letter)&31)

/* Takes the terminal of stdin and stdout over. Signals that end the program or stop it wait for window_key meanwhile.
 * colours: they are wanted, if the terminal has enough of them. Errors: what kind of terminal it is. */
bool
window_open(struct window *window, bool colours, struct fn_error *err);

/* Gives the terminal back as it was, and then does what a signal that came asks for. */
void
window_close(struct window *window);

/* Shows what was drawn and waits for a key. */
int
window_key(struct window *window);

/* Shows what was drawn, and takes a key if one was pressed: signals are answered, nothing is waited for. */
int
window_poll(struct window *window);

/* Ctrl-Z: gives the terminal to the shell until the program is continued. */
void
window_stop(struct window *window);

/* The text in so many columns (room) from a place on, filled up with blanks. Returns the column behind the text. */
int
window_text(int row, int column, int room, attr_t attributes, enum wide_cut cut, const char *text);

/* Attributes of text in a colour 0xAARRGGBB; none where there are no colours, and for alpha 0. */
attr_t
window_ink(const struct window *window, uint32_t colour);

/* Lines, in Braille dots or in ASCII, over the whole part of the screen. */
bool
window_figure(const struct window *window, const struct fn_figure *figure, int row, int column, int rows, int columns,
              struct fn_error *err);

/* The picture as large as it can be in a part of the screen, in the middle of it. */
bool
window_picture(const struct window *window, struct fn_image *image, enum fn_cmap cmap, int row, int column, int rows,
               int columns, struct fn_error *err);

#endif
