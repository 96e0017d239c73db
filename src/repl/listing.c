/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listing.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nearest.h"
#include "script.h"
#include "type.h"

enum { NAMES_SHOWN = 12 }; /* in an error */

static int
is_entry(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

char *
absolute_path(const char *path, struct fn_error *err)
{
    struct text text = {0};
    if (path[0] != '/') {
        char *here = getcwd(NULL, 0);
        if (!here)
            return fail(err, FN_ERROR_FILE, "the current folder has no path: %s", strerror(errno));
        text_add(&text, here);
        free(here);
    }
    while (path[0] == '.' && (path[1] == '/' || path[1] == '\0'))
        path += path[1] == '/' ? 2 : 1;
    if (path[0] != '\0' && path[0] != '/')
        text_add_char(&text, '/');
    text_add(&text, path);
    while (text.length > 1 && text.bytes[text.length - 1] == '/')
        text.bytes[--text.length] = '\0';
    char *whole = text_take(&text);
    return whole ? whole : fail_memory(err);
}

static struct value *
join(const char *folder, const char *name, struct fn_error *err)
{
    struct text text = {0};
    text_printf(&text, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name);
    struct value *path = text.failed ? fail_memory(err) : value_path(text.bytes, err);
    text_fini(&text);
    return path;
}

/* The names in a folder, sorted; -1 with errno set if it cannot be read. */
static int
read_names(const char *folder, struct dirent ***entries)
{
    return scandir(folder, entries, is_entry, by_bytes);
}

static void
free_names(struct dirent **entries, int count)
{
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
}

/* FOLDER has no 'NAME'; did you mean ...? (it has ...) */
static void *
not_in(const char *as, const char *folder, const char *name, struct fn_error *err)
{
    struct nearest nearest = {.word = name};
    struct text names = {0};
    struct dirent **entries = NULL;
    char hint[160];
    int count = read_names(folder, &entries);
    for (int i = 0; i < count; i++) {
        nearest_offer(&nearest, entries[i]->d_name, NULL);
        if (i < NAMES_SHOWN)
            text_printf(&names, "%s%s", i > 0 ? ", " : "", entries[i]->d_name);
    }
    if (count > NAMES_SHOWN)
        text_printf(&names, " and %d more", count - NAMES_SHOWN);
    fail(err, FN_ERROR_FILE, "%s: %s has no '%s'%s (it has %s)", as, folder, name, nearest_hint(&nearest, hint),
         names.bytes ? names.bytes : "nothing");
    text_fini(&names);
    free_names(entries, count);
    return NULL;
}

bool
check_folder(const char *as, const char *path, struct fn_error *err)
{
    struct stat st;
    char *folder = absolute_path(path, err), *name = NULL;
    if (!folder)
        return false;
    bool good = stat(folder, &st) == 0;
    if (good && !S_ISDIR(st.st_mode)) {
        good = fail(err, FN_ERROR_FILE, "%s: %s is a file, wanted a folder", as, path);
    } else if (!good && errno != ENOENT) {
        fail(err, FN_ERROR_FILE, "%s: %s: %s", as, path, strerror(errno));
    } else if (!good) {
        /* Cut off name after name until the rest is there. */
        do {
            name = strrchr(folder, '/');
            *name++ = '\0';
        } while (stat(folder[0] ? folder : "/", &st) != 0 && folder[0]);
        not_in(as, folder[0] ? folder : "/", name, err);
    }
    free(folder);
    return good;
}

struct value *
list_folder(const char *folder, struct fn_error *err)
{
    struct dirent **entries = NULL;
    struct value **paths = NULL, *list = NULL;
    char *whole = check_folder("ls", folder, err) ? absolute_path(folder, err) : NULL;
    int count = 0, made = 0;
    if (!whole)
        return NULL;
    count = read_names(whole, &entries);
    if (count < 0) {
        fail(err, errno == ENOMEM ? FN_ERROR_MEMORY : FN_ERROR_FILE, "ls: %s: %s", folder, strerror(errno));
        goto out;
    }
    paths = calloc((size_t)count + 1, sizeof *paths);
    if (!paths) {
        fail_memory(err);
        goto out;
    }
    while (made < count && (paths[made] = join(whole, entries[made]->d_name, err)))
        made++;
    if (made == count)
        list = value_list_take(&type_list, paths, count, err);
    else
        while (made > 0)
            value_unref(paths[--made]);
out:
    free_names(entries, count);
    free(paths);
    free(whole);
    return list;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    return list_folder(call->self->text.bytes, err);
}

const struct function method_ls = {
    .name = "ls",
    .help = "what is in the folder, as a list of paths",
    .run = run,
};
