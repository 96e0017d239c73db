/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "data_values.h"
#include "figure_out.h"

enum { WHAT, CMAP, FIGSIZE, OUT, SCALE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [WHAT] = {.name = "what", .kind = ARG_VALUE, .help = "a picture, or what a list of labelled pictures holds"},
    [CMAP] = PARAM_CMAP,
    [FIGSIZE] = PARAM_FIGSIZE,
    [OUT] = PARAM_OUT,
    [SCALE] = PARAM_SCALE,
};

/* (Image, Category), or any pair of a picture and what stands under it. */
static struct fn_figure *
labelled(const struct value *pair, enum fn_cmap cmap, struct fn_error *err)
{
    const struct picture *picture = pair->list.items[0]->object;
    struct text label = {0};
    value_str(pair->list.items[1], &label);
    struct fn_figure *figure =
        label.failed ? fail_memory(err) : figure_of_image(picture->image, label.bytes, cmap, err);
    text_fini(&label);
    return figure;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct value *what = arg_value(call, WHAT);
    enum fn_cmap cmap = arg_cmap(call, CMAP);
    struct fn_figure *figure;
    if (value_is_list(what) && what->list.count == 2 && value_object(what->list.items[0], &type_image))
        figure = labelled(what, cmap, err);
    else if (what->type->figure)
        figure = what->type->figure(call->repl, what, cmap, err);
    else
        return fail(err, FN_ERROR_INPUT,
                    "show: a value of type %s cannot be drawn; wanted a picture, as il[0], or a "
                    "picture with its label, as ll.train[0]",
                    what->type->name);
    return figure_show_take(call->repl, figure, FIGURE_FILE(call), err);
}

const struct command command_show = {
    .verb = "show",
    .group = "Looking",
    .example = "show ll.train[0]",
    .notebook = "il[0].show()",
    .function =
        {
            .name = "show",
            .help = "draw a picture, with its label if it has one",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
