/* SPDX-License-Identifier: MIT */
#ifndef FNI_PLOT_FONT_H
#define FNI_PLOT_FONT_H

#include <stdbool.h>
#include <stdint.h>

/* The bitmap face of pictures of canvases. A glyph is drawn in a cell of 8x16 pixels. */
enum { FNI_FONT_WIDTH = 8, FNI_FONT_HEIGHT = 16, FNI_FONT_ROWS = 13 };

struct fni_font_glyph {
    uint16_t codepoint;
    uint8_t rows[FNI_FONT_ROWS]; /* leftmost pixel in the highest bit */
};

extern const struct fni_font_glyph fni_font_glyphs[]; /* ordered by code */
extern const int fni_font_glyph_count;

/* Whether pixel (x, y) of the character's cell has ink. A character that the face lacks is a box, `columns` cells wide.
 */
bool
fni_font_ink(uint32_t codepoint, int columns, int x, int y);

#endif
