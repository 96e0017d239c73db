/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <fn/data.h>

#include "unit/tree.h"

/* Every allocation of the way from a folder to a batch fails in turn: each failure is an error, and nothing is lost
 * (which the sanitizers and valgrind see). The linker turns the engine's calls of the allocator into __wrap_ ones. */

static int countdown = -1; /* allocations that still work; -1: all */
static bool failed;        /* one did not work */

static bool
fails(void)
{
    if (countdown != 0) {
        countdown -= countdown > 0;
        return false;
    }
    failed = true;
    return true;
}

void *
__real_malloc(size_t size);
void *
__real_calloc(size_t count, size_t size);
void *
__real_realloc(void *old, size_t size);
int
__real_posix_memalign(void **out, size_t alignment, size_t size);
char *
__real_strdup(const char *text);
char *
__real_strndup(const char *text, size_t size);
void *
__wrap_malloc(size_t size);
void *
__wrap_calloc(size_t count, size_t size);
void *
__wrap_realloc(void *old, size_t size);
int
__wrap_posix_memalign(void **out, size_t alignment, size_t size);
char *
__wrap_strdup(const char *text);
char *
__wrap_strndup(const char *text, size_t size);

void *
__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

int
__wrap_posix_memalign(void **out, size_t alignment, size_t size)
{
    return fails() ? 12 : __real_posix_memalign(out, alignment, size);
}

char *
__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

char *
__wrap_strndup(const char *text, size_t size)
{
    return fails() ? NULL : __real_strndup(text, size);
}

static bool
label_and_move(struct fn_item_lists *lists, struct fn_label_lists **out, struct fn_error *err)
{
    struct fn_label_lists *plain = fn_label_from_folder(lists, err);
    struct fn_transform *steps[FN_TRANSFORM_STEPS];
    struct fn_arg args[] = {{.kind = FN_INT, .number = 2}, {.kind = FN_INT, .number = 5}};
    int n = plain ? fn_transform_new("rand_pad", args, 2, steps, err) : 0;

    *out = n ? fn_label_lists_transform(plain, steps, n, steps, n, err) : NULL;
    for (int i = 0; i < n; i++)
        fn_transform_unref(steps[i]);
    fn_label_lists_unref(plain);
    return *out;
}

static bool
make_batch(struct fn_label_lists *lists, struct fn_error *err)
{
    struct fn_data_bunch *data = fn_data_bunch_new(lists, &(struct fn_data_bunch_options){.bs = 4}, err), *normal;
    struct fn_tensor *x, *y;
    struct fn_rng rng;
    bool ok;

    fn_rng_seed(&rng, 1);
    normal = data ? fn_data_bunch_normalize(data, NULL, &rng, err) : NULL;
    ok = normal && fn_data_bunch_one_batch(normal, &rng, &x, &y, err);
    if (ok) {
        fn_tensor_unref(x);
        fn_tensor_unref(y);
    }
    fn_data_bunch_unref(normal);
    fn_data_bunch_unref(data);
    return ok;
}

static bool
whole_way(const char *path, struct fn_error *err)
{
    struct fn_image_list *list = fn_image_list_from_folder(path, FN_IMAGE_RGB, err);
    struct fn_item_lists *lists = list ? fn_split_by_rand_pct(list, 0.3, 1, err) : NULL;
    struct fn_label_lists *moved = NULL;
    bool ok = lists && label_and_move(lists, &moved, err) && make_batch(moved, err);

    fn_label_lists_unref(moved);
    fn_item_lists_unref(lists);
    fn_image_list_unref(list);
    return ok;
}

/* Runs until nothing fails any more; returns how many allocations there were. */
static int
fail_in_turn(bool (*run)(const char *path, struct fn_error *err), const char *path)
{
    for (int n = 0;; n++) {
        struct fn_error err = {.kind = FN_ERROR_NONE};
        bool ok;
        countdown = n;
        failed = false;
        ok = run(path, &err);
        countdown = -1;
        if (ok && !failed)
            return n;
        if (ok || err.kind != FN_ERROR_MEMORY)
            fail_msg("allocation %d fails: %s, error %d '%s'", n, ok ? "true" : "false", (int)err.kind, err.message);
    }
}

static void
test_lists_to_batch(void **state)
{
    struct tree tree;

    (void)state;
    tree_init(&tree);
    for (int i = 0; i < 12; i++) {
        char name[] = "a/0.png";
        name[0] = (char)('a' + i % 2);
        name[2] = (char)('a' + i);
        tree_image(&tree, name, 5, 6, 3, (unsigned)i);
    }
    assert_true(fail_in_turn(whole_way, tree.path) > 50);
    tree_fini(&tree);
}

static bool
find_train(const char *path, struct fn_error *err)
{
    struct fn_image_list *list = fn_image_list_from_folder(path, FN_IMAGE_L, err);
    struct fn_item_lists *lists = list ? fn_split_by_folder(list, "a", "b", err) : NULL;
    struct fn_image_list *slice = lists ? fn_image_list_slice(lists->train, 1, -1, 2, err) : NULL;
    struct fn_image *image = slice ? fn_image_list_get(slice, 0, err) : NULL;
    uint8_t *bytes = NULL;
    size_t size;
    bool ok = image && fn_image_encode(image, &bytes, &size, err);

    free(bytes);
    fn_image_unref(image);
    fn_image_list_unref(slice);
    fn_item_lists_unref(lists);
    fn_image_list_unref(list);
    return ok;
}

static void
test_split_and_image(void **state)
{
    struct tree tree;

    (void)state;
    tree_init(&tree);
    tree_image(&tree, "a/1.png", 30, 6, 3, 1);
    tree_image(&tree, "a/2.png", 30, 6, 3, 2);
    tree_image(&tree, "b/1.png", 30, 6, 3, 3);
    assert_true(fail_in_turn(find_train, tree.path) > 20);
    tree_fini(&tree);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_to_batch),
        cmocka_unit_test(test_split_and_image),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
