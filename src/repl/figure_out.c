/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure_out.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "screen.h"

enum {
    PIXELS_AN_INCH = 100, /* matplotlib's figure.dpi */
    MAX_INCHES = 100,
    ROWS_LEFT = 2, /* for the prompt and what is typed after it */
    ROWS_LEAST = 4,
};

static const struct fn_term_info *
find_term(const char *name)
{
    for (int i = 0; i < fn_term_info_count(); i++)
        if (strcmp(fn_term_info_get(i)->name, name) == 0)
            return fn_term_info_get(i);
    return NULL;
}

/* The name of the terminal that draws; pixels: it may be one of a graphics protocol. */
static const char *
choose(const struct repl *repl, bool pixels)
{
    const struct fn_term_info *set = find_term(repl->settings.graphics);
    if (set && (pixels || !set->pixels))
        return set->name;
    struct fn_term_facts facts = {
        .tty = repl->tty || repl->settings.color == WHEN_ALWAYS,
        .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
        .term = getenv("TERM"),
        .colorterm = getenv("COLORTERM"),
        .n_colours = screen_of(fileno(repl->out)).n_colours,
        .no_color = !repl_colour(repl, repl->out),
        .kitty = pixels && repl->probe.kitty,
        .iterm2 = pixels && repl->probe.iterm2,
        .sixel = pixels && repl->probe.sixel,
        .named = repl->probe.named,
        .console_blocks = repl->probe.console_blocks,
        .wide_blocks = repl->probe.wide_blocks,
    };
    return fn_term_choose(&facts);
}

bool
figure_in_colours(const struct repl *repl)
{
    const struct fn_term_info *info = find_term(choose(repl, true));
    return info && info->colour;
}

bool
figure_text(const struct repl *repl, const struct fn_figure *figure, int columns, int rows, char **bytes, size_t *size,
            struct fn_error *err)
{
    struct fn_term_window window = {.columns = columns, .rows = rows};
    return fn_term_render(choose(repl, false), figure, window, bytes, size, err);
}

/* What a figure may fill. */
static struct fn_term_window
window_of(const struct repl *repl, int rows_below)
{
    struct screen screen = repl->tty ? screen_of(fileno(repl->out)) : (struct screen){0};
    int rows = screen.height - ROWS_LEFT - rows_below;

    return (struct fn_term_window){
        .columns = repl_columns(repl),
        .rows = screen.height == 0  ? 0
                : rows > ROWS_LEAST ? rows
                                    : ROWS_LEAST,
        .cell_width = screen.cell_width > 0 ? screen.cell_width : repl->probe.cell_width,
        .cell_height = screen.cell_height > 0 ? screen.cell_height : repl->probe.cell_height,
    };
}

/* figsize in pixels; 0, 0: a good size. */
static bool
size_in_pixels(const struct value *figsize, int pixels[2], struct fn_error *err)
{
    pixels[0] = pixels[1] = 0;
    if (!figsize || value_is_none(figsize))
        return true;
    for (int i = 0; i < 2; i++) {
        double inches;
        if (figsize->list.count != 2 || !value_to_number(figsize->list.items[i], &inches) || !(inches > 0) ||
            inches > MAX_INCHES)
            return fail(err, FN_ERROR_INPUT, "figsize: wanted two numbers over 0 and up to %d, as in figsize=(8,8)",
                        MAX_INCHES);
        pixels[i] = (int)(inches * PIXELS_AN_INCH + 0.5);
    }
    return true;
}

static bool
write_png(struct repl *repl, const struct fn_figure *figure, const char *out, const int pixels[2], int scale,
          struct fn_error *err)
{
    size_t length = strlen(out);
    if (length < 5 || strcasecmp(out + length - 4, ".png") != 0)
        return fail(err, FN_ERROR_INPUT, "out: '%s' does not end in .png, the only format that is written", out);
    if (!fn_figure_write_png(figure, out, pixels[0], pixels[1], scale, err))
        return false;
    repl_print(repl, "wrote %s\n", out);
    return true;
}

bool
figure_show(struct repl *repl, const struct fn_figure *figure, struct figure_file file, int rows_below,
            struct fn_error *err)
{
    int pixels[2];
    if (!size_in_pixels(file.figsize, pixels, err))
        return false;
    if (file.path)
        return write_png(repl, figure, file.path, pixels, file.scale, err);
    char *bytes;
    size_t size;
    if (!fn_term_render(choose(repl, true), figure, window_of(repl, rows_below), &bytes, &size, err))
        return false;
    fwrite(bytes, 1, size, repl->out);
    free(bytes);
    return true;
}

struct value *
figure_show_take(struct repl *repl, struct fn_figure *figure, struct figure_file file, struct fn_error *err)
{
    if (!figure)
        return NULL;
    bool ok = figure_show(repl, figure, file, 0, err);
    fn_figure_free(figure);
    return ok ? value_none() : NULL;
}

enum fn_cmap
arg_cmap(const struct call *call, int index)
{
    const char *name = arg_text(call, index);
    if (!name)
        return call->repl->settings.cmap;
    for (int i = 0; fn_cmap_name(i); i++)
        if (strcmp(fn_cmap_name(i), name) == 0)
            return (enum fn_cmap)i;
    return FN_CMAP_GRAY;
}
