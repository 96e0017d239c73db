/* SPDX-License-Identifier: MIT */
#include "plot/canvas.h"

#include <stddef.h>
#include <string.h>

#include "plot/font.h"

/* The picture of a canvas, as large as the face wants it. */
struct page {
    struct fn_image *image;
    int cell_width, cell_height; /* pixels of the picture a cell */
    int margin;                  /* white pixels on each side */
};

static void
set(const struct page *page, int x, int y, uint32_t colour)
{
    uint8_t *pixel = page->image->pixels + ((ptrdiff_t)(y + page->margin) * page->image->width + x + page->margin) * 3;

    if (colour >> 24 == 0)
        colour = 0xffffff;
    pixel[0] = (uint8_t)(colour >> 16);
    pixel[1] = (uint8_t)(colour >> 8);
    pixel[2] = (uint8_t)colour;
}

static void
draw_pixels(const struct page *page, const struct fn_canvas *canvas, int column, int row)
{
    int wide = page->cell_width / canvas->cell_width, high = page->cell_height / canvas->cell_height;
    ptrdiff_t stride = (ptrdiff_t)canvas->columns * canvas->cell_width;

    for (int y = row * page->cell_height; y < (row + 1) * page->cell_height; y++)
        for (int x = column * page->cell_width; x < (column + 1) * page->cell_width; x++)
            set(page, x, y, canvas->pixels[y / high * stride + x / wide]);
}

/* Whether pixel (x, y) of the character's cell, enlarged by a whole factor, has ink. Doubling rounds corners by the
 * rule of EPX (Eric's Pixel Expansion): a quarter of a pixel becomes like the two neighbours at its corner if these are
 * alike and the other two neighbours are not like them. */
static bool
has_ink(uint32_t codepoint, int columns, int x, int y, int scale)
{
    if (x < 0 || y < 0 || x >= columns * scale * FNI_FONT_WIDTH || y >= scale * FNI_FONT_HEIGHT)
        return false;
    if (scale % 2 != 0)
        return fni_font_ink(codepoint, columns, x / scale, y / scale);

    int u = x / 2, v = y / 2, half = scale / 2, side = x % 2 ? 1 : -1, end = y % 2 ? 1 : -1;
    bool beside = has_ink(codepoint, columns, u + side, v, half),
         other = has_ink(codepoint, columns, u - side, v, half);
    bool above = has_ink(codepoint, columns, u, v + end, half), below = has_ink(codepoint, columns, u, v - end, half);
    if (beside == above && beside != below && above != other)
        return beside;
    return has_ink(codepoint, columns, u, v, half);
}

/* The character, enlarged by a whole factor and centred in its one or two cells. */
static void
draw_glyph(const struct page *page, const struct fn_glyph *glyph, int columns, int column, int row)
{
    uint32_t ink = glyph->colour >> 24 ? glyph->colour : 0xff000000;
    int by_width = page->cell_width / FNI_FONT_WIDTH, by_height = page->cell_height / FNI_FONT_HEIGHT;
    int scale = by_width < by_height ? by_width : by_height;
    int left = (page->cell_width - scale * FNI_FONT_WIDTH) / 2, top = (page->cell_height - scale * FNI_FONT_HEIGHT) / 2;
    int width = columns * page->cell_width;

    for (int y = 0; y < page->cell_height; y++)
        for (int x = 0; x < width; x++) {
            bool inked = has_ink(glyph->codepoint, columns, x - columns * left, y - top, scale);
            set(page, column * page->cell_width + x, row * page->cell_height + y, inked ? ink : 0);
        }
}

struct fn_image *
fni_canvas_picture(const struct fn_canvas *canvas, int margin, struct fn_error *err)
{
    int wide = (FNI_FONT_WIDTH + canvas->cell_width - 1) / canvas->cell_width;
    int high = (FNI_FONT_HEIGHT + canvas->cell_height - 1) / canvas->cell_height;
    struct page page = {
        .cell_width = wide * canvas->cell_width, .cell_height = high * canvas->cell_height, .margin = margin};
    int width = canvas->columns * page.cell_width + 2 * margin, height = canvas->rows * page.cell_height + 2 * margin;

    page.image = fn_image_new(width, height, 3, err);
    if (!page.image)
        return NULL;
    memset(page.image->pixels, 0xff, (size_t)width * height * 3);
    for (int row = 0; row < canvas->rows; row++)
        for (int column = 0; column < canvas->columns; column++) {
            const struct fn_glyph *glyph = &canvas->text[(ptrdiff_t)row * canvas->columns + column];
            bool is_wide = column + 1 < canvas->columns && glyph[1].codepoint == FN_GLYPH_TAIL;
            if (glyph->codepoint == 0)
                draw_pixels(&page, canvas, column, row);
            else if (glyph->codepoint != FN_GLYPH_TAIL)
                draw_glyph(&page, glyph, is_wide ? 2 : 1, column, row);
        }
    return page.image;
}

struct fn_image *
fn_canvas_to_image(const struct fn_canvas *canvas, struct fn_error *err)
{
    return fni_canvas_picture(canvas, 0, err);
}
