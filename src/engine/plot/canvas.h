/* SPDX-License-Identifier: MIT */
#ifndef FNI_PLOT_CANVAS_H
#define FNI_PLOT_CANVAS_H

#include <fn/figure.h>

/* Drawing in pixels of the whole canvas, (0, 0) at the top left. What falls outside is left out. */

void
fni_canvas_pixel(struct fn_canvas *canvas, int x, int y, uint32_t colour);

/* Both ends included, `thickness` pixels wide. Bit i of the pattern says whether step i of the line, counted modulo 8
 * from *phase on, has ink; *phase goes on where the line ends, so that a chain of lines has one rhythm. */
void
fni_canvas_line(struct fn_canvas *canvas, int x0, int y0, int x1, int y1, int thickness, uint8_t pattern, int *phase,
                uint32_t colour);

/* All pixels within radius of (x, y); radius 0 is one pixel. */
void
fni_canvas_disk(struct fn_canvas *canvas, int x, int y, int radius, uint32_t colour);

/* As fn_canvas_to_image, with a white margin of so many pixels around it. */
struct fn_image *
fni_canvas_picture(const struct fn_canvas *canvas, int margin, struct fn_error *err);

#endif
