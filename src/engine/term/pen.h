/* SPDX-License-Identifier: MIT */
#ifndef FNI_TERM_PEN_H
#define FNI_TERM_PEN_H

#include "term/term.h"

/* Writes characters with colours, sending a select-graphic-rendition sequence (ECMA-48) only where a colour changes.
 * Colours are 0xAARRGGBB as on the canvas; alpha 0 is the terminal's own. */
struct fni_pen {
    struct fni_text *out;
    enum fni_colours colours;
    uint32_t foreground, background; /* what the terminal has now */
    int blanks;                      /* cells of the terminal's own background not yet sent */
};

/* The colour as the terminal will show it: 0 for none, else opaque. Two that look the same there compare equal. */
uint32_t
fni_pen_colour(const struct fni_pen *pen, uint32_t colour);

/* One column of nothing; sent only if the line goes on. */
void
fni_pen_blank(struct fni_pen *pen);

/* A character in these colours. One that shows no foreground (a blank) should ask for the current one. */
void
fni_pen_put(struct fni_pen *pen, uint32_t codepoint, uint32_t foreground, uint32_t background);

/* The cell's character and mark in the colour it wants, on the terminal's own background; nothing for a tail. */
void
fni_pen_glyph(struct fni_pen *pen, const struct fn_glyph *glyph);

/* Back to the terminal's own colours and to the next line. */
void
fni_pen_end_line(struct fni_pen *pen);

#endif
