/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <math.h>
#include <stdlib.h>

#include "figure_out.h"
#include "learner.h"
#include "script.h"

enum { ROWS, FIGSIZE, CMAP, OUT, SCALE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [ROWS] = {.name = "rows", .kind = FN_INT, .fallback = "5", .low = 1, .high = 64, .help = "and as many columns"},
    [FIGSIZE] = PARAM_FIGSIZE,
    [CMAP] = PARAM_CMAP,
    [OUT] = PARAM_OUT,
    [SCALE] = PARAM_SCALE,
};

/* What the learner says of a picture of the valid set, beside what it is. */
static bool
judge(struct fn_learner *learner, int index, float *probabilities, struct fn_grid_item *item, struct fn_error *err)
{
    struct fn_data_bunch *data = fn_learner_data(learner);
    struct fn_label_list *train = fn_data_bunch_train(data), *valid = fn_data_bunch_valid(data);
    int class;

    item->image = fn_image_list_get(fn_label_list_x(valid), index, err);
    if (!item->image || !fn_learner_predict(learner, item->image, &class, probabilities, err))
        return false;
    item->label = fn_label_list_class(train, class);
    item->truth = fn_label_list_class(valid, fn_label_list_y(valid, index));
    return true;
}

/* rows x rows pictures, or the smallest square that holds them all, taken at equal distances from the valid set: its
 * files are sorted, so that the first ones are all of one class. */
static struct fn_figure *
grid_of(struct fn_learner *learner, int rows, enum fn_cmap cmap, struct fn_error *err)
{
    struct fn_label_list *valid = fn_data_bunch_valid(fn_learner_data(learner));
    int count = fn_label_list_count(valid), places = rows * rows, made = 0;
    if (count < places) {
        rows = (int)ceil(sqrt(count));
        places = count;
    }
    struct fn_grid_item *items = calloc((size_t)rows * (size_t)rows, sizeof *items);
    float *probabilities = calloc((size_t)fn_label_list_class_count(valid), sizeof *probabilities);
    struct fn_figure *figure = NULL;

    if (!items || !probabilities)
        fail_memory(err);
    else {
        while (made < places &&
               judge(learner, (int)((long long)made * count / places), probabilities, &items[made], err))
            made++;
        if (made == places)
            figure = fn_figure_grid(items, rows, rows, cmap, err);
        for (int i = 0; i < places; i++)
            fn_image_unref(items[i].image);
    }
    free(probabilities);
    free(items);
    return figure;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct fn_learner *learner = ((const struct learner *)call->self->object)->learner;
    struct fn_label_list *valid = fn_data_bunch_valid(fn_learner_data(learner));

    if (!valid || fn_label_list_count(valid) == 0)
        return fail(err, FN_ERROR_INPUT, "show_results: the data has no valid set to show; split makes one");
    struct fn_figure *figure = grid_of(learner, (int)arg_int(call, ROWS), arg_cmap(call, CMAP), err);
    return figure_show_take(call->repl, figure, FIGURE_FILE(call), err);
}

const struct command command_show_results = {
    .verb = "show_results",
    .group = "Training",
    .objects = learner_only,
    .example = "show_results rows=3",
    .notebook = "learn.show_results(rows=3)",
    .function =
        {
            .name = "show_results",
            .help = "draw pictures of the valid set with what is predicted of them, and whether it is right",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
