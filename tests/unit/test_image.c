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
#include <sys/stat.h>
#include <unistd.h>

#include <fn/image.h>

#define DATA TOP_SRCDIR "/tests/data/"

static unsigned
hex_byte(const char *text)
{
    unsigned byte = 256;
    assert_int_equal(sscanf(text, "%2x", &byte), 1);
    return byte;
}

static void
test_reads_as_pil(void **state)
{
    static char line[4096], pixels[4096];
    char name[128], mode[8], path[4096];
    int width, height, lines = 0;
    FILE *expected = fopen(DATA "good/expected.txt", "r");

    (void)state;
    assert_non_null(expected);
    while (fgets(line, sizeof line, expected)) {
        struct fn_error err = {.message = ""};
        struct fn_image *image;
        size_t size;

        assert_int_equal(sscanf(line, "%127s %7s %d %d %4095s", name, mode, &width, &height, pixels), 5);
        snprintf(path, sizeof path, "%sgood/%s", DATA, name);
        image = fn_image_read(path, strcmp(mode, "L") == 0 ? FN_IMAGE_L : FN_IMAGE_RGB, &err);
        if (!image)
            fail_msg("%s", err.message);
        assert_int_equal(image->width, width);
        assert_int_equal(image->height, height);
        assert_int_equal(image->channels, strcmp(mode, "L") == 0 ? 1 : 3);
        size = (size_t)width * (size_t)height * (size_t)image->channels;
        assert_int_equal(strlen(pixels), 2 * size);
        for (size_t i = 0; i < size; i++)
            if (image->pixels[i] != hex_byte(pixels + 2 * i))
                fail_msg("%s as %s: byte %zu is %d, wanted %u", name, mode, i, image->pixels[i],
                         hex_byte(pixels + 2 * i));
        fn_image_unref(image);
        assert_true(fn_image_probe(path, &width, &height, &err));
        lines++;
    }
    fclose(expected);
    assert_true(lines >= 80);
}

static void
test_refuses_bad_files(void **state)
{
    DIR *folder = opendir(DATA "bad");
    struct dirent *entry;
    int files = 0;

    (void)state;
    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        struct fn_error err = {.message = ""};
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%sbad/%s", DATA, entry->d_name);
        for (int mode = FN_IMAGE_L; mode <= FN_IMAGE_RGB; mode++) {
            assert_null(fn_image_read(path, (enum fn_image_mode)mode, &err));
            assert_int_equal(err.kind, FN_ERROR_FILE);
            assert_non_null(strstr(err.message, entry->d_name));
        }
        files++;
    }
    closedir(folder);
    assert_true(files >= 15);
}

static void
assert_read_fails(const char *path, const char *words)
{
    struct fn_error err = {.message = ""};
    int width, height;

    assert_null(fn_image_read(path, FN_IMAGE_L, &err));
    if (!strstr(err.message, words) || !strstr(err.message, path))
        fail_msg("'%s', wanted '%s' and '%s' in it", err.message, path, words);
    assert_false(fn_image_probe(path, &width, &height, NULL));
}

static void
test_says_why(void **state)
{
    char pipe_path[] = "/tmp/fn-test-XXXXXX";

    (void)state;
    assert_read_fails(DATA "bad", "Is a directory");
    assert_read_fails(DATA "bad/nothing.png", "No such file");
    assert_read_fails(DATA "bad/empty.png", "an empty file");
    assert_read_fails(DATA "bad/text.png", "not a PNG image");
    assert_read_fails(DATA "bad/huge.png", "65535 x 65535 pixels, wanted at most 268435456");
    assert_null(fn_image_read(DATA "bad/pixels_checksum.png", FN_IMAGE_L, NULL));
    assert_int_not_equal(mkstemp(pipe_path), -1);
    unlink(pipe_path);
    assert_int_equal(mkfifo(pipe_path, 0600), 0); /* must not wait for a writer */
    assert_read_fails(pipe_path, "an empty file");
    unlink(pipe_path);
}

/* A colour ramp with every byte value in it. */
static struct fn_image *
ramp(int width, int height, int channels)
{
    struct fn_image *image = fn_image_new(width, height, channels, NULL);
    assert_non_null(image);
    for (int i = 0; i < width * height * channels; i++)
        image->pixels[i] = (uint8_t)(i * 7);
    return image;
}

static void
test_writes_what_it_reads(void **state)
{
    char folder[] = "/tmp/fn-test-XXXXXX", path[64];
    static const int sizes[][3] = {{1, 1, 1}, {28, 28, 1}, {7, 300, 1}, {5, 3, 3}, {64, 64, 3}};

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/x.png", folder);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct fn_image *image = ramp(sizes[i][0], sizes[i][1], sizes[i][2]), *back;
        uint8_t *bytes[2];
        size_t size[2];

        assert_true(fn_image_write(image, path, NULL)); /* over the one before */
        back = fn_image_read(path, image->channels == 1 ? FN_IMAGE_L : FN_IMAGE_RGB, NULL);
        assert_non_null(back);
        assert_int_equal(back->width, image->width);
        assert_int_equal(back->height, image->height);
        assert_memory_equal(back->pixels, image->pixels, image->width * image->height * image->channels);
        assert_true(fn_image_encode(image, &bytes[0], &size[0], NULL));
        assert_true(fn_image_encode(back, &bytes[1], &size[1], NULL));
        assert_int_equal(size[0], size[1]);
        assert_memory_equal(bytes[0], bytes[1], size[0]);
        free(bytes[0]);
        free(bytes[1]);
        fn_image_unref(image);
        fn_image_unref(back);
    }
    unlink(path);
    assert_int_equal(rmdir(folder), 0); /* nothing is left beside */
}

static void
test_failed_write_leaves_nothing(void **state)
{
    char folder[] = "/tmp/fn-test-XXXXXX", path[64], inside[96];
    struct fn_error err = {.message = ""};
    struct fn_image *image = ramp(4, 4, 1);

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/x.png", folder);
    snprintf(inside, sizeof inside, "%s/no/x.png", folder);
    assert_false(fn_image_write(image, inside, &err));
    assert_int_equal(err.kind, FN_ERROR_FILE);
    assert_non_null(strstr(err.message, inside));
    assert_int_equal(mkdir(path, 0700), 0); /* a folder cannot be replaced by a file */
    assert_false(fn_image_write(image, path, &err));
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
    fn_image_unref(image);
}

static void
test_sizes_are_checked(void **state)
{
    static const int bad[][3] = {{0, 1, 1}, {1, -1, 1}, {1 << 15, (1 << 13) + 1, 1}, {3, 3, 2}, {3, 3, 0}};
    struct fn_image *image;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fn_error err = {.kind = FN_ERROR_NONE};
        assert_null(fn_image_new(bad[i][0], bad[i][1], bad[i][2], &err));
        assert_int_equal(err.kind, FN_ERROR_INPUT);
    }
    image = fn_image_ref(ramp(2, 2, 3));
    fn_image_unref(image);
    assert_int_equal(image->refs, 1);
    fn_image_unref(image);
    fn_image_unref(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_as_pil),
        cmocka_unit_test(test_refuses_bad_files),
        cmocka_unit_test(test_says_why),
        cmocka_unit_test(test_writes_what_it_reads),
        cmocka_unit_test(test_failed_write_leaves_nothing),
        cmocka_unit_test(test_sizes_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
