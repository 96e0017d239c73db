/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live.h"

#include <stdlib.h>
#include <string.h>

#include "figure_out.h"
#include "growing.h"
#include "screen.h"

enum {
    DRAWS_A_SECOND = 4,
    MOST_ROWS = 14,
    LEAST_ROWS = 5, /* less shows no curve */
    ROWS_ABOVE = 4, /* of the table and progress, which stay in sight */
    MOST_COLUMNS = 100,
};

/* A screen_of whose width and height are those that the curve may fill; height 0: there is no room. */
static struct screen
room(const struct repl *repl)
{
    const char *term = getenv("TERM");
    struct screen screen = repl->tty ? screen_of(fileno(repl->out)) : (struct screen){0};

    screen.height -= ROWS_ABOVE;
    screen.height = screen.height < MOST_ROWS ? screen.height : MOST_ROWS;
    screen.width = repl_columns(repl) - 1; /* nothing may wrap */
    screen.width = screen.width < MOST_COLUMNS ? screen.width : MOST_COLUMNS;
    if (screen.height < LEAST_ROWS || screen.width < 1 || !term || strcmp(term, "dumb") == 0)
        screen.height = 0;
    return screen;
}

static bool
is_due(const struct live *live)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - live->last.tv_sec) + (double)(now.tv_nsec - live->last.tv_nsec) * 1e-9 >=
           1.0 / DRAWS_A_SECOND;
}

void
live_draw(struct live *live)
{
    struct screen screen;
    struct fn_figure *figure;
    char *bytes = NULL;
    size_t size;
    int rows = 0;

    if (!is_due(live))
        return;
    clock_gettime(CLOCK_MONOTONIC, &live->last);
    screen = room(live->repl);
    figure = screen.height > 0 ? growing_figure(live->learner, GROWING_LOSSES) : NULL;
    if (figure && figure_text(live->repl, figure, screen.width, screen.height, &bytes, &size, NULL)) {
        for (const char *line = bytes, *end; (end = strchr(line, '\n')); line = end + 1, rows++)
            repl_print(live->repl, "\n\r%.*s\x1b[K", (int)(end - line), line);
        repl_print(live->repl, "\x1b[J\x1b[%dA\r", rows);
        live->rows = rows;
    }
    free(bytes);
    fn_figure_free(figure);
}

void
live_wipe(struct live *live)
{
    if (live->rows > 0)
        repl_print(live->repl, "\x1b[J");
    live->rows = 0;
    live->last = (struct timespec){0};
}
