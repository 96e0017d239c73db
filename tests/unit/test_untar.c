/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "datadir.h"
#include "sandbox.h"
#include "untar.h"

#define DATA "cache/fnrepl/data"

/* An entry of an archive: a file with these contents, a folder (name ends in /), or a link. */
struct item {
    const char *name, *text;
    const char *soft, *hard;
    bool device;
};

#define TEXT(n, t)                                                                                                     \
    {                                                                                                                  \
        .name = n, .text = t                                                                                           \
    }
#define FOLDER(n)                                                                                                      \
    {                                                                                                                  \
        .name = n                                                                                                      \
    }
#define SOFT_LINK(n, to)                                                                                               \
    {                                                                                                                  \
        .name = n, .soft = to                                                                                          \
    }
#define HARD_LINK(n, to)                                                                                               \
    {                                                                                                                  \
        .name = n, .hard = to                                                                                          \
    }
#define PIPE(n)                                                                                                        \
    {                                                                                                                  \
        .name = n, .device = true                                                                                      \
    }

static void
make_archive(const char *name, const struct item *items, int n)
{
    struct archive *out = archive_write_new();
    struct archive_entry *entry = archive_entry_new();

    archive_write_add_filter_gzip(out);
    archive_write_set_format_pax_restricted(out);
    assert_int_equal(archive_write_open_filename(out, sandbox_path("%s", name)), ARCHIVE_OK);
    for (int i = 0; i < n; i++) {
        size_t size = items[i].text ? strlen(items[i].text) : 0;
        bool folder = items[i].name[strlen(items[i].name) - 1] == '/';
        archive_entry_clear(entry);
        archive_entry_set_pathname(entry, items[i].name);
        archive_entry_set_filetype(entry, folder ? AE_IFDIR : AE_IFREG);
        archive_entry_set_perm(entry, folder ? 0555 : 0400);
        archive_entry_set_size(entry, size);
        if (items[i].soft) {
            archive_entry_set_filetype(entry, AE_IFLNK);
            archive_entry_set_symlink(entry, items[i].soft);
        }
        if (items[i].hard)
            archive_entry_set_hardlink(entry, items[i].hard);
        if (items[i].device)
            archive_entry_set_filetype(entry, AE_IFIFO);
        assert_int_equal(archive_write_header(out, entry), ARCHIVE_OK);
        assert_int_equal(archive_write_data(out, items[i].text ? items[i].text : "", size), size);
    }
    assert_int_equal(archive_write_close(out), ARCHIVE_OK);
    archive_entry_free(entry);
    archive_write_free(out);
}

#define MAKE_ARCHIVE(name, ...)                                                                                        \
    make_archive(name, (const struct item[]){__VA_ARGS__},                                                             \
                 sizeof((const struct item[]){__VA_ARGS__}) / sizeof(struct item))

static void
assert_untar(const char *what, const char *folder)
{
    struct fn_error err = {0};
    char *path = untar_data(what, NULL, &err);

    if (!path)
        fail_msg("%s: %s", what, err.message);
    assert_string_equal(path, sandbox_path("%s", folder));
    free(path);
}

/* It fails with these words, leaves no folder of the archive and no half of one. */
static void
assert_refused(const char *what, const char *words)
{
    struct fn_error err = {0};

    assert_null(untar_data(what, NULL, &err));
    if (!strstr(err.message, words))
        fail_msg("\"%s\" is not in: %s", words, err.message);
    assert_false(sandbox_exists(DATA "/set"));
    assert_false(sandbox_exists(DATA "/.unpack"));
}

static void
test_one_top_folder(void **state)
{
    char here[512], after[512];

    (void)state;
    assert_non_null(getcwd(here, sizeof here));
    MAKE_ARCHIVE("set.tgz", FOLDER("top/"), FOLDER("top/training/"), TEXT("top/training/a.png", "A"),
                 TEXT("top/b.png", "BB"));
    assert_untar(sandbox_path("set.tgz"), DATA "/set");
    assert_true(sandbox_holds(DATA "/set/training/a.png", "A", 1));
    assert_true(sandbox_holds(DATA "/set/b.png", "BB", 2));
    assert_false(sandbox_exists(DATA "/.unpack"));
    assert_non_null(getcwd(after, sizeof after));
    assert_string_equal(after, here);
}

static void
test_several_top_folders(void **state)
{
    (void)state;
    MAKE_ARCHIVE("set.tar.gz", TEXT("./training/a.png", "A"), TEXT("./testing/b.png", "B"), TEXT("readme", "R"));
    assert_untar(sandbox_path("set.tar.gz"), DATA "/set");
    assert_true(sandbox_holds(DATA "/set/training/a.png", "A", 1));
    assert_true(sandbox_holds(DATA "/set/testing/b.png", "B", 1));
    assert_true(sandbox_holds(DATA "/set/readme", "R", 1));
}

static void
test_second_time_is_kept(void **state)
{
    (void)state;
    MAKE_ARCHIVE("set.tgz", TEXT("top/a.png", "A"));
    assert_untar(sandbox_path("set.tgz"), DATA "/set");
    sandbox_write(DATA "/set/mine", "M", 1);
    assert_untar(sandbox_path("set.tgz"), DATA "/set");
    assert_true(sandbox_holds(DATA "/set/mine", "M", 1));
}

static void
test_same_name_from_elsewhere(void **state)
{
    struct fn_error err = {0};

    (void)state;
    sandbox_folder("other");
    MAKE_ARCHIVE("set.tgz", TEXT("top/a.png", "A"));
    MAKE_ARCHIVE("other/set.tgz", TEXT("top/a.png", "B"));
    assert_untar(sandbox_path("set.tgz"), DATA "/set");
    assert_null(untar_data(sandbox_path("other/set.tgz"), NULL, &err));
    assert_non_null(strstr(err.message, "is there already"));
    assert_non_null(strstr(err.message, sandbox_path("set.tgz")));
    assert_true(sandbox_holds(DATA "/set/a.png", "A", 1));
}

static void
test_link_inside(void **state)
{
    (void)state;
    MAKE_ARCHIVE("set.tgz", TEXT("a.png", "A"), SOFT_LINK("b.png", "a.png"), HARD_LINK("c.png", "a.png"));
    assert_untar(sandbox_path("set.tgz"), DATA "/set");
    assert_true(sandbox_holds(DATA "/set/b.png", "A", 1));
    assert_true(sandbox_holds(DATA "/set/c.png", "A", 1));
}

static void
test_entries_that_leave(void **state)
{
    (void)state;
    MAKE_ARCHIVE("set.tgz", TEXT("a.png", "A"), TEXT("../evil", "E"));
    assert_refused(sandbox_path("set.tgz"), "\"../evil\"");
    MAKE_ARCHIVE("set.tgz", TEXT("a.png", "A"), TEXT("top/../../../evil", "E"));
    assert_refused(sandbox_path("set.tgz"), "\"top/../../../evil\"");
    MAKE_ARCHIVE("set.tgz", TEXT("a.png", "A"), TEXT(sandbox_path("evil"), "E"));
    assert_refused(sandbox_path("set.tgz"), sandbox_path("evil"));
    MAKE_ARCHIVE("set.tgz", TEXT("a.png", "A"), SOFT_LINK("top/link", "../../../.."), TEXT("top/link/evil", "E"));
    assert_refused(sandbox_path("set.tgz"), "\"top/link\" is a link to \"../../../..\"");
    MAKE_ARCHIVE("set.tgz", TEXT("a.png", "A"), SOFT_LINK("link", sandbox), TEXT("link/evil", "E"));
    assert_refused(sandbox_path("set.tgz"), "\"link\" is a link to");
    sandbox_write("secret", "S", 1);
    MAKE_ARCHIVE("set.tgz", TEXT("a.png", "A"), HARD_LINK("secret", "../../../../secret"));
    assert_refused(sandbox_path("set.tgz"), "\"secret\" is a link to");
    assert_false(sandbox_exists("evil"));
    assert_false(sandbox_exists("cache/evil"));
    assert_false(sandbox_exists("cache/fnrepl/evil"));
    assert_false(sandbox_exists(DATA "/evil"));
}

static void
test_write_through_link(void **state)
{
    (void)state;
    MAKE_ARCHIVE("set.tgz", TEXT("real/a.png", "A"), SOFT_LINK("link", "real"), TEXT("link/b.png", "B"));
    assert_refused(sandbox_path("set.tgz"), "\"link/b.png\"");
}

static void
test_device(void **state)
{
    (void)state;
    MAKE_ARCHIVE("set.tgz", TEXT("a.png", "A"), PIPE("pipe"));
    assert_refused(sandbox_path("set.tgz"), "\"pipe\" is neither");
}

static void
test_damaged_archives(void **state)
{
    static char noise[5000];

    (void)state;
    for (size_t i = 0; i + 1 < sizeof noise; i++)
        noise[i] = 'a' + (i * i * 2654435761u >> 20) % 26;
    MAKE_ARCHIVE("set.tgz", TEXT("top/a.png", "A"), TEXT("top/b.png", noise));
    assert_int_equal(truncate(sandbox_path("set.tgz"), 1500), 0);
    assert_refused(sandbox_path("set.tgz"), "set.tgz: ");
    sandbox_write("set.tgz", noise, sizeof noise);
    assert_refused(sandbox_path("set.tgz"), "set.tgz: ");
    sandbox_write("set.tgz", "", 0);
    assert_refused(sandbox_path("set.tgz"), "set.tgz: ");
    MAKE_ARCHIVE("set.tgz", FOLDER("top/"));
    assert_refused(sandbox_path("set.tgz"), "no file in this archive");
}

static void
test_leftover_of_a_killed_run(void **state)
{
    (void)state;
    MAKE_ARCHIVE("set.tgz", TEXT("top/a.png", "A"));
    sandbox_folder(DATA "/.unpack/top/deep");
    sandbox_write(DATA "/.unpack/top/deep/old.png", "O", 1);
    assert_untar(sandbox_path("set.tgz"), DATA "/set");
    assert_true(sandbox_holds(DATA "/set/a.png", "A", 1));
    assert_false(sandbox_exists(DATA "/set/deep"));
}

static void
test_two_at_once(void **state)
{
    struct fn_error err = {0};
    int lock;

    (void)state;
    MAKE_ARCHIVE("set.tgz", TEXT("top/a.png", "A"));
    sandbox_folder(DATA);
    lock = data_folder_lock(sandbox_path(DATA), &err);
    assert_true(lock >= 0);
    assert_refused(sandbox_path("set.tgz"), "another fnrepl");
    close(lock);
    assert_untar(sandbox_path("set.tgz"), DATA "/set");
}

static bool
refuse(void *user, const char *step, long long done, long long total)
{
    assert_true(strcmp(step, "unpack") == 0 || strcmp(step, "convert") == 0);
    assert_true(done <= total);
    ++*(int *)user;
    return false;
}

static void
test_callback_stops(void **state)
{
    int calls = 0;
    struct untar_progress progress = {refuse, &calls};
    struct fn_error err = {0};

    (void)state;
    MAKE_ARCHIVE("set.tgz", TEXT("top/a.png", "A"), TEXT("top/b.png", "B"));
    assert_null(untar_data(sandbox_path("set.tgz"), &progress, &err));
    assert_int_equal(err.kind, FN_ERROR_STOPPED);
    assert_int_equal(calls, 1);
    assert_false(sandbox_exists(DATA "/set"));
    assert_false(sandbox_exists(DATA "/.unpack"));
}

static void
test_file_url(void **state)
{
    char url[600];

    (void)state;
    sandbox_folder("a folder");
    MAKE_ARCHIVE("a folder/set.tgz", TEXT("top/a.png", "A"));
    assert_refused("file://other.example/set.tgz", "wanted file:///PATH");
    assert_refused("ftp://127.0.0.1/set.tgz", "wanted an address with");
    snprintf(url, sizeof url, "file://%s/a%%20folder/set.tgz", sandbox);
    assert_untar(url, DATA "/set");
}

static void
test_names(void **state)
{
    (void)state;
    assert_refused(sandbox_path("missing.tgz"), "No such file");
    sandbox_write("set.gz", "x", 1);
    assert_refused(sandbox_path("set.gz"), "ends in .tgz");
    sandbox_write(".tgz", "x", 1);
    assert_refused(sandbox_path(".tgz"), "ends in .tgz");
}

static void
test_mnist_cached(void **state)
{
    (void)state;
    sandbox_folder(DATA "/mnist_png/training");
    assert_untar("MNIST", DATA "/mnist_png");
    assert_untar("URLs.MNIST", DATA "/mnist_png");
    assert_untar("https://s3.amazonaws.com/fast-ai-imageclas/mnist_png", DATA "/mnist_png");
}

static void
test_mnist_of_fastai(void **state)
{
    char name[64];

    (void)state;
    sandbox_folder(".fastai/data/mnist_png/training");
    for (int i = 0; i < 69999; i++) {
        snprintf(name, sizeof name, ".fastai/data/mnist_png/training/%d.png", i);
        sandbox_write(name, "", 0);
    }
    assert_refused("MNIST", "nor complete in"); /* one picture is missing */
    sandbox_write(".fastai/data/mnist_png/training/69999.png", "", 0);
    assert_untar("MNIST", ".fastai/data/mnist_png");
}

static void
test_mnist_from_environment(void **state)
{
    (void)state;
    MAKE_ARCHIVE("digits.tgz", TEXT("digits/training/4/1.png", "A"));
    setenv("FNREPL_MNIST", sandbox_path("digits.tgz"), 1);
    assert_untar("MNIST", DATA "/mnist_png");
    assert_true(sandbox_holds(DATA "/mnist_png/training/4/1.png", "A", 1));
}

static void
test_mnist_out_of_reach(void **state)
{
    (void)state;
    assert_refused("MNIST", "untar FILE, or FNREPL_MNIST=FILE in the environment");
    assert_refused("MNIST", "https://s3.amazonaws.com/fast-ai-imageclas/mnist_png.tgz cannot be read");
    assert_false(sandbox_exists(DATA "/mnist_png"));
    assert_false(sandbox_exists(DATA "/mnist_png.tgz"));
}

/* IDX: magic, count, for pictures height and width, all big-endian; then bytes. */
static void
write_idx(const char *images, const char *labels, const unsigned char *digits, int count)
{
    unsigned char bytes[16 + 10 * 28 * 28] = {0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28};

    for (int i = 0; i < count; i++)
        memset(bytes + 16 + i * 28 * 28, 20 * digits[i], 28 * 28);
    sandbox_write(images, bytes, 16 + count * 28 * 28);
    memcpy(bytes, (unsigned char[]){0, 0, 8, 1, 0, 0, 0, count}, 8);
    memcpy(bytes + 8, digits, count);
    sandbox_write(labels, bytes, 8 + count);
}

static void
test_idx_folder(void **state)
{
    int calls = 0;
    struct untar_progress progress = {refuse, &calls};
    struct fn_error err = {0};

    (void)state;
    sandbox_folder("idx");
    write_idx("idx/train-images-idx3-ubyte", "idx/train-labels-idx1-ubyte", (unsigned char[]){5, 0, 4}, 3);
    write_idx("idx/t10k-images-idx3-ubyte", "idx/t10k-labels-idx1-ubyte", (unsigned char[]){7, 2}, 2);
    assert_null(untar_data(sandbox_path("idx"), &progress, &err));
    assert_int_equal(err.kind, FN_ERROR_STOPPED);
    assert_false(sandbox_exists(DATA "/idx_png"));
    assert_untar(sandbox_path("idx"), DATA "/idx_png");
    setenv("FNREPL_MNIST", sandbox_path("idx"), 1);
    assert_untar("MNIST", DATA "/mnist_png");
    assert_int_equal(data_count_pictures(sandbox_path(DATA "/mnist_png/training")), 3);
    assert_int_equal(data_count_pictures(sandbox_path(DATA "/mnist_png/testing")), 2);
    assert_true(data_is_folder(sandbox_path(DATA "/mnist_png/training/5")));
    assert_true(data_is_folder(sandbox_path(DATA "/mnist_png/testing/2")));
}

static void
test_folder_without_idx_files(void **state)
{
    (void)state;
    sandbox_folder("set");
    assert_refused(sandbox_path("set"), "train-images-idx3-ubyte");
    assert_false(sandbox_exists(DATA "/set_png"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, sandbox_setup, sandbox_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_one_top_folder),
        TEST(test_several_top_folders),
        TEST(test_second_time_is_kept),
        TEST(test_same_name_from_elsewhere),
        TEST(test_link_inside),
        TEST(test_entries_that_leave),
        TEST(test_write_through_link),
        TEST(test_device),
        TEST(test_damaged_archives),
        TEST(test_leftover_of_a_killed_run),
        TEST(test_two_at_once),
        TEST(test_callback_stops),
        TEST(test_file_url),
        TEST(test_names),
        TEST(test_mnist_cached),
        TEST(test_mnist_of_fastai),
        TEST(test_mnist_from_environment),
        TEST(test_mnist_out_of_reach),
        TEST(test_idx_folder),
        TEST(test_folder_without_idx_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
