/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fn/image.h>

#include "unit/tree.h"

void
tree_init(struct tree *tree)
{
    const char *base = getenv("TMPDIR");
    int size = snprintf(tree->path, sizeof tree->path, "%s/fn-test-XXXXXX", base && base[0] ? base : "/tmp");
    assert_true(size < TREE_PATH / 2);
    assert_non_null(mkdtemp(tree->path));
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

void
tree_fini(struct tree *tree)
{
    nftw(tree->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

char *
tree_path(const struct tree *tree, const char *name, char *out)
{
    assert_true(snprintf(out, TREE_PATH, "%s/%s", tree->path, name) < TREE_PATH);
    return out;
}

void
tree_folder(const struct tree *tree, const char *name)
{
    char path[TREE_PATH];

    tree_path(tree, name, path);
    for (char *slash = path + strlen(tree->path) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    mkdir(path, 0700);
}

void
tree_file(const struct tree *tree, const char *name, const void *bytes, int size)
{
    char path[TREE_PATH], folder[TREE_PATH];
    FILE *file;

    snprintf(folder, sizeof folder, "%s", name);
    if (strrchr(folder, '/')) {
        *strrchr(folder, '/') = '\0';
        tree_folder(tree, folder);
    }
    file = fopen(tree_path(tree, name, path), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, (size_t)size, file), size);
    assert_int_equal(fclose(file), 0);
}

uint8_t
tree_pixel(unsigned seed, int i)
{
    unsigned x = (seed * 2654435761u) ^ ((unsigned)i * 40503u + 77u);
    x ^= x >> 13;
    x *= 0x5bd1e995u;
    return (uint8_t)(x >> 15);
}

void
tree_image(const struct tree *tree, const char *name, int width, int height, int channels, unsigned seed)
{
    struct fn_image *image = fn_image_new(width, height, channels, NULL);
    uint8_t *bytes;
    size_t size;

    assert_non_null(image);
    for (int i = 0; i < width * height * channels; i++)
        image->pixels[i] = tree_pixel(seed, i);
    assert_true(fn_image_encode(image, &bytes, &size, NULL));
    tree_file(tree, name, bytes, (int)size);
    free(bytes);
    fn_image_unref(image);
}
