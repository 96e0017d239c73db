/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_PROBE_H
#define REPL_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/* What a terminal says of itself. */
struct probe {
    bool kitty, iterm2, sixel;   /* graphics protocols that it knows */
    bool named;                  /* it told its name and version */
    bool console_blocks;         /* the kernel's console, with half blocks in its font */
    bool wide_blocks;            /* a block character takes two columns */
    int cell_width, cell_height; /* pixels of a character; 0: not known */

    /* While it is asked: */
    struct text typed;  /* what is no answer: keys, to be given to whoever reads next */
    size_t given;       /* bytes of it that were */
    char sequence[128]; /* an answer or a key, as far as it has come */
    size_t length;
    bool all; /* the last answer is there */
};

/* Takes a byte that came from the terminal. */
void
probe_byte(struct probe *probe, char byte);

/* A sequence that has not come to its end is typed, as far as anybody knows. */
void
probe_end(struct probe *probe);

/* Asks the terminal behind file descriptors in and out, which is at the start of a line, and waits for at most 250 ms.
 * A terminal without these abilities is asked nothing: $TERM says so. */
void
probe_terminal(struct probe *probe, int in, int out);

/* What the environment says, for who cannot ask. */
void
probe_environment(struct probe *probe);

void
probe_fini(struct probe *probe);

#endif
