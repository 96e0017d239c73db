/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listing.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "script.h"
#include "type.h"

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

static struct value *
join(const char *folder, const char *name, struct fn_error *err)
{
    struct text text = {0};
    size_t length = strlen(folder);
    if (strcmp(folder, ".") != 0) {
        text_add(&text, folder);
        if (length > 0 && folder[length - 1] != '/')
            text_add_char(&text, '/');
    }
    text_add(&text, name);
    struct value *path = text.failed ? fail_memory(err) : value_path(text.bytes, err);
    text_fini(&text);
    return path;
}

struct value *
list_folder(const char *folder, struct fn_error *err)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_entry, by_bytes), made = 0;
    if (count < 0)
        return fail(err, errno == ENOMEM ? FN_ERROR_MEMORY : FN_ERROR_FILE, "ls: %s: %s", folder, strerror(errno));
    struct value **paths = calloc((size_t)count + 1, sizeof *paths), *list = NULL;
    if (!paths)
        fail_memory(err);
    while (paths && made < count && (paths[made] = join(folder, entries[made]->d_name, err)))
        made++;
    if (paths && made == count)
        list = value_list_take(&type_list, paths, count, err);
    else
        while (made > 0)
            value_unref(paths[--made]);
    free(paths);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
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
