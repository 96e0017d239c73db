/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_SCREEN_PAGER_H
#define REPL_SCREEN_PAGER_H

#include "browse.h"
#include "gallery.h"
#include "screen_window.h"
#include "text.h"

/* What is on the screen while somebody browses. */
struct pager {
    struct window window;
    const struct gallery *gallery;
    struct browse *browse;
    enum fn_cmap cmap;
    enum { PAGER_GRID, PAGER_LARGE, PAGER_HELP } view;
    struct text message; /* stands in the status line until the next key; empty: none */
};

enum { PAGER_LEAST_WIDTH = 40, PAGER_LEAST_HEIGHT = 12 };

bool
pager_fits(const struct pager *pager);

void
pager_draw(struct pager *pager);

/* Asks in the status line for a line of text that begins with `start`. NULL: given up. The caller frees it. */
char *
pager_ask(struct pager *pager, const char *question, const char *start);

/* Whether the answer is y. */
bool
pager_confirm(struct pager *pager, const char *question);

#endif
