/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "data/lists.h"

/* A piece of a path. */
struct piece {
    const char *text;
    size_t size;
};

/* The folder around a path: everything before its last slash. */
static struct piece
folder_of(const char *path, size_t size)
{
    while (size > 0 && path[size - 1] != '/')
        size--;
    return (struct piece){path, size > 0 ? size - 1 : 0};
}

static bool
same(struct piece a, struct piece b)
{
    return a.size == b.size && memcmp(a.text, b.text, a.size) == 0;
}

static struct piece
last_name(struct piece folder)
{
    struct piece above = folder_of(folder.text, folder.size);
    size_t start = above.size > 0 || folder.text[0] == '/' ? above.size + 1 : 0;
    return (struct piece){folder.text + start, folder.size > start ? folder.size - start : 0};
}

static struct piece
item_folder(const struct fn_image_list *list, int index)
{
    const char *path = fn_image_list_item(list, index);
    return folder_of(path, strlen(path));
}

static int
compare_piece(const void *piece, const void *name)
{
    const struct piece *a = piece;
    const char *b = *(char *const *)name;
    int order = strncmp(a->text, b, a->size);
    return order != 0 ? order : b[a->size] == '\0' ? 0 : -1;
}

/* The class's place in the sorted names, -1: not there. */
static int
find_class(const struct fni_names *names, struct piece name)
{
    char **found =
        names->count ? bsearch(&name, names->names, (size_t)names->count, sizeof *names->names, compare_piece) : NULL;
    return found ? (int)(found - names->names) : -1;
}

static struct fni_classes *
find_classes(const struct fn_image_list *list, struct fn_error *err)
{
    struct fni_classes *classes = calloc(1, sizeof *classes);
    struct piece folder = {"", 0};

    if (!classes) {
        fni_fail_memory(err);
        return NULL;
    }
    classes->refs = 1;
    for (int i = 0; i < list->count; i++) {
        struct piece next = item_folder(list, i), name = last_name(next);
        char *text;
        bool ok;
        if (i > 0 && same(next, folder))
            continue;
        folder = next;
        if (find_class(&classes->names, name) >= 0)
            continue;
        text = strndup(name.text, name.size);
        ok = text ? fni_names_add(&classes->names, text, err) : fni_fail_memory(err);
        free(text);
        if (!ok) {
            fni_classes_unref(classes);
            return NULL;
        }
        fni_names_sort(&classes->names);
    }
    return classes;
}

/* A folder without images beside folders that are classes: an empty class. */
static bool
check_empty(const struct fn_image_list *list, const struct fni_classes *classes, struct fn_error *err)
{
    const struct fni_names *empty = &list->store->listing.empty;
    struct piece above = {"", 0};

    for (int i = 0; empty->count > 0 && i < list->count; i++) {
        struct piece folder = item_folder(list, i), next = folder_of(folder.text, folder.size);
        if (folder.size <= strlen(list->store->path) || (i > 0 && same(next, above)))
            continue;
        above = next;
        for (int k = 0; k < empty->count; k++) {
            char text[512];
            if (same(folder_of(empty->names[k], strlen(empty->names[k])), above))
                return fni_fail(err, FN_ERROR_INPUT,
                                "label_from_folder: the class %s has no image; classes with images: %s",
                                empty->names[k], fni_names_join(&classes->names, text, sizeof text));
        }
    }
    return true;
}

/* References list and classes. */
static struct fn_label_list *
label(struct fn_image_list *list, struct fni_classes *classes, struct fn_error *err)
{
    int *y = malloc(((size_t)list->count + 1) * sizeof *y);

    if (!y) {
        fni_fail_memory(err);
        return NULL;
    }
    for (int i = 0; i < list->count; i++) {
        struct piece name = last_name(item_folder(list, i));
        char text[512];
        y[i] = find_class(&classes->names, name);
        if (y[i] < 0) {
            fni_fail(err, FN_ERROR_INPUT,
                     "label_from_folder: %s is of class '%.*s', which train does not have; it has: %s",
                     fn_image_list_item(list, i), (int)name.size, name.text,
                     fni_names_join(&classes->names, text, sizeof text));
            free(y);
            return NULL;
        }
    }
    return fni_label_list_take(list, y, classes, NULL, 0, err);
}

struct fn_label_lists *
fn_label_from_folder(struct fn_item_lists *lists, struct fn_error *err)
{
    struct fni_classes *classes = find_classes(lists->train, err);
    struct fn_label_list *train = NULL, *valid = NULL;
    struct fn_label_lists *labelled = NULL;

    if (!classes || !check_empty(lists->train, classes, err) || !check_empty(lists->valid, classes, err))
        goto out;
    train = label(lists->train, classes, err);
    valid = train ? label(lists->valid, classes, err) : NULL;
    labelled = valid ? fni_label_lists_new(train, valid, err) : NULL;
out:
    fn_label_list_unref(train);
    fn_label_list_unref(valid);
    fni_classes_unref(classes);
    return labelled;
}
