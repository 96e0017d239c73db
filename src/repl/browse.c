/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse.h"

#include <stdlib.h>

#include "script.h"

enum {
    LEAST_ROWS = 7,     /* of a picture, where it has that many */
    LEAST_COLUMNS = 12, /* of a place: for what stands under it */
    WANTED_COLUMNS = 3,
    WANTED_ROWS = 2,
    GAP = 1,     /* between columns */
    CAPTION = 1, /* under a picture */
};

static int
clamp(long long value, int low, int high)
{
    return value < low ? low : value > high ? high : (int)value;
}

static int
ceil_div(int a, int b)
{
    return (a + b - 1) / b;
}

static void
show(struct browse *browse, int filter)
{
    browse->filter = filter;
    browse->n_shown = 0;
    for (int i = 0; i < browse->count; i++)
        if (filter < 0 || browse->classes[i] == filter)
            browse->shown[browse->n_shown++] = i;
}

bool
browse_init(struct browse *browse, int count, const int *classes, struct fn_error *err)
{
    *browse = (struct browse){.count = count, .classes = classes, .columns = 1, .rows = 1};
    browse->shown = calloc((size_t)count, sizeof *browse->shown);
    browse->marked = calloc((size_t)count, sizeof *browse->marked);
    if (!browse->shown || !browse->marked) {
        browse_fini(browse);
        return fail_memory(err);
    }
    show(browse, -1);
    return true;
}

void
browse_fini(struct browse *browse)
{
    free(browse->shown);
    free(browse->marked);
    *browse = (struct browse){0};
}

int
browse_index(const struct browse *browse)
{
    return browse->shown[browse->position];
}

/* Scrolls as little as brings the selected picture onto the screen, with no more empty lines than must be. */
static void
scroll(struct browse *browse)
{
    int lines = ceil_div(browse->n_shown, browse->columns), line = browse->position / browse->columns;
    browse->top = clamp(browse->top, line - browse->rows + 1, line);
    browse->top = clamp(browse->top, 0, lines > browse->rows ? lines - browse->rows : 0);
}

static void
go(struct browse *browse, long long position)
{
    browse->position = clamp(position, 0, browse->n_shown - 1);
    scroll(browse);
}

/* Characters across for a picture that is so many high. */
static int
columns_for(int rows, int image_width, int image_height)
{
    long long columns = (2LL * rows * image_width + image_height - 1) / image_height;
    return columns < LEAST_COLUMNS ? LEAST_COLUMNS : clamp(columns, LEAST_COLUMNS, 4096);
}

static int
places(int room, int size, int gap)
{
    return room + gap >= size + gap ? (room + gap) / (size + gap) : 1;
}

void
browse_layout(struct browse *browse, int width, int height, int image_width, int image_height)
{
    int own = ceil_div(image_height, 2), rows = own;
    while (rows < LEAST_ROWS)
        rows += own;
    for (int k = 2; rows > LEAST_ROWS; k++) {
        if (places(width, columns_for(rows, image_width, image_height), GAP) >= WANTED_COLUMNS &&
            places(height, rows + CAPTION, 0) >= WANTED_ROWS)
            break;
        rows = ceil_div(own, k) > LEAST_ROWS ? ceil_div(own, k) : LEAST_ROWS;
    }
    browse->slot_rows = clamp(rows + CAPTION, 1, height);
    browse->slot_columns = clamp(columns_for(rows, image_width, image_height), 1, width);
    browse->columns = places(width, browse->slot_columns, GAP);
    browse->rows = places(height, browse->slot_rows, 0);
    scroll(browse);
}

void
browse_move(struct browse *browse, int by)
{
    go(browse, (long long)browse->position + by);
}

void
browse_move_line(struct browse *browse, int by)
{
    int lines = ceil_div(browse->n_shown, browse->columns), column = browse->position % browse->columns;
    int line = clamp((long long)browse->position / browse->columns + by, 0, lines - 1);
    go(browse, (long long)line * browse->columns + column);
}

void
browse_page(struct browse *browse, int by)
{
    browse->top = clamp((long long)browse->top + (long long)by * browse->rows, 0, browse->n_shown);
    browse_move_line(browse, clamp((long long)by * browse->rows, -browse->n_shown, browse->n_shown));
}

/* The first position whose index is not below this one; n_shown: there is none. */
static int
find(const struct browse *browse, int index)
{
    int low = 0, high = browse->n_shown;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (browse->shown[middle] < index)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool
browse_jump(struct browse *browse, int index)
{
    int position = find(browse, index);
    if (position == browse->n_shown || browse->shown[position] != index)
        return false;
    go(browse, position);
    return true;
}

bool
browse_next(struct browse *browse, int class)
{
    for (int i = 1; i < browse->n_shown; i++) {
        int position = (int)(((long long)browse->position + i) % browse->n_shown);
        if (browse->classes[browse->shown[position]] == class) {
            go(browse, position);
            return true;
        }
    }
    return false;
}

bool
browse_filter(struct browse *browse, int class)
{
    int index = browse_index(browse), before = browse->filter;
    show(browse, class);
    bool found = browse->n_shown > 0;
    if (!found)
        show(browse, before);
    go(browse, find(browse, index));
    return found;
}

void
browse_mark(struct browse *browse)
{
    bool *marked = &browse->marked[browse_index(browse)];
    *marked = !*marked;
    browse->n_marked += *marked ? 1 : -1;
}
