/* SPDX-License-Identifier: GPL-3.0-or-later */
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

#include <fn/data.h>

#include "unit/tree.h"

/* Listing, splitting, labelling and decoding, and what each says of input that it cannot use. */

static void
assert_says(const struct fn_error *err, enum fn_error_kind kind, const char *words)
{
    if (err->kind != kind || !strstr(err->message, words))
        fail_msg("error %d '%s', wanted %d '%s'", (int)err->kind, err->message, (int)kind, words);
}

static struct fn_image_list *
list_of(const struct tree *tree)
{
    struct fn_error err = {.message = ""};
    struct fn_image_list *list = fn_image_list_from_folder(tree->path, FN_IMAGE_L, &err);
    if (!list)
        fail_msg("%s", err.message);
    return list;
}

/* train/{a,b,c}/0..3.png and valid/{a,b}/0..1.png of 6 x 5 pixels, and one picture that lies in no folder. */
static void
small_tree(struct tree *tree)
{
    static const char *const folders[] = {"train/a", "train/b", "train/c", "valid/a", "valid/b"};
    char name[64];
    unsigned seed = 0;

    tree_init(tree);
    for (int f = 0; f < 5; f++) {
        for (int i = 0; i < (f < 3 ? 4 : 2); i++) {
            snprintf(name, sizeof name, "%s/%d.png", folders[f], i);
            tree_image(tree, name, 6, 5, 1, seed++);
        }
    }
    tree_image(tree, "alone.png", 6, 5, 1, seed);
}

static void
assert_relative(const struct fn_image_list *list, int index, const char *relative)
{
    assert_string_equal(fn_image_list_item(list, index) + strlen(fn_image_list_path(list)) + 1, relative);
}

static void
test_lists_what_it_should(void **state)
{
    static const char *const want[] = {"B.PNG", "a-b/x.png", "a/10.png", "a/9.png", "a/deep/er/x.png", "link.png"};
    struct tree tree, other;
    char path[TREE_PATH], target[TREE_PATH];
    struct fn_image_list *list;

    (void)state;
    tree_init(&tree);
    tree_init(&other);
    tree_image(&other, "f/outside.png", 2, 2, 1, 0);
    tree_image(&tree, "a/9.png", 2, 2, 1, 0);
    tree_image(&tree, "a/10.png", 2, 2, 1, 0);
    tree_image(&tree, "a-b/x.png", 2, 2, 1, 0);
    tree_image(&tree, "a/deep/er/x.png", 2, 2, 1, 0);
    tree_image(&tree, "B.PNG", 2, 2, 1, 0);
    tree_image(&tree, ".hidden.png", 2, 2, 1, 0);
    tree_image(&tree, ".hidden/x.png", 2, 2, 1, 0);
    tree_file(&tree, "a/notes.txt", "x", 1);
    tree_file(&tree, "png", "x", 1);
    tree_folder(&tree, "folder.png");
    assert_int_equal(symlink(tree_path(&other, "f/outside.png", target), tree_path(&tree, "link.png", path)), 0);
    assert_int_equal(symlink(tree_path(&other, "f", target), tree_path(&tree, "linked_folder", path)), 0);
    assert_int_equal(symlink("nowhere", tree_path(&tree, "broken.png", path)), 0);
    list = list_of(&tree);
    assert_int_equal(fn_image_list_count(list), 6);
    for (int i = 0; i < 6; i++)
        assert_relative(list, i, want[i]);
    fn_image_list_unref(list);

    /* Slashes at the end do not matter, nor does a link to the folder. */
    tree_path(&tree, "//", path);
    list = fn_image_list_from_folder(path, FN_IMAGE_L, NULL);
    assert_string_equal(fn_image_list_path(list), tree.path);
    assert_relative(list, 0, want[0]);
    fn_image_list_unref(list);
    assert_int_equal(symlink(tree.path, tree_path(&other, "to_tree", path)), 0);
    list = fn_image_list_from_folder(path, FN_IMAGE_L, NULL);
    assert_int_equal(fn_image_list_count(list), 6);
    fn_image_list_unref(list);
    tree_fini(&tree);
    tree_fini(&other);
}

static void
test_listing_errors(void **state)
{
    struct fn_error err;
    struct tree tree;
    char path[TREE_PATH];

    (void)state;
    tree_init(&tree);
    assert_null(fn_image_list_from_folder(tree.path, FN_IMAGE_L, &err));
    assert_says(&err, FN_ERROR_FILE, "no PNG image in this folder or below; there is: nothing");
    tree_file(&tree, "a.jpg", "x", 1);
    tree_folder(&tree, "b");
    assert_null(fn_image_list_from_folder(tree.path, FN_IMAGE_L, &err));
    assert_says(&err, FN_ERROR_FILE, "there is: a.jpg, b");
    for (int i = 0; i < 200; i++) {
        char name[32];
        snprintf(name, sizeof name, "file-%03d.jpg", i);
        tree_file(&tree, name, "x", 1);
    }
    assert_null(fn_image_list_from_folder(tree.path, FN_IMAGE_L, &err));
    assert_says(&err, FN_ERROR_FILE, "file-000.jpg, ");
    assert_says(&err, FN_ERROR_FILE, " more");
    assert_null(fn_image_list_from_folder(tree_path(&tree, "a.jpg", path), FN_IMAGE_L, &err));
    assert_says(&err, FN_ERROR_FILE, "a.jpg: not a folder");
    assert_null(fn_image_list_from_folder(tree_path(&tree, "no", path), FN_IMAGE_L, &err));
    assert_says(&err, FN_ERROR_FILE, "No such file or directory");
    assert_null(fn_image_list_from_folder("/dev/null", FN_IMAGE_L, NULL));
    tree_fini(&tree);
}

static void
test_gets_images(void **state)
{
    struct tree tree;
    struct fn_error err;
    struct fn_image_list *list;
    struct fn_image *image;
    char path[TREE_PATH];

    (void)state;
    tree_init(&tree);
    tree_image(&tree, "grey.png", 4, 3, 1, 5);
    tree_image(&tree, "rgb.png", 2, 2, 3, 6);
    tree_file(&tree, "spoilt.png", "no", 2);
    list = fn_image_list_from_folder(tree.path, FN_IMAGE_RGB, NULL);
    image = fn_image_list_get(list, 0, NULL); /* RGB of a grey file is grey */
    assert_int_equal(image->channels, 3);
    for (int i = 0; i < 4 * 3 * 3; i++)
        assert_int_equal(image->pixels[i], tree_pixel(5, i / 3));
    fn_image_unref(image);
    unlink(tree_path(&tree, "grey.png", path)); /* decoded once: the file is not needed any more */
    image = fn_image_list_get(list, 0, NULL);
    assert_int_equal(image->width, 4);
    fn_image_unref(image);
    assert_null(fn_image_list_get(list, 2, &err));
    assert_says(&err, FN_ERROR_FILE, "spoilt.png: not a PNG image");
    unlink(tree_path(&tree, "rgb.png", path));
    assert_null(fn_image_list_get(list, 1, &err));
    assert_says(&err, FN_ERROR_FILE, "rgb.png: cannot open it: No such file");
    fn_image_list_unref(list);
    tree_fini(&tree);
}

static void
test_slices(void **state)
{
    struct tree tree;
    struct fn_error err;
    struct fn_image_list *list, *slice, *again;

    (void)state;
    small_tree(&tree);
    list = list_of(&tree);
    assert_int_equal(fn_image_list_count(list), 17);
    slice = fn_image_list_slice(list, 16, -5, 4, NULL);
    assert_relative(slice, 0, "valid/b/1.png");
    assert_relative(slice, 1, "train/c/2.png");
    assert_relative(slice, 3, "train/a/0.png");
    again = fn_image_list_slice(slice, 1, 2, 2, NULL);
    fn_image_list_unref(list);
    fn_image_list_unref(slice); /* what they share lives on */
    assert_int_equal(fn_image_list_count(again), 2);
    assert_relative(again, 0, "train/c/2.png");
    assert_relative(again, 1, "train/a/0.png");
    slice = fn_image_list_slice(again, 5, 7, 0, NULL);
    assert_int_equal(fn_image_list_count(slice), 0);
    fn_image_list_unref(slice);
    assert_null(fn_image_list_slice(again, 2, 1, 1, &err));
    assert_says(&err, FN_ERROR_INPUT, "from item 2 of a list of 2");
    assert_null(fn_image_list_slice(again, 0, -1, 2, &err));
    assert_says(&err, FN_ERROR_INPUT, "up to item -1");
    assert_null(fn_image_list_slice(again, 0, 1 << 30, 5, &err));
    assert_null(fn_image_list_slice(again, 0, 1, -1, &err));
    fn_image_list_unref(again);
    tree_fini(&tree);
}

static void
test_split_by_folder(void **state)
{
    struct tree tree;
    struct fn_error err;
    struct fn_image_list *list, *slice;
    struct fn_item_lists *lists;

    (void)state;
    small_tree(&tree);
    tree_folder(&tree, "hollow/x");
    list = list_of(&tree);
    lists = fn_split_by_folder(list, "train", "valid", NULL);
    assert_int_equal(fn_image_list_count(lists->train), 12);
    assert_int_equal(fn_image_list_count(lists->valid), 4);
    assert_relative(lists->train, 0, "train/a/0.png");
    assert_relative(lists->valid, 3, "valid/b/1.png");
    fn_item_lists_unref(lists);
    assert_null(fn_split_by_folder(list, "training", "valid", &err));
    assert_says(&err, FN_ERROR_INPUT, "no folder 'training' with images of the list under");
    assert_says(&err, FN_ERROR_INPUT, "there is: train, valid");
    assert_null(fn_split_by_folder(list, "train", "alone.png", &err));
    assert_says(&err, FN_ERROR_INPUT, "no folder 'alone.png'");
    assert_null(fn_split_by_folder(list, "train", "hollow", &err));
    assert_says(&err, FN_ERROR_INPUT, "no image in folder 'hollow' under");
    assert_says(&err, FN_ERROR_INPUT, "images are in: train, valid");
    assert_null(fn_split_by_folder(list, "", "valid", &err));
    slice = fn_image_list_slice(list, 1, 1, 12, NULL); /* train alone */
    assert_null(fn_split_by_folder(slice, "train", "valid", &err));
    assert_says(&err, FN_ERROR_INPUT, "there is: train");
    fn_image_list_unref(slice);
    fn_image_list_unref(list);
    tree_fini(&tree);
}

static void
test_split_by_rand_pct(void **state)
{
    static const double bad[] = {-0.1, 1, 1.5, 0.0 / 0.0};
    struct tree tree;
    struct fn_error err;
    struct fn_image_list *list;
    struct fn_item_lists *lists, *same, *other;
    int seen[17] = {0}, differ = 0;

    (void)state;
    small_tree(&tree);
    list = list_of(&tree);
    lists = fn_split_by_rand_pct(list, 0.3, 42, NULL);
    same = fn_split_by_rand_pct(list, 0.3, 42, NULL);
    other = fn_split_by_rand_pct(list, 0.3, 43, NULL);
    assert_int_equal(fn_image_list_count(lists->valid), 5); /* int(0.3 * 17) */
    assert_int_equal(fn_image_list_count(lists->train), 12);
    for (int i = 0; i < 17; i++) {
        const char *item = i < 5 ? fn_image_list_item(lists->valid, i) : fn_image_list_item(lists->train, i - 5);
        for (int k = 0; k < 17; k++)
            seen[k] += strcmp(item, fn_image_list_item(list, k)) == 0;
        if (i < 5) {
            assert_string_equal(item, fn_image_list_item(same->valid, i));
            differ += strcmp(item, fn_image_list_item(other->valid, i)) != 0;
        } else if (i > 5) {
            assert_true(strcmp(fn_image_list_item(lists->train, i - 6), item) < 0); /* train keeps its order */
        }
    }
    for (int k = 0; k < 17; k++)
        assert_int_equal(seen[k], 1);
    assert_true(differ > 0);
    fn_item_lists_unref(lists);
    fn_item_lists_unref(same);
    fn_item_lists_unref(other);
    for (int i = 0; i < 4; i++) {
        assert_null(fn_split_by_rand_pct(list, bad[i], 1, &err));
        assert_says(&err, FN_ERROR_INPUT, "valid_pct is");
    }
    assert_null(fn_split_by_rand_pct(list, 0.05, 1, &err));
    assert_says(&err, FN_ERROR_INPUT, "valid_pct=0.05 of 17 items leaves no item for valid");
    lists = fn_split_by_rand_pct(list, 0, 1, NULL);
    same = fn_split_none(list, NULL);
    assert_int_equal(fn_image_list_count(lists->valid), 0);
    assert_int_equal(fn_image_list_count(lists->train), 17);
    assert_int_equal(fn_image_list_count(same->valid), 0);
    fn_item_lists_unref(lists);
    fn_item_lists_unref(same);
    fn_image_list_unref(list);
    tree_fini(&tree);
}

static void
test_labels(void **state)
{
    struct tree tree;
    struct fn_image_list *list;
    struct fn_item_lists *lists;
    struct fn_label_lists *labelled;
    struct fn_label_list *slice;

    (void)state;
    small_tree(&tree);
    list = list_of(&tree);
    lists = fn_split_by_folder(list, "train", "valid", NULL);
    labelled = fn_label_from_folder(lists, NULL);
    fn_image_list_unref(list);
    fn_item_lists_unref(lists);
    assert_int_equal(fn_label_list_class_count(labelled->train), 3);
    assert_int_equal(fn_label_list_class_count(labelled->valid), 3);
    assert_string_equal(fn_label_list_class(labelled->train, 0), "a");
    assert_string_equal(fn_label_list_class(labelled->valid, 2), "c");
    for (int i = 0; i < 12; i++)
        assert_int_equal(fn_label_list_y(labelled->train, i), i / 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(fn_label_list_y(labelled->valid, i), i / 2);
    slice = fn_label_list_slice(labelled->train, 11, -4, 3, NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(fn_label_list_y(slice, i), 2 - i);
    assert_int_equal(fn_label_list_count(slice), 3);
    assert_relative(fn_label_list_x(slice), 2, "train/a/3.png");
    assert_null(fn_label_list_slice(slice, 3, 1, 1, NULL));
    fn_label_list_unref(slice);
    fn_label_lists_unref(labelled);
    tree_fini(&tree);
}

static void
test_label_errors(void **state)
{
    struct tree tree;
    struct fn_error err;
    struct fn_image_list *list;
    struct fn_item_lists *lists;
    struct fn_label_lists *labelled;

    (void)state;
    small_tree(&tree);
    tree_image(&tree, "valid/zebra/1.png", 6, 5, 1, 0);
    list = list_of(&tree);
    lists = fn_split_by_folder(list, "train", "valid", NULL);
    assert_null(fn_label_from_folder(lists, &err));
    assert_says(&err, FN_ERROR_INPUT, "valid/zebra/1.png is of class 'zebra', which train does not have");
    assert_says(&err, FN_ERROR_INPUT, "it has: a, b, c");
    fn_item_lists_unref(lists);
    lists = fn_split_none(list, NULL); /* the class of the picture without a folder is the tree's own name */
    labelled = fn_label_from_folder(lists, NULL);
    assert_int_equal(fn_label_list_class_count(labelled->train), 5);
    assert_string_equal(fn_label_list_class(labelled->train, fn_label_list_y(labelled->train, 0)),
                        strrchr(tree.path, '/') + 1);
    fn_label_lists_unref(labelled);
    fn_item_lists_unref(lists);
    fn_image_list_unref(list);

    tree_folder(&tree, "train/hollow"); /* an empty class */
    list = list_of(&tree);
    lists = fn_split_by_folder(list, "train", "valid", NULL);
    assert_null(fn_label_from_folder(lists, &err));
    assert_says(&err, FN_ERROR_INPUT, "train/hollow has no image; classes with images: a, b, c");
    fn_item_lists_unref(lists);
    fn_image_list_unref(list);
    tree_fini(&tree);
}

static struct fn_label_lists *
labels_of(const struct tree *tree, double valid_pct)
{
    struct fn_error err = {.message = ""};
    struct fn_image_list *list = list_of(tree);
    struct fn_item_lists *lists = fn_split_by_rand_pct(list, valid_pct, 1, &err);
    struct fn_label_lists *labelled = lists ? fn_label_from_folder(lists, &err) : NULL;

    if (!labelled)
        fail_msg("%s", err.message);
    fn_item_lists_unref(lists);
    fn_image_list_unref(list);
    return labelled;
}

struct tally {
    int calls, done, total, stop_at;
};

static bool
count_progress(void *user, int done, int total)
{
    struct tally *tally = user;
    assert_true(done >= tally->done && done <= total);
    tally->calls++;
    tally->done = done;
    tally->total = total;
    return !tally->stop_at || done < tally->stop_at;
}

enum { MANY = 300 };

static void
many_tree(struct tree *tree)
{
    char name[64];

    tree_init(tree);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "%c/%03d.png", 'a' + i % 3, i);
        tree_image(tree, name, 9, 7, 1, (unsigned)i);
    }
}

static void
assert_pixels(const struct fn_label_list *list)
{
    for (int i = 0; i < fn_label_list_count(list); i++) {
        const char *path = fn_image_list_item(fn_label_list_x((struct fn_label_list *)list), i);
        unsigned seed = (unsigned)atoi(strrchr(path, '/') + 1);
        struct fn_image *image = fn_label_list_get(list, i, NULL, NULL);
        for (int p = 0; p < 9 * 7; p++)
            assert_int_equal(image->pixels[p], tree_pixel(seed, p));
        fn_image_unref(image);
    }
}

static void
test_decodes_with_any_number_of_threads(void **state)
{
    static const int threads[] = {1, 2, 8};
    struct tree tree;

    (void)state;
    many_tree(&tree);
    for (int t = 0; t < 3; t++) {
        struct fn_pool *pool = fn_pool_new(threads[t], NULL);
        struct fn_label_lists *labelled = labels_of(&tree, 0.2);
        struct tally tally = {0};
        struct fn_data_bunch_options options = {.pool = pool, .progress = count_progress, .user = &tally};
        struct fn_data_bunch *data = fn_data_bunch_new(labelled, &options, NULL);

        assert_non_null(data);
        assert_int_equal(tally.total, MANY);
        assert_int_equal(tally.done, MANY);
        assert_pixels(fn_data_bunch_train(data));
        assert_pixels(fn_data_bunch_valid(data));
        fn_data_bunch_unref(data);
        tally = (struct tally){0};
        data = fn_data_bunch_new(labelled, &options, NULL); /* nothing is left to decode */
        assert_int_equal(tally.calls, 0);
        fn_data_bunch_unref(data);
        fn_label_lists_unref(labelled);
        fn_pool_free(pool);
    }
    tree_fini(&tree);
}

static void
test_decoding_stops_and_goes_on(void **state)
{
    struct tree tree;
    struct fn_error err;
    struct fn_label_lists *labelled;
    struct tally tally = {.stop_at = 100};
    struct fn_data_bunch_options options = {.progress = count_progress, .user = &tally};
    struct fn_data_bunch *data;
    int before;

    (void)state;
    many_tree(&tree);
    labelled = labels_of(&tree, 0);
    assert_null(fn_data_bunch_new(labelled, &options, &err));
    assert_says(&err, FN_ERROR_STOPPED, "of 300 images decoded");
    before = tally.done;
    assert_in_range(before, 100, 200);
    tally = (struct tally){0};
    data = fn_data_bunch_new(labelled, &options, NULL);
    assert_non_null(data);
    assert_int_equal(tally.total, MANY - before); /* the rest */
    assert_pixels(fn_data_bunch_train(data));
    fn_data_bunch_unref(data);
    fn_label_lists_unref(labelled);
    tree_fini(&tree);
}

static void
test_files_that_vanish(void **state)
{
    static const int threads[] = {1, 2, 8};
    struct tree tree;
    char path[TREE_PATH];

    (void)state;
    many_tree(&tree);
    for (int t = 0; t < 3; t++) {
        struct fn_pool *pool = fn_pool_new(threads[t], NULL);
        struct fn_data_bunch_options options = {.pool = pool};
        struct fn_label_lists *labelled = labels_of(&tree, 0);
        struct fn_error err;
        /* The order is that of a/, b/, c/: this is the first to fail, however many threads there are. */
        unlink(tree_path(&tree, "b/100.png", path));
        tree_file(&tree, "b/103.png", "spoilt", 6);
        unlink(tree_path(&tree, "c/299.png", path));
        assert_null(fn_data_bunch_new(labelled, &options, &err));
        assert_says(&err, FN_ERROR_FILE, "b/100.png: cannot open it: No such file");
        tree_image(&tree, "b/100.png", 9, 7, 1, 100);
        tree_image(&tree, "b/103.png", 9, 7, 1, 103);
        tree_image(&tree, "c/299.png", 9, 7, 1, 299);
        fn_label_lists_unref(labelled);
        fn_pool_free(pool);
    }
    tree_fini(&tree);
}

static void
test_sizes_must_agree(void **state)
{
    static const char *const names[] = {"a/0.png", "b/0.png", "c/1.png"}; /* also the very first one */
    struct fn_data_bunch_options options = {0};
    struct tree tree;
    struct fn_error err;
    char words[2 * TREE_PATH];

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct fn_label_lists *labelled;
        tree_init(&tree);
        for (int k = 0; k < 6; k++) {
            char name[32];
            snprintf(name, sizeof name, "%c/%d.png", 'a' + k % 3, k / 3);
            tree_image(&tree, name, strcmp(name, names[i]) == 0 ? 12 : 9, 7, 1, 0);
        }
        labelled = labels_of(&tree, 0);
        assert_null(fn_data_bunch_new(labelled, &options, &err));
        snprintf(words, sizeof words, "%s/%s is 12 x 7, wanted 9 x 7 as the other images", tree.path, names[i]);
        assert_says(&err, FN_ERROR_INPUT, words);
        fn_label_lists_unref(labelled);
        tree_fini(&tree);
    }
}

static void
test_batches_are_counted(void **state)
{
    static const struct {
        int bs, val_bs, train_batches, valid_batches;
    } cases[] = {{7, 0, 34, 9}, {0, 0, 3, 1}, {240, 59, 1, 2}, {241, 60, 1, 1}, {1, 1, 240, 60}, {121, 1000, 1, 1}};
    struct tree tree;
    struct fn_label_lists *labelled;
    struct fn_error err;
    int shape[3];

    (void)state;
    many_tree(&tree);
    labelled = labels_of(&tree, 0.2);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fn_data_bunch_options options = {.bs = cases[i].bs, .val_bs = cases[i].val_bs};
        struct fn_data_bunch *data = fn_data_bunch_new(labelled, &options, NULL);
        assert_int_equal(fn_data_bunch_train_batches(data), cases[i].train_batches);
        assert_int_equal(fn_data_bunch_valid_batches(data), cases[i].valid_batches);
        assert_int_equal(fn_data_bunch_bs(data), cases[i].bs ? cases[i].bs : 64);
        assert_int_equal(fn_data_bunch_val_bs(data), cases[i].val_bs ? cases[i].val_bs : fn_data_bunch_bs(data));
        fn_data_bunch_shape(data, shape);
        assert_memory_equal(shape, ((int[]){1, 7, 9}), sizeof shape);
        assert_null(fn_data_bunch_stats(data));
        fn_data_bunch_unref(data);
    }
    assert_null(fn_data_bunch_new(labelled, &(struct fn_data_bunch_options){.bs = -1}, &err));
    assert_says(&err, FN_ERROR_INPUT, "bs is -1, wanted at least 1");
    assert_null(fn_data_bunch_new(labelled, &(struct fn_data_bunch_options){.val_bs = -3}, &err));
    assert_says(&err, FN_ERROR_INPUT, "val_bs is -3");
    fn_label_lists_unref(labelled);
    tree_fini(&tree);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_what_it_should),
        cmocka_unit_test(test_listing_errors),
        cmocka_unit_test(test_gets_images),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_split_by_folder),
        cmocka_unit_test(test_split_by_rand_pct),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_label_errors),
        cmocka_unit_test(test_decodes_with_any_number_of_threads),
        cmocka_unit_test(test_decoding_stops_and_goes_on),
        cmocka_unit_test(test_files_that_vanish),
        cmocka_unit_test(test_sizes_must_agree),
        cmocka_unit_test(test_batches_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
