/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_GALLERY_H
#define REPL_GALLERY_H

#include <fn/fn.h>

#include "top_losses.h"

/* The pictures of a list as browse shows them: each has a file, a label and pixels. Labels of a list that has none are
 * the names of its folders. */
struct gallery {
    struct fn_image_list *items;    /* borrowed */
    struct fn_label_list *labelled; /* borrowed; NULL: the list has no labels */
    int count;                      /* 1 or more */
    int *classes;                   /* [count] */
    char **names;                   /* [n_names] of the classes */
    int n_names;
    const struct top_losses *top; /* the order, and what is predicted; borrowed; NULL: the list's own */
    char **predictions;           /* [count] "9 != 4"; NULL without top */
    uint64_t seed;                /* of the transforms */
};

/* Of an ImageList, a LabelList, the train part of LabelLists or a DataBunch, or of TopLosses, which must outlive it.
 * Each picture's transforms are drawn once and for all from the seed, so that it stays what it is while somebody looks,
 * and the session's own numbers are left alone. Errors: another value, a list without pictures. */
bool
gallery_init(struct gallery *gallery, const struct value *what, uint64_t seed, struct fn_error *err);

void
gallery_fini(struct gallery *gallery);

const char *
gallery_file(const struct gallery *gallery, int index);

const char *
gallery_label(const struct gallery *gallery, int index);

/* -1: no class has that name. */
int
gallery_class(const struct gallery *gallery, const char *name);

/* One reference. Errors name the file. */
struct fn_image *
gallery_image(const struct gallery *gallery, int index, struct fn_error *err);

/* Writes the names of the files chosen[index], one a line, beside the file and renames it. Where the path is taken and
 * may not be overwritten, *taken is set and it fails. A leading ~/ is the home. */
bool
gallery_write(const struct gallery *gallery, const bool *chosen, const char *path, bool overwrite, bool *taken,
              struct fn_error *err);

#endif
