/* SPDX-License-Identifier: MIT */
#ifndef FNI_PLOT_CURVES_H
#define FNI_PLOT_CURVES_H

#include "plot/figure.h"

struct fni_curves {
    struct fn_figure figure;
    char *title, *x_label, *y_label; /* each may be NULL */
    bool log_x, log_y;
    int n_series;
    struct fni_series {
        char *name; /* may be NULL */
        float *x, *y;
        int count;
        bool marks;
    } series[];
};

/* One direction of the plot: values low .. high (their decimal logarithms where log) are pixels from .. to, which runs
 * downwards for y. */
struct fni_axis {
    bool log;
    double low, high;
    int from, to;
};

struct fni_axes {
    struct fni_axis x, y;
};

/* Whether the axis can show the value, and the pixel of one that it can. */
bool
fni_axis_has(const struct fni_axis *axis, double value);

int
fni_axis_pixel(const struct fni_axis *axis, double value);

/* Lays out and draws all but the curves: title, labels, legend, axes with ticks. Fills *axes, whose pixels are then the
 * place of the curves: at least one cell. */
void
fni_axes_draw(const struct fni_curves *curves, struct fn_canvas *canvas, struct fni_axes *axes);

/* How series `index` looks on this canvas. */
struct fni_stroke {
    uint32_t colour;
    uint8_t pattern;    /* as for fni_canvas_line */
    int thickness;      /* pixels */
    int radius;         /* of a mark, pixels */
    bool cross;         /* marks are crosses and not disks */
    uint32_t character; /* where a cell is one pixel, what stands for it; else 0 */
};

struct fni_stroke
fni_stroke(const struct fn_canvas *canvas, int index);

/* A point that stands for itself. */
void
fni_stroke_mark(struct fn_canvas *canvas, const struct fni_stroke *stroke, int x, int y);

/* Turns pixels into the stroke's character, where it has one, in a box of cells. */
void
fni_stroke_finish(struct fn_canvas *canvas, const struct fni_stroke *stroke, int column, int row, int columns,
                  int rows);

#endif
