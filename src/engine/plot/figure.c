/* SPDX-License-Identifier: MIT */
#include "plot/figure.h"

#include "core/fail.h"
#include "image/halve.h"
#include "plot/canvas.h"
#include "plot/font.h"

enum { MOST_CELLS = 4096, MOST_SCALE = 4, MOST_SIDE = 16384 /* pixels */ };
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

/* Of a page in pixels with its margins. */
static int
side(int cells, int cell, int factor)
{
    return (cells * cell + 2 * MARGIN) * factor;
}

/* Lines are drawn twice as large and averaged, but on pages that are so fine that nobody sees it; pictures have no
 * lines, and pixels of their own. */
static struct fn_image *
draw_page(const struct fn_figure *figure, int columns, int rows, int scale, struct fn_error *err)
{
    bool fine =
        side(columns, FNI_FONT_WIDTH, 2 * scale) > MOST_SIDE || side(rows, FNI_FONT_HEIGHT, 2 * scale) > MOST_SIDE;
    int smooth = figure->plot->picture || fine ? 1 : 2, factor = scale * smooth;
    struct fn_canvas *canvas =
        fn_canvas_new(columns, rows, FNI_FONT_WIDTH * factor, FNI_FONT_HEIGHT * factor, false, err);
    struct fn_image *image = NULL, *large;

    if (canvas && fn_figure_draw(figure, canvas, err))
        image = fni_canvas_picture(canvas, MARGIN * factor, err);
    fn_canvas_free(canvas);
    if (!image || smooth == 1)
        return image;
    large = image;
    image = fni_image_halve(large, err);
    fn_image_unref(large);
    return image;
}

bool
fn_figure_write_png(const struct fn_figure *figure, const char *path, int width, int height, int scale,
                    struct fn_error *err)
{
    struct fn_image *image;
    int columns, rows;
    bool ok;

    if (width < 0 || height < 0 || (width > 0 && width < LEAST_WIDTH) || (height > 0 && height < LEAST_HEIGHT))
        return fni_fail(err, FN_ERROR_INPUT, "%s: %d x %d pixels are too few for a figure, wanted at least %d x %d",
                        path, width, height, LEAST_WIDTH, LEAST_HEIGHT);
    if (scale < 1 || scale > MOST_SCALE)
        return fni_fail(err, FN_ERROR_INPUT, "%s: a scale of %d, wanted 1 to %d", path, scale, MOST_SCALE);
    figure->plot->page(figure, &columns, &rows);
    if (width > 0 || height > 0)
        figure->plot->size(figure, FNI_FONT_WIDTH, FNI_FONT_HEIGHT, limit((width - 2 * MARGIN) / FNI_FONT_WIDTH),
                           limit((height - 2 * MARGIN) / FNI_FONT_HEIGHT), false, &columns, &rows);
    if (side(columns, FNI_FONT_WIDTH, scale) > MOST_SIDE || side(rows, FNI_FONT_HEIGHT, scale) > MOST_SIDE)
        return fni_fail(err, FN_ERROR_INPUT, "%s: %d x %d pixels are too many for a figure, wanted at most %d each way",
                        path, side(columns, FNI_FONT_WIDTH, scale), side(rows, FNI_FONT_HEIGHT, scale), MOST_SIDE);
    image = draw_page(figure, columns, rows, scale, err);
    ok = image && fn_image_write(image, path, err);
    fn_image_unref(image);
    return ok;
}
