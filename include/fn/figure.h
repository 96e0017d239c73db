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
 * pixels and text; it never knows which device it is for. A device never knows what was plotted. Every cell is taken to
 * be twice as high as wide, whatever the number of its pixels. */
struct fn_canvas {
    int columns, rows;           /* in cells */
    int cell_width, cell_height; /* pixels a cell */
    bool mono;                   /* the device has no colours: curves are told apart by dashes or characters */
    uint32_t paper;              /* 0xAARRGGBB: what a device that has only ink leaves blank; a plot sets it */
    uint32_t *pixels;            /* [rows * cell_height][columns * cell_width], 0xAARRGGBB; alpha 0: background */
    struct fn_glyph {
        uint32_t codepoint; /* 0: this cell shows its pixels; FN_GLYPH_TAIL: right half of the wide one before it */
        uint32_t mark;      /* a combining character over it; 0: none */
        uint32_t colour;    /* 0xAARRGGBB; alpha 0: the device's own text colour */
    } * text;               /* [rows][columns] */
};

#define FN_GLYPH_TAIL UINT32_MAX

/* All background, paper white. Errors: memory, a size under 1 or over 4096 cells, a cell over 128 pixels. */
struct fn_canvas *
fn_canvas_new(int columns, int rows, int cell_width, int cell_height, bool mono, struct fn_error *err);

void
fn_canvas_free(struct fn_canvas *canvas);

/* The whole canvas as an RGB picture on white, text in an 8x16 bitmap face. Cells under 8x16 pixels are enlarged to it;
 * in larger cells the face is enlarged. Characters that the face lacks become boxes. One reference. */
struct fn_image *
fn_canvas_to_image(const struct fn_canvas *canvas, struct fn_error *err);

/* matplotlib's names: gray is white ink on black, binary black on white. */
enum fn_cmap { FN_CMAP_GRAY, FN_CMAP_BINARY, FN_CMAP_VIRIDIS, FN_CMAP_MAGMA };

/* "gray", ...; NULL: there are no more. */
const char *
fn_cmap_name(int index);

/* A figure is a description; fn_figure_draw lays it out for the size at hand. Owner frees. */
struct fn_figure;

void
fn_figure_free(struct fn_figure *figure);

/* A grid of pictures, items[rows][columns], each with a label under it. References the images, copies the labels.
 * Labels are UTF-8; control characters and broken bytes are shown as escapes, and what is too long ends in "..".
 * RGB pictures show their own colours whatever the cmap.
 *
 * Where the label is a prediction and the truth is known, both are shown: "4 == 4" in green where they are the same
 * text, else "9 != 4" in red. Errors: memory, less than one row or column, no image at all. */
struct fn_grid_item {
    struct fn_image *image; /* NULL: the place stays empty */
    const char *label;      /* NULL: none */
    const char *truth;      /* NULL: not known, or not asked about */
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
 * scale by whole factors where they can and shrink by averaging where they must; with no limit on rows they keep their
 * own size. A picture keeps at least one cell: those of a grid too large even for that are cut off at the edge. */
void
fn_figure_size(const struct fn_figure *figure, int cell_width, int cell_height, int max_columns, int max_rows,
               int *columns, int *rows);

/* Lays the figure out on the whole canvas, which is blank. Any size will do: what finds no room is left out, first the
 * words, then ticks. Errors: memory. */
bool
fn_figure_draw(const struct fn_figure *figure, struct fn_canvas *canvas, struct fn_error *err);

/* The figure as a PNG file, byte for byte the same each time: of at most width x height pixels (0: a good size), and all
 * of it, text and lines too, `scale` times as large, 1 to 4. Lines are antialiased. Errors: a size that is too small for
 * a figure, more than 16384 pixels each way, another scale, the file. */
bool
fn_figure_write_png(const struct fn_figure *figure, const char *path, int width, int height, int scale,
                    struct fn_error *err);

#endif
