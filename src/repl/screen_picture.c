/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen_window.h"

#include <stddef.h>
#include <stdlib.h>

static int
square(int value)
{
    return value * value;
}

static int
level(int value)
{
    return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
}

/* xterm's palette above the 16 colours that users redefine: a cube of 6 levels, and 24 greys from 8 to 238. */
static int
palette_colour(int red, int green, int blue)
{
    static const int levels[] = {0, 95, 135, 175, 215, 255};
    int r = level(red), g = level(green), b = level(blue), mean = (red + green + blue) / 3;
    int step = mean < 8 ? 0 : mean > 238 ? 23 : (mean - 3) / 10, grey = 8 + 10 * step;
    int by_cube = square(red - levels[r]) + square(green - levels[g]) + square(blue - levels[b]);
    int by_grey = square(red - grey) + square(green - grey) + square(blue - grey);
    return by_grey < by_cube ? 232 + step : 16 + 36 * r + 6 * g + b;
}

/* curses's number of a colour 0xAARRGGBB; -1: the terminal's own. */
static int
colour_number(uint32_t colour)
{
    int rgb = (int)(colour & 0xffffff);
    if (colour >> 24 == 0)
        return -1;
    if (COLORS < 1 << 24)
        return palette_colour(rgb >> 16, rgb >> 8 & 255, rgb & 255);
    /* Terminals with direct colours keep a palette at the numbers of the darkest blues. */
    return rgb > 0 && rgb < 256 ? rgb | 1 << 16 : rgb;
}

attr_t
window_ink(const struct window *window, uint32_t colour)
{
    int pair = window->blocks && colour >> 24 ? alloc_pair(colour_number(colour), -1) : 0;
    /* What does not fit into the attributes is written without colour. */
    return pair > 0 && pair < 256 ? COLOR_PAIR(pair) : A_NORMAL;
}

static void
add_half_block(uint32_t upper, uint32_t lower)
{
    int pair = alloc_pair(colour_number(upper), colour_number(lower));
    cchar_t cell;
    if (pair < 0)
        pair = 0;
    setcchar(&cell, upper >> 24 || lower >> 24 ? L"\u2580" : L" ", A_NORMAL, 0, &pair);
    add_wch(&cell);
}

/* How far a pixel is from the paper, by luma, as where figures are drawn in ASCII. */
static int
density(uint32_t colour, uint32_t paper)
{
    int luma[2];
    uint32_t both[2] = {colour, paper};
    for (int i = 0; i < 2; i++)
        luma[i] = (int)(299 * (both[i] >> 16 & 255) + 587 * (both[i] >> 8 & 255) + 114 * (both[i] & 255) + 500) / 1000;
    return colour >> 24 ? abs(luma[0] - luma[1]) : 0;
}

static void
add_shade(uint32_t upper, uint32_t lower, uint32_t paper)
{
    static const char ramp[] = " .:-=+*#%@";
    int mean = (density(upper, paper) + density(lower, paper)) / 2;
    addch((unsigned char)ramp[mean * (int)(sizeof ramp - 1) / 256]);
}

bool
window_picture(const struct window *window, struct fn_image *image, enum fn_cmap cmap, int row, int column, int rows,
               int columns, struct fn_error *err)
{
    struct fn_figure *figure = fn_figure_grid(&(struct fn_grid_item){.image = image}, 1, 1, cmap, err);
    struct fn_canvas *canvas = NULL;
    int wide, high;
    bool good = false;
    if (!figure)
        return false;
    fn_figure_size(figure, 1, 2, columns, rows, &wide, &high);
    canvas = fn_canvas_new(wide, high, 1, 2, !window->blocks, err);
    good = canvas && fn_figure_draw(figure, canvas, err);
    for (int y = 0; good && y < high; y++) {
        const uint32_t *upper = canvas->pixels + (ptrdiff_t)y * 2 * wide, *lower = upper + wide;
        move(row + (rows - high) / 2 + y, column + (columns - wide) / 2);
        for (int x = 0; x < wide; x++) {
            if (window->blocks)
                add_half_block(upper[x], lower[x]);
            else
                add_shade(upper[x], lower[x], canvas->paper);
        }
    }
    fn_canvas_free(canvas);
    fn_figure_free(figure);
    return good;
}

/* Dots of a Braille character, from the left column's top. */
static wchar_t
braille(const struct fn_canvas *canvas, int column, int row, uint32_t *colour)
{
    static const int bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    int dots = 0;
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 2; x++) {
            uint32_t pixel = canvas->pixels[((ptrdiff_t)row * 4 + y) * canvas->columns * 2 + column * 2 + x];
            if (pixel >> 24 == 0)
                continue;
            dots |= bits[y][x];
            *colour = pixel;
        }
    return dots ? (wchar_t)(0x2800 + dots) : L' ';
}

static void
add_cell(const struct window *window, const struct fn_canvas *canvas, int column, int row)
{
    const struct fn_glyph *glyph = &canvas->text[(ptrdiff_t)row * canvas->columns + column];
    wchar_t text[3] = {(wchar_t)glyph->codepoint, (wchar_t)glyph->mark, L'\0'};
    uint32_t colour = glyph->colour;
    cchar_t cell;
    if (glyph->codepoint == FN_GLYPH_TAIL)
        return;
    if (glyph->codepoint == 0)
        text[0] = canvas->cell_width == 2 ? braille(canvas, column, row, &colour) : L' ';
    int pair = window->blocks && colour >> 24 ? alloc_pair(colour_number(colour), -1) : 0;
    if (pair < 0)
        pair = 0;
    setcchar(&cell, text, A_NORMAL, 0, &pair);
    add_wch(&cell);
}

bool
window_figure(const struct window *window, const struct fn_figure *figure, int row, int column, int rows, int columns,
              struct fn_error *err)
{
    struct fn_canvas *canvas =
        fn_canvas_new(columns, rows, window->utf8 ? 2 : 1, window->utf8 ? 4 : 1, !window->blocks, err);
    bool good = canvas && fn_figure_draw(figure, canvas, err);
    for (int y = 0; good && y < rows; y++) {
        move(row + y, column);
        for (int x = 0; x < columns; x++)
            add_cell(window, canvas, x, y);
    }
    fn_canvas_free(canvas);
    return good;
}
