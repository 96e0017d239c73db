/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "progress.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>

enum { SHORTEST_BAR = 6, LONGEST_BAR = 24, DRAWS_A_SECOND = 20 };

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

double
progress_seconds(const struct progress *progress)
{
    return seconds_since(&progress->start);
}

/* A guess is shown once a second went by, as the first batches are slow. */
static void
add_time(const struct progress *progress, double share, struct text *line)
{
    double seconds = progress_seconds(progress);
    bool known = share > 0 && seconds >= 1;
    long shown = lround(known ? seconds * (1 - share) / share : seconds);
    if (shown >= 3600)
        text_printf(line, "  %ld:%02ld:%02ld", shown / 3600, shown / 60 % 60, shown % 60);
    else
        text_printf(line, "  %ld:%02ld", shown / 60, shown % 60);
    text_add(line, known ? " left" : "");
}

/* Cuts off what stands behind the last two blanks that are not at the start; false: there are none. */
static bool
drop_last(struct text *line)
{
    for (size_t i = line->length; i > 1; i--) {
        if (line->bytes[i - 1] == ' ' && line->bytes[i - 2] == ' ') {
            line->length = i - 2;
            line->bytes[line->length] = '\0';
            return true;
        }
    }
    return false;
}

/* " [=====     ]" of so many columns; nothing where it would be too short. */
static void
add_bar(double share, int columns, struct text *line)
{
    int bar = columns - 3 < LONGEST_BAR ? columns - 3 : LONGEST_BAR;
    if (bar < SHORTEST_BAR)
        return;
    text_add(line, " [");
    for (int i = 0; i < bar; i++)
        text_add_char(line, i < (int)(share * bar) ? '=' : ' ');
    text_add(line, "]");
}

static void
draw(struct progress *progress, long long done, long long total, long long unit, const char *note)
{
    int columns = fit_columns(progress, INT_MAX);
    double share = total > 0 ? (double)done / (double)total : 0;
    struct text line = {0}, rest = {0};

    if (total > 0)
        text_printf(&rest, " %lld/%lld%s", done / unit, total / unit, unit > 1 ? " MiB" : "");
    else
        text_printf(&rest, " %lld%s", done / unit, unit > 1 ? " MiB" : "");
    add_time(progress, progress->share > 0 ? progress->share : share, &rest);
    /* The note gives way to the shortest bar, and the bar to the time. */
    size_t least = rest.length;
    int bar = total > 0 ? SHORTEST_BAR + 3 : 0;
    if (note)
        text_printf(&rest, "  %s", note);
    text_add(&line, progress->what);
    while (!rest.failed && rest.length > least && (int)(line.length + rest.length) + bar > columns)
        drop_last(&rest);
    while (!rest.failed && (int)(line.length + rest.length) > columns && drop_last(&rest))
        continue;
    if (!rest.failed && total > 0)
        add_bar(share, columns - (int)(line.length + rest.length), &line);
    text_add(&line, rest.bytes ? rest.bytes : "");
    if (!line.failed && !rest.failed && (int)line.length <= columns) {
        int width = (int)line.length > progress->width ? (int)line.length : progress->width;
        repl_print(progress->repl, "\r%-*s", fit_columns(progress, width), line.bytes);
        fflush(progress->repl->out);
        progress->width = width;
    }
    text_fini(&line);
    text_fini(&rest);
}

bool
progress_due(const struct progress *progress)
{
    const struct repl *repl = progress->repl;
    return repl->tty && repl->settings.progress && seconds_since(&progress->last) >= 1.0 / DRAWS_A_SECOND;
}

void
progress_update(struct progress *progress, long long done, long long total, long long unit, const char *note)
{
    if (!progress_due(progress))
        return;
    clock_gettime(CLOCK_MONOTONIC, &progress->last);
    if (total > 0 && done > total)
        done = total;
    draw(progress, done, total, unit, note);
    if (progress->live) {
        live_draw(progress->live);
        fflush(progress->repl->out);
    }
}

void
progress_end(struct progress *progress)
{
    if (progress->width == 0)
        return;
    repl_print(progress->repl, "\r%*s\r", fit_columns(progress, progress->width) + 2, "");
    if (progress->live)
        live_wipe(progress->live);
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
