/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "data/lists.h"
#include "data/window.h"

struct fni_classes *
fni_classes_ref(struct fni_classes *classes)
{
    classes->refs++;
    return classes;
}

void
fni_classes_unref(struct fni_classes *classes)
{
    if (!classes || --classes->refs > 0)
        return;
    fni_names_fini(&classes->names);
    free(classes);
}

struct fn_label_list *
fni_label_list_take(struct fn_image_list *x, int *y, struct fni_classes *classes, struct fn_transform *const *steps,
                    int n_steps, struct fn_error *err)
{
    struct fn_label_list *list = y ? malloc(sizeof *list) : NULL;

    if (!list) {
        free(y);
        fni_fail_memory(err);
        return NULL;
    }
    *list = (struct fn_label_list){
        .refs = 1, .x = fn_image_list_ref(x), .y = y, .classes = fni_classes_ref(classes), .n_steps = n_steps};
    for (int i = 0; i < n_steps; i++)
        list->steps[i] = fn_transform_ref(steps[i]);
    return list;
}

struct fn_label_list *
fn_label_list_ref(struct fn_label_list *list)
{
    list->refs++;
    return list;
}

void
fn_label_list_unref(struct fn_label_list *list)
{
    if (!list || --list->refs > 0)
        return;
    fn_image_list_unref(list->x);
    fni_classes_unref(list->classes);
    for (int i = 0; i < list->n_steps; i++)
        fn_transform_unref(list->steps[i]);
    free(list->y);
    free(list);
}

int
fn_label_list_count(const struct fn_label_list *list)
{
    return list->x->count;
}

struct fn_image_list *
fn_label_list_x(const struct fn_label_list *list)
{
    return list->x;
}

int
fn_label_list_y(const struct fn_label_list *list, int index)
{
    return list->y[index];
}

int
fn_label_list_class_count(const struct fn_label_list *list)
{
    return list->classes->names.count;
}

const char *
fn_label_list_class(const struct fn_label_list *list, int cls)
{
    return list->classes->names.names[cls];
}

struct fn_label_list *
fn_label_list_slice(struct fn_label_list *list, int first, int step, int count, struct fn_error *err)
{
    struct fn_image_list *x = fn_image_list_slice(list->x, first, step, count, err);
    struct fn_label_list *slice;
    int *y;

    if (!x)
        return NULL;
    y = malloc(((size_t)count + 1) * sizeof *y);
    for (int i = 0; y && i < count; i++)
        y[i] = list->y[first + i * step];
    slice = fni_label_list_take(x, y, list->classes, list->steps, list->n_steps, err);
    fn_image_list_unref(x);
    return slice;
}

/* out [window.y.size][window.x.size][channels] */
static void
look_through(const struct fni_window *window, const struct fni_pixels *in, int channels, uint8_t *out)
{
    for (int y = 0; y < window->y.size; y++) {
        int row = fni_axis_source(&window->y, y);
        for (int x = 0; x < window->x.size; x++, out += channels) {
            int column = fni_axis_source(&window->x, x);
            if (row >= 0 && column >= 0)
                memcpy(out, in->bytes + ((size_t)row * (size_t)in->width + (size_t)column) * (size_t)channels,
                       (size_t)channels);
            else
                memset(out, 0, (size_t)channels);
        }
    }
}

struct fn_image *
fn_label_list_get(const struct fn_label_list *list, int index, struct fn_rng *rng, struct fn_error *err)
{
    struct fni_store *store = list->x->store;
    const struct fni_pixels *in = &store->pixels[list->x->items[index]];
    struct fni_window window;
    struct fn_image *image;
    struct fn_error why;
    int size[2];

    if (!fni_store_decode(store, &list->x->items[index], 1, NULL, NULL, NULL, err))
        return NULL;
    if (!fni_transforms_resize(list->steps, list->n_steps, (int[]){in->height, in->width}, size, &why)) {
        fni_fail(err, why.kind, "%s: %s", fn_image_list_item(list->x, index), why.message);
        return NULL;
    }
    image = fn_image_new(size[1], size[0], store->channels, err);
    if (!image)
        return NULL;
    fni_window_init(&window, list->steps, list->n_steps, in->height, in->width, rng);
    look_through(&window, in, store->channels, image->pixels);
    return image;
}

struct fn_label_lists *
fni_label_lists_new(struct fn_label_list *train, struct fn_label_list *valid, struct fn_error *err)
{
    struct fn_label_lists *lists = malloc(sizeof *lists);

    if (!lists) {
        fni_fail_memory(err);
        return NULL;
    }
    *lists = (struct fn_label_lists){.refs = 1, .train = fn_label_list_ref(train), .valid = fn_label_list_ref(valid)};
    return lists;
}

struct fn_label_lists *
fn_label_lists_ref(struct fn_label_lists *lists)
{
    lists->refs++;
    return lists;
}

void
fn_label_lists_unref(struct fn_label_lists *lists)
{
    if (!lists || --lists->refs > 0)
        return;
    fn_label_list_unref(lists->train);
    fn_label_list_unref(lists->valid);
    free(lists);
}

/* The same items and labels with other steps. */
static struct fn_label_list *
with_steps(const struct fn_label_list *list, struct fn_transform *const *steps, int n_steps, struct fn_error *err)
{
    size_t count = (size_t)list->x->count;
    int *y = malloc((count + 1) * sizeof *y);

    if (y)
        memcpy(y, list->y, count * sizeof *y);
    return fni_label_list_take(list->x, y, list->classes, steps, n_steps, err);
}

struct fn_label_lists *
fn_label_lists_transform(struct fn_label_lists *lists, struct fn_transform *const *train, int n_train,
                         struct fn_transform *const *valid, int n_valid, struct fn_error *err)
{
    struct fn_label_list *new_train, *new_valid;
    struct fn_label_lists *new_lists;

    if (n_train > FNI_MAX_STEPS || n_valid > FNI_MAX_STEPS) {
        fni_fail(err, FN_ERROR_INPUT, "transform: %d steps, wanted at most %d", n_train > n_valid ? n_train : n_valid,
                 FNI_MAX_STEPS);
        return NULL;
    }
    new_train = with_steps(lists->train, train, n_train, err);
    new_valid = new_train ? with_steps(lists->valid, valid, n_valid, err) : NULL;
    new_lists = new_valid ? fni_label_lists_new(new_train, new_valid, err) : NULL;
    fn_label_list_unref(new_train);
    fn_label_list_unref(new_valid);
    return new_lists;
}
