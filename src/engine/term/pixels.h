/* SPDX-License-Identifier: MIT */
#ifndef FNI_TERM_PIXELS_H
#define FNI_TERM_PIXELS_H

#include "term/term.h"

/* The figure for a terminal that shows pixels: an RGB picture on white, *columns x *rows cells of the window's size
 * large (cells under 4 x 8 pixels: a multiple of that); lines are antialiased. One reference. */
struct fn_image *
fni_term_pixels(const struct fn_figure *figure, const struct fn_term_window *window, int *columns, int *rows,
                struct fn_error *err);

/* RFC 4648, with padding. */
void
fni_base64(const uint8_t *bytes, size_t size, struct fni_text *out);

#endif
