/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "script.h"

/* Takes the name, if nobody has it: an empty file, which the rename replaces. */
static bool
reserve(const char *path, bool overwrite, bool *made, bool *taken, struct fn_error *err)
{
    struct stat info;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) {
        close(fd);
        *made = true;
        return true;
    }
    if (errno != EEXIST)
        return fail(err, FN_ERROR_FILE, "%s: cannot write it: %s", path, strerror(errno));
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return fail(err, FN_ERROR_FILE, "%s: not a file that could be replaced", path);
    *taken = !overwrite;
    return overwrite || fail(err, FN_ERROR_FILE, "%s: it exists", path);
}

/* A file that is there already is somebody else's. */
static bool
write_names(const struct gallery *gallery, const bool *chosen, const char *path, struct fn_error *err)
{
    FILE *file = fopen(path, "wxe");
    bool good = file != NULL;
    for (int i = 0; good && i < gallery->count; i++)
        good = !chosen[i] || fprintf(file, "%s\n", gallery_file(gallery, i)) > 0;
    if (file && fclose(file) != 0)
        good = false;
    if (!good)
        fail(err, FN_ERROR_FILE, "%s: cannot write it: %s", path, strerror(errno));
    if (file && !good)
        unlink(path);
    return good;
}

static bool
put_in_place(const char *part, const char *whole, struct fn_error *err)
{
    if (rename(part, whole) == 0)
        return true;
    fail(err, FN_ERROR_FILE, "%s: cannot write it: %s", whole, strerror(errno));
    unlink(part);
    return false;
}

bool
gallery_write(const struct gallery *gallery, const bool *chosen, const char *path, bool overwrite, bool *taken,
              struct fn_error *err)
{
    const char *home = getenv("HOME");
    bool from_home = home && strncmp(path, "~/", 2) == 0, made = false, good = false;
    struct text whole = {0}, part = {0};

    *taken = false;
    text_printf(&whole, "%s%s", from_home ? home : "", from_home ? path + 1 : path);
    text_printf(&part, "%s.part", whole.bytes ? whole.bytes : "");
    if (whole.failed || part.failed)
        fail_memory(err);
    else if (reserve(whole.bytes, overwrite, &made, taken, err) && write_names(gallery, chosen, part.bytes, err))
        good = put_in_place(part.bytes, whole.bytes, err);
    if (!good && made)
        unlink(whole.bytes);
    text_fini(&whole);
    text_fini(&part);
    return good;
}
