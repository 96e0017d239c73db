/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <math.h>
#include <stdlib.h>

#include "data_values.h"
#include "figure_out.h"

enum { ROWS, FIGSIZE, CMAP, OUT, SCALE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [ROWS] = {.name = "rows", .kind = FN_INT, .fallback = "5", .low = 1, .high = 64, .help = "and as many columns"},
    [FIGSIZE] = PARAM_FIGSIZE,
    [CMAP] = PARAM_CMAP,
    [OUT] = PARAM_OUT,
    [SCALE] = PARAM_SCALE,
};

/* Picture `index` of a batch, back from what the model sees to 8 bits. */
static struct fn_image *
picture_of(const struct fn_data_bunch *data, const struct fn_tensor *x, int index, struct fn_error *err)
{
    const struct fn_stats *stats = fn_data_bunch_stats(data);
    int channels = x->shape[1], plane = x->shape[2] * x->shape[3];
    const float *values = x->data + (size_t)index * (size_t)channels * (size_t)plane;
    struct fn_image *image = fn_image_new(x->shape[3], x->shape[2], channels, err);
    for (int i = 0; image && i < channels * plane; i++) {
        int c = i / plane;
        float value = stats ? values[i] * stats->std[c] + stats->mean[c] : values[i];
        long level = lrintf(value * 255);
        image->pixels[i % plane * channels + c] = (uint8_t)(level < 0 ? 0 : level > 255 ? 255 : level);
    }
    return image;
}

static struct fn_figure *
grid_of(const struct fn_data_bunch *data, const struct fn_tensor *x, const struct fn_tensor *y, int rows,
        enum fn_cmap cmap, struct fn_error *err)
{
    int columns = rows, places = rows * columns, made = 0;
    struct fn_figure *figure = NULL;
    struct fn_grid_item *items;

    if (x->shape[0] < places) { /* as fastai: a smaller square where the batch is too small */
        rows = columns = (int)ceil(sqrt(x->shape[0]));
        places = x->shape[0];
    }
    items = calloc((size_t)rows * (size_t)columns, sizeof *items);
    if (!items)
        return fail_memory(err);
    for (; made < places; made++) {
        items[made].image = picture_of(data, x, made, err);
        if (!items[made].image)
            goto out;
        items[made].label = fn_label_list_class(fn_data_bunch_train(data), (int)y->data[made]);
    }
    figure = fn_figure_grid(items, rows, columns, cmap, err);
out:
    while (made > 0)
        fn_image_unref(items[--made].image);
    free(items);
    return figure;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    const struct fn_data_bunch *data = call->self->object;
    struct fn_tensor *x, *y;
    if (!fn_data_bunch_one_batch(data, &call->repl->rng, &x, &y, err))
        return NULL;
    struct fn_figure *figure = grid_of(data, x, y, (int)arg_int(call, ROWS), arg_cmap(call, CMAP), err);
    fn_tensor_unref(x);
    fn_tensor_unref(y);
    return figure_show_take(call->repl, figure, FIGURE_FILE(call), err);
}

const struct command command_show_batch = {
    .verb = "show_batch",
    .group = "Looking",
    .objects = (const struct type *const[]){&type_data_bunch, NULL},
    .example = "show_batch rows=3",
    .notebook = "data.show_batch(rows=3, figsize=(5,5))",
    .function =
        {
            .name = "show_batch",
            .help = "draw pictures of one train batch with their labels",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
