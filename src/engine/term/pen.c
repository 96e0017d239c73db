/* SPDX-License-Identifier: MIT */
#include "term/pen.h"

#include <stddef.h>

#include "term/palette.h"

/* The xterm palette above the 16 colours that users redefine: a cube of 6 levels, then 24 greys. */
static const int levels[] = {0, 95, 135, 175, 215, 255};

static int
nearest_level(int value)
{
    return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
}

static uint32_t
palette(int index)
{
    int value = 8 + 10 * (index - 232);

    if (index >= 232)
        return 0xff000000 | (uint32_t)(value << 16 | value << 8 | value);
    index -= 16;
    return 0xff000000 | (uint32_t)(levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6]);
}

static int
nearest_index(uint32_t colour)
{
    int red = colour >> 16 & 255, green = colour >> 8 & 255, blue = colour & 255;
    int r = nearest_level(red), g = nearest_level(green), b = nearest_level(blue);
    int mean = (red + green + blue) / 3;
    int grey = 232 + (mean < 8 ? 0 : mean > 238 ? 23 : (mean - 3) / 10), cube = 16 + 36 * r + 6 * g + b;

    return fni_colour_distance(palette(grey), colour) < fni_colour_distance(palette(cube), colour) ? grey : cube;
}

uint32_t
fni_pen_colour(const struct fni_pen *pen, uint32_t colour)
{
    if (pen->colours == FNI_MONO || colour >> 24 == 0)
        return 0;
    if (pen->colours == FNI_COLOURS_16)
        return fni_palette[fni_palette_nearest(colour)];
    if (pen->colours == FNI_COLOURS_256)
        return palette(nearest_index(colour));
    return colour | 0xff000000;
}

static int
sgr_of_sixteen(uint32_t colour, int base)
{
    enum { BRIGHT = 60 };
    int index = fni_palette_nearest(colour);

    return index < FNI_PALETTE_DARK ? base + index : base + BRIGHT + index - FNI_PALETTE_DARK;
}

static void
select_colour(struct fni_pen *pen, uint32_t colour, int base, const char *separator)
{
    if (colour == 0)
        fni_text_add(pen->out, "%s%d", separator, base + 9);
    else if (pen->colours == FNI_COLOURS_16)
        fni_text_add(pen->out, "%s%d", separator, sgr_of_sixteen(colour, base));
    else if (pen->colours == FNI_COLOURS_256)
        fni_text_add(pen->out, "%s%d;5;%d", separator, base + 8, nearest_index(colour));
    else
        fni_text_add(pen->out, "%s%d;2;%d;%d;%d", separator, base + 8, (int)(colour >> 16 & 255),
                     (int)(colour >> 8 & 255), (int)(colour & 255));
}

static void
change(struct fni_pen *pen, uint32_t foreground, uint32_t background)
{
    foreground = fni_pen_colour(pen, foreground);
    background = fni_pen_colour(pen, background);
    if (foreground == pen->foreground && background == pen->background)
        return;
    fni_text_add(pen->out, "\x1b[");
    if (foreground != 0 || background != 0) {
        bool both = foreground != pen->foreground && background != pen->background;
        if (foreground != pen->foreground)
            select_colour(pen, foreground, 30, "");
        if (background != pen->background)
            select_colour(pen, background, 40, both ? ";" : "");
    }
    fni_text_add(pen->out, "m");
    pen->foreground = foreground;
    pen->background = background;
}

static void
put_utf8(struct fni_text *out, uint32_t c)
{
    unsigned char bytes[4];
    size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (size_t i = size - 1; i > 0; i--, c >>= 6)
        bytes[i] = (unsigned char)(0x80 | (c & 0x3f));
    bytes[0] = (unsigned char)(size == 1 ? c : (0xf00u >> size & 0xf0) | c);
    fni_text_bytes(out, bytes, size);
}

static void
send_blanks(struct fni_pen *pen)
{
    if (pen->blanks > 0)
        change(pen, pen->foreground, 0);
    for (; pen->blanks > 0; pen->blanks--)
        fni_text_bytes(pen->out, " ", 1);
}

void
fni_pen_blank(struct fni_pen *pen)
{
    pen->blanks++;
}

void
fni_pen_put(struct fni_pen *pen, uint32_t codepoint, uint32_t foreground, uint32_t background)
{
    send_blanks(pen);
    change(pen, foreground, background);
    put_utf8(pen->out, codepoint);
}

void
fni_pen_glyph(struct fni_pen *pen, const struct fn_glyph *glyph)
{
    if (glyph->codepoint == FN_GLYPH_TAIL)
        return;
    if (glyph->codepoint == ' ' && !glyph->mark) {
        fni_pen_blank(pen);
        return;
    }
    fni_pen_put(pen, glyph->codepoint, glyph->colour, 0);
    if (glyph->mark)
        put_utf8(pen->out, glyph->mark);
}

void
fni_pen_end_line(struct fni_pen *pen)
{
    pen->blanks = 0;
    change(pen, 0, 0);
    fni_text_bytes(pen->out, "\n", 1);
}
