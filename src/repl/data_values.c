/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

#include <stdlib.h>
#include <string.h>

enum fn_image_mode
image_mode(const char *name)
{
    return strcmp(name, "L") == 0 ? FN_IMAGE_L : FN_IMAGE_RGB;
}

struct value *
value_image_take(struct fn_image *image, struct fn_label_list *list, int index, struct fn_error *err)
{
    if (!image)
        return NULL;
    struct picture *picture = malloc(sizeof *picture);
    if (!picture) {
        fn_image_unref(image);
        return fail_memory(err);
    }
    *picture = (struct picture){.image = image, .list = list ? fn_label_list_ref(list) : NULL, .index = index};
    return value_object_take(&type_image, picture, err);
}

struct value *
value_category(struct fn_label_list *list, int index, struct fn_error *err)
{
    struct category *category = malloc(sizeof *category);
    if (!category)
        return fail_memory(err);
    *category = (struct category){.list = fn_label_list_ref(list), .index = index};
    return value_object_take(&type_category, category, err);
}

struct value *
value_pair_take(struct value *first, struct value *second, struct fn_error *err)
{
    if (first && second)
        return value_list_take(&type_tuple, (struct value *[]){first, second}, 2, err);
    value_unref(first);
    value_unref(second);
    return NULL;
}

struct value *
value_labelled(struct repl *repl, struct fn_label_list *list, int index, struct fn_error *err)
{
    struct value *image = value_image_take(fn_label_list_get(list, index, &repl->rng, err), list, index, err);
    if (!image)
        return NULL;
    return value_pair_take(image, value_category(list, fn_label_list_y(list, index), err), err);
}

struct value *
value_classes(const struct fn_label_list *list, struct fn_error *err)
{
    int count = fn_label_list_class_count(list);
    struct value **names = calloc((size_t)count + 1, sizeof *names);
    if (!names)
        return fail_memory(err);
    struct value *classes = NULL;
    int made = 0;
    while (made < count && (names[made] = value_string(fn_label_list_class(list, made), err)))
        made++;
    if (made == count)
        classes = value_list_take(&type_list, names, count, err);
    else
        while (made > 0)
            value_unref(names[--made]);
    free(names);
    return classes;
}

struct fn_figure *
figure_of_image(struct fn_image *image, const char *label, enum fn_cmap cmap, struct fn_error *err)
{
    return fn_figure_grid(&(struct fn_grid_item){.image = image, .label = label}, 1, 1, cmap, err);
}
