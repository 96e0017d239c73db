/* SPDX-License-Identifier: MIT */
#ifndef FNI_LISTING_H
#define FNI_LISTING_H

#include <stdbool.h>

#include <fn/error.h>

/* Strings that grow in number. */
struct fni_names {
    char **names;
    int count, capacity;
};

bool
fni_names_add(struct fni_names *names, const char *name, struct fn_error *err);

/* As bytes (strcmp). */
void
fni_names_sort(struct fni_names *names);

void
fni_names_fini(struct fni_names *names);

/* Writes "a, b, c" to text[size]; where it does not fit, "a, b and 7 more". Returns text. */
char *
fni_names_join(const struct fni_names *names, char *text, int size);

/* What is under a folder, recursively: hidden names are skipped, links to files are followed, links to folders are not.
 */
struct fni_listing {
    struct fni_names files; /* full paths of the .png files, sorted as bytes */
    struct fni_names empty; /* full paths of the folders without a .png file or a folder in them */
};

/* Errors: not a folder, a folder that cannot be read. */
bool
fni_listing_init(struct fni_listing *listing, const char *path, struct fn_error *err);

void
fni_listing_fini(struct fni_listing *listing);

/* The names in one folder that are not hidden, sorted. Never fails: what cannot be read is not listed. */
void
fni_list_folder(const char *path, struct fni_names *names);

#endif
