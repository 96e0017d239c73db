/* SPDX-License-Identifier: MIT */
#ifndef FN_FIGURE_H
#define FN_FIGURE_H

#include <stdbool.h>
#include <stdint.h>

#include <fn/error.h>
#include <fn/image.h>

/* Figures: what a plot makes and what a terminal or a PNG file eats.
 *
 * A figure is drawn on a canvas of character cells. Each cell is cell_width x cell_height pixels, as the device has
 * them (half blocks 1x2, Braille 2x4, a PNG file 8x16), and may hold one character of text instead. A plot knows cells,
 * pixels and text; it never knows which device it is for. A device never knows what was plotted. */
struct fn_canvas {
    int columns, rows;           /* in cells */
    int cell_width, cell_height; /* pixels a cell */
    bool bilevel;                /* the device shows ink or nothing (Braille): plots draw lines, no shades */
    uint32_t *pixels;            /* [rows * cell_height][columns * cell_width], 0xAARRGGBB; alpha 0: background */
    struct fn_glyph {
        uint32_t codepoint; /* 0: this cell shows its pixels */
        uint32_t colour;    /* 0xAARRGGBB; alpha 0: the device's own text colour */
    } *text;                /* [rows][columns] */
};

/* Errors: memory, a size under 1 or over 4096 cells. */
struct fn_canvas *
fn_canvas_new(int columns, int rows, int cell_width, int cell_height, bool bilevel, struct fn_error *err);

void
fn_canvas_free(struct fn_canvas *canvas);

/* The whole canvas as a picture, text drawn in an 8x16 bitmap face (scaled by cell size). One reference. */
struct fn_image *
fn_canvas_to_image(const struct fn_canvas *canvas, struct fn_error *err);

enum fn_cmap { FN_CMAP_GRAY, FN_CMAP_BINARY }; /* matplotlib's names: gray is white ink on black, binary black on white */

/* A figure is a description; fn_figure_draw lays it out for the size at hand. Owner frees. */
struct fn_figure;

void
fn_figure_free(struct fn_figure *figure);

/* A grid of pictures, rows x columns, each with a label under it (NULL: none). References the images. */
struct fn_grid_item {
    struct fn_image *image;
    const char *label;
};

struct fn_figure *
fn_figure_grid(const struct fn_grid_item *items, int rows, int columns, enum fn_cmap cmap, struct fn_error *err);

/* Curves over x. Data is copied. Values that are not finite break the curve. */
struct fn_series {
    const char *name; /* legend; NULL: none */
    const float *x, *y;
    int count;
    bool marks; /* points instead of a line */
};

struct fn_curves {
    const char *title, *x_label, *y_label; /* each may be NULL */
    bool log_x, log_y;                     /* decades as ticks; values must be > 0, others are left out */
    const struct fn_series *series;
    int n_series;
};

struct fn_figure *
fn_figure_curves(const struct fn_curves *curves, struct fn_error *err);

/* Whether the figure is made of pictures (continuous tone) or of lines: a device may show these differently. */
bool
fn_figure_is_picture(const struct fn_figure *figure);

/* The largest useful size in cells within max_columns x max_rows (0: no limit) for cells of that many pixels. Pictures
 * scale by whole factors where they can and shrink by averaging where they must. */
void
fn_figure_size(const struct fn_figure *figure, int cell_width, int cell_height, int max_columns, int max_rows,
               int *columns, int *rows);

bool
fn_figure_draw(const struct fn_figure *figure, struct fn_canvas *canvas, struct fn_error *err);

/* The figure as a PNG file of at most width x height pixels (0, 0: a good size), byte for byte the same each time. */
bool
fn_figure_write_png(const struct fn_figure *figure, const char *path, int width, int height, struct fn_error *err);

#endif
