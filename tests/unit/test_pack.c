/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fn/data.h>

#include "data/batch.h"
#include "data/bunch.h"
#include "data/stream.h"
#include "unit/tree.h"

/* Pixels in a packed file: the same as in memory, found again, made anew when anything is not as it was. */

enum { COUNT = 90 };

struct packed {
    struct tree tree, other; /* pictures; the packed file */
    char file[TREE_PATH], part[TREE_PATH];
};

static int
setup(void **state)
{
    struct packed *p = malloc(sizeof *p);

    tree_init(&p->tree);
    tree_init(&p->other);
    tree_path(&p->other, "pixels", p->file);
    tree_path(&p->other, "pixels.part", p->part);
    for (int i = 0; i < COUNT; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s/%c/%d.png", i % 3 == 2 ? "valid" : "train", 'a' + i % 2, i);
        tree_image(&p->tree, name, 7, 5, 3, (unsigned)i);
    }
    *state = p;
    return 0;
}

static int
teardown(void **state)
{
    struct packed *p = *state;

    tree_fini(&p->tree);
    tree_fini(&p->other);
    free(p);
    return 0;
}

static struct fn_label_lists *
labels_of(const struct tree *tree)
{
    struct fn_image_list *list = fn_image_list_from_folder(tree->path, FN_IMAGE_RGB, NULL);
    struct fn_item_lists *split = fn_split_by_folder(list, "train", "valid", NULL);
    struct fn_label_lists *labels = fn_label_from_folder(split, NULL);

    assert_non_null(labels);
    fn_image_list_unref(list);
    fn_item_lists_unref(split);
    return labels;
}

static bool
stop_at(void *user, int done, int total)
{
    (void)total;
    return done < *(int *)user;
}

/* NULL pack: memory. */
static struct fn_data_bunch *
bunch_of(const struct tree *tree, const char *pack, int stop, struct fn_pool *pool, struct fn_error *err)
{
    struct fn_label_lists *labels = labels_of(tree);
    struct fn_data_bunch_options options = {.bs = 16, .pack = pack, .pool = pool, .progress = stop_at, .user = &stop};
    struct fn_data_bunch *data = fn_data_bunch_new(labels, &options, err);

    fn_label_lists_unref(labels);
    return data;
}

static struct fn_data_bunch *
packed_bunch(const struct packed *p)
{
    struct fn_error err = {.message = ""};
    struct fn_data_bunch *data = bunch_of(&p->tree, p->file, INT32_MAX, NULL, &err);
    if (!data)
        fail_msg("%s", err.message);
    return data;
}

static void
assert_same_pixels(struct fn_label_list *a, struct fn_label_list *b)
{
    assert_int_equal(fn_label_list_count(a), fn_label_list_count(b));
    for (int i = 0; i < fn_label_list_count(a); i++) {
        struct fn_image *x = fn_label_list_get(a, i, NULL, NULL), *y = fn_label_list_get(b, i, NULL, NULL);
        assert_int_equal(x->width, y->width);
        assert_int_equal(x->height, y->height);
        assert_memory_equal(x->pixels, y->pixels, (size_t)(x->width * x->height * 3));
        fn_image_unref(x);
        fn_image_unref(y);
    }
}

/* It and nothing else is there, and its pixels are those of the pictures. */
static void
assert_whole(const struct packed *p, struct fn_data_bunch *data)
{
    struct fn_data_bunch *memory = bunch_of(&p->tree, NULL, INT32_MAX, NULL, NULL);

    assert_int_equal(access(p->file, R_OK), 0);
    assert_int_not_equal(access(p->part, F_OK), 0);
    assert_same_pixels(fn_data_bunch_train(data), fn_data_bunch_train(memory));
    assert_same_pixels(fn_data_bunch_valid(data), fn_data_bunch_valid(memory));
    fn_data_bunch_unref(memory);
    fn_data_bunch_unref(data);
}

/* The number of the file on its disk: another one once it is written anew. */
static ino_t
inode(const struct packed *p)
{
    struct stat st;
    assert_int_equal(stat(p->file, &st), 0);
    return st.st_ino;
}

static void
same_pixels_as_memory(void **state)
{
    const struct packed *p = *state;
    ino_t first;

    assert_whole(p, packed_bunch(p));
    first = inode(p);
    assert_whole(p, packed_bunch(p));
    assert_int_equal(inode(p), first);
}

static void
any_number_of_threads(void **state)
{
    const struct packed *p = *state;

    for (int threads = 1; threads <= 3; threads++) {
        struct fn_pool *pool = fn_pool_new(threads, NULL);
        assert_whole(p, bunch_of(&p->tree, p->file, INT32_MAX, pool, NULL));
        unlink(p->file);
        fn_pool_free(pool);
    }
}

static void
written_anew_when_a_picture_changes(void **state)
{
    const struct packed *p = *state;
    char path[TREE_PATH];
    ino_t keep;
    int hold;

    assert_whole(p, packed_bunch(p));
    hold = open(p->file, O_RDONLY); /* so that its inode is not used again */
    keep = inode(p);
    tree_image(&p->tree, "train/a/0.png", 7, 5, 3, 1000);
    assert_whole(p, packed_bunch(p));
    assert_int_not_equal(inode(p), keep);
    close(hold);
    hold = open(p->file, O_RDONLY);
    keep = inode(p);
    assert_int_equal(unlink(tree_path(&p->tree, "valid/a/2.png", path)), 0);
    assert_whole(p, packed_bunch(p));
    assert_int_not_equal(inode(p), keep);
    close(hold);
}

/* Who reads the old one goes on reading it. */
static void
one_in_use_stays(void **state)
{
    const struct packed *p = *state;
    struct fn_data_bunch *old = packed_bunch(p), *memory = bunch_of(&p->tree, NULL, INT32_MAX, NULL, NULL);

    tree_image(&p->tree, "train/b/1.png", 7, 5, 3, 1000);
    fn_data_bunch_unref(packed_bunch(p));
    assert_same_pixels(fn_data_bunch_train(old), fn_data_bunch_train(memory));
    fn_data_bunch_unref(old);
    fn_data_bunch_unref(memory);
}

static void
change_byte(const char *file, long at)
{
    FILE *f = fopen(file, "r+b");
    int c;

    assert_non_null(f);
    fseek(f, at, at < 0 ? SEEK_END : SEEK_SET);
    c = getc(f);
    fseek(f, -1, SEEK_CUR);
    putc(c ^ 0xff, f);
    fclose(f);
}

static void
damage_is_seen(void **state)
{
    const struct packed *p = *state;
    enum { HEADER = 48, ENTRIES = COUNT * 16 };
    long size;
    struct stat st;

    assert_whole(p, packed_bunch(p));
    assert_int_equal(stat(p->file, &st), 0);
    size = (long)st.st_size;
    for (long at = -ENTRIES; at < HEADER; at++) {
        change_byte(p->file, at);
        assert_whole(p, packed_bunch(p));
    }
    for (long cut = size - 1; cut >= 0; cut = cut * 3 / 4 - 1) {
        assert_int_equal(truncate(p->file, cut), 0);
        assert_whole(p, packed_bunch(p));
    }
}

static void
bad_pictures_and_stops_leave_nothing(void **state)
{
    const struct packed *p = *state;
    struct fn_error err;

    tree_file(&p->tree, "train/a/bad.png", "no", 2);
    assert_null(bunch_of(&p->tree, p->file, INT32_MAX, NULL, &err));
    assert_non_null(strstr(err.message, "bad.png"));
    assert_int_not_equal(access(p->file, F_OK), 0);
    assert_int_not_equal(access(p->part, F_OK), 0);
    assert_null(bunch_of(&p->tree, p->file, 1, NULL, &err));
    assert_int_not_equal(access(p->part, F_OK), 0);
}

static void
one_writer_at_a_time(void **state)
{
    const struct packed *p = *state;
    struct fn_error err;
    int fd = open(p->part, O_RDWR | O_CREAT, 0666);

    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_null(bunch_of(&p->tree, p->file, INT32_MAX, NULL, &err));
    assert_int_equal(err.kind, FN_ERROR_FILE);
    assert_non_null(strstr(err.message, "pixels.part: another process is writing it"));
    assert_int_equal(access(p->part, F_OK), 0);
    assert_int_equal(write(fd, "left over", 9), 9);
    close(fd);
    assert_whole(p, packed_bunch(p));
}

static void
no_room(void **state)
{
    const struct packed *p = *state;
    struct rlimit before, limit;
    struct fn_error err;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = 100000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_null(bunch_of(&p->tree, p->file, INT32_MAX, NULL, &err));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_non_null(strstr(err.message, "packed file"));
    assert_int_not_equal(access(p->part, F_OK), 0);
    assert_whole(p, packed_bunch(p));
    assert_null(bunch_of(&p->tree, "/dev/null/x", INT32_MAX, NULL, &err));
    assert_non_null(strstr(err.message, "/dev/null/x.part: cannot write it: Not a directory"));
}

/* What was in memory before is in the file too: nobody loses what he has. */
static void
memory_moves_into_it(void **state)
{
    const struct packed *p = *state;
    struct fn_label_lists *labels = labels_of(&p->tree);
    struct fn_label_list *few = fn_label_list_slice(labels->train, 0, 1, 20, NULL);
    struct fn_image_list *x = fn_label_list_x(labels->valid);
    struct fn_label_lists part = {.refs = 1, .train = few, .valid = fn_label_list_slice(labels->valid, 0, 1, 0, NULL)};
    struct fn_data_bunch *memory, *packed;
    struct fn_image *image = fn_image_list_get(x, 3, NULL);

    memory = fn_data_bunch_new(labels, &(struct fn_data_bunch_options){.bs = 4}, NULL);
    part.refs = 2; /* on the stack: never freed by the bunch */
    packed = fn_data_bunch_new(&part, &(struct fn_data_bunch_options){.bs = 4, .pack = p->file}, NULL);
    assert_non_null(packed);
    fn_data_bunch_unref(packed);
    assert_whole(p, memory);
    fn_image_unref(image);
    fn_label_list_unref(part.train);
    fn_label_list_unref(part.valid);
    fn_label_lists_unref(labels);
}

/* ---- The order of an epoch ---- */

static void
check_order(int count, int width, int height)
{
    struct fni_pixels pixels = {.width = width, .height = height};
    struct fni_store store = {.channels = 1, .pixels = &pixels};
    int *order = malloc((size_t)count * sizeof *order), *seen = calloc((size_t)count, sizeof *seen);
    int zero = 0, near = 0, window = (16 << 20) / (width * height), piece = (128 << 10) / (width * height);
    struct fn_image_list list = {.store = &store, .count = count, .items = &zero};
    struct fn_rng rng;

    fn_rng_seed(&rng, (uint64_t)count);
    fni_stream_shuffle(&list, &rng, order);
    for (int i = 0; i < count; i++) {
        assert_in_range(order[i], 0, count - 1);
        assert_int_equal(seen[order[i]]++, 0);
        near += i > 0 && abs(order[i] - order[i - 1]) <= piece;
    }
    if (count > 1000) /* images of one piece do not follow each other more often than by chance, and some */
        assert_in_range(near, 0, count / 20 + 3 * (long)count * piece / (window < count ? window : count));
    free(order);
    free(seen);
}

static void
order_is_a_permutation(void **state)
{
    (void)state;
    check_order(1, 28, 28);
    check_order(2, 28, 28);
    check_order(41, 28, 28);
    check_order(42, 28, 28);
    check_order(60000, 28, 28);
    check_order(100003, 28, 28);
    check_order(5000, 224, 224);
    check_order(3, 5000, 5000);
}

/* Of a list that is sorted by class, every window has the same share of each. */
static void
windows_are_alike(void **state)
{
    enum { IMAGES = 60000, CLASSES = 10, WINDOWS = 3, PIECE = (128 << 10) / (28 * 28) };
    struct fni_pixels pixels = {.width = 28, .height = 28};
    struct fni_store store = {.channels = 1, .pixels = &pixels};
    int *order = malloc(IMAGES * sizeof *order), zero = 0, counts[WINDOWS][CLASSES] = {{0}};
    struct fn_image_list list = {.store = &store, .count = IMAGES, .items = &zero};
    struct fn_rng rng;

    (void)state;
    fn_rng_seed(&rng, 1);
    fni_stream_shuffle(&list, &rng, order);
    for (int i = 0; i < IMAGES; i++)
        counts[i / (IMAGES / WINDOWS)][order[i] / (IMAGES / CLASSES)]++;
    for (int w = 0; w < WINDOWS; w++)
        for (int c = 0; c < CLASSES; c++)
            assert_in_range(counts[w][c], IMAGES / WINDOWS / CLASSES - 2 * PIECE,
                            IMAGES / WINDOWS / CLASSES + 2 * PIECE);
    free(order);
}

static void
epochs_differ_and_repeat(void **state)
{
    const struct packed *p = *state;
    struct fn_data_bunch *data = packed_bunch(p);
    int a[COUNT] = {0}, b[COUNT] = {0}, c[COUNT] = {0};

    fni_data_shuffle(data, 7, 0, a);
    fni_data_shuffle(data, 7, 1, b);
    fni_data_shuffle(data, 7, 0, c);
    assert_memory_equal(a, c, sizeof a);
    assert_memory_not_equal(a, b, sizeof a);
    for (int i = 0; i < 60; i += 16)
        fni_data_ahead(fn_data_bunch_train(data), a, i, 16, (struct fni_team){.threads = 1});
    fn_data_bunch_unref(data);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(same_pixels_as_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(any_number_of_threads, setup, teardown),
        cmocka_unit_test_setup_teardown(written_anew_when_a_picture_changes, setup, teardown),
        cmocka_unit_test_setup_teardown(one_in_use_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(damage_is_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_pictures_and_stops_leave_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(one_writer_at_a_time, setup, teardown),
        cmocka_unit_test_setup_teardown(no_room, setup, teardown),
        cmocka_unit_test_setup_teardown(memory_moves_into_it, setup, teardown),
        cmocka_unit_test(order_is_a_permutation),
        cmocka_unit_test(windows_are_alike),
        cmocka_unit_test_setup_teardown(epochs_differ_and_repeat, setup, teardown),
    };

    return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}
