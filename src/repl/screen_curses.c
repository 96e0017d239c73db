/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen.h"

#include <curses.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

/* The window itself knows its size best; the terminal's description is asked for the rest. Files screen_*.c alone
 * include curses. */
struct screen
screen_of(int fd)
{
    struct screen screen = {0};
    struct winsize window;
    int status;
    if (!isatty(fd))
        return screen;
    if (ioctl(fd, TIOCGWINSZ, &window) == 0) {
        screen.width = window.ws_col;
        screen.height = window.ws_row;
        if (window.ws_col > 0 && window.ws_row > 0) {
            screen.cell_width = window.ws_xpixel / window.ws_col;
            screen.cell_height = window.ws_ypixel / window.ws_row;
        }
    }
    if (setupterm(NULL, fd, &status) == OK) {
        int n_colours = tigetnum("colors"), width = tigetnum("cols"), height = tigetnum("lines");
        screen.described = true;
        screen.n_colours = n_colours > 0 ? n_colours : 0;
        if (screen.width == 0 && width > 0)
            screen.width = width;
        if (screen.height == 0 && height > 0)
            screen.height = height;
        del_curterm(cur_term);
    }
    return screen;
}
