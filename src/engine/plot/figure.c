/* SPDX-License-Identifier: MIT */
#include "plot/figure.h"

#include "core/fail.h"
#include "plot/canvas.h"
#include "plot/font.h"

enum { MOST_CELLS = 4096 };
enum { MARGIN = 8, LEAST_WIDTH = 2 * MARGIN + FNI_FONT_WIDTH, LEAST_HEIGHT = 2 * MARGIN + FNI_FONT_HEIGHT };

void
fn_figure_free(struct fn_figure *figure)
{
    if (figure)
        figure->plot->free(figure);
}

bool
fn_figure_is_picture(const struct fn_figure *figure)
{
    return figure->plot->picture;
}

static int
limit(int wanted)
{
    return wanted < 1 || wanted > MOST_CELLS ? MOST_CELLS : wanted;
}

void
fn_figure_size(const struct fn_figure *figure, int cell_width, int cell_height, int max_columns, int max_rows,
               int *columns, int *rows)
{
    figure->plot->size(figure, cell_width, cell_height, limit(max_columns), limit(max_rows), max_rows < 1, columns,
                       rows);
}

bool
fn_figure_draw(const struct fn_figure *figure, struct fn_canvas *canvas, struct fn_error *err)
{
    return figure->plot->draw(figure, canvas, err);
}

bool
fn_figure_write_png(const struct fn_figure *figure, const char *path, int width, int height, struct fn_error *err)
{
    struct fn_canvas *canvas;
    struct fn_image *image = NULL;
    int columns, rows;
    bool ok = false;

    if (width < 0 || height < 0 || (width > 0 && width < LEAST_WIDTH) || (height > 0 && height < LEAST_HEIGHT))
        return fni_fail(err, FN_ERROR_INPUT, "%s: %d x %d pixels are too few for a figure, wanted at least %d x %d",
                        path, width, height, LEAST_WIDTH, LEAST_HEIGHT);
    figure->plot->page(figure, &columns, &rows);
    if (width > 0 || height > 0)
        figure->plot->size(figure, FNI_FONT_WIDTH, FNI_FONT_HEIGHT, limit((width - 2 * MARGIN) / FNI_FONT_WIDTH),
                           limit((height - 2 * MARGIN) / FNI_FONT_HEIGHT), false, &columns, &rows);
    canvas = fn_canvas_new(columns, rows, FNI_FONT_WIDTH, FNI_FONT_HEIGHT, false, err);
    if (!canvas)
        return false;
    if (fn_figure_draw(figure, canvas, err))
        image = fni_canvas_picture(canvas, MARGIN, err);
    if (image)
        ok = fn_image_write(image, path, err);
    fn_image_unref(image);
    fn_canvas_free(canvas);
    return ok;
}
