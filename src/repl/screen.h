/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_SCREEN_H
#define REPL_SCREEN_H

#include <stdbool.h>

/* What is known of the terminal behind a file descriptor. */
struct screen {
    int width, height;           /* in characters; 0: not known */
    int cell_width, cell_height; /* pixels of a character; 0: not known */
    int n_colours;               /* 0: none or not known */
    bool described;              /* this system has a description of it */
};

struct screen
screen_of(int fd);

#endif
