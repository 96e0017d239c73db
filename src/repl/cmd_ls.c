/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <unistd.h>

#include "listing.h"
#include "repl.h"

static const struct fn_param params[] = {
    {.name = "path",
     .kind = ARG_PATH,
     .choices = "/",
     .none_ok = true,
     .fallback = "None",
     .help = "a folder, below `path` if it is there; None: `path` itself"},
};

/* The folder that a name means: below the newest path if that has it, as in a shell otherwise. */
static struct value *
find(struct call *call, struct fn_error *err)
{
    struct value *path = repl_newest(call->repl, (const struct type *const[]){&type_path, NULL});
    struct value *given = arg_value(call, 0);
    if (value_is_none(given))
        return path ? value_ref(path) : value_path(".", err);
    struct value *below = path ? type_path.binary(call->repl, OP_DIVIDE, path, given, err) : value_ref(given);
    if (!below || access(below->text.bytes, F_OK) == 0)
        return below;
    if (access(given->text.bytes, F_OK) != 0)
        return below; /* the error speaks of the path */
    value_unref(below);
    return value_ref(given);
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct value *folder = find(call, err), *list = folder ? list_folder(folder->text.bytes, err) : NULL;
    value_unref(folder);
    if (!list)
        return NULL;
    for (int i = 0; i < list->list.count; i++)
        repl_print(call->repl, "%s\n", list->list.items[i]->text.bytes);
    value_unref(list);
    return value_none();
}

const struct command command_ls = {
    .verb = "ls",
    .group = "Data",
    .example = "ls training",
    .notebook = "path.ls(), (path/'training').ls()",
    .function =
        {
            .name = "ls",
            .help = "show what is in a folder, one path a line",
            .params = params,
            .n_params = 1,
            .run = run,
        },
};
