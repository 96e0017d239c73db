/* SPDX-License-Identifier: MIT */
#include "data/listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "core/fail.h"

enum kind { KIND_FILE, KIND_FOLDER, KIND_OTHER };

/* Most file systems say the kind with the name; a link or a silent file system needs one more call. */
static enum kind
entry_kind(DIR *folder, const struct dirent *entry)
{
    struct stat st;

    if (entry->d_type == DT_REG)
        return KIND_FILE;
    if (entry->d_type == DT_DIR)
        return KIND_FOLDER;
    if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
        return KIND_OTHER;
    if (fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return KIND_OTHER;
    if (S_ISDIR(st.st_mode))
        return KIND_FOLDER;
    if (S_ISLNK(st.st_mode) && fstatat(dirfd(folder), entry->d_name, &st, 0) != 0)
        return KIND_OTHER;
    return S_ISREG(st.st_mode) ? KIND_FILE : KIND_OTHER;
}

static bool
is_image(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && strcasecmp(dot, ".png") == 0;
}

static bool
add_below(struct fni_names *names, const char *folder, const char *name, struct fn_error *err)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    bool ok;

    if (!path)
        return fni_fail_memory(err);
    snprintf(path, size, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    ok = fni_names_add(names, path, err);
    free(path);
    return ok;
}

static bool
list_one(struct fni_listing *listing, struct fni_names *folders, const char *path, struct fn_error *err)
{
    int before = listing->files.count + folders->count;
    DIR *folder = opendir(path);
    struct dirent *entry;
    bool ok = true;

    if (!folder && errno == ENOTDIR)
        return fni_fail(err, FN_ERROR_FILE, "%s: not a folder", path);
    if (!folder)
        return fni_fail(err, FN_ERROR_FILE, "%s: cannot list this folder: %s", path, strerror(errno));
    while (ok && (errno = 0, entry = readdir(folder))) {
        enum kind kind;
        if (entry->d_name[0] == '.')
            continue;
        kind = entry_kind(folder, entry);
        if (kind == KIND_FOLDER)
            ok = add_below(folders, path, entry->d_name, err);
        else if (kind == KIND_FILE && is_image(entry->d_name))
            ok = add_below(&listing->files, path, entry->d_name, err);
    }
    if (ok && errno != 0)
        ok = fni_fail(err, FN_ERROR_FILE, "%s: cannot list this folder: %s", path, strerror(errno));
    closedir(folder);
    if (ok && listing->files.count + folders->count == before)
        ok = fni_names_add(&listing->empty, path, err);
    return ok;
}

bool
fni_listing_init(struct fni_listing *listing, const char *path, struct fn_error *err)
{
    struct fni_names folders = {0}; /* those found so far; a queue instead of recursion: no depth is too deep */
    bool ok;

    *listing = (struct fni_listing){0};
    ok = fni_names_add(&folders, path, err);
    for (int i = 0; ok && i < folders.count; i++)
        ok = list_one(listing, &folders, folders.names[i], err);
    fni_names_fini(&folders);
    if (!ok) {
        fni_listing_fini(listing);
        return false;
    }
    fni_names_sort(&listing->files);
    fni_names_sort(&listing->empty);
    return true;
}

void
fni_listing_fini(struct fni_listing *listing)
{
    fni_names_fini(&listing->files);
    fni_names_fini(&listing->empty);
}

void
fni_list_folder(const char *path, struct fni_names *names)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    if (!folder)
        return;
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.' && !fni_names_add(names, entry->d_name, NULL))
            break;
    closedir(folder);
    fni_names_sort(names);
}
