/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pack.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "datadir.h"

/* One file a folder and mode: $XDG_CACHE_HOME/fnrepl/packed/NAME-CHANNELS-HASH, the hash being that of the whole path.
 */
static char *
file_for(const char *folder, int channels, struct fn_error *err)
{
    char *whole = realpath(folder, NULL), *packed = data_cache_folder("packed", err), *file = NULL;
    uint64_t hash = 0xcbf29ce484222325; /* FNV-1a */
    if (!whole)
        fail(err, FN_ERROR_FILE, "%s: its path cannot be found", folder);
    for (const char *c = whole; c && *c; c++)
        hash = (hash ^ (unsigned char)*c) * 0x100000001b3;
    if (whole && packed)
        file = data_text(err, "%s/%s-%d-%016llx", packed, strrchr(whole, '/') + 1, channels, (unsigned long long)hash);
    free(whole);
    free(packed);
    return file;
}

/* Bytes that all pixels take, if all pictures are like the first. */
static bool
estimate(const struct fn_label_lists *lists, double *bytes, int *channels, struct fn_error *err)
{
    struct fn_image_list *train = fn_label_list_x(lists->train);
    struct fn_image *image = fn_image_list_get(train, 0, err);
    if (!image)
        return false;
    *channels = image->channels;
    *bytes = (double)image->width * image->height * image->channels *
             (fn_label_list_count(lists->train) + (double)fn_label_list_count(lists->valid));
    fn_image_unref(image);
    return true;
}

bool
pack_choose(struct repl *repl, const struct fn_label_lists *lists, char **file, struct fn_error *err)
{
    double bytes, memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    enum when when = repl->settings.pack;
    int channels;

    *file = NULL;
    if (when == WHEN_NEVER || fn_label_list_count(lists->train) == 0)
        return true;
    if (!estimate(lists, &bytes, &channels, err))
        return false;
    if (when == WHEN_AUTO && bytes < memory / 2)
        return true;
    *file = file_for(fn_image_list_path(fn_label_list_x(lists->train)), channels, err);
    if (*file)
        repl_print(repl, "pixels: %.1f MB in %s\n", bytes / 1e6, *file);
    return *file != NULL;
}
