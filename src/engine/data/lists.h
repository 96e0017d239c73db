/* SPDX-License-Identifier: MIT */
#ifndef FNI_LISTS_H
#define FNI_LISTS_H

#include <fn/data.h>

#include "data/store.h"
#include "data/transform.h"

/* What the lists of fn/data.h are inside: numbers into one store. */

struct fn_image_list {
    int refs;
    struct fni_store *store;
    int count;
    int *items; /* [count], places in the store */
};

/* The store's items items[count]; takes the array (allocated with malloc, freed on error too). */
struct fn_image_list *
fni_image_list_take(struct fni_store *store, int *items, int count, struct fn_error *err);

/* first, first + step, ... of a list of `size`; count must fit. An error says which position is outside. */
bool
fni_slice_check(int size, int first, int step, int count, struct fn_error *err);

/* Shared by the lists of both parts. */
struct fni_classes {
    int refs;
    struct fni_names names; /* sorted as bytes */
};

struct fni_classes *
fni_classes_ref(struct fni_classes *classes);

void
fni_classes_unref(struct fni_classes *classes);

struct fn_label_list {
    int refs;
    struct fn_image_list *x;
    int *y; /* [x->count], places in classes */
    struct fni_classes *classes;
    int n_steps;
    struct fn_transform *steps[FNI_MAX_STEPS];
};

/* References x, classes and steps[n_steps], takes y (freed on error too). */
struct fn_label_list *
fni_label_list_take(struct fn_image_list *x, int *y, struct fni_classes *classes, struct fn_transform *const *steps,
                    int n_steps, struct fn_error *err);

/* References both. */
struct fn_label_lists *
fni_label_lists_new(struct fn_label_list *train, struct fn_label_list *valid, struct fn_error *err);

#endif
