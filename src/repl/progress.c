/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "progress.h"

#include <stdio.h>
#include <string.h>

enum { BAR = 24, DRAWS_A_SECOND = 10 };

static double
seconds_since(const struct timespec *then)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) * 1e-9;
}

void
progress_start(struct progress *progress, struct repl *repl, const char *what)
{
    *progress = (struct progress){.repl = repl, .what = what};
    clock_gettime(CLOCK_MONOTONIC, &progress->start);
    progress->last = progress->start;
}

/* Columns that a line may have: one that wraps could not be wiped, not even after the window became narrower. Two are
 * left for the ^C that the terminal shows where the cursor is. */
static int
fit_columns(const struct progress *progress, int wanted)
{
    int columns = repl_columns(progress->repl) - 3;
    return columns < 0 ? 0 : wanted < columns ? wanted : columns;
}

static void
draw(struct progress *progress, long long done, long long total, const char *note)
{
    char line[256], bar[BAR + 1];
    int seconds = (int)seconds_since(&progress->start);
    int length;

    if (total > 0) {
        int filled = (int)(done * BAR / total);
        memset(bar, '=', (size_t)filled);
        memset(bar + filled, ' ', (size_t)(BAR - filled));
        bar[BAR] = '\0';
        length = snprintf(line, sizeof line, "%s [%s] %lld/%lld %3d%% %d:%02d%s%s", progress->what, bar, done, total,
                          (int)(done * 100 / total), seconds / 60, seconds % 60, note ? " " : "", note ? note : "");
    } else {
        length = snprintf(line, sizeof line, "%s %lld %d:%02d%s%s", progress->what, done, seconds / 60, seconds % 60,
                          note ? " " : "", note ? note : "");
    }
    length = fit_columns(progress, length < (int)sizeof line ? length : (int)sizeof line - 1);
    progress->width = fit_columns(progress, progress->width);
    repl_print(progress->repl, "\r%-*.*s", progress->width, length, line);
    fflush(progress->repl->out);
    if (length > progress->width)
        progress->width = length;
}

void
progress_update(struct progress *progress, long long done, long long total, long long unit, const char *note)
{
    const struct repl *repl = progress->repl;
    if (!repl->tty || !repl->settings.progress || seconds_since(&progress->last) < 1.0 / DRAWS_A_SECOND)
        return;
    clock_gettime(CLOCK_MONOTONIC, &progress->last);
    if (total > 0 && done > total)
        done = total;
    draw(progress, done / unit, total / unit, note);
}

void
progress_end(struct progress *progress)
{
    if (progress->width == 0)
        return;
    repl_print(progress->repl, "\r%*s\r", fit_columns(progress, progress->width) + 2, "");
    fflush(progress->repl->out);
    progress->width = 0;
}

bool
progress_files(void *user, int done, int total)
{
    struct progress *progress = user;
    progress_update(progress, done, total, 1, NULL);
    return !repl_interrupted(progress->repl);
}
