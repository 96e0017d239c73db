/* SPDX-License-Identifier: MIT */
#include "plot/curves.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "plot/canvas.h"
#include "plot/text.h"
#include "plot/ticks.h"

enum {
    AXIS_COLOUR = (int)0xff808080,
    LEAST_ROWS = 3, /* of the curves, before words get any */
    LEAST_COLUMNS = 8,
    SAMPLE_COLUMNS = 3, /* of a stroke in the legend */
    ENTRY_GAP = 2,
};

/* Where things go, in cells. A row of -1: there is no room or nothing to say. */
struct frame {
    int title_row, y_label_row, legend_row, legend_rows, legend_column;
    int top, rows;     /* of the curves */
    int left, columns; /* of the curves */
    int axis_row, tick_row, x_label_row;
    int axis_column, tick_columns; /* column of the y axis, and of the numbers before it */
};

/* The ends of an axis, so that all curves are within and off the frame by 3 % on each side. */
static void
find_range(const struct fni_curves *curves, struct fni_axes *axes)
{
    struct fni_axis *both[] = {&axes->x, &axes->y};

    *axes = (struct fni_axes){.x.log = curves->log_x, .y.log = curves->log_y};
    for (int k = 0; k < 2; k++) {
        struct fni_axis *axis = both[k];
        double low = INFINITY, high = -INFINITY, margin;
        for (int i = 0; i < curves->n_series; i++) {
            const struct fni_series *series = &curves->series[i];
            for (int j = 0; j < series->count; j++) {
                double value = k == 0 ? series->x[j] : series->y[j];
                if (!fni_axis_has(&axes->x, series->x[j]) || !fni_axis_has(&axes->y, series->y[j]))
                    continue;
                low = fmin(low, value);
                high = fmax(high, value);
            }
        }
        if (low > high) { /* nothing to show */
            low = axis->log ? 1 : 0;
            high = axis->log ? 10 : 1;
        }
        axis->low = axis->log ? log10(low) : low;
        axis->high = axis->log ? log10(high) : high;
        margin = axis->high > axis->low  ? 0.03 * (axis->high - axis->low)
                 : axis->log || low == 0 ? 0.5
                                         : fabs(low) / 10;
        axis->low -= margin;
        axis->high += margin;
    }
}

static int
legend_width(const struct fni_curves *curves)
{
    int width = 0;

    for (int i = 0; i < curves->n_series; i++)
        if (curves->series[i].name)
            width += (width ? ENTRY_GAP : 0) + SAMPLE_COLUMNS + 1 + fni_text_cells(curves->series[i].name, NULL, 0);
    return width;
}

static void
draw_sample(struct fn_canvas *canvas, const struct fni_series *series, int index, int column, int row)
{
    struct fni_stroke stroke = fni_stroke(canvas, index);
    int wide = canvas->cell_width, y = row * canvas->cell_height + canvas->cell_height / 2, phase = 0;

    if (series->marks)
        fni_stroke_mark(canvas, &stroke, (column + 1) * wide + wide / 2, y);
    else
        fni_canvas_line(canvas, column * wide, y, (column + SAMPLE_COLUMNS) * wide - 1, y, stroke.thickness,
                        stroke.pattern, &phase, stroke.colour);
    fni_stroke_finish(canvas, &stroke, column, row, SAMPLE_COLUMNS, 1);
}

/* Entries from (column, row) on, in new lines where they do not fit, in at most `rows` rows; returns the rows that all
 * of them take. canvas NULL: only counts. */
static int
draw_legend(const struct fni_curves *curves, struct fn_canvas *canvas, int column, int row, int columns, int rows)
{
    int x = 0, y = 0;

    for (int i = 0; i < curves->n_series; i++) {
        const struct fni_series *series = &curves->series[i];
        int width;
        if (!series->name)
            continue;
        width = SAMPLE_COLUMNS + 1 + fni_text_cells(series->name, NULL, 0);
        if (x > 0 && x + width > columns) {
            x = 0;
            y++;
        }
        if (canvas && y < rows && columns > SAMPLE_COLUMNS + 1) {
            draw_sample(canvas, series, i, column + x, row + y);
            fni_canvas_text(canvas, column + x + SAMPLE_COLUMNS + 1, row + y, columns - x - SAMPLE_COLUMNS - 1,
                            series->name, 0);
        }
        x += width + ENTRY_GAP;
    }
    return x > 0 ? y + 1 : y;
}

/* Takes a row from the top of the curves if that leaves them enough. */
static int
take_top(struct frame *frame, bool wanted)
{
    if (!wanted || frame->rows <= LEAST_ROWS)
        return -1;
    frame->rows--;
    return frame->top++;
}

static int
take_bottom(struct frame *frame, bool wanted)
{
    if (!wanted || frame->rows <= LEAST_ROWS)
        return -1;
    frame->rows--;
    return frame->top + frame->rows;
}

/* Rows are given out by need: numbers on the axis first, then the legend, labels and the title. */
static void
lay_out_rows(const struct fni_curves *curves, const struct fn_canvas *canvas, struct frame *frame)
{
    int legend = legend_width(curves), columns = canvas->columns, label = 0, wanted, spare;
    bool ticks = canvas->rows >= LEAST_ROWS + 2;

    *frame = (struct frame){.rows = canvas->rows};
    if (curves->y_label)
        label = fni_text_cells(curves->y_label, NULL, 0) + ENTRY_GAP;
    spare = canvas->rows - LEAST_ROWS - 2;
    wanted = !!curves->x_label + (curves->y_label || legend) + !!curves->title;
    frame->title_row = take_top(frame, curves->title && spare >= wanted);
    frame->y_label_row = take_top(frame, curves->y_label && spare >= 1);
    frame->legend_row = -1;
    if (legend > 0 && frame->y_label_row >= 0 && label + legend <= columns) {
        frame->legend_row = frame->y_label_row;
        frame->legend_rows = 1;
        frame->legend_column = columns - legend;
    } else if (legend > 0 && spare >= 1) {
        int need = draw_legend(curves, NULL, 0, 0, columns, 0);
        frame->legend_column = legend < columns ? columns - legend : 0;
        while (frame->legend_rows < need && frame->rows > LEAST_ROWS + 2) {
            int row = take_top(frame, true);
            if (frame->legend_row < 0)
                frame->legend_row = row;
            frame->legend_rows++;
        }
    }
    frame->x_label_row = take_bottom(frame, curves->x_label && frame->rows > LEAST_ROWS + 2);
    frame->tick_row = take_bottom(frame, ticks);
    frame->axis_row = take_bottom(frame, ticks);
}

/* Numbers on the y axis get the columns they need, up to a third of all. */
static void
lay_out_columns(const struct fn_canvas *canvas, const struct fni_ticks *ticks, struct frame *frame)
{
    int widest = 0;

    for (int i = 0; i < ticks->count; i++) {
        int width = (int)strlen(ticks->tick[i].label);
        widest = width > widest ? width : widest;
    }
    frame->tick_columns = widest <= canvas->columns / 3 ? widest : 0;
    frame->left = 0;
    frame->axis_column = -1;
    if (canvas->columns >= LEAST_COLUMNS) {
        /* a tick needs a pixel of its own to the left of the axis */
        frame->axis_column = frame->tick_columns + (canvas->cell_width == 1);
        frame->left = frame->axis_column + 1;
    }
    frame->columns = canvas->columns - frame->left;
}

static void
tick_axis(const struct fni_axis *axis, int most, struct fni_ticks *ticks)
{
    if (axis->log)
        fni_ticks_log(pow(10, axis->low), pow(10, axis->high), most, ticks);
    else
        fni_ticks_linear(axis->low, axis->high, most, ticks);
}

static int
label_column(const struct fni_axis *axis, const struct fni_tick *tick, const struct fn_canvas *canvas)
{
    int size = (int)strlen(tick->label);
    int column = fni_axis_pixel(axis, tick->at) / canvas->cell_width - (size - 1) / 2;

    if (column > canvas->columns - size)
        column = canvas->columns - size;
    return column < 0 ? 0 : column;
}

/* As many ticks as have room for their numbers with a blank between. */
static void
tick_x(const struct fni_axis *axis, const struct fn_canvas *canvas, int columns, struct fni_ticks *ticks)
{
    for (int most = columns / 6 > 12 ? 12 : columns / 6 < 2 ? 2 : columns / 6; most > 0; most--) {
        int end = -1, i;
        tick_axis(axis, most, ticks);
        for (i = 0; i < ticks->count; i++) {
            int column = label_column(axis, &ticks->tick[i], canvas);
            if (column <= end)
                break;
            end = column + (int)strlen(ticks->tick[i].label);
        }
        if (i == ticks->count && end <= canvas->columns)
            return;
    }
    ticks->count = 0;
}

/* A part of an axis: pixels, or one character where a cell is a pixel. */
static void
draw_axis(struct fn_canvas *canvas, int x0, int y0, int x1, int y1, char character)
{
    int phase = 0, thickness = canvas->cell_width < 16 ? 1 : canvas->cell_width / 8;

    fni_canvas_line(canvas, x0, y0, x1, y1, thickness, 0xff, &phase, (uint32_t)AXIS_COLOUR);
    if (canvas->cell_width == 1 && canvas->cell_height == 1) {
        struct fni_stroke stroke = {.character = (unsigned char)character};
        fni_stroke_finish(canvas, &stroke, x0, y0, x1 - x0 + 1, y1 - y0 + 1);
    }
}

static void
draw_y_axis(struct fn_canvas *canvas, const struct frame *frame, const struct fni_axis *axis,
            const struct fni_ticks *ticks)
{
    int wide = canvas->cell_width, high = canvas->cell_height;
    int x = (frame->axis_column + 1) * wide - 1, top = frame->top * high, bottom = top + frame->rows * high;
    int length = wide > 1 ? wide / 2 : 1, used = -1;

    draw_axis(canvas, x, top, x, frame->axis_row >= 0 ? bottom : bottom - 1, '|');
    for (int i = 0; i < ticks->count; i++) {
        const struct fni_tick *tick = &ticks->tick[i];
        int y = fni_axis_pixel(axis, tick->at), row = y / high, size = (int)strlen(tick->label);
        if (row == used)
            continue;
        used = row;
        draw_axis(canvas, x - length, y, x, y, '-');
        draw_axis(canvas, x, y, x, y, '+');
        if (size <= frame->tick_columns)
            fni_canvas_text(canvas, frame->tick_columns - size, row, size, tick->label, 0);
    }
}

static void
draw_x_axis(struct fn_canvas *canvas, const struct frame *frame, const struct fni_axis *axis,
            const struct fni_ticks *ticks)
{
    int wide = canvas->cell_width, high = canvas->cell_height, y = frame->axis_row * high;
    int left = frame->axis_column >= 0 ? frame->left * wide - 1 : 0;
    int length = high > 4 ? high / 4 : high > 1 ? 1 : 0;

    draw_axis(canvas, left, y, canvas->columns * wide - 1, y, '-');
    if (frame->axis_column >= 0)
        draw_axis(canvas, left, y, left, y, '+');
    for (int i = 0; i < ticks->count; i++) {
        const struct fni_tick *tick = &ticks->tick[i];
        int x = fni_axis_pixel(axis, tick->at);
        draw_axis(canvas, x, y, x, y + length, '+');
        fni_canvas_text(canvas, label_column(axis, tick, canvas), frame->tick_row, (int)strlen(tick->label),
                        tick->label, 0);
    }
}

void
fni_axes_draw(const struct fni_curves *curves, struct fn_canvas *canvas, struct fni_axes *axes)
{
    struct frame frame;
    struct fni_ticks x_ticks, y_ticks;

    find_range(curves, axes);
    lay_out_rows(curves, canvas, &frame);
    tick_axis(&axes->y, frame.rows < 6 ? 2 : (frame.rows + 1) / 3, &y_ticks);
    lay_out_columns(canvas, &y_ticks, &frame);
    axes->x.from = frame.left * canvas->cell_width;
    axes->x.to = canvas->columns * canvas->cell_width - 1;
    axes->y.from = (frame.top + frame.rows) * canvas->cell_height - 1;
    axes->y.to = frame.top * canvas->cell_height;
    if (frame.axis_column >= 0)
        draw_y_axis(canvas, &frame, &axes->y, &y_ticks);
    if (frame.axis_row >= 0) {
        tick_x(&axes->x, canvas, frame.columns, &x_ticks);
        draw_x_axis(canvas, &frame, &axes->x, &x_ticks);
    }
    if (frame.title_row >= 0)
        fni_canvas_text_centred(canvas, frame.left, frame.title_row, frame.columns, curves->title, 0);
    if (frame.y_label_row >= 0)
        fni_canvas_text(canvas, 0, frame.y_label_row, canvas->columns, curves->y_label, 0);
    if (frame.legend_row >= 0)
        draw_legend(curves, canvas, frame.legend_column, frame.legend_row, canvas->columns - frame.legend_column,
                    frame.legend_rows);
    if (frame.x_label_row >= 0)
        fni_canvas_text_centred(canvas, frame.left, frame.x_label_row, frame.columns, curves->x_label, 0);
}
