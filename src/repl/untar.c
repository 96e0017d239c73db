/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "untar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fn/fn.h>

#include "datadir.h"
#include "fetch.h"
#include "source.h"
#include "unpack.h"

static const struct untar_url urls[] = {
#define X(name, address, size, md5, folder, pictures) {#name, address, size, md5, folder, pictures},
#include "urls.def"
#undef X
};

int
untar_url_count(void)
{
    return sizeof urls / sizeof urls[0];
}

const struct untar_url *
untar_url_get(int index)
{
    return &urls[index];
}

/* fn_idx_to_png_tree's progress in ours. */
static bool
on_converted(void *user, int done, int total)
{
    const struct untar_progress *progress = user;

    return !progress || progress->call(progress->user, "convert", done, total);
}

/* The source's files into the empty folder. */
static bool
fill(const struct source *source, const char *data, const char *folder, const struct untar_progress *progress,
     struct fn_error *err)
{
    const struct untar_url *row = source->row;
    char *archive, *tree;
    bool ok;

    if (source->kind == SOURCE_IDX) {
        tree = data_text(err, "%s/tree", folder);
        ok = tree && fn_idx_to_png_tree(source->where, tree, on_converted, (void *)progress, err);
        free(tree);
        return ok;
    }
    if (source->kind == SOURCE_ARCHIVE)
        return unpack_archive(source->where, folder, progress, err);
    archive = data_text(err, "%s/%s", data, source->file);
    if (!archive)
        return false;
    ok = row && fetch_is_whole(archive, row->size, row->md5);
    if (!ok)
        ok = fetch_file(source->where, archive, row ? row->size : 0, row ? row->md5 : NULL, progress, err);
    if (ok) {
        ok = unpack_archive(archive, folder, progress, err);
        if (ok || !row)
            unlink(archive);
    }
    free(archive);
    return ok;
}

/* Gives the filled folder its name, and notes where it came from. */
static bool
put_in_place(const struct source *source, const char *folder, const char *target, const char *note,
             struct fn_error *err)
{
    char *only = data_only_folder(folder);
    char *from = only ? data_text(err, "%s/%s", folder, only) : data_text(err, "%s", folder);
    int fd = from ? open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool ok = false;

    free(only);
    if (!from)
        return false;
    /* All files reach the disk before the name does. */
    if (fd < 0 || syncfs(fd) != 0)
        data_fail(err, FN_ERROR_FILE, "cannot write %s: %s", from, strerror(errno));
    else if (data_write_text(note, source->where, err)) {
        ok = rename(from, target) == 0;
        if (!ok)
            data_fail(err, FN_ERROR_FILE, "cannot rename %s to %s: %s", from, target, strerror(errno));
    }
    if (fd >= 0)
        close(fd);
    free(from);
    return ok;
}

/* Makes the folder data/NAME from the source. */
static bool
obtain(const struct source *source, const char *data, const char *target, const char *note,
       const struct untar_progress *progress, struct fn_error *err)
{
    char *folder = data_text(err, "%s/.unpack", data);
    int lock = folder ? data_folder_lock(data, err) : -1;
    bool ok = false;

    /* With the lock held, such a folder is what an interrupted run left. */
    if (lock < 0 || !data_remove(folder, err))
        goto out;
    if (mkdir(folder, 0777) != 0) {
        data_fail(err, FN_ERROR_FILE, "cannot make the folder %s: %s", folder, strerror(errno));
        goto out;
    }
    ok = fill(source, data, folder, progress, err) && put_in_place(source, folder, target, note, err);
    data_remove(folder, NULL);
out:
    if (lock >= 0)
        close(lock);
    free(folder);
    return ok;
}

/* data/NAME, made from the source if it is not there. A folder of that name that came from elsewhere is refused, unless
 * the source is a row of the table: there the name says what it holds. */
static char *
get_source(const struct source *source, const char *data, bool known, const struct untar_progress *progress,
           struct fn_error *err)
{
    char *target = data_text(err, "%s/%s", data, source->name);
    char *note = data_text(err, "%s/.%s.from", data, source->name);
    char *from = NULL;
    bool ok = false;

    if (!target || !note)
        goto out;
    if (!data_is_folder(target)) {
        ok = obtain(source, data, target, note, progress, err);
        goto out;
    }
    from = data_read_text(note);
    ok = known || (from && strcmp(from, source->where) == 0);
    if (!ok)
        data_fail(err, FN_ERROR_FILE, "%s is there already, made from %s; remove or rename it to use %s", target,
                  from ? from : "something else", source->where);
out:
    free(from);
    free(note);
    if (!ok) {
        free(target);
        target = NULL;
    }
    return target;
}

static const struct untar_url *
find_row(const char *what)
{
    if (strncmp(what, "URLs.", 5) == 0)
        what += 5;
    for (int i = 0; i < untar_url_count(); i++) {
        const char *address = urls[i].address;
        size_t stem = strlen(address) - strlen(".tgz"); /* fastai's own URLs.MNIST leaves it out */
        if (strcmp(what, urls[i].name) == 0 || strcmp(what, address) == 0 ||
            (strlen(what) == stem && strncmp(what, address, stem) == 0))
            return &urls[i];
    }
    return NULL;
}

/* Says what else could be done, where a set of the table cannot be downloaded. */
static void
explain(const struct untar_url *row, const char *data, const char *fastai, struct fn_error *err)
{
    char *cause = data_text(NULL, "%s", err->message);

    if (cause)
        data_fail(err, err->kind,
                  "%s is not in %s, nor complete in %s, and %s; give an archive or a folder with its IDX files: untar "
                  "FILE, or FNREPL_%s=FILE in the environment",
                  row->name, data, fastai, cause, row->name);
    free(cause);
}

static char *
get_row(const struct untar_url *row, const char *data, const struct untar_progress *progress, struct fn_error *err)
{
    char *fastai = data_folder_fastai(err);
    char *theirs = fastai ? data_text(err, "%s/%s", fastai, row->folder) : NULL;
    char *ours = data_text(err, "%s/%s", data, row->folder);
    char variable[64];
    struct source source = {0};
    char *path = NULL;

    if (!theirs || !ours)
        goto out;
    if (!data_is_folder(ours) && data_count_pictures(theirs) == row->pictures) {
        path = theirs;
        theirs = NULL;
        goto out;
    }
    snprintf(variable, sizeof variable, "FNREPL_%s", row->name);
    if (data_is_folder(ours) || !getenv(variable) || !getenv(variable)[0]) {
        if (!source_init(&source, row->address, err))
            goto out;
        source.row = row;
    } else if (!source_init(&source, getenv(variable), err)) {
        goto out;
    }
    free(source.name);
    source.name = data_text(err, "%s", row->folder);
    if (source.name)
        path = get_source(&source, data, true, progress, err);
    if (!path && source.row && err && err->kind == FN_ERROR_FILE)
        explain(row, data, fastai, err);
    source_fini(&source);
out:
    free(fastai);
    free(theirs);
    free(ours);
    return path;
}

char *
untar_data(const char *what, const struct untar_progress *progress, struct fn_error *err)
{
    const struct untar_url *row = find_row(what);
    char *data = data_folder(err);
    struct source source;
    char *path = NULL;

    if (!data)
        return NULL;
    if (row) {
        path = get_row(row, data, progress, err);
    } else if (source_init(&source, what, err)) {
        path = get_source(&source, data, false, progress, err);
        source_fini(&source);
    }
    free(data);
    return path;
}
