/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <stdlib.h>

#include "fetch_data.h"

static const struct fn_param params[] = {
    {.name = "url",
     .kind = ARG_PATH,
     .choices = ".tgz .tar.gz .tar.bz2 .tar.xz .tar.zst .tar .zip",
     .help = "MNIST (or URLs.MNIST), an archive, an address, or a folder of MNIST's IDX files"},
};

static struct value *
run(struct call *call, struct fn_error *err)
{
    char *folder = fetch_data(call->repl, arg_text(call, 0), err);
    struct value *path = folder ? value_path(folder, err) : NULL;
    free(folder);
    return path;
}

static void
words(const struct repl *repl, const char *line, int index, name_fn *found, void *user)
{
    (void)repl;
    (void)line;
    if (index == 0)
        found(user, "MNIST", "70000 pictures of handwritten digits");
}

const struct command command_untar = {
    .verb = "untar",
    .group = "Data",
    .binds = "path",
    .example = "untar MNIST",
    .notebook = "path = untar_data(URLs.MNIST)",
    .words = words,
    .function =
        {
            .name = "untar_data",
            .help = "fetch and unpack a data set, unless that was done before, and give its folder",
            .params = params,
            .n_params = 1,
            .run = run,
        },
};
