/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "term/palette.h"
#include "term/pen.h"

enum { UPPER_HALF = 0x2580, LOWER_HALF = 0x2584, FULL = 0x2588 };

static bool
no_background(const struct fni_pen *pen, uint32_t colour)
{
    return pen->colours == FNI_COLOURS_16 && fni_palette_nearest(colour) >= FNI_PALETTE_DARK;
}

/* One colour in the whole cell. Terminals that have it as a background show no gap between two cells; the others have
 * the character. */
static void
put_full(struct fni_pen *pen, uint32_t colour)
{
    if (no_background(pen, colour))
        fni_pen_put(pen, FULL, colour, colour);
    else
        fni_pen_put(pen, ' ', pen->foreground, colour);
}

/* Two pixels in one cell, with the characters and colours that change least of what the terminal has set already. */
static void
put_pair(struct fni_pen *pen, uint32_t upper, uint32_t lower)
{
    if (pen->colours == FNI_COLOURS_16 && upper >> 24 && lower >> 24)
        fni_palette_pair(&upper, &lower);
    upper = fni_pen_colour(pen, upper);
    lower = fni_pen_colour(pen, lower);
    if (upper == 0 && lower == 0)
        fni_pen_blank(pen);
    else if (upper == 0)
        fni_pen_put(pen, LOWER_HALF, lower, 0);
    else if (lower == 0)
        fni_pen_put(pen, UPPER_HALF, upper, 0);
    else if (upper == lower)
        put_full(pen, upper);
    else if (no_background(pen, upper))
        fni_pen_put(pen, UPPER_HALF, upper, lower);
    else if (no_background(pen, lower))
        fni_pen_put(pen, LOWER_HALF, lower, upper);
    else if ((pen->foreground == lower) + (pen->background == upper) >
             (pen->foreground == upper) + (pen->background == lower))
        fni_pen_put(pen, LOWER_HALF, lower, upper);
    else
        fni_pen_put(pen, UPPER_HALF, upper, lower);
}

static bool
half_blocks(const struct fn_canvas *canvas, enum fni_colours colours, struct fni_text *out, struct fn_error *err)
{
    struct fni_pen pen = {.out = out, .colours = colours};

    (void)err;
    for (int row = 0; row < canvas->rows; row++) {
        const uint32_t *upper = canvas->pixels + (ptrdiff_t)row * 2 * canvas->columns, *lower = upper + canvas->columns;
        const struct fn_glyph *text = canvas->text + (ptrdiff_t)row * canvas->columns;
        for (int column = 0; column < canvas->columns; column++) {
            if (text[column].codepoint)
                fni_pen_glyph(&pen, &text[column]);
            else
                put_pair(&pen, upper[column], lower[column]);
        }
        fni_pen_end_line(&pen);
    }
    return true;
}

const struct fni_encoder fni_encode_half_blocks = {.cell_width = 1, .cell_height = 2, .encode = half_blocks};
