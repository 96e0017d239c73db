/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "datadir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool
data_fail(struct fn_error *err, enum fn_error_kind kind, const char *format, ...)
{
    va_list ap;

    if (!err)
        return false;
    err->kind = kind;
    va_start(ap, format);
    vsnprintf(err->message, sizeof err->message, format, ap);
    va_end(ap);
    return false;
}

char *
data_text(struct fn_error *err, const char *format, ...)
{
    char *text;
    va_list ap;
    int n;

    va_start(ap, format);
    n = vasprintf(&text, format, ap);
    va_end(ap);
    if (n >= 0)
        return text;
    data_fail(err, FN_ERROR_MEMORY, "out of memory");
    return NULL;
}

static const char *
home_folder(void)
{
    const char *home = getenv("HOME");
    const struct passwd *user;

    if (home && home[0] == '/')
        return home;
    user = getpwuid(getuid());
    return user ? user->pw_dir : "/";
}

/* mkdir -p. 0700 for folders that are missing, as the XDG base directory specification wants it. */
static bool
make_folders(const char *path, struct fn_error *err)
{
    char *copy = data_text(err, "%s", path);
    bool ok = copy != NULL;

    for (char *p = copy; ok && p; p++) {
        p = strchr(p + 1, '/');
        if (p)
            *p = '\0';
        if (mkdir(copy, 0700) != 0 && !data_is_folder(copy))
            ok = data_fail(err, FN_ERROR_FILE, "cannot make the folder %s: %s", copy, strerror(errno));
        if (!p)
            break;
        *p = '/';
    }
    free(copy);
    return ok;
}

char *
data_cache_folder(const char *name, struct fn_error *err)
{
    const char *cache = getenv("XDG_CACHE_HOME");
    char *folder;

    if (cache && cache[0] == '/')
        folder = data_text(err, "%s/fnrepl/%s", cache, name);
    else
        folder = data_text(err, "%s/.cache/fnrepl/%s", home_folder(), name);
    if (folder && !make_folders(folder, err)) {
        free(folder);
        return NULL;
    }
    return folder;
}

char *
data_folder(struct fn_error *err)
{
    return data_cache_folder("data", err);
}

char *
data_folder_fastai(struct fn_error *err)
{
    return data_text(err, "%s/.fastai/data", home_folder());
}

int
data_folder_lock(const char *folder, struct fn_error *err)
{
    char *path = data_text(err, "%s/.lock", folder);
    int fd = -1;

    if (!path)
        return -1;
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        data_fail(err, FN_ERROR_FILE, "cannot write %s: %s", path, strerror(errno));
    } else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        data_fail(err, FN_ERROR_FILE, "another fnrepl is fetching data into %s; try again when it is done", folder);
        close(fd);
        fd = -1;
    }
    free(path);
    return fd;
}

bool
data_is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static FTS *
open_tree(const char *path)
{
    char *const paths[] = {(char *)path, NULL};

    return fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
}

int
data_count_pictures(const char *path)
{
    FTS *tree = open_tree(path);
    int count = 0;

    if (!tree)
        return 0;
    for (FTSENT *entry; (entry = fts_read(tree));) {
        bool file = entry->fts_info == FTS_F || entry->fts_info == FTS_NSOK;
        count += file && entry->fts_namelen > 4 && strcmp(entry->fts_name + entry->fts_namelen - 4, ".png") == 0;
    }
    fts_close(tree);
    return count;
}

bool
data_remove(const char *path, struct fn_error *err)
{
    FTS *tree = open_tree(path);
    bool ok = true;

    if (!tree)
        return data_fail(err, FN_ERROR_FILE, "cannot remove %s: %s", path, strerror(errno));
    for (FTSENT *entry; ok && (entry = fts_read(tree));) {
        if (entry->fts_info == FTS_D)
            continue;
        if (remove(entry->fts_accpath) != 0 && errno != ENOENT)
            ok = data_fail(err, FN_ERROR_FILE, "cannot remove %s: %s", entry->fts_path, strerror(errno));
    }
    fts_close(tree);
    return ok;
}

char *
data_only_folder(const char *path)
{
    DIR *dir = opendir(path);
    char *only = NULL, *full = NULL;
    int entries = 0;

    if (!dir)
        return NULL;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (entries++ == 0)
            only = strdup(entry->d_name);
    }
    closedir(dir);
    if (only)
        full = data_text(NULL, "%s/%s", path, only);
    if (entries != 1 || !full || !data_is_folder(full)) {
        free(only);
        only = NULL;
    }
    free(full);
    return only;
}

char *
data_read_text(const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = NULL;
    size_t capacity = 0;

    if (!file)
        return NULL;
    if (getdelim(&text, &capacity, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

bool
data_write_text(const char *path, const char *text, struct fn_error *err)
{
    FILE *file = fopen(path, "we");
    bool ok = file && fputs(text, file) >= 0;

    if (file && fclose(file) != 0)
        ok = false;
    return ok || data_fail(err, FN_ERROR_FILE, "cannot write %s: %s", path, strerror(errno));
}
