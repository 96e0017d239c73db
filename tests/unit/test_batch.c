/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fn/data.h>

#include "core/memory.h"
#include "data/batch.h"
#include "unit/tree.h"

/* From lists to batches: shuffling, lanes, statistics. */

struct sample {
    int n, width, height;
    enum fn_image_mode mode;
    const char *transform; /* NULL: none */
    int padding, size;
    const char *outside;
};

static struct fn_label_lists *
labels_of(struct tree *tree, const struct sample *c)
{
    struct fn_image_list *list;
    struct fn_item_lists *lists;
    struct fn_label_lists *labelled;

    tree_init(tree);
    for (int i = 0; i < c->n; i++) {
        char name[32];
        snprintf(name, sizeof name, "%c/%d.png", 'a' + i % 3, i);
        tree_image(tree, name, c->width, c->height, c->mode == FN_IMAGE_L ? 1 : 3, (unsigned)i);
    }
    list = fn_image_list_from_folder(tree->path, c->mode, NULL);
    lists = fn_split_none(list, NULL);
    labelled = fn_label_from_folder(lists, NULL);
    assert_non_null(labelled);
    fn_image_list_unref(list);
    fn_item_lists_unref(lists);
    return labelled;
}

static struct fn_data_bunch *
bunch_of(struct tree *tree, const struct sample *c, int bs)
{
    struct fn_label_lists *plain = labels_of(tree, c), *lists = fn_label_lists_ref(plain);
    struct fn_transform *steps[FN_TRANSFORM_STEPS];
    struct fn_error err = {.message = ""};
    struct fn_data_bunch *data;

    if (c->transform) {
        struct fn_arg args[] = {{.name = "padding", .kind = FN_INT, .number = c->padding},
                                {.name = "mode", .kind = FN_CHOICE, .text = c->outside},
                                {.name = "size", .kind = FN_INT, .number = c->size}};
        int n = fn_transform_new(c->transform, args, c->size ? 3 : 2, steps, &err);
        assert_true(n > 0);
        fn_label_lists_unref(lists);
        lists = fn_label_lists_transform(plain, steps, n, NULL, 0, &err);
        for (int i = 0; i < n; i++)
            fn_transform_unref(steps[i]);
    }
    data = fn_data_bunch_new(lists, &(struct fn_data_bunch_options){.bs = bs}, &err);
    if (!data)
        fail_msg("%s", err.message);
    fn_label_lists_unref(plain);
    fn_label_lists_unref(lists);
    return data;
}

static const struct sample cases[] = {
    {37, 9, 7, FN_IMAGE_L, NULL, 0, 0, NULL},
    {37, 9, 7, FN_IMAGE_RGB, NULL, 0, 0, NULL},
    {37, 9, 9, FN_IMAGE_L, "rand_pad", 3, 9, "zeros"},
    {37, 9, 9, FN_IMAGE_L, "rand_pad", 3, 9, "border"},
    {37, 9, 9, FN_IMAGE_RGB, "rand_pad", 3, 9, "reflection"},
    {16, 3, 3, FN_IMAGE_L, "rand_pad", 10, 5, "zeros"}, /* many see nothing but padding */
    {5, 150, 4, FN_IMAGE_L, "pad", 120, 0, "zeros"},    /* wider than what is put together at a time */
    {5, 300, 4, FN_IMAGE_RGB, "pad", 3, 0, "reflection"},
    {1, 1, 1, FN_IMAGE_L, "pad", 1, 0, "border"},
};

enum { N_CASES = sizeof cases / sizeof *cases };

/* Every pixel of every lane is what the list gives for this draw, normalised; idle lanes are 0. */
static void
check_lanes(const struct fn_data_bunch *data, const int *items, int images, const float *x, const int *labels)
{
    const struct fn_stats *stats = fn_data_bunch_stats(data);
    struct fn_label_list *train = fn_data_bunch_train(data);
    int shape[3];
    size_t pixels;

    fn_data_bunch_shape(data, shape);
    pixels = (size_t)(shape[1] * shape[2]);
    for (int i = 0; i < fni_blocks(images) * FNI_LANES; i++) {
        struct fn_rng rng = fn_rng_at(11, 22, (uint64_t)i);
        struct fn_image *image = i < images ? fn_label_list_get(train, items[i], &rng, NULL) : NULL;
        if (image)
            assert_int_equal(labels[i], fn_label_list_y(train, items[i]));
        for (size_t p = 0; p < pixels; p++) {
            for (int c = 0; c < shape[0]; c++) {
                size_t block = (size_t)(i / FNI_LANES) * (size_t)shape[0] * pixels;
                double got = x[(block + (size_t)c * pixels + p) * FNI_LANES + (size_t)(i % FNI_LANES)], want = 0;
                if (image)
                    want = image->pixels[p * (size_t)shape[0] + (size_t)c] / 255.0;
                if (image && stats)
                    want = (want - (double)stats->mean[c]) / (double)stats->std[c];
                if (fabs(got - want) > 2e-6)
                    fail_msg("image %d channel %d pixel %zu is %g, wanted %g", i, c, p, got, want);
            }
        }
        fn_image_unref(image);
    }
}

static void
test_fill_is_get_and_normalise(void **state)
{
    (void)state;
    for (int k = 0; k < 2 * N_CASES; k++) {
        struct tree tree;
        struct fn_data_bunch *data = bunch_of(&tree, &cases[k / 2], 8);
        int shape[3], n = cases[k / 2].n, blocks = fni_blocks(n), *items = malloc((size_t)n * sizeof *items);
        int *labels = malloc((size_t)n * sizeof *labels);
        size_t size;
        float *x;

        if (k % 2) {
            struct fn_data_bunch *plain = data;
            struct fn_stats stats = {.mean = {0.1f, 0.5f, 0.7f}, .std = {0.3f, 0.2f, 0.9f}};
            stats.channels = cases[k / 2].mode == FN_IMAGE_L ? 1 : 3;
            data = fn_data_bunch_normalize(plain, &stats, NULL, NULL);
            fn_data_bunch_unref(plain);
        }
        fn_data_bunch_shape(data, shape);
        size = (size_t)(blocks * shape[0] * shape[1] * shape[2] * FNI_LANES);
        x = fni_alloc(size, sizeof *x, NULL);
        for (size_t i = 0; i < size; i++)
            x[i] = NAN;
        for (int i = 0; i < n; i++)
            items[i] = (i * 5 + 3) % n;
        for (int block = blocks - 1; block >= 0; block--) /* in any order, as threads do */
            fni_data_fill(data, fn_data_bunch_train(data), items, n, 11, 22, block, block + 1, x, labels);
        check_lanes(data, items, n, x, labels);
        fni_free(x);
        free(items);
        free(labels);
        fn_data_bunch_unref(data);
        tree_fini(&tree);
    }
}

static void
test_shuffle(void **state)
{
    enum { N = 37 };
    struct tree tree;
    struct fn_data_bunch *data = bunch_of(&tree, &cases[0], 8);
    int order[4][N], seen[N] = {0};

    (void)state;
    fni_data_shuffle(data, 1, 0, order[0]);
    fni_data_shuffle(data, 1, 0, order[1]);
    fni_data_shuffle(data, 1, 1, order[2]);
    fni_data_shuffle(data, 2, 0, order[3]);
    for (int i = 0; i < N; i++)
        seen[order[0][i]]++;
    for (int i = 0; i < N; i++)
        assert_int_equal(seen[i], 1);
    assert_memory_equal(order[0], order[1], sizeof order[0]);
    assert_memory_not_equal(order[0], order[2], sizeof order[0]);
    assert_memory_not_equal(order[0], order[3], sizeof order[0]);
    fn_data_bunch_unref(data);
    tree_fini(&tree);
}

static void
test_one_batch(void **state)
{
    (void)state;
    for (int k = 0; k < N_CASES; k++) {
        struct tree tree;
        struct fn_data_bunch *data = bunch_of(&tree, &cases[k], 20);
        struct fn_rng rng, same;
        struct fn_tensor *x[3], *y[3];
        int shape[3], images = cases[k].n < 20 ? cases[k].n : 20;

        fn_rng_seed(&rng, 5);
        same = rng;
        fn_data_bunch_shape(data, shape);
        assert_true(fn_data_bunch_one_batch(data, &rng, &x[0], &y[0], NULL));
        assert_true(fn_data_bunch_one_batch(data, &rng, &x[1], &y[1], NULL));
        assert_true(fn_data_bunch_one_batch(data, &same, &x[2], &y[2], NULL));
        assert_int_equal(x[0]->ndim, 4);
        assert_memory_equal(x[0]->shape, ((int[]){images, shape[0], shape[1], shape[2]}), sizeof x[0]->shape);
        assert_int_equal(y[0]->ndim, 1);
        assert_int_equal(y[0]->shape[0], images);
        assert_true(y[0]->integer);
        assert_false(x[0]->integer);
        assert_memory_equal(x[0]->data, x[2]->data, fn_tensor_count(x[0]) * sizeof(float));
        assert_memory_equal(y[0]->data, y[2]->data, fn_tensor_count(y[0]) * sizeof(float));
        if (cases[k].n > 20)
            assert_memory_not_equal(x[0]->data, x[1]->data, fn_tensor_count(x[0]) * sizeof(float));
        for (int i = 0; i < 3; i++) {
            fn_tensor_unref(x[i]);
            fn_tensor_unref(y[i]);
        }
        fn_data_bunch_unref(data);
        tree_fini(&tree);
    }
}

/* Each picture of the batch is one of the list, with its own label, and none comes twice. */
static void
test_one_batch_pairs_x_with_y(void **state)
{
    struct tree tree;
    struct fn_data_bunch *data = bunch_of(&tree, &cases[1], 20);
    struct fn_label_list *train = fn_data_bunch_train(data);
    struct fn_rng rng;
    struct fn_tensor *x, *y;
    int seen[37] = {0};

    (void)state;
    fn_rng_seed(&rng, 6);
    assert_true(fn_data_bunch_one_batch(data, &rng, &x, &y, NULL));
    for (int i = 0; i < 20; i++) {
        int found = -1;
        for (int item = 0; item < 37; item++) {
            struct fn_image *image = fn_label_list_get(train, item, NULL, NULL);
            bool same = true;
            for (int p = 0; p < 63 * 3 && same; p++) /* (c, h, w) against [h][w][c] */
                same = fabsf(x->data[i * 189 + p % 3 * 63 + p / 3] * 255 - image->pixels[p]) < 1e-3f;
            if (same)
                found = item;
            fn_image_unref(image);
        }
        assert_true(found >= 0);
        assert_int_equal((int)y->data[i], fn_label_list_y(train, found));
        assert_int_equal(seen[found]++, 0);
    }
    fn_tensor_unref(x);
    fn_tensor_unref(y);
    fn_data_bunch_unref(data);
    tree_fini(&tree);
}

static void
test_batch_statistics(void **state)
{
    (void)state;
    for (int k = 0; k < N_CASES - 1; k++) {
        struct tree tree;
        struct fn_data_bunch *data = bunch_of(&tree, &cases[k], 20), *normal, *again;
        struct fn_rng rng, same;
        struct fn_tensor *x, *y;
        int shape[3];

        fn_rng_seed(&rng, 9);
        same = rng;
        fn_data_bunch_shape(data, shape);
        normal = fn_data_bunch_normalize(data, NULL, &rng, NULL);
        assert_null(fn_data_bunch_stats(data));
        assert_true(fn_data_bunch_one_batch(data, &same, &x, &y, NULL)); /* the same batch */
        for (int c = 0; c < shape[0]; c++) {
            int pixels = shape[1] * shape[2], n = x->shape[0] * pixels;
            double mean = 0, square = 0;
            for (int i = 0; i < n; i++)
                mean += (double)x->data[(i / pixels * shape[0] + c) * pixels + i % pixels] / n;
            for (int i = 0; i < n; i++)
                square += pow((double)x->data[(i / pixels * shape[0] + c) * pixels + i % pixels] - mean, 2);
            assert_true(fabs((double)fn_data_bunch_stats(normal)->mean[c] - mean) < 1e-6);
            assert_true(fabs((double)fn_data_bunch_stats(normal)->std[c] - sqrt(square / (n - 1))) < 1e-6);
        }
        assert_int_equal(fn_data_bunch_stats(normal)->channels, shape[0]);
        again = fn_data_bunch_normalize(normal, &fn_mnist_stats, NULL, NULL); /* from the pixels, not on top */
        assert_true(fn_data_bunch_stats(again)->mean[shape[0] - 1] == fn_mnist_stats.mean[0]);
        fn_tensor_unref(x);
        fn_tensor_unref(y);
        fn_data_bunch_unref(again);
        fn_data_bunch_unref(normal);
        fn_data_bunch_unref(data);
        tree_fini(&tree);
    }
}

static void
test_normalize_errors(void **state)
{
    struct tree tree;
    struct fn_data_bunch *data = bunch_of(&tree, &cases[1], 20);
    struct fn_stats two = {2, {0, 0}, {1, 1}}, flat = {1, {0}, {0}}, nan = {1, {NAN}, {1}};
    struct fn_error err;
    struct fn_rng rng;

    (void)state;
    assert_null(fn_data_bunch_normalize(data, &two, NULL, &err));
    assert_non_null(strstr(err.message, "stats of 2 channels, wanted 1 or 3"));
    assert_null(fn_data_bunch_normalize(data, &flat, NULL, &err));
    assert_non_null(strstr(err.message, "wanted a std above 0"));
    assert_null(fn_data_bunch_normalize(data, &nan, NULL, &err));
    fn_data_bunch_unref(data);
    tree_fini(&tree);
    data = bunch_of(&tree, &cases[N_CASES - 1], 20); /* a single pixel and its border */
    fn_rng_seed(&rng, 1);
    assert_null(fn_data_bunch_normalize(data, NULL, &rng, &err));
    assert_non_null(strstr(err.message, "channel 0 has the same value in all pixels of the batch"));
    fn_data_bunch_unref(data);
    tree_fini(&tree);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fill_is_get_and_normalise),
        cmocka_unit_test(test_shuffle),
        cmocka_unit_test(test_one_batch),
        cmocka_unit_test(test_one_batch_pairs_x_with_y),
        cmocka_unit_test(test_batch_statistics),
        cmocka_unit_test(test_normalize_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
