/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live.h"

#include <stdlib.h>
#include <string.h>

#include "figure_out.h"
#include "screen.h"

enum {
    DRAWS_A_SECOND = 4,
    MOST_ROWS = 14,
    LEAST_ROWS = 5, /* less shows no curve */
    ROWS_ABOVE = 4, /* of the table and progress, which stay in sight */
    MOST_COLUMNS = 100,
    MOST_POINTS = 800, /* over four for a column of dots: more would not be seen */
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

/* Every n-th smoothed loss, the last among them, and the valid losses so far. */
static struct fn_figure *
figure_of(const struct fn_recorder *r)
{
    float x[MOST_POINTS + 1], y[MOST_POINTS + 1];
    int step = r->n_batches / MOST_POINTS + 1, n_valid = r->n_epochs, count = 0;
    float *ends = malloc(((size_t)n_valid + 1) * sizeof *ends);
    struct fn_series series[] = {{.name = "Train", .x = x, .y = y},
                                 {.name = "Validation", .x = ends, .y = r->val_losses, .marks = n_valid == 1}};
    struct fn_curves curves = {.series = series, .n_series = n_valid > 0 ? 2 : 1};
    struct fn_figure *figure = NULL;

    for (int i = (r->n_batches - 1) % step; i < r->n_batches; i += step, count++) {
        x[count] = (float)(i + 1);
        y[count] = r->losses[i];
    }
    if (ends) {
        for (int i = 0; i < n_valid; i++)
            ends[i] = (float)r->batches[i];
        series[0].count = count;
        series[1].count = n_valid;
        figure = fn_figure_curves(&curves, NULL);
    }
    free(ends);
    return figure;
}

void
live_draw(struct live *live)
{
    struct screen screen;
    struct fn_figure *figure;
    char *bytes = NULL;
    size_t size;
    int rows = 0;

    if (live->recorder->n_batches < 2 || !is_due(live))
        return;
    clock_gettime(CLOCK_MONOTONIC, &live->last);
    screen = room(live->repl);
    figure = screen.height > 0 ? figure_of(live->recorder) : NULL;
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
