/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dashboard.h"

#include <math.h>
#include <string.h>

enum {
    LEAST_PLOT = 6,
    STRIP_HEIGHT = 18, /* of a screen that has room for a strip */
    MOST_STRIP = 14,   /* rows of pictures */
    GAP = 1,           /* columns between pictures */
    BAR = 16,
};

struct dashboard_layout
dashboard_lay_out(int width, int height, int image_width, int image_height)
{
    struct dashboard_layout layout = {.fits = width >= DASHBOARD_LEAST_WIDTH && height >= DASHBOARD_LEAST_HEIGHT};
    int left = height - 2; /* rows but for state and keys */

    if (!layout.fits)
        return layout;
    layout.table_rows = height / 6 + 1;
    left -= layout.table_rows;
    if (height >= STRIP_HEIGHT && image_width > 0 && image_height > 0) {
        /* Half blocks: a row is two pixels. At their own size at most, a third of the screen at most. */
        int rows = (image_height + 1) / 2, most = height / 3 - 1;
        rows = rows < most ? rows : most;
        rows = rows < MOST_STRIP ? rows : MOST_STRIP;
        layout.picture_columns = (2 * rows * image_width + image_height - 1) / image_height;
        if (layout.picture_columns < (int)sizeof "9 == 9")
            layout.picture_columns = (int)sizeof "9 == 9";
        layout.pictures = (width + GAP) / (layout.picture_columns + GAP);
        if (layout.pictures > 0 && left - (rows + 1) >= LEAST_PLOT)
            layout.strip_rows = rows + 1;
    }
    layout.plot_row = 1;
    layout.plot_rows = left - layout.strip_rows;
    layout.strip_row = layout.plot_row + layout.plot_rows;
    layout.table_row = layout.strip_row + layout.strip_rows;
    layout.key_row = height - 1;
    return layout;
}

/* Adds a part two blanks behind the last one, if it has room. False: it has none, nor will another one. */
static bool
add_part(struct text *out, int columns, const char *part)
{
    int gap = out->length > 0 ? 2 : 0;
    if (text_columns(out->bytes ? out->bytes : "") + gap + text_columns(part) > columns)
        return false;
    text_printf(out, "%*s%s", gap, "", part);
    return true;
}

static void
add_clock(struct text *out, double seconds)
{
    long s = lround(seconds);
    if (s >= 3600)
        text_printf(out, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
    else
        text_printf(out, "%ld:%02ld", s / 60, s % 60);
}

/* The parts of the state in the order of their importance; each is freed by the caller. */
enum { N_PARTS = 8 };

static void
fill_parts(const struct training *t, bool paused, bool over, struct text parts[N_PARTS])
{
    if (t->parts > 0)
        text_printf(&parts[0], "%s %d/%d", t->what, t->part, t->parts);
    else
        text_add(&parts[0], t->what);
    text_printf(&parts[1], "%d/%d", t->done, t->total);
    if (over || paused)
        text_add(&parts[2], over ? "over" : "PAUSED");
    else {
        add_clock(&parts[2], t->share > 0 ? t->seconds * (1 - t->share) / t->share : 0);
        text_add(&parts[2], " left");
    }
    text_printf(&parts[3], "loss %.4f", t->loss);
    if (t->rate > 0)
        text_printf(&parts[4], "%.0f images/s", t->rate);
    text_printf(&parts[5], "lr %.1e", t->lr);
    text_printf(&parts[6], "mom %.2f", t->mom);
    text_add(&parts[7], "[");
    for (int i = 0; i < BAR; i++)
        text_add_char(&parts[7], i < (int)(t->share * BAR) ? '=' : ' ');
    text_add(&parts[7], "]");
}

void
dashboard_state(const struct training *training, bool paused, bool over, int columns, struct text *out)
{
    struct text parts[N_PARTS] = {{0}};
    bool room = true;

    fill_parts(training, paused, over, parts);
    for (int i = 0; i < N_PARTS; i++) {
        if (room && parts[i].bytes)
            room = add_part(out, columns, parts[i].bytes);
        text_fini(&parts[i]);
    }
}

int
dashboard_table(const char *text, int rows, const char *lines[], int lengths[])
{
    const char *head = NULL, *end = text + strlen(text), *start = end;
    int count = 0, n = 0;

    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
        if (strncmp(line, "epoch  ", strlen("epoch  ")) == 0)
            head = line;
    if (head && rows > 1)
        rows--;
    else
        head = NULL;
    /* From the end to the row after the head, as far as there is room. */
    while (start > text && n < rows) {
        const char *line = start - 1;
        while (line > text && line[-1] != '\n')
            line--;
        if (head && line <= head)
            break;
        start = line;
        n++;
    }
    if (head) {
        lines[count] = head;
        lengths[count++] = (int)strcspn(head, "\n");
    }
    for (const char *line = start; *line && n > 0; n--) {
        lines[count] = line;
        lengths[count] = (int)strcspn(line, "\n");
        line += lengths[count++];
        line += *line == '\n';
    }
    return count;
}
