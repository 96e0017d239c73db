/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "data_values.h"
#include "fetch_data.h"

enum { PATH, CONVERT_MODE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = ARG_PATH,
              .choices = "/",
              .none_ok = true,
              .fallback = "None",
              .help = "a folder, or MNIST, which is fetched if need be; None: `path`"},
    [CONVERT_MODE] = {.name = "convert_mode",
                      .kind = FN_CHOICE,
                      .none_ok = true,
                      .fallback = "None",
                      .choices = "L RGB",
                      .help = "L: one channel of grey; RGB: three channels; None: L for MNIST, else RGB"},
};

/* The folder as a Path; that of a data set is bound to `path`, as the notebook's untar_data line does it. */
static struct value *
find(struct call *call, struct fn_error *err)
{
    const char *name = arg_text(call, PATH);
    if (!name) {
        struct value *path = repl_newest(call->repl, (const struct type *const[]){&type_path, NULL});
        if (!path)
            return fail(err, FN_ERROR_INPUT, "load wants a path, as there is none yet: load FOLDER, or load MNIST");
        return value_ref(path);
    }
    if (!is_data_set(name))
        return value_ref(arg_value(call, PATH));
    char *folder = fetch_data(call->repl, name, err);
    struct value *path = folder ? value_path(folder, err) : NULL;
    free(folder);
    if (path && !repl_bind(call->repl, "path", path, err)) {
        value_unref(path);
        return NULL;
    }
    return path;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct value *path = find(call, err);
    if (!path)
        return NULL;
    const char *given = arg_text(call, PATH), *mode = arg_text(call, CONVERT_MODE);
    if (!mode)
        mode = given && is_data_set(given) ? "L" : "RGB";
    struct value *list = value_image_list("load", path->text.bytes, image_mode(mode), err);
    value_unref(path);
    return list;
}

static void
words(const struct repl *repl, const char *line, int index, name_fn *found, void *user)
{
    (void)repl;
    (void)line;
    if (index == 0)
        found(user, "MNIST", "70000 pictures of handwritten digits");
}

const struct command command_load = {
    .verb = "load",
    .group = "Data",
    .binds = "il",
    .example = "load MNIST convert_mode=L",
    .notebook = "il = ImageList.from_folder(path, convert_mode='L')",
    .words = words,
    .function =
        {
            .name = "load",
            .help = "list the pictures in a folder and in the folders below it",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
