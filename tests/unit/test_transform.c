/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fn/data.h>

#include "unit/tree.h"

/* What transforms do to pixels, against a plain reference that really pads and cuts. */

enum mode { ZEROS, BORDER, REFLECTION };

static const char *const mode_names[] = {"zeros", "border", "reflection"};

struct picture {
    int height, width, channels;
    uint8_t pixels[64 * 64 * 3];
};

static struct picture
reference_pad(const struct picture *in, int padding, enum mode mode)
{
    struct picture out = {in->height + 2 * padding, in->width + 2 * padding, in->channels, {0}};

    for (int y = 0; y < out.height; y++) {
        for (int x = 0; x < out.width; x++) {
            int at[2] = {y - padding, x - padding}, size[2] = {in->height, in->width};
            bool zero = false;
            for (int axis = 0; axis < 2; axis++) {
                if (at[axis] >= 0 && at[axis] < size[axis])
                    continue;
                zero |= mode == ZEROS;
                if (mode == BORDER)
                    at[axis] = at[axis] < 0 ? 0 : size[axis] - 1;
                if (mode == REFLECTION)
                    at[axis] = at[axis] < 0 ? -at[axis] : 2 * (size[axis] - 1) - at[axis];
            }
            for (int c = 0; c < in->channels && !zero; c++)
                out.pixels[(y * out.width + x) * in->channels + c] =
                    in->pixels[(at[0] * in->width + at[1]) * in->channels + c];
        }
    }
    return out;
}

static struct picture
reference_crop(const struct picture *in, int size, int row, int column)
{
    struct picture out = {size, size, in->channels, {0}};

    for (int y = 0; y < size; y++)
        memcpy(out.pixels + y * size * in->channels, in->pixels + ((y + row) * in->width + column) * in->channels,
               (size_t)(size * in->channels));
    return out;
}

static struct picture
reference_source(int width, int height, int channels, unsigned seed)
{
    struct picture out = {height, width, channels, {0}};

    for (int i = 0; i < width * height * channels; i++)
        out.pixels[i] = tree_pixel(seed, i);
    return out;
}

static void
assert_same(const struct fn_image *image, const struct picture *want)
{
    assert_int_equal(image->height, want->height);
    assert_int_equal(image->width, want->width);
    assert_int_equal(image->channels, want->channels);
    assert_memory_equal(image->pixels, want->pixels, want->height * want->width * want->channels);
}

/* A tree of n pictures x/N.png and its labels. */
static struct fn_label_lists *
labels_of(struct tree *tree, int n, int width, int height, enum fn_image_mode mode)
{
    struct fn_image_list *list;
    struct fn_item_lists *lists;
    struct fn_label_lists *labelled;

    tree_init(tree);
    for (int i = 0; i < n; i++) {
        char name[32];
        snprintf(name, sizeof name, "x/%d.png", i);
        tree_image(tree, name, width, height, mode == FN_IMAGE_L ? 1 : 3, (unsigned)i);
    }
    list = fn_image_list_from_folder(tree->path, mode, NULL);
    lists = fn_split_none(list, NULL);
    labelled = fn_label_from_folder(lists, NULL);
    assert_non_null(labelled);
    fn_image_list_unref(list);
    fn_item_lists_unref(lists);
    return labelled;
}

static int
add_pad(struct fn_transform **out, int padding, enum mode mode)
{
    struct fn_arg args[] = {{.kind = FN_INT, .number = padding},
                            {.name = "mode", .kind = FN_TEXT, .text = mode_names[mode]}};
    return fn_transform_new("pad", args, 2, out, NULL);
}

static int
add_crop(struct fn_transform **out, int size, double row, double column)
{
    struct fn_arg args[] = {{.kind = FN_INT, .number = size},
                            {.name = "row_pct", .kind = FN_FLOAT, .number = row},
                            {.name = "col_pct", .kind = FN_FLOAT, .number = column}};
    return fn_transform_new("crop", args, 3, out, NULL);
}

static int
add_rand_pad(struct fn_transform **out, int padding, int size, enum mode mode)
{
    struct fn_arg args[] = {{.name = "padding", .kind = FN_INT, .number = padding},
                            {.name = "size", .kind = FN_INT, .number = size},
                            {.name = "mode", .kind = FN_CHOICE, .text = mode_names[mode]}};
    return fn_transform_new("rand_pad", args, 3, out, NULL);
}

/* Image 0 of the lists after these steps, which are released. */
static struct fn_image *
apply(struct fn_label_lists *lists, struct fn_transform **steps, int n, struct fn_rng *rng, struct fn_error *err)
{
    struct fn_label_lists *moved = fn_label_lists_transform(lists, steps, n, NULL, 0, NULL);
    struct fn_image *image;

    assert_non_null(moved);
    for (int i = 0; i < n; i++)
        fn_transform_unref(steps[i]);
    image = fn_label_list_get(moved->train, 0, rng, err);
    fn_label_lists_unref(moved);
    return image;
}

static void
test_pad(void **state)
{
    (void)state;
    for (int colour = 0; colour < 2; colour++) {
        struct tree tree;
        struct fn_label_lists *lists = labels_of(&tree, 1, 7, 5, colour ? FN_IMAGE_RGB : FN_IMAGE_L);
        struct picture source = reference_source(7, 5, colour ? 3 : 1, 0);
        for (int mode = ZEROS; mode <= REFLECTION; mode++) {
            for (int padding = 0; padding <= (mode == REFLECTION ? 4 : 9); padding++) {
                struct fn_transform *steps[FN_TRANSFORM_STEPS];
                struct picture want = reference_pad(&source, padding, (enum mode)mode);
                struct fn_image *image;
                assert_int_equal(add_pad(steps, padding, (enum mode)mode), 1);
                assert_string_equal(fn_transform_name(steps[0]), "pad");
                image = apply(lists, steps, 1, NULL, NULL);
                assert_same(image, &want);
                fn_image_unref(image);
            }
        }
        fn_label_lists_unref(lists);
        tree_fini(&tree);
    }
}

static void
test_crop(void **state)
{
    static const double shares[] = {0, 0.3, 0.5, 0.99, 1};
    struct tree tree;
    struct fn_label_lists *lists = labels_of(&tree, 1, 9, 7, FN_IMAGE_RGB);
    struct picture source = reference_source(9, 7, 3, 0);
    struct fn_transform *steps[FN_TRANSFORM_STEPS];
    struct fn_arg size = {.kind = FN_INT, .number = 4};

    (void)state;
    for (int r = 0; r < 5; r++) {
        for (int c = 0; c < 5; c++) {
            /* At 1.0 fastai's formula is one too far; the last place is taken. */
            int row = shares[r] == 1 ? 3 : (int)(4 * shares[r]), column = shares[c] == 1 ? 5 : (int)(6 * shares[c]);
            struct picture want = reference_crop(&source, 4, row, column);
            struct fn_image *image;
            assert_int_equal(add_crop(steps, 4, shares[r], shares[c]), 1);
            image = apply(lists, steps, 1, NULL, NULL);
            assert_same(image, &want);
            fn_image_unref(image);
        }
    }
    assert_int_equal(fn_transform_new("crop", &size, 1, steps, NULL), 1); /* the middle */
    {
        struct picture want = reference_crop(&source, 4, 2, 3);
        struct fn_image *image = apply(lists, steps, 1, NULL, NULL);
        assert_same(image, &want);
        fn_image_unref(image);
    }
    fn_label_lists_unref(lists);
    tree_fini(&tree);
}

/* Several steps in turn, also such that see only padding, or padding of padding. */
static void
test_chains(void **state)
{
    struct tree tree;
    struct fn_label_lists *lists = labels_of(&tree, 1, 6, 8, FN_IMAGE_L);
    struct fn_rng rng;

    (void)state;
    fn_rng_seed(&rng, 3);
    for (int round = 0; round < 500; round++) {
        struct picture want = reference_source(6, 8, 1, 0);
        struct fn_transform *steps[6];
        struct fn_image *image;
        int n = 1 + (int)fn_rng_below(&rng, 6);
        for (int i = 0; i < n; i++) {
            int smaller = want.height < want.width ? want.height : want.width;
            if (fn_rng_below(&rng, 2)) {
                enum mode mode = (enum mode)fn_rng_below(&rng, 3);
                int padding = (int)fn_rng_below(&rng, (uint64_t)(smaller < 6 ? smaller : 6));
                assert_int_equal(add_pad(&steps[i], padding, mode), 1);
                want = reference_pad(&want, padding, mode);
            } else {
                int size = 1 + (int)fn_rng_below(&rng, (uint64_t)smaller);
                double row = fn_rng_uniform(&rng), column = fn_rng_uniform(&rng);
                assert_int_equal(add_crop(&steps[i], size, row, column), 1);
                want = reference_crop(&want, size, (int)((want.height - size + 1) * row),
                                      (int)((want.width - size + 1) * column));
            }
        }
        image = apply(lists, steps, n, NULL, NULL);
        assert_same(image, &want);
        fn_image_unref(image);
    }
    fn_label_lists_unref(lists);
    tree_fini(&tree);
}

static void
test_rand_pad(void **state)
{
    struct tree tree;
    struct fn_label_lists *lists = labels_of(&tree, 1, 6, 7, FN_IMAGE_L);
    struct picture source = reference_source(6, 7, 1, 0);

    (void)state;
    for (int mode = ZEROS; mode <= REFLECTION; mode++) {
        struct picture padded = reference_pad(&source, 3, (enum mode)mode);
        int seen[8][7] = {{0}}; /* 7 + 6 - 6 + 1 rows, 6 + 6 - 6 + 1 columns */
        for (uint64_t draw = 0; draw < 2000; draw++) {
            struct fn_rng rng = fn_rng_at(1, 2, draw), same = rng;
            int row = (int)((13 - 6 + 1) * fn_rng_uniform(&same)), column = (int)((12 - 6 + 1) * fn_rng_uniform(&same));
            struct picture want = reference_crop(&padded, 6, row, column);
            struct fn_transform *steps[FN_TRANSFORM_STEPS];
            struct fn_image *image;
            assert_int_equal(add_rand_pad(steps, 3, 6, (enum mode)mode), 2);
            assert_string_equal(fn_transform_name(steps[1]), "crop");
            image = apply(lists, steps, 2, &rng, NULL);
            assert_same(image, &want);
            assert_memory_equal(&rng, &same, sizeof rng); /* two numbers are drawn */
            fn_image_unref(image);
            seen[row][column]++;
        }
        for (int row = 0; row < 8; row++)
            for (int column = 0; column < 7; column++)
                assert_in_range(seen[row][column], 10, 80); /* about 36 */
    }
    fn_label_lists_unref(lists);
    tree_fini(&tree);
}

static void
assert_fails(const char *name, const struct fn_arg *args, int n_args, const char *words)
{
    struct fn_transform *steps[FN_TRANSFORM_STEPS];
    struct fn_error err = {.message = ""};

    assert_int_equal(fn_transform_new(name, args, n_args, steps, &err), 0);
    if (err.kind != FN_ERROR_INPUT || !strstr(err.message, words))
        fail_msg("'%s', wanted '%s'", err.message, words);
}

static void
test_argument_errors(void **state)
{
    struct fn_arg wrong_mode[] = {{.kind = FN_INT, .number = 3}, {.kind = FN_TEXT, .text = "mirror"}};
    struct fn_arg zero = {.kind = FN_INT, .number = 0}, negative = {.kind = FN_INT, .number = -1};
    struct fn_arg share[] = {{.kind = FN_INT, .number = 3}, {.kind = FN_FLOAT, .number = 1.5}};

    (void)state;
    assert_fails("rand_pat", NULL, 0, "no transform 'rand_pat', did you mean 'rand_pad'");
    assert_fails("flip_everything", NULL, 0, "there is: pad, crop, rand_pad");
    assert_fails("pad", NULL, 0, "padding");
    assert_fails("pad", wrong_mode, 2, "zeros border reflection");
    assert_fails("pad", &negative, 1, "padding is -1");
    assert_fails("crop", &zero, 1, "size is 0");
    assert_fails("crop", share, 2, "row_pct is 1.5");
    for (int i = 0; i < fn_transform_info_count(); i++) {
        const struct fn_transform_info *info = fn_transform_info_get(i);
        assert_true(info->name[0] && info->help[0] && info->n_params > 0);
        for (int p = 0; p < info->n_params; p++)
            assert_true(info->params[p].name[0] && info->params[p].help[0]);
    }
}

static void
test_steps_that_do_not_fit(void **state)
{
    struct tree tree;
    struct fn_label_lists *lists = labels_of(&tree, 2, 6, 8, FN_IMAGE_L), *moved;
    struct fn_transform *steps[17];
    struct fn_error err;

    (void)state;
    assert_int_equal(add_pad(steps, 6, REFLECTION), 1);
    assert_null(apply(lists, steps, 1, NULL, &err));
    assert_non_null(strstr(err.message, "x/0.png: pad: padding is 6, wanted less than the image (6 x 8)"));
    assert_int_equal(add_pad(steps, 0, ZEROS) + add_crop(steps + 1, 7, 0, 0), 2);
    assert_null(apply(lists, steps, 2, NULL, &err));
    assert_non_null(strstr(err.message, "x/0.png: crop: size is 7, wanted at most the image (6 x 8)"));
    assert_int_equal(add_crop(steps, 7, 0, 0), 1);
    moved = fn_label_lists_transform(lists, steps, 1, NULL, 0, NULL);
    assert_null(fn_data_bunch_new(moved, &(struct fn_data_bunch_options){0}, &err));
    assert_non_null(strstr(err.message, "x/0.png: crop: size is 7"));
    fn_label_lists_unref(moved);
    for (int i = 1; i < 17; i++)
        steps[i] = steps[0];
    assert_null(fn_label_lists_transform(lists, steps, 17, NULL, 0, &err));
    assert_non_null(strstr(err.message, "17 steps, wanted at most 16"));
    fn_transform_unref(steps[0]);
    fn_label_lists_unref(lists);
    tree_fini(&tree);
}

/* The lists before a transform stay as they were; a new transform takes the place of the one before. */
static void
test_lists_are_not_changed(void **state)
{
    struct tree tree;
    struct fn_label_lists *lists = labels_of(&tree, 1, 6, 8, FN_IMAGE_L), *once, *twice;
    struct fn_transform *steps[FN_TRANSFORM_STEPS];
    struct fn_image *image;

    (void)state;
    assert_int_equal(add_crop(steps, 4, 0, 0), 1);
    once = fn_label_lists_transform(lists, steps, 1, NULL, 0, NULL);
    fn_transform_unref(steps[0]);
    assert_int_equal(add_crop(steps, 5, 0, 0), 1);
    twice = fn_label_lists_transform(once, steps, 1, steps, 1, NULL);
    fn_transform_unref(steps[0]);
    image = fn_label_list_get(lists->train, 0, NULL, NULL);
    assert_int_equal(image->width, 6);
    fn_image_unref(image);
    image = fn_label_list_get(once->train, 0, NULL, NULL);
    assert_int_equal(image->width, 4);
    fn_image_unref(image);
    fn_label_lists_unref(once);
    fn_label_lists_unref(lists);
    image = fn_label_list_get(twice->train, 0, NULL, NULL);
    assert_int_equal(image->width, 5);
    fn_image_unref(image);
    fn_label_lists_unref(twice);
    tree_fini(&tree);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pad),
        cmocka_unit_test(test_crop),
        cmocka_unit_test(test_chains),
        cmocka_unit_test(test_rand_pad),
        cmocka_unit_test(test_argument_errors),
        cmocka_unit_test(test_steps_that_do_not_fit),
        cmocka_unit_test(test_lists_are_not_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
