/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <unistd.h>

#include "data_values.h"
#include "figure_out.h"
#include "screen_browse.h"
#include "script.h"

enum { WHAT, CMAP, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [WHAT] = {.name = "what",
              .kind = ARG_VALUE,
              .none_ok = true,
              .fallback = "None",
              .help = "a list of pictures, as il, ll.train, data.valid_ds or top_losses; None: the newest"},
    [CMAP] = PARAM_CMAP,
};

static const struct value *
newest(const struct repl *repl, struct fn_error *err)
{
    static const struct type *const types[] = {&type_image_list, &type_label_lists, &type_data_bunch, NULL};
    const struct value *value = repl_newest(repl, types);
    if (!value)
        fail(err, FN_ERROR_INPUT, "browse works on a list of pictures, and there is none yet; `load` makes one");
    return value;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct repl *repl = call->repl;
    const struct value *what = arg_is_none(call, WHAT) ? newest(repl, err) : arg_value(call, WHAT);
    struct gallery gallery = {0};
    struct browse browse = {0};
    bool good = what && gallery_init(&gallery, what, repl->settings.seed, err) &&
                browse_init(&browse, gallery.count, gallery.classes, err);
    if (good && !(repl->tty && isatty(STDIN_FILENO)))
        good = fail(err, FN_ERROR_INPUT, "browse: this is no terminal; it wants one for its keys and its screen");
    fflush(repl->out);
    if (good)
        good = screen_browse(&gallery, &browse, arg_cmap(call, CMAP), figure_in_colours(repl), err);
    if (good && repl_interrupted(repl)) /* not by its key, which is one among others there: by a signal */
        good = fail(err, FN_ERROR_STOPPED, "browse: interrupted");
    browse_fini(&browse);
    gallery_fini(&gallery);
    return good ? value_none() : NULL;
}

const struct command command_browse = {
    .verb = "browse",
    .group = "Looking",
    .example = "browse data.valid_ds",
    .function =
        {
            .name = "browse",
            .help = "page through a list's pictures on the whole terminal; ? there shows the keys",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
