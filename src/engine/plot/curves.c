/* SPDX-License-Identifier: MIT */
#include "plot/curves.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "plot/canvas.h"

bool
fni_axis_has(const struct fni_axis *axis, double value)
{
    return isfinite(value) && (!axis->log || value > 0);
}

int
fni_axis_pixel(const struct fni_axis *axis, double value)
{
    double place = ((axis->log ? log10(value) : value) - axis->low) / (axis->high - axis->low);

    return axis->from + (int)lround(place * (axis->to - axis->from));
}

struct fni_stroke
fni_stroke(const struct fn_canvas *canvas, int index)
{
    /* matplotlib's tab10 without its greys: each is readable on black and on white */
    static const uint32_t colours[] = {0xff1f77b4, 0xffff7f0e, 0xff2ca02c, 0xffd62728,
                                       0xff9467bd, 0xff8c564b, 0xffe377c2, 0xff17becf};
    static const uint8_t patterns[] = {0xff, 0x0f, 0x55, 0x27, 0x7f, 0x33, 0x11, 0x77};
    static const char characters[] = "*+ox#@%&";
    int kind = index % 8;

    return (struct fni_stroke){
        .colour = colours[kind],
        .pattern = canvas->mono ? patterns[kind] : 0xff,
        .thickness = canvas->cell_width < 8 ? 1 : canvas->cell_width / 4,
        .radius = canvas->cell_width / 2,
        .cross = canvas->mono && kind % 2 == 1,
        .character = canvas->cell_width == 1 && canvas->cell_height == 1 ? (uint32_t)characters[kind] : 0,
    };
}

void
fni_stroke_mark(struct fn_canvas *canvas, const struct fni_stroke *stroke, int x, int y)
{
    int r = stroke->radius, phase = 0;

    if (!stroke->cross) {
        fni_canvas_disk(canvas, x, y, r, stroke->colour);
        return;
    }
    fni_canvas_line(canvas, x - r, y - r, x + r, y + r, stroke->thickness, 0xff, &phase, stroke->colour);
    fni_canvas_line(canvas, x - r, y + r, x + r, y - r, stroke->thickness, 0xff, &phase, stroke->colour);
}

void
fni_stroke_finish(struct fn_canvas *canvas, const struct fni_stroke *stroke, int column, int row, int columns, int rows)
{
    if (!stroke->character)
        return;
    for (int y = row; y < row + rows && y < canvas->rows; y++)
        for (int x = column; x < column + columns && x < canvas->columns; x++) {
            ptrdiff_t at = (ptrdiff_t)y * canvas->columns + x;
            if (canvas->pixels[at] >> 24) {
                canvas->text[at] = (struct fn_glyph){.codepoint = stroke->character, .colour = stroke->colour};
                canvas->pixels[at] = 0;
            }
        }
}

static bool
shows(const struct fni_axes *axes, const struct fni_series *series, int i)
{
    return i < series->count && fni_axis_has(&axes->x, series->x[i]) && fni_axis_has(&axes->y, series->y[i]);
}

/* Values that the axes cannot show break the line; a point between two breaks is drawn as a mark. */
static void
draw_series(struct fn_canvas *canvas, const struct fni_axes *axes, const struct fni_series *series,
            const struct fni_stroke *stroke)
{
    bool connected = false;
    int last_x = 0, last_y = 0, phase = 0;

    for (int i = 0; i < series->count; i++) {
        int x, y;
        if (!shows(axes, series, i)) {
            connected = false;
            continue;
        }
        x = fni_axis_pixel(&axes->x, series->x[i]);
        y = fni_axis_pixel(&axes->y, series->y[i]);
        if (series->marks || (!connected && !shows(axes, series, i + 1)))
            fni_stroke_mark(canvas, stroke, x, y);
        else if (connected)
            fni_canvas_line(canvas, last_x, last_y, x, y, stroke->thickness, stroke->pattern, &phase, stroke->colour);
        connected = true;
        last_x = x;
        last_y = y;
    }
}

static bool
curves_draw(const struct fn_figure *figure, struct fn_canvas *canvas, struct fn_error *err)
{
    const struct fni_curves *curves = (const struct fni_curves *)figure;
    struct fni_axes axes;

    (void)err;
    fni_axes_draw(curves, canvas, &axes);
    for (int i = 0; i < curves->n_series; i++) {
        struct fni_stroke stroke = fni_stroke(canvas, i);
        draw_series(canvas, &axes, &curves->series[i], &stroke);
        fni_stroke_finish(canvas, &stroke, axes.x.from, axes.y.to, axes.x.to - axes.x.from + 1,
                          axes.y.from - axes.y.to + 1);
    }
    return true;
}

/* The whole width, at most 5/8 as high (cells are twice as high as wide), but no ribbon over five times as wide as
 * high. */
static void
curves_size(const struct fn_figure *figure, int cell_width, int cell_height, int max_columns, int max_rows, bool whole,
            int *columns, int *rows)
{
    enum { USUAL_ROWS = 20, RIBBON = 10 };

    (void)figure, (void)cell_width, (void)cell_height;
    *columns = max_columns;
    *rows = (max_columns * 5 + 15) / 16;
    if (whole && *rows > USUAL_ROWS)
        *rows = USUAL_ROWS;
    if (*rows > max_rows)
        *rows = max_rows;
    if (*columns > *rows * RIBBON)
        *columns = *rows * RIBBON;
}

/* 800 x 480 pixels with the margin. */
static void
curves_page(const struct fn_figure *figure, int *columns, int *rows)
{
    (void)figure;
    *columns = 98;
    *rows = 29;
}

static void
curves_free(struct fn_figure *figure)
{
    struct fni_curves *curves = (struct fni_curves *)figure;

    for (int i = 0; i < curves->n_series; i++) {
        fni_free(curves->series[i].name);
        fni_free(curves->series[i].x);
        fni_free(curves->series[i].y);
    }
    fni_free(curves->title);
    fni_free(curves->x_label);
    fni_free(curves->y_label);
    fni_free(curves);
}

static const struct fni_plot curves_plot = {
    .name = "curves",
    .picture = false,
    .free = curves_free,
    .size = curves_size,
    .page = curves_page,
    .draw = curves_draw,
};

static bool
copy_text(char **to, const char *from, struct fn_error *err)
{
    *to = from ? fni_strdup(from, err) : NULL;
    return !from || *to;
}

static bool
copy_series(struct fni_series *to, const struct fn_series *from, int index, struct fn_error *err)
{
    size_t size = sizeof *to->x;

    if (from->count < 0)
        return fni_fail(err, FN_ERROR_INPUT, "figure: series %d (%s) has %d points, wanted 0 or more", index,
                        from->name ? from->name : "no name", from->count);
    to->count = from->count;
    to->marks = from->marks;
    if (!copy_text(&to->name, from->name, err))
        return false;
    to->x = fni_alloc((size_t)from->count, size, err);
    to->y = to->x ? fni_alloc((size_t)from->count, size, err) : NULL;
    if (!to->y)
        return false;
    if (from->count > 0) {
        memcpy(to->x, from->x, (size_t)from->count * size);
        memcpy(to->y, from->y, (size_t)from->count * size);
    }
    return true;
}

struct fn_figure *
fn_figure_curves(const struct fn_curves *given, struct fn_error *err)
{
    struct fni_curves *curves;

    if (given->n_series < 0) {
        fni_fail(err, FN_ERROR_INPUT, "figure: %d series, wanted 0 or more", given->n_series);
        return NULL;
    }
    curves = fni_alloc(1, sizeof *curves + (size_t)given->n_series * sizeof *curves->series, err);
    if (!curves)
        return NULL;
    *curves = (struct fni_curves){
        .figure.plot = &curves_plot, .log_x = given->log_x, .log_y = given->log_y, .n_series = given->n_series};
    if (!copy_text(&curves->title, given->title, err) || !copy_text(&curves->x_label, given->x_label, err) ||
        !copy_text(&curves->y_label, given->y_label, err))
        goto fail;
    for (int i = 0; i < given->n_series; i++)
        if (!copy_series(&curves->series[i], &given->series[i], i, err))
            goto fail;
    return &curves->figure;
fail:
    curves_free(&curves->figure);
    return NULL;
}
