/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_LIVE_H
#define REPL_LIVE_H

#include <time.h>

#include "repl.h"

/* The curve of the losses below the line of progress, drawn anew in place while it grows:
 *
 *     epoch 2/3 [=====     ] 211/468  0:03 left
 *     2.3 |.
 *         | \__ ...
 *
 * The cursor is on the line of progress before and after. Nothing is drawn off a terminal, on one that cannot move its
 * cursor (TERM=dumb), or in a window of few lines. */
struct live {
    struct repl *repl;
    const struct fn_learner *learner; /* that is in training */
    int rows;                         /* lines below the cursor that are drawn on; 0: none */
    struct timespec last;             /* when it was drawn; 0: not since it was wiped */
};

/* After the line of progress was drawn. What fails is left out: a picture is not worth a training. */
void
live_draw(struct live *live);

/* Before something else is printed: nothing is left below the cursor. */
void
live_wipe(struct live *live);

#endif
