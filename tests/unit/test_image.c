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

#include <libdeflate.h>
#include <png.h>

#include <fn/image.h>
#include <fn/rng.h>

#include "image/png.h"

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

/* ---- Plain files: with and without libpng ---- */

struct bytes {
    uint8_t data[1 << 16];
    size_t size, at;
};

static void
write_bytes(png_structp png, png_bytep data, size_t size)
{
    struct bytes *to = png_get_io_ptr(png);
    assert_true(to->size + size <= sizeof to->data);
    memcpy(to->data + to->size, data, size);
    to->size += size;
}

static void
read_bytes(png_structp png, png_bytep data, size_t size)
{
    struct bytes *from = png_get_io_ptr(png);
    if (from->size - from->at < size)
        png_error(png, "early end");
    memcpy(data, from->data + from->at, size);
    from->at += size;
}

static void
quiet(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void
give_up(png_structp png, png_const_charp message)
{
    (void)message;
    png_longjmp(png, 1);
}

/* filters: PNG_FILTER_...; buffer: bytes of a data chunk at most. */
static void
encode(struct bytes *to, const uint8_t *pixels, int width, int height, int channels, int filters, size_t buffer)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);

    to->size = to->at = 0;
    png_set_write_fn(png, to, write_bytes, NULL);
    png_set_compression_buffer_size(png, buffer);
    png_set_IHDR(png, info, (unsigned)width, (unsigned)height, 8,
                 channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, filters);
    png_write_info(png, info);
    for (int y = 0; y < height; y++)
        png_write_row(png, pixels + (size_t)y * (size_t)(width * channels));
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
}

struct decoded {
    uint8_t pixels[1 << 16];
    int width, height;
};

static uint8_t *
room_in_decoded(void *user, int width, int height, struct fn_error *err)
{
    struct decoded *decoded = user;
    (void)err;
    decoded->width = width;
    decoded->height = height;
    return decoded->pixels;
}

/* libpng's own idea of the file; false where it fails before the last pixel. */
static bool
decode_by_libpng(struct bytes *from, struct decoded *decoded)
{
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, give_up, quiet);
    png_infop info = png_create_info_struct(png);
    volatile bool ok = false;

    from->at = 0;
    if (setjmp(png_jmpbuf(png)) == 0) {
        png_set_read_fn(png, from, read_bytes);
        png_read_info(png, info);
        decoded->width = (int)png_get_image_width(png, info);
        decoded->height = (int)png_get_image_height(png, info);
        if (png_get_rowbytes(png, info) * (size_t)decoded->height <= sizeof decoded->pixels) {
            for (int y = 0; y < decoded->height; y++)
                png_read_row(png, decoded->pixels + (size_t)y * png_get_rowbytes(png, info), NULL);
            ok = true;
        }
    }
    png_destroy_read_struct(&png, &info, NULL);
    return ok;
}

static bool
decode_plain(const struct bytes *file, enum fn_image_mode mode, struct decoded *decoded)
{
    struct fni_png_kit kit;
    bool ok;

    fni_png_kit_init(&kit);
    ok = fni_png_read_plain(&kit, file->data, file->size, mode, room_in_decoded, decoded);
    fni_png_kit_fini(&kit);
    return ok;
}

/* What is taken as plain is what libpng reads. */
static bool
check_plain(struct bytes *file, enum fn_image_mode mode)
{
    static struct decoded plain, wanted;

    if (!decode_plain(file, mode, &plain))
        return false;
    assert_true(decode_by_libpng(file, &wanted));
    assert_int_equal(plain.width, wanted.width);
    assert_int_equal(plain.height, wanted.height);
    assert_memory_equal(plain.pixels, wanted.pixels,
                        (size_t)(plain.width * plain.height) * (mode == FN_IMAGE_L ? 1 : 3));
    return true;
}

static void
random_pixels(uint8_t *pixels, size_t count, uint64_t seed)
{
    struct fn_rng rng;

    fn_rng_seed(&rng, seed);
    for (size_t i = 0; i < count; i++) /* smooth enough that filters matter, with jumps */
        pixels[i] = (uint8_t)((i ? pixels[i - 1] : 128) + (int)fn_rng_below(&rng, i % 7 ? 9 : 200) - 4);
}

static void
test_plain_files(void **state)
{
    static const int sizes[][2] = {{1, 1}, {28, 28}, {3, 100}, {100, 3}, {2, 2}, {90, 60}};
    static const int filters[] = {PNG_FILTER_NONE, PNG_FILTER_SUB,   PNG_FILTER_UP,
                                  PNG_FILTER_AVG,  PNG_FILTER_PAETH, PNG_ALL_FILTERS};
    static uint8_t pixels[90 * 60 * 3];
    static struct bytes file;

    (void)state;
    random_pixels(pixels, sizeof pixels, 1);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t f = 0; f < sizeof filters / sizeof *filters; f++)
            for (int channels = 1; channels <= 3; channels += 2) {
                enum fn_image_mode mode = channels == 1 ? FN_IMAGE_L : FN_IMAGE_RGB;
                encode(&file, pixels, sizes[s][0], sizes[s][1], channels, filters[f], 1 << 16);
                assert_true(check_plain(&file, mode));
                assert_false(check_plain(&file, mode == FN_IMAGE_L ? FN_IMAGE_RGB : FN_IMAGE_L));
                encode(&file, pixels, sizes[s][0], sizes[s][1], channels, filters[f], 16);
                assert_int_equal(check_plain(&file, mode), file.size < 80); /* data in several chunks is not plain */
            }
}

/* Cut off anywhere, and with every bit turned: either left to libpng, or read as libpng reads it. */
static void
test_damaged_plain_files(void **state)
{
    static uint8_t pixels[9 * 8];
    static struct bytes whole, file;
    int taken = 0;

    (void)state;
    random_pixels(pixels, sizeof pixels, 2);
    encode(&whole, pixels, 9, 8, 1, PNG_ALL_FILTERS, 1 << 16);
    for (size_t size = 8; size < whole.size; size++) {
        file = whole;
        file.size = size;
        check_plain(&file, FN_IMAGE_L);
    }
    for (size_t bit = 8 * 8; bit < 8 * whole.size; bit++) {
        file = whole;
        file.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        taken += check_plain(&file, FN_IMAGE_L);
    }
    assert_int_equal(taken, 0); /* every bit is under a check sum */
}

static void
put_big_endian(uint8_t *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* The same file with these bytes as its data, of which the check sum of the chunk says that they are right. */
static void
put_data(struct bytes *to, const struct bytes *whole, const uint8_t *data, size_t size)
{
    enum { DATA_AT = 8 + 25, END = 12 };
    uint8_t *chunk = to->data + DATA_AT;

    memcpy(to->data, whole->data, DATA_AT);
    put_big_endian(chunk, (uint32_t)size);
    memcpy(chunk + 4, "IDAT", 4);
    memcpy(chunk + 8, data, size);
    put_big_endian(chunk + 8 + size, libdeflate_crc32(0, chunk + 4, 4 + size));
    memcpy(chunk + 12 + size, whole->data + whole->size - END, END);
    to->size = DATA_AT + 12 + size + END;
}

/* The stream of pixels cut off anywhere, with something behind, and with every bit turned. What is taken then is the
 * picture all the same, as the stream's own check sum says: libpng does not like every one of those. */
static void
test_damaged_streams(void **state)
{
    static uint8_t pixels[9 * 8], data[1 << 10];
    static struct bytes whole, file;
    static struct decoded decoded;
    size_t size;

    (void)state;
    for (int jumps = 0; jumps < 2; jumps++) { /* fixed and other codes */
        memset(pixels, 7, sizeof pixels);
        if (jumps)
            random_pixels(pixels, sizeof pixels, 3);
        encode(&whole, pixels, 9, 8, 1, PNG_ALL_FILTERS, 1 << 16);
        size = whole.size - 8 - 25 - 12 - 12;
        memcpy(data, whole.data + 8 + 25 + 8, size);
        put_data(&file, &whole, data, size);
        assert_memory_equal(file.data, whole.data, whole.size);
        assert_true(check_plain(&file, FN_IMAGE_L));
        for (size_t n = 0; n < size + 10; n++) {
            put_data(&file, &whole, data, n);
            assert_int_equal(check_plain(&file, FN_IMAGE_L), n == size);
        }
        for (size_t bit = 0; bit < 8 * size; bit++) {
            data[bit / 8] ^= (uint8_t)(1 << bit % 8);
            put_data(&file, &whole, data, size);
            if (decode_plain(&file, FN_IMAGE_L, &decoded))
                assert_memory_equal(decoded.pixels, pixels, sizeof pixels);
            data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
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
        cmocka_unit_test(test_plain_files),
        cmocka_unit_test(test_damaged_plain_files),
        cmocka_unit_test(test_damaged_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
