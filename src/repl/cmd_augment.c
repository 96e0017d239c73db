/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <stdlib.h>

#include "data_values.h"
#include "figure_out.h"

enum { ITEM, ROWS, CMAP, FIGSIZE, OUT, SCALE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [ITEM] = {.name = "item",
              .kind = ARG_VALUE,
              .help = "an item of a list with transforms, as data.train_ds[0], or its number in data.train_ds"},
    [ROWS] = {.name = "rows", .kind = FN_INT, .fallback = "3", .low = 1, .high = 64, .help = "and as many columns"},
    [CMAP] = PARAM_CMAP,
    [FIGSIZE] = PARAM_FIGSIZE,
    [OUT] = PARAM_OUT,
    [SCALE] = PARAM_SCALE,
};

/* The list that draws the item anew, and its place there. Borrowed. */
static bool
find(struct call *call, struct fn_label_list **list, int *index, struct fn_error *err)
{
    const struct value *item = arg_value(call, ITEM);
    if (value_is_list(item) && item->list.count > 0)
        item = item->list.items[0];
    const struct picture *picture = value_object(item, &type_image);
    if (picture && picture->list) {
        *list = picture->list;
        *index = picture->index;
        return true;
    }
    if (item->type != &type_int)
        return fail(err, FN_ERROR_INPUT,
                    "augment: %s; wanted an item of a list with labels, as data.train_ds[0], or its "
                    "number",
                    picture ? "this picture comes from no list with transforms" : "this is no picture");
    struct value *data = repl_newest(call->repl, (const struct type *const[]){&type_data_bunch, NULL});
    if (!data)
        return fail(err, FN_ERROR_INPUT,
                    "augment: there is no DataBunch yet whose items have numbers: databunch makes one");
    *list = fn_data_bunch_train(data->object);
    int count = fn_label_list_count(*list);
    if (item->integer < -count || item->integer >= count)
        return fail(err, FN_ERROR_INPUT, "augment: there is no item %lld, the train part has %d",
                    (long long)item->integer, count);
    *index = (int)(item->integer < 0 ? item->integer + count : item->integer);
    return true;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct fn_label_list *list = NULL;
    struct fn_figure *figure = NULL;
    int index = 0, rows = (int)arg_int(call, ROWS), made = 0;
    if (!find(call, &list, &index, err))
        return NULL;
    struct fn_grid_item *items = calloc((size_t)rows * (size_t)rows, sizeof *items);
    if (!items)
        return fail_memory(err);
    while (made < rows * rows && (items[made].image = fn_label_list_get(list, index, &call->repl->rng, err)))
        made++;
    if (made == rows * rows)
        figure = fn_figure_grid(items, rows, rows, arg_cmap(call, CMAP), err);
    while (made > 0)
        fn_image_unref(items[--made].image);
    free(items);
    return figure_show_take(call->repl, figure, FIGURE_FILE(call), err);
}

const struct command command_augment = {
    .verb = "augment",
    .group = "Looking",
    .example = "augment data.train_ds[0] rows=3",
    .notebook = "plot_multi(_plot, 3, 3, figsize=(8,8))",
    .function =
        {
            .name = "augment",
            .help = "draw one item many times, its transforms drawn anew each time",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
