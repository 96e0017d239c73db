/* SPDX-License-Identifier: MIT */
#include "term/pixels.h"

#include "image/halve.h"

/* Lines are drawn twice as large and averaged down, and so is everything where the terminal's cells are too small for
 * the bitmap face. */
enum { SMOOTH = 2, FACE_WIDTH = 8, FACE_HEIGHT = 16, MOST = 64 };

static struct fn_image *
draw(const struct fn_figure *figure, const struct fn_term_window *window, int factor, int *columns, int *rows,
     struct fn_error *err)
{
    int wide = window->cell_width * factor, high = window->cell_height * factor;
    struct fn_image *image = NULL;
    struct fn_canvas *canvas;

    fn_figure_size(figure, wide, high, window->columns, window->rows, columns, rows);
    canvas = fn_canvas_new(*columns, *rows, wide, high, false, err);
    if (canvas && fn_figure_draw(figure, canvas, err))
        image = fn_canvas_to_image(canvas, err);
    fn_canvas_free(canvas);
    return image;
}

struct fn_image *
fni_term_pixels(const struct fn_figure *figure, const struct fn_term_window *window, int *columns, int *rows,
                struct fn_error *err)
{
    bool small = window->cell_width < FACE_WIDTH || window->cell_height < FACE_HEIGHT;
    bool room = window->cell_width * SMOOTH <= MOST && window->cell_height * SMOOTH <= MOST;
    struct fn_image *large, *image;

    if (!small && (fn_figure_is_picture(figure) || !room))
        return draw(figure, window, 1, columns, rows, err);
    large = draw(figure, window, SMOOTH, columns, rows, err);
    if (!large)
        return NULL;
    image = fni_image_halve(large, err);
    fn_image_unref(large);
    return image;
}
