/* SPDX-License-Identifier: MIT */
#ifndef FNI_PLOT_TEXT_H
#define FNI_PLOT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include <fn/figure.h>

/* Columns that a printable character takes on a terminal: 0, 1 or 2. */
int
fni_codepoint_width(uint32_t codepoint);

/* UTF-8 laid out in cells as a terminal shows it: cells[0 .. most - 1] are filled as far as they reach, the number of
 * cells that the whole text takes is returned (cells may be NULL with most 0). Control characters, those that change
 * the direction of text and bytes that are not UTF-8 become escapes (\n, \x1b, \u202e), so that no label can steer a
 * terminal. A wide character is followed by FN_GLYPH_TAIL; a combining one goes into the cell before it. Colours stay
 * 0. */
int
fni_text_cells(const char *text, struct fn_glyph *cells, int most);

/* Writes the text from a cell on, in at most `most` columns and never outside the canvas; what is longer is cut and
 * ends in "..". Returns the columns used. colour as in struct fn_glyph. */
int
fni_canvas_text(struct fn_canvas *canvas, int column, int row, int most, const char *text, uint32_t colour);

/* The same, centred on [column, column + most). */
void
fni_canvas_text_centred(struct fn_canvas *canvas, int column, int row, int most, const char *text, uint32_t colour);

#endif
