/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include <fn/data.h>

#include "unit/tree.h"

/* IDX files to a tree of PNG files. */

enum { N_TRAIN = 5, N_TEST = 3, WIDTH = 4, HEIGHT = 3, MOST = 256 };

static const uint8_t train_labels[N_TRAIN] = {5, 0, 4, 1, 5}, test_labels[N_TEST] = {7, 0, 5};

static int
put_header(uint8_t *out, int ndim, const unsigned *shape)
{
    out[0] = out[1] = 0;
    out[2] = 8;
    out[3] = (uint8_t)ndim;
    for (int i = 0; i < ndim; i++)
        for (int byte = 0; byte < 4; byte++)
            out[4 + 4 * i + byte] = (uint8_t)(shape[i] >> (24 - 8 * byte));
    return 4 + 4 * ndim;
}

static int
images_file(uint8_t *out, int n, unsigned seed)
{
    int size = put_header(out, 3, (unsigned[]){(unsigned)n, HEIGHT, WIDTH});
    for (int i = 0; i < n * HEIGHT * WIDTH; i++)
        out[size++] = tree_pixel(seed, i);
    return size;
}

static int
labels_file(uint8_t *out, int n, const uint8_t *labels)
{
    int size = put_header(out, 1, (unsigned[]){(unsigned)n});
    memcpy(out + size, labels, (size_t)n);
    return size + n;
}

static void
put_gz(const struct tree *tree, const char *name, const uint8_t *bytes, int size)
{
    char path[TREE_PATH];
    gzFile file = gzopen(tree_path(tree, name, path), "wb");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, bytes, (unsigned)size), size);
    assert_int_equal(gzclose(file), Z_OK);
}

/* in/: four good files, the test images compressed. */
static void
idx_tree(struct tree *tree)
{
    uint8_t bytes[MOST];

    tree_init(tree);
    tree_folder(tree, "in");
    tree_file(tree, "in/train-images-idx3-ubyte", bytes, images_file(bytes, N_TRAIN, 1));
    tree_file(tree, "in/train-labels-idx1-ubyte", bytes, labels_file(bytes, N_TRAIN, train_labels));
    put_gz(tree, "in/t10k-images-idx3-ubyte.gz", bytes, images_file(bytes, N_TEST, 2));
    tree_file(tree, "in/t10k-labels-idx1-ubyte", bytes, labels_file(bytes, N_TEST, test_labels));
}

static int
entries(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    int n = 0;

    if (!folder)
        return -1;
    while ((entry = readdir(folder)))
        n += entry->d_name[0] != '.';
    closedir(folder);
    return n;
}

static bool
stop_at_last(void *user, int done, int total)
{
    int *calls = user;
    ++*calls;
    assert_int_equal(total, N_TRAIN + N_TEST);
    return done < total;
}

static void
test_writes_the_tree(void **state)
{
    struct tree tree;
    char in[TREE_PATH], out[TREE_PATH], path[TREE_PATH], name[64];
    struct fn_error err = {.message = ""};

    (void)state;
    idx_tree(&tree);
    tree_file(&tree, "out.part/training/left.png", "x", 1); /* a run that was cut short */
    if (!fn_idx_to_png_tree(tree_path(&tree, "in", in), tree_path(&tree, "out", out), NULL, NULL, &err))
        fail_msg("%s", err.message);
    assert_int_equal(entries(tree.path), 2);
    assert_int_equal(entries(out), 2);
    assert_int_equal(entries(tree_path(&tree, "out/training", path)), 4); /* 0 1 4 5 */
    assert_int_equal(entries(tree_path(&tree, "out/training/5", path)), 2);
    assert_int_equal(entries(tree_path(&tree, "out/testing", path)), 3);
    for (int i = 0; i < N_TRAIN + N_TEST; i++) {
        bool train = i < N_TRAIN;
        int k = train ? i : i - N_TRAIN;
        struct fn_image *image;
        snprintf(name, sizeof name, "out/%s/%d/%d.png", train ? "training" : "testing",
                 train ? train_labels[k] : test_labels[k], i);
        image = fn_image_read(tree_path(&tree, name, path), FN_IMAGE_L, &err);
        if (!image)
            fail_msg("%s", err.message);
        assert_int_equal(image->width, WIDTH);
        assert_int_equal(image->height, HEIGHT);
        for (int p = 0; p < WIDTH * HEIGHT; p++)
            assert_int_equal(image->pixels[p], tree_pixel(train ? 1 : 2, k * WIDTH * HEIGHT + p));
        fn_image_unref(image);
    }
    assert_false(fn_idx_to_png_tree(in, out, NULL, NULL, &err));
    assert_non_null(strstr(err.message, "/out: it is there already"));
    tree_fini(&tree);
}

/* Runs on the tree; it must fail with these words and leave nothing. */
static void
assert_fails(const struct tree *tree, const char *words)
{
    char in[TREE_PATH], out[TREE_PATH];
    struct fn_error err = {.message = ""};

    assert_false(fn_idx_to_png_tree(tree_path(tree, "in", in), tree_path(tree, "out", out), NULL, NULL, &err));
    if (err.kind != FN_ERROR_FILE || !strstr(err.message, words))
        fail_msg("'%s', wanted '%s'", err.message, words);
    assert_int_equal(entries(tree->path), 1);
}

static void
test_stops(void **state)
{
    struct tree tree;
    char in[TREE_PATH], out[TREE_PATH];
    struct fn_error err;
    int calls = 0;

    (void)state;
    idx_tree(&tree);
    assert_false(
        fn_idx_to_png_tree(tree_path(&tree, "in", in), tree_path(&tree, "out", out), stop_at_last, &calls, &err));
    assert_int_equal(err.kind, FN_ERROR_STOPPED);
    assert_int_equal(calls, 1);
    assert_int_equal(entries(tree.path), 1);
    tree_fini(&tree);
}

static void
test_errors(void **state)
{
    static const struct {
        const char *name;
        int cut;    /* bytes left out at the end; negative: added */
        int change; /* this byte gets another value; -1: none */
        const char *words;
    } cases[] = {
        {"in/train-images-idx3-ubyte", 1, -1, "in/train-images-idx3-ubyte: the file ends early"},
        {"in/train-images-idx3-ubyte", -1, -1, "in/train-images-idx3-ubyte: more bytes than its header says"},
        {"in/train-images-idx3-ubyte", 70, -1, "in/train-images-idx3-ubyte: the file ends early"},
        {"in/train-images-idx3-ubyte", 76, -1, "in/train-images-idx3-ubyte: the file ends early"},
        {"in/train-images-idx3-ubyte", 0, 2, "in/train-images-idx3-ubyte: not an IDX file of bytes in 3 dimensions"},
        {"in/train-images-idx3-ubyte", 0, 3, "in/train-images-idx3-ubyte: not an IDX file"},
        {"in/train-images-idx3-ubyte", 0, 7, "in/train-labels-idx1-ubyte has 5 labels"},
        {"in/train-images-idx3-ubyte", 0, 8, "dimension 1 is 1509949443, wanted 1 to 268435456"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tree tree;
        uint8_t bytes[MOST] = {0};
        int size;
        idx_tree(&tree);
        size = images_file(bytes, N_TRAIN, 1);
        if (cases[i].change >= 0)
            bytes[cases[i].change] ^= 0x5a;
        tree_file(&tree, cases[i].name, bytes, size - cases[i].cut);
        assert_fails(&tree, cases[i].words);
        tree_fini(&tree);
    }
}

static void
test_missing_and_damaged_files(void **state)
{
    struct tree tree;
    char path[TREE_PATH];
    uint8_t bytes[MOST];
    FILE *file;

    (void)state;
    idx_tree(&tree);
    unlink(tree_path(&tree, "in/train-labels-idx1-ubyte", path));
    assert_fails(&tree, "/in: no train-labels-idx1-ubyte (or train-labels-idx1-ubyte.gz) in this folder; there is: "
                        "t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte, train-images-idx3-ubyte");
    tree_file(&tree, "in/train-labels-idx1-ubyte", bytes, labels_file(bytes, N_TRAIN, train_labels));
    file = fopen(tree_path(&tree, "in/t10k-images-idx3-ubyte.gz", path), "r+b"); /* the sum at the end */
    assert_non_null(file);
    fseek(file, -8, SEEK_END);
    fputc(0x5a, file);
    fclose(file);
    assert_fails(&tree, "in/t10k-images-idx3-ubyte.gz: ");
    tree_fini(&tree);
}

/* Every damaged PNG file as each of the four. */
static void
test_other_files(void **state)
{
    static const char *const names[] = {"in/train-images-idx3-ubyte", "in/train-labels-idx1-ubyte",
                                        "in/t10k-images-idx3-ubyte", "in/t10k-labels-idx1-ubyte"};
    DIR *folder = opendir(TOP_SRCDIR "/tests/data/bad");
    struct dirent *entry;

    (void)state;
    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        char path[4096], bytes[4096];
        int size;
        FILE *file;
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/tests/data/bad/%s", TOP_SRCDIR, entry->d_name);
        file = fopen(path, "rb");
        assert_non_null(file);
        size = (int)fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        for (int i = 0; i < 4; i++) {
            struct tree tree;
            idx_tree(&tree);
            tree_file(&tree, names[i], bytes, size);
            assert_fails(&tree, names[i] + 3);
            tree_fini(&tree);
        }
    }
    closedir(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writes_the_tree), cmocka_unit_test(test_stops),
        cmocka_unit_test(test_errors),          cmocka_unit_test(test_missing_and_damaged_files),
        cmocka_unit_test(test_other_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
