/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fetch_data.h"

#include <string.h>

#include "progress.h"
#include "untar.h"

/* Pictures are counted, bytes shown as MiB. */
static bool
update(void *user, const char *step, long long done, long long total)
{
    struct progress *progress = user;
    bool pictures = strcmp(step, "convert") == 0;
    if (strcmp(progress->what, step) != 0) {
        progress_end(progress);
        progress_start(progress, progress->repl, step);
    }
    progress_update(progress, done, total, pictures ? 1 : 1 << 20, NULL);
    return !repl_interrupted(progress->repl);
}

char *
fetch_data(struct repl *repl, const char *what, struct fn_error *err)
{
    struct progress progress;
    progress_start(&progress, repl, "unpack");
    char *path = untar_data(what, &(struct untar_progress){update, &progress}, err);
    progress_end(&progress);
    return path;
}

bool
is_data_set(const char *name)
{
    for (int i = 0; i < untar_url_count(); i++)
        if (strcmp(untar_url_get(i)->name, name) == 0)
            return true;
    return false;
}
