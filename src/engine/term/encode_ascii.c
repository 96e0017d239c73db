/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdlib.h>

#include "term/pen.h"

/* How far a pixel is from the paper, 0 to 255, by luma (ITU-R BT.601, as PIL's mode L). What is ink on a terminal with
 * light characters and on one with dark ones differs; the distance from the paper reads the same on both. */
static int
luma(uint32_t colour)
{
    int red = colour >> 16 & 255, green = colour >> 8 & 255, blue = colour & 255;

    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
}

static int
density(uint32_t colour, uint32_t paper)
{
    return colour >> 24 ? abs(luma(colour) - luma(paper)) : 0;
}

static bool
shades(const struct fn_canvas *canvas, enum fni_colours colours, struct fni_text *out, struct fn_error *err)
{
    static const char ramp[] = " .:-=+*#%@";
    enum { STEPS = sizeof ramp - 1 };
    struct fni_pen pen = {.out = out, .colours = colours};

    (void)err;
    for (int row = 0; row < canvas->rows; row++) {
        const uint32_t *upper = canvas->pixels + (ptrdiff_t)row * 2 * canvas->columns, *lower = upper + canvas->columns;
        const struct fn_glyph *text = canvas->text + (ptrdiff_t)row * canvas->columns;
        for (int column = 0; column < canvas->columns; column++) {
            int mean = (density(upper[column], canvas->paper) + density(lower[column], canvas->paper)) / 2;
            int step = mean * STEPS / 256;
            if (text[column].codepoint)
                fni_pen_glyph(&pen, &text[column]);
            else if (step == 0)
                fni_pen_blank(&pen);
            else
                fni_pen_put(&pen, (unsigned char)ramp[step], 0, 0);
        }
        fni_pen_end_line(&pen);
    }
    return true;
}

static bool
characters(const struct fn_canvas *canvas, enum fni_colours colours, struct fni_text *out, struct fn_error *err)
{
    struct fni_pen pen = {.out = out, .colours = colours};

    (void)err;
    for (int row = 0; row < canvas->rows; row++) {
        for (int column = 0; column < canvas->columns; column++) {
            ptrdiff_t at = (ptrdiff_t)row * canvas->columns + column;
            if (canvas->text[at].codepoint)
                fni_pen_glyph(&pen, &canvas->text[at]);
            else if (canvas->pixels[at] >> 24)
                fni_pen_put(&pen, '*', canvas->pixels[at], 0);
            else
                fni_pen_blank(&pen);
        }
        fni_pen_end_line(&pen);
    }
    return true;
}

const struct fni_encoder fni_encode_shades = {.cell_width = 1, .cell_height = 2, .encode = shades};
const struct fni_encoder fni_encode_characters = {.cell_width = 1, .cell_height = 1, .encode = characters};
