/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "term/pen.h"

enum { BRAILLE = 0x2800, WIDE = 2, HIGH = 4 };

/* The dots of a cell, in the bits that Unicode gives them, and the colour that most of them have. */
static unsigned
dots(const uint32_t *pixels, ptrdiff_t stride, uint32_t *colour)
{
    static const unsigned char bits[HIGH][WIDE] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    unsigned pattern = 0;
    int most = 0;

    for (int i = 0; i < WIDE * HIGH; i++) {
        uint32_t one = pixels[i / WIDE * stride + i % WIDE];
        int count = 0;
        if (one >> 24 == 0)
            continue;
        pattern |= bits[i / WIDE][i % WIDE];
        for (int j = 0; j < WIDE * HIGH; j++)
            count += pixels[j / WIDE * stride + j % WIDE] == one;
        if (count > most) {
            most = count;
            *colour = one;
        }
    }
    return pattern;
}

static bool
braille(const struct fn_canvas *canvas, enum fni_colours colours, struct fni_text *out, struct fn_error *err)
{
    struct fni_pen pen = {.out = out, .colours = colours};
    ptrdiff_t stride = (ptrdiff_t)canvas->columns * WIDE;

    (void)err;
    for (int row = 0; row < canvas->rows; row++) {
        for (int column = 0; column < canvas->columns; column++) {
            const struct fn_glyph *glyph = &canvas->text[(ptrdiff_t)row * canvas->columns + column];
            uint32_t colour = 0;
            unsigned pattern = dots(canvas->pixels + row * HIGH * stride + column * WIDE, stride, &colour);
            if (glyph->codepoint)
                fni_pen_glyph(&pen, glyph);
            else if (pattern)
                fni_pen_put(&pen, BRAILLE + pattern, colour, 0);
            else
                fni_pen_blank(&pen);
        }
        fni_pen_end_line(&pen);
    }
    return true;
}

const struct fni_encoder fni_encode_braille = {.cell_width = WIDE, .cell_height = HIGH, .encode = braille};
