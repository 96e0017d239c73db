/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TREE_H
#define TREE_H

#include <stdint.h>

/* Folders of small pictures for tests, below a new folder in the temporary directory. */

enum { TREE_PATH = 256 };

struct tree {
    char path[TREE_PATH];
};

void
tree_init(struct tree *tree);

void
tree_fini(struct tree *tree); /* removes all */

/* out[TREE_PATH]: the path of `name` below the tree; returns out. */
char *
tree_path(const struct tree *tree, const char *name, char *out);

void
tree_folder(const struct tree *tree, const char *name); /* with those above it */

void
tree_file(const struct tree *tree, const char *name, const void *bytes, int size);

/* A PNG file; its folders are made. Byte i of its pixels is tree_pixel(seed, i). */
void
tree_image(const struct tree *tree, const char *name, int width, int height, int channels, unsigned seed);

uint8_t
tree_pixel(unsigned seed, int i);

#endif
