/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "data_values.h"
#include "figure_out.h"

enum { FUNC, ROWS, COLUMNS, FIGSIZE, OUT, SCALE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [FUNC] = {.name = "func",
              .kind = ARG_VALUE,
              .help = "a function of row, column and axes that shows a picture on them"},
    [ROWS] = {.name = "r", .kind = FN_INT, .fallback = "1", .low = 1, .high = 64, .help = "rows"},
    [COLUMNS] = {.name = "c", .kind = FN_INT, .fallback = "1", .low = 1, .high = 64, .help = "columns"},
    [FIGSIZE] = PARAM_FIGSIZE,
    [OUT] = PARAM_OUT,
    [SCALE] = PARAM_SCALE,
};

/* func(row, column, axes) */
static bool
fill(struct call *call, int row, int column, struct value *axes, struct fn_error *err)
{
    struct value *args[] = {value_int(row, err), value_int(column, err), axes}, *result = NULL;
    if (args[0] && args[1])
        result = repl_call(call->repl, arg_value(call, FUNC), args, 3, err);
    value_unref(args[0]);
    value_unref(args[1]);
    value_unref(result);
    return result != NULL;
}

/* A grid has one cmap; a grey picture with the other one is the same picture with its greys turned round. */
static bool
adapt(struct axes *axes, enum fn_cmap cmap, struct fn_error *err)
{
    const struct fn_image *image = axes->image;
    if (!image || axes->cmap == cmap || image->channels != 1)
        return true;
    struct fn_image *turned = fn_image_new(image->width, image->height, 1, err);
    if (!turned)
        return false;
    for (size_t i = 0; i < (size_t)image->width * (size_t)image->height; i++)
        turned->pixels[i] = (uint8_t)(255 - image->pixels[i]);
    fn_image_unref(axes->image);
    axes->image = turned;
    axes->cmap = cmap;
    return true;
}

static struct fn_figure *
gather(struct value *const *places, int rows, int columns, struct fn_error *err)
{
    struct fn_grid_item *items = calloc((size_t)rows * (size_t)columns, sizeof *items);
    const struct axes *first = NULL;
    struct fn_figure *figure = NULL;
    if (!items)
        return fail_memory(err);
    for (int i = 0; i < rows * columns; i++) {
        struct axes *axes = places[i]->object;
        if (!first && axes->image)
            first = axes;
        if (first && !adapt(axes, first->cmap, err))
            goto out;
        items[i] = (struct fn_grid_item){.image = axes->image, .label = axes->label};
    }
    if (first)
        figure = fn_figure_grid(items, rows, columns, first->cmap, err);
    else
        fail(err, FN_ERROR_INPUT, "plot_multi: the function showed no picture on its axes, as x.show(ax) does");
out:
    free(items);
    return figure;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    int rows = (int)arg_int(call, ROWS), columns = (int)arg_int(call, COLUMNS), count = rows * columns, made = 0;
    struct value **places = calloc((size_t)count, sizeof *places);
    struct fn_figure *figure = NULL;
    if (!places)
        return fail_memory(err);
    for (; made < count; made++) {
        struct axes *axes = calloc(1, sizeof *axes);
        places[made] = axes ? value_object_take(&type_axes, axes, err) : fail_memory(err);
        if (!places[made] || !fill(call, made / columns, made % columns, places[made], err))
            break;
    }
    if (made == count)
        figure = gather(places, rows, columns, err);
    for (int i = 0; i < count; i++)
        value_unref(places[i]);
    free(places);
    return figure_show_take(call->repl, figure, FIGURE_FILE(call), err);
}

const struct function function_plot_multi = {
    .name = "plot_multi",
    .help = "draw a grid; func(i, j, ax) shows what stands in row i, column j",
    .params = params,
    .n_params = N_PARAMS,
    .run = run,
};
