/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include <stdlib.h>
#include <string.h>

#include "data_values.h"
#include "script.h"

enum { STREAM = 0xb50e }; /* of random numbers, of its own */

static bool
find_list(struct gallery *gallery, const struct value *what, struct fn_error *err)
{
    struct fn_label_lists *lists = value_object(what, &type_label_lists);
    struct fn_data_bunch *data = value_object(what, &type_data_bunch);
    gallery->top = value_object(what, &type_top_losses);
    gallery->labelled = lists          ? lists->train
                        : data         ? fn_data_bunch_train(data)
                        : gallery->top ? fn_data_bunch_valid(gallery->top->data->object)
                                       : value_object(what, &type_label_list);
    gallery->items = gallery->labelled ? fn_label_list_x(gallery->labelled) : value_object(what, &type_image_list);
    if (!gallery->items)
        return fail(
            err, FN_ERROR_INPUT,
            "browse: a value of type %s has no pictures to page through; wanted a list of them, as il, ll.train, "
            "data.valid_ds or top_losses",
            what->type->name);
    gallery->count = fn_image_list_count(gallery->items);
    if (gallery->count == 0)
        return fail(err, FN_ERROR_INPUT, "browse: the list has no pictures");
    return true;
}

/* Where a picture is in the list. */
static int
place_of(const struct gallery *gallery, int index)
{
    return gallery->top ? gallery->top->items[index].index : index;
}

static bool
add_name(struct gallery *gallery, const char *name, size_t length)
{
    char **names = realloc(gallery->names, ((size_t)gallery->n_names + 1) * sizeof *names);
    if (!names)
        return false;
    gallery->names = names;
    names[gallery->n_names] = strndup(name, length);
    return names[gallery->n_names++] != NULL;
}

static bool
is_name(const char *name, const char *bytes, size_t length)
{
    return strncmp(name, bytes, length) == 0 && name[length] == '\0';
}

static bool
classes_of_labels(struct gallery *gallery)
{
    for (int i = 0; i < fn_label_list_class_count(gallery->labelled); i++) {
        const char *name = fn_label_list_class(gallery->labelled, i);
        if (!add_name(gallery, name, strlen(name)))
            return false;
    }
    for (int i = 0; i < gallery->count; i++)
        gallery->classes[i] = fn_label_list_y(gallery->labelled, place_of(gallery, i));
    return true;
}

static bool
predictions_of(struct gallery *gallery)
{
    gallery->predictions = calloc((size_t)gallery->count, sizeof *gallery->predictions);
    for (int i = 0; gallery->predictions && i < gallery->count; i++) {
        const struct top_loss *item = &gallery->top->items[i];
        struct text text = {0};
        text_printf(&text, "%s %s %s", top_losses_class(gallery->top, item->predicted),
                    item->predicted == item->actual ? "==" : "!=", top_losses_class(gallery->top, item->actual));
        gallery->predictions[i] = text_take(&text);
        if (!gallery->predictions[i])
            return false;
    }
    return gallery->predictions != NULL;
}

/* The files are sorted by their paths, so most have the folder of the one before. */
static bool
classes_of_folders(struct gallery *gallery)
{
    for (int i = 0, class = 0; i < gallery->count; i++) {
        const char *path = gallery_file(gallery, i), *end = strrchr(path, '/'), *name = end ? end : path;
        while (name > path && name[-1] != '/')
            name--;
        size_t length = end ? (size_t)(end - name) : 0;
        if (class >= gallery->n_names || !is_name(gallery->names[class], name, length))
            for (class = 0; class < gallery->n_names && !is_name(gallery->names[class], name, length);)
                class ++;
        if (class == gallery->n_names && !add_name(gallery, name, length))
            return false;
        gallery->classes[i] = class;
    }
    return true;
}

bool
gallery_init(struct gallery *gallery, const struct value *what, uint64_t seed, struct fn_error *err)
{
    *gallery = (struct gallery){.seed = seed};
    if (!find_list(gallery, what, err))
        return false;
    gallery->classes = calloc((size_t)gallery->count, sizeof *gallery->classes);
    if (gallery->classes && (gallery->labelled ? classes_of_labels(gallery) : classes_of_folders(gallery)) &&
        (!gallery->top || predictions_of(gallery)))
        return true;
    gallery_fini(gallery);
    return fail_memory(err);
}

void
gallery_fini(struct gallery *gallery)
{
    while (gallery->n_names > 0)
        free(gallery->names[--gallery->n_names]);
    free(gallery->names);
    for (int i = 0; gallery->predictions && i < gallery->count; i++)
        free(gallery->predictions[i]);
    free(gallery->predictions);
    free(gallery->classes);
    *gallery = (struct gallery){0};
}

const char *
gallery_file(const struct gallery *gallery, int index)
{
    return fn_image_list_item(gallery->items, place_of(gallery, index));
}

const char *
gallery_label(const struct gallery *gallery, int index)
{
    return gallery->predictions ? gallery->predictions[index] : gallery->names[gallery->classes[index]];
}

int
gallery_class(const struct gallery *gallery, const char *name)
{
    int class = gallery->n_names - 1;
    while (class >= 0 && strcmp(gallery->names[class], name) != 0)
        class --;
    return class;
}

struct fn_image *
gallery_image(const struct gallery *gallery, int index, struct fn_error *err)
{
    int place = place_of(gallery, index);
    struct fn_rng rng = fn_rng_at(gallery->seed, STREAM, (uint64_t)place);
    return gallery->labelled ? fn_label_list_get(gallery->labelled, place, &rng, err)
                             : fn_image_list_get(gallery->items, place, err);
}
