/* SPDX-License-Identifier: MIT */
#include "plot/canvas.h"

#include <stddef.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"

enum { MOST_CELLS = 4096, MOST_PIXELS = 128 };

struct fn_canvas *
fn_canvas_new(int columns, int rows, int cell_width, int cell_height, bool mono, struct fn_error *err)
{
    struct fn_canvas *canvas;

    if (columns < 1 || rows < 1 || columns > MOST_CELLS || rows > MOST_CELLS) {
        fni_fail(err, FN_ERROR_INPUT, "canvas: %d x %d cells, wanted 1 to %d each way", columns, rows, MOST_CELLS);
        return NULL;
    }
    if (cell_width < 1 || cell_height < 1 || cell_width > MOST_PIXELS || cell_height > MOST_PIXELS) {
        fni_fail(err, FN_ERROR_INPUT, "canvas: cells of %d x %d pixels, wanted 1 to %d each way", cell_width,
                 cell_height, MOST_PIXELS);
        return NULL;
    }
    canvas = fni_alloc(1, sizeof *canvas, err);
    if (!canvas)
        return NULL;
    *canvas = (struct fn_canvas){.columns = columns,
                                 .rows = rows,
                                 .cell_width = cell_width,
                                 .cell_height = cell_height,
                                 .mono = mono,
                                 .paper = 0xffffffff};
    canvas->pixels = fni_alloc((size_t)columns * cell_width * rows * cell_height, sizeof *canvas->pixels, err);
    canvas->text = canvas->pixels ? fni_alloc((size_t)columns * rows, sizeof *canvas->text, err) : NULL;
    if (!canvas->text) {
        fn_canvas_free(canvas);
        return NULL;
    }
    return canvas;
}

void
fn_canvas_free(struct fn_canvas *canvas)
{
    if (canvas) {
        fni_free(canvas->pixels);
        fni_free(canvas->text);
        fni_free(canvas);
    }
}

void
fni_canvas_pixel(struct fn_canvas *canvas, int x, int y, uint32_t colour)
{
    int width = canvas->columns * canvas->cell_width;

    if (x >= 0 && x < width && y >= 0 && y < canvas->rows * canvas->cell_height)
        canvas->pixels[(ptrdiff_t)y * width + x] = colour;
}

static void
dot(struct fn_canvas *canvas, int x, int y, int thickness, uint32_t colour)
{
    x -= (thickness - 1) / 2;
    y -= (thickness - 1) / 2;
    for (int j = 0; j < thickness; j++)
        for (int i = 0; i < thickness; i++)
            fni_canvas_pixel(canvas, x + i, y + j, colour);
}

/* Bresenham's line. */
void
fni_canvas_line(struct fn_canvas *canvas, int x0, int y0, int x1, int y1, int thickness, uint8_t pattern, int *phase,
                uint32_t colour)
{
    int dx = abs(x1 - x0), dy = -abs(y1 - y0);
    int step_x = x0 < x1 ? 1 : -1, step_y = y0 < y1 ? 1 : -1;
    int error = dx + dy;

    for (;;) {
        int twice = 2 * error;
        if (pattern >> (*phase & 7) & 1)
            dot(canvas, x0, y0, thickness, colour);
        if (x0 == x1 && y0 == y1)
            return; /* the next line begins on this very pixel */
        ++*phase;
        if (twice >= dy) {
            error += dy;
            x0 += step_x;
        }
        if (twice <= dx) {
            error += dx;
            y0 += step_y;
        }
    }
}

void
fni_canvas_disk(struct fn_canvas *canvas, int x, int y, int radius, uint32_t colour)
{
    for (int j = -radius; j <= radius; j++)
        for (int i = -radius; i <= radius; i++)
            if (i * i + j * j <= radius * radius + radius / 2)
                fni_canvas_pixel(canvas, x + i, y + j, colour);
}
