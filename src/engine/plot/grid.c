/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "plot/canvas.h"
#include "plot/cmap.h"
#include "plot/figure.h"
#include "plot/font.h"
#include "plot/text.h"

/* A grid of pictures: each has a slot of whole cells, a row for its label under it if any has one, and a gap of a cell
 * between slots where there is room. */
struct grid {
    struct fn_figure figure;
    int rows, columns;
    int width, height; /* of the largest picture */
    bool labels;
    enum fn_cmap cmap;
    struct item {
        struct fn_image *image; /* may be NULL */
        char *labels[3];        /* the longest first, the first that has room is shown; each may be NULL */
        uint32_t ink;           /* of the label */
    } items[];                  /* [rows][columns] */
};

/* Mid tones, to be read on black and on white. */
enum { GREEN = 0x2e9e44, RED = 0xd8403f };

/* Pictures are scaled by up / down: a whole factor (down 1) or less than one. */
struct layout {
    int up, down;
    int slot_columns, slot_rows; /* cells of a picture, its label apart */
    int gap_columns, gap_rows;
};

static int
scaled(int size, const struct layout *layout)
{
    int64_t product = (int64_t)size * layout->up;

    return (int)((product + layout->down - 1) / layout->down);
}

static int
ceil_div(int a, int b)
{
    return (a + b - 1) / b;
}

/* The largest scale with which rows x columns slots fit, gaps of `gap` cells between them. */
static struct layout
fit(const struct grid *grid, int cell_width, int cell_height, int columns, int rows, int most, int gap)
{
    struct layout layout = {.gap_columns = grid->columns > 1 ? gap : 0, .gap_rows = grid->rows > 1 ? gap : 0};
    int slot_columns = (columns - layout.gap_columns * (grid->columns - 1)) / grid->columns;
    int slot_rows = (rows - layout.gap_rows * (grid->rows - 1)) / grid->rows - grid->labels;
    int wide = (slot_columns > 1 ? slot_columns : 1) * cell_width;
    int high = (slot_rows > 1 ? slot_rows : 1) * cell_height;

    layout.up = wide / grid->width < high / grid->height ? wide / grid->width : high / grid->height;
    layout.down = 1;
    if (layout.up > most)
        layout.up = most;
    if (layout.up < 1) {
        bool by_width = (int64_t)wide * grid->height <= (int64_t)high * grid->width;
        layout.up = by_width ? wide : high;
        layout.down = by_width ? grid->width : grid->height;
    }
    layout.slot_columns = ceil_div(scaled(grid->width, &layout), cell_width);
    layout.slot_rows = ceil_div(scaled(grid->height, &layout), cell_height);
    return layout;
}

static struct layout
lay_out(const struct grid *grid, int cell_width, int cell_height, int columns, int rows, int most)
{
    struct layout layout = fit(grid, cell_width, cell_height, columns, rows, most, 1);

    if (layout.down > 1) /* rather larger pictures than gaps; labels keep rows apart */
        layout = fit(grid, cell_width, cell_height, columns, rows, most, 0);
    return layout;
}

static void
extent(const struct grid *grid, const struct layout *layout, int *columns, int *rows)
{
    *columns = grid->columns * (layout->slot_columns + layout->gap_columns) - layout->gap_columns;
    *rows = grid->rows * (layout->slot_rows + grid->labels + layout->gap_rows) - layout->gap_rows;
}

static void
grid_size(const struct fn_figure *figure, int cell_width, int cell_height, int max_columns, int max_rows, bool whole,
          int *columns, int *rows)
{
    const struct grid *grid = (const struct grid *)figure;
    struct layout layout = lay_out(grid, cell_width, cell_height, max_columns, max_rows, whole ? 1 : INT32_MAX);

    extent(grid, &layout, columns, rows);
    if (*columns > max_columns)
        *columns = max_columns;
    if (*rows > max_rows)
        *rows = max_rows;
}

/* Up to 8 pixels for one of the picture, about 640 for the whole; large pictures keep their own size. */
static void
grid_page(const struct fn_figure *figure, int *columns, int *rows)
{
    enum { MOST_FACTOR = 8, PAGE = 640, MOST_CELLS = 4096 };
    const struct grid *grid = (const struct grid *)figure;
    int64_t wide = (int64_t)grid->columns * grid->width, high = (int64_t)grid->rows * grid->height;
    int64_t factor = PAGE / (wide > high ? wide : high);
    struct layout layout;

    factor = factor < 1 ? 1 : factor > MOST_FACTOR ? MOST_FACTOR : factor;
    layout = lay_out(grid, FNI_FONT_WIDTH, FNI_FONT_HEIGHT, MOST_CELLS, MOST_CELLS, (int)factor);
    extent(grid, &layout, columns, rows);
    *columns = *columns < MOST_CELLS ? *columns : MOST_CELLS;
    *rows = *rows < MOST_CELLS ? *rows : MOST_CELLS;
}

/* The mean of a channel over the part of the picture that pixel (x, y) of wide x high covers, weighted by area and
 * rounded. Enlarging by a whole factor, that is the one pixel under it. */
static uint32_t
sample(const struct fn_image *image, int channel, int x, int y, int wide, int high)
{
    int64_t left = (int64_t)x * image->width, right = left + image->width; /* in 1 / wide of a pixel */
    int64_t top = (int64_t)y * image->height, bottom = top + image->height;
    int64_t sum = 0, area = (int64_t)image->width * image->height;

    for (int64_t j = top / high; j * high < bottom; j++) {
        int64_t from = j * high > top ? j * high : top, to = (j + 1) * high < bottom ? (j + 1) * high : bottom;
        int64_t line = 0;
        for (int64_t i = left / wide; i * wide < right; i++) {
            int64_t begin = i * wide > left ? i * wide : left;
            int64_t end = (i + 1) * wide < right ? (i + 1) * wide : right;
            line += (end - begin) * image->pixels[(j * image->width + i) * image->channels + channel];
        }
        sum += line * (to - from);
    }
    return (uint32_t)((sum + area / 2) / area);
}

static uint32_t
colour(const struct fn_image *image, int x, int y, int wide, int high, enum fn_cmap cmap)
{
    if (image->channels == 3)
        return 0xff000000 | sample(image, 0, x, y, wide, high) << 16 | sample(image, 1, x, y, wide, high) << 8 |
               sample(image, 2, x, y, wide, high);
    return fni_cmap_colour(cmap, sample(image, 0, x, y, wide, high));
}

static void
draw_item(const struct grid *grid, const struct item *item, const struct layout *layout, struct fn_canvas *canvas,
          int column, int row)
{
    const struct fn_image *image = item->image;

    if (image) {
        int wide = scaled(image->width, layout), high = scaled(image->height, layout);
        int left = column * canvas->cell_width + (layout->slot_columns * canvas->cell_width - wide) / 2;
        int top = row * canvas->cell_height + (layout->slot_rows * canvas->cell_height - high) / 2;
        int right = canvas->columns * canvas->cell_width, bottom = canvas->rows * canvas->cell_height;
        for (int y = 0; y < high && top + y < bottom; y++)
            for (int x = 0; x < wide && left + x < right; x++)
                fni_canvas_pixel(canvas, left + x, top + y, colour(image, x, y, wide, high, grid->cmap));
    }
    const char *label = item->labels[0];
    for (int i = 1; i < 3 && item->labels[i] && fni_text_cells(label, NULL, 0) > layout->slot_columns; i++)
        label = item->labels[i];
    if (label)
        fni_canvas_text_centred(canvas, column, row + layout->slot_rows, layout->slot_columns, label, item->ink);
}

static bool
grid_draw(const struct fn_figure *figure, struct fn_canvas *canvas, struct fn_error *err)
{
    const struct grid *grid = (const struct grid *)figure;
    struct layout layout =
        lay_out(grid, canvas->cell_width, canvas->cell_height, canvas->columns, canvas->rows, INT32_MAX);
    int right = layout.slot_columns + layout.gap_columns, down = layout.slot_rows + grid->labels + layout.gap_rows;

    (void)err;
    canvas->paper = fni_cmap_colour(grid->cmap, 0);
    for (int row = 0; row < grid->rows && row * down < canvas->rows; row++)
        for (int column = 0; column < grid->columns && column * right < canvas->columns; column++)
            draw_item(grid, &grid->items[row * grid->columns + column], &layout, canvas, column * right, row * down);
    return true;
}

static void
grid_free(struct fn_figure *figure)
{
    struct grid *grid = (struct grid *)figure;

    for (int i = 0; i < grid->rows * grid->columns; i++) {
        fn_image_unref(grid->items[i].image);
        for (int j = 0; j < 3; j++)
            fni_free(grid->items[i].labels[j]);
    }
    fni_free(grid);
}

static const struct fni_plot grid_plot = {
    .name = "grid",
    .picture = true,
    .free = grid_free,
    .size = grid_size,
    .page = grid_page,
    .draw = grid_draw,
};

static char *
join(const char *a, const char *b, const char *c, struct fn_error *err)
{
    struct fni_text text = {0};

    fni_text_add(&text, "%s%s%s", a, b, c);
    return fni_text_take(&text, err);
}

static bool
add_label(struct item *item, const struct fn_grid_item *from, struct fn_error *err)
{
    bool right = from->truth && strcmp(from->label, from->truth) == 0;
    if (!from->truth)
        return (item->labels[0] = fni_strdup(from->label, err)) != NULL;
    item->ink = 0xff000000 | (right ? GREEN : RED);
    return (item->labels[0] = join(from->label, right ? " == " : " != ", from->truth, err)) &&
           (item->labels[1] = join(from->label, right ? "==" : "!=", from->truth, err)) &&
           (item->labels[2] = join(right ? "==" : "!=", from->label, "", err));
}

struct fn_figure *
fn_figure_grid(const struct fn_grid_item *items, int rows, int columns, enum fn_cmap cmap, struct fn_error *err)
{
    enum { MOST = 4096 };
    struct grid *grid;

    if (rows < 1 || columns < 1 || rows > MOST || columns > MOST) {
        fni_fail(err, FN_ERROR_INPUT, "figure: a grid of %d x %d pictures, wanted 1 to %d each way", rows, columns,
                 MOST);
        return NULL;
    }
    grid = fni_alloc(1, sizeof *grid + (size_t)rows * columns * sizeof *grid->items, err);
    if (!grid)
        return NULL;
    *grid = (struct grid){.figure.plot = &grid_plot, .rows = rows, .columns = columns, .cmap = cmap};
    for (int i = 0; i < rows * columns; i++) {
        struct fn_image *image = items[i].image;
        if (image) {
            grid->items[i].image = fn_image_ref(image);
            grid->width = image->width > grid->width ? image->width : grid->width;
            grid->height = image->height > grid->height ? image->height : grid->height;
        }
        if (items[i].label) {
            grid->labels = true;
            if (!add_label(&grid->items[i], &items[i], err))
                goto fail;
        }
    }
    if (grid->width == 0) {
        fni_fail(err, FN_ERROR_INPUT, "figure: a grid of %d x %d places holds no picture", rows, columns);
        goto fail;
    }
    return &grid->figure;
fail:
    grid_free(&grid->figure);
    return NULL;
}
