/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "term/term.h"

/* DEC's sixels (VT330/VT340 Programmer Reference Manual, volume 2, chapter 14): bands of six rows, one colour after the
 * other over each, runs of a character counted. Colours are given in hundredths.
 *
 * Grey pictures have a ramp of 16; others their own colours where 256 suffice, else a cube of 6 x 6 x 6. */

enum { BAND = 6, GREYS = 16, CUBE = 6, MOST_COLOURS = 256 };

struct palette {
    int count;
    uint32_t colours[MOST_COLOURS]; /* 0xRRGGBB */
    enum { RAMP, OWN, REDUCED } kind;
};

static uint32_t
pixel(const struct fn_image *image, int x, int y)
{
    const uint8_t *p = image->pixels + ((size_t)y * (size_t)image->width + (size_t)x) * 3;
    return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

/* The nearest of n even levels of 0 .. 255. */
static uint32_t
level(uint32_t value, uint32_t n)
{
    return (value * (n - 1) * 2 + 255) / 510;
}

static bool
is_grey(uint32_t colour)
{
    return (colour & 0xff) * 0x010101 == colour;
}

static int
find(const struct palette *palette, uint32_t colour)
{
    int i = 0;

    if (palette->kind == RAMP)
        return (int)level(colour & 0xff, GREYS);
    if (palette->kind == REDUCED)
        return (int)((level(colour >> 16, CUBE) * CUBE + level(colour >> 8 & 0xff, CUBE)) * CUBE +
                     level(colour & 0xff, CUBE));
    while (i < palette->count && palette->colours[i] != colour)
        i++;
    return i;
}

/* All colours of the picture; more than there is room for are not kept. */
static void
collect(const struct fn_image *image, struct palette *palette)
{
    bool grey = true;
    uint32_t last = UINT32_MAX;

    palette->kind = OWN;
    palette->count = 0;
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            uint32_t colour = pixel(image, x, y);
            if (colour == last)
                continue;
            last = colour;
            grey = grey && is_grey(colour);
            if (palette->count <= MOST_COLOURS && find(palette, colour) == palette->count) {
                if (palette->count < MOST_COLOURS)
                    palette->colours[palette->count] = colour;
                palette->count++;
            }
        }
    if (grey)
        palette->kind = RAMP;
    else if (palette->count > MOST_COLOURS)
        palette->kind = REDUCED;
}

static void
fill(struct palette *palette)
{
    if (palette->kind == RAMP) {
        palette->count = GREYS;
        for (uint32_t i = 0; i < GREYS; i++)
            palette->colours[i] = i * 255 / (GREYS - 1) * 0x010101;
    } else if (palette->kind == REDUCED) {
        const uint32_t step = 255 / (CUBE - 1);
        palette->count = CUBE * CUBE * CUBE;
        for (uint32_t i = 0; i < CUBE * CUBE * CUBE; i++)
            palette->colours[i] = i / (CUBE * CUBE) * step << 16 | i / CUBE % CUBE * step << 8 | i % CUBE * step;
    }
}

static unsigned
percent(uint32_t value)
{
    return (value * 200 + 255) / 510;
}

static void
define(const struct palette *palette, struct fni_text *out)
{
    for (int i = 0; i < palette->count; i++)
        fni_text_add(out, "#%d;2;%u;%u;%u", i, percent(palette->colours[i] >> 16),
                     percent(palette->colours[i] >> 8 & 0xff), percent(palette->colours[i] & 0xff));
}

/* One colour's sixels over a band; nothing after the last one that has ink. */
static void
send_row(const uint8_t *sixels, int width, struct fni_text *out)
{
    while (width > 0 && sixels[width - 1] == 0)
        width--;
    for (int x = 0, end; x < width; x = end) {
        char c = (char)('?' + sixels[x]);
        for (end = x + 1; end < width && sixels[end] == sixels[x]; end++)
            ;
        if (end - x > 3)
            fni_text_add(out, "!%d%c", end - x, c);
        else
            for (int i = x; i < end; i++)
                fni_text_bytes(out, &c, 1);
    }
}

/* sixels: [MOST_COLOURS][width], all 0 before and after. */
static void
send_band(const struct fn_image *image, const struct palette *palette, int top, uint8_t *sixels, struct fni_text *out)
{
    bool used[MOST_COLOURS] = {false};
    size_t width = (size_t)image->width;
    const char *between = "";

    for (int y = top; y < top + BAND && y < image->height; y++) {
        uint32_t last = UINT32_MAX;
        int index = 0;
        for (int x = 0; x < image->width; x++) {
            uint32_t colour = pixel(image, x, y);
            if (colour != last)
                index = find(palette, colour);
            last = colour;
            used[index] = true;
            sixels[(size_t)index * width + (size_t)x] |= (uint8_t)(1 << (y - top));
        }
    }
    for (int i = 0; i < palette->count; i++) {
        if (!used[i])
            continue;
        fni_text_add(out, "%s#%d", between, i);
        send_row(sixels + (size_t)i * width, image->width, out);
        memset(sixels + (size_t)i * width, 0, width);
        between = "$";
    }
}

/* P2 = 1: what has no ink stays as it is. "1;1;w;h: square pixels, and how many. Mode 8452 (sixel scrolls right) leaves
 * the cursor beside the picture's last row; without it xterm does so too, but foot and mlterm go to the row below. */
static bool
send(const struct fn_image *image, int columns, int rows, struct fni_text *out, struct fn_error *err)
{
    uint8_t *sixels = fni_alloc((size_t)image->width, MOST_COLOURS, err);
    struct palette palette;

    (void)columns;
    (void)rows;
    if (!sixels)
        return false;
    collect(image, &palette);
    fill(&palette);
    fni_text_add(out, "\x1b[?8452h\x1bP0;1;0q\"1;1;%d;%d", image->width, image->height);
    define(&palette, out);
    for (int top = 0; top < image->height; top += BAND) {
        if (top > 0)
            fni_text_add(out, "-");
        send_band(image, &palette, top, sixels, out);
    }
    fni_text_add(out, "\x1b\\\x1b[?8452l\n");
    fni_free(sixels);
    return true;
}

const struct fni_term fni_term_sixel = {
    .info = {.name = "sixel",
             .help = "DEC's sixels: pictures and curves in pixels, up to 256 colours",
             .colour = true,
             .utf8 = true,
             .pixels = true},
    .send = send,
};
