/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the graphics protocols send is read back by other people's decoders, libpng and libsixel, and compared with the
 * picture pixel by pixel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <png.h>
#include <sixel.h>

#include <fn/rng.h>

#include "term/pixels.h"
#include "unit/sample_figures.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const struct fn_term_window windows[] = {
    {80, 22, 8, 16},  {40, 12, 10, 20}, {60, 20, 6, 13}, {100, 40, 9, 19},
    {30, 10, 24, 48}, {7, 3, 40, 64},   {80, 0, 8, 16},
};

/* ---- Reading back ---- */

static size_t
from_base64(const char *text, size_t size, uint8_t *bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;
    uint32_t word = 0;
    int bits = 0;

    for (size_t i = 0; i < size && text[i] != '='; i++) {
        const char *digit = strchr(digits, text[i]);
        assert_true(text[i] && digit);
        word = word << 6 | (uint32_t)(digit - digits);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[n++] = (uint8_t)(word >> bits);
        }
    }
    return n;
}

static void
check_png(const uint8_t *file, size_t size, const struct fn_image *image)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    uint8_t *pixels;

    assert_true(png_image_begin_read_from_memory(&png, file, size));
    assert_int_equal(png.width, image->width);
    assert_int_equal(png.height, image->height);
    png.format = PNG_FORMAT_RGB;
    pixels = malloc(PNG_IMAGE_SIZE(png));
    assert_non_null(pixels);
    assert_true(png_image_finish_read(&png, NULL, pixels, 0, NULL));
    assert_memory_equal(pixels, image->pixels, PNG_IMAGE_SIZE(png));
    free(pixels);
}

static const char *
expect_text(const char *bytes, const char *text)
{
    if (strncmp(bytes, text, strlen(text)) != 0)
        fail_msg("wanted %s, found %.40s", text, bytes);
    return bytes + strlen(text);
}

/* Joins the chunks of kitty's protocol. */
static void
check_kitty(const char *bytes, const struct fn_image *image, int columns, int rows)
{
    uint8_t *file = malloc(strlen(bytes) + 1);
    char head[64], *text = calloc(1, strlen(bytes) + 1);
    size_t n = 0, size;
    bool more = true;

    assert_true(file && text);
    snprintf(head, sizeof head, "\x1b_Ga=T,f=100,q=2,c=%d,r=%d,", columns, rows);
    bytes = expect_text(bytes, head);
    while (more) {
        bytes = expect_text(bytes, "m=");
        more = *bytes == '1';
        assert_true(more || *bytes == '0');
        bytes = expect_text(bytes + 1, ";");
        size = strcspn(bytes, "\x1b");
        assert_true(size <= 4096 && (!more || size % 4 == 0));
        memcpy(text + n, bytes, size);
        n += size;
        bytes = expect_text(bytes + size, "\x1b\\");
        if (more)
            bytes = expect_text(bytes, "\x1b_G");
    }
    assert_string_equal(bytes, "\n");
    check_png(file, from_base64(text, n, file), image);
    free(text);
    free(file);
}

static void
check_iterm2(const char *bytes, const struct fn_image *image, int columns, int rows)
{
    uint8_t *file = malloc(strlen(bytes) + 1);
    size_t size, length;
    char head[96], *end;

    assert_non_null(file);
    bytes = expect_text(bytes, "\x1b]1337;File=inline=1;size=");
    size = strtoul(bytes, &end, 10);
    snprintf(head, sizeof head, ";width=%d;height=%d;preserveAspectRatio=0:", columns, rows);
    bytes = expect_text(end, head);
    length = strcspn(bytes, "\a");
    assert_int_equal(from_base64(bytes, length, file), size);
    assert_string_equal(bytes + length, "\a\n");
    check_png(file, size, image);
    free(file);
}

/* Within what the palette rounds: 16 greys, hundredths, or six levels a channel. */
static void
check_sixel(const char *bytes, const struct fn_image *image, int tolerance)
{
    static const char before[] = "\x1b[?8452h", after[] = "\x1b[?8452l\n";
    const char *picture = expect_text(bytes, before);
    size_t size = strlen(picture) - strlen(after);
    unsigned char *copy = (unsigned char *)strndup(picture, size), *pixels = NULL, *palette = NULL;
    int width, height, colours;

    assert_non_null(copy);
    assert_string_equal(picture + size, after);
    assert_int_equal(sixel_decode_raw(copy, (int)size, &pixels, &width, &height, &palette, &colours, NULL), SIXEL_OK);
    assert_int_equal(width, image->width);
    assert_int_equal(height, image->height);
    for (int i = 0; i < width * height; i++)
        for (int c = 0; c < 3; c++)
            if (abs(palette[pixels[i] * 3 + c] - image->pixels[i * 3 + c]) > tolerance)
                fail_msg("pixel %d, %d: %d, wanted %d", i % width, i / width, palette[pixels[i] * 3 + c],
                         image->pixels[i * 3 + c]);
    free(copy);
    free(pixels);
    free(palette);
}

/* ---- Figures ---- */

static void
protocols_read_back(void **state)
{
    (void)state;
    for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
        struct fn_figure *figure = sample_figure((enum sample)sample);
        for (int i = 0; i < COUNT(windows); i++) {
            const struct fn_term_window *window = &windows[i];
            int columns, rows;
            struct fn_image *image = fni_term_pixels(figure, window, &columns, &rows, NULL);
            char *bytes;
            size_t size;

            assert_non_null(image);
            assert_in_range(columns, 1, window->columns);
            if (window->rows > 0)
                assert_in_range(rows, 1, window->rows);
            assert_int_equal(image->width, columns * window->cell_width);
            assert_int_equal(image->height, rows * window->cell_height);
            assert_true(fn_term_render("kitty", figure, *window, &bytes, &size, NULL));
            assert_int_equal(strlen(bytes), size);
            check_kitty(bytes, image, columns, rows);
            free(bytes);
            assert_true(fn_term_render("iterm2", figure, *window, &bytes, &size, NULL));
            check_iterm2(bytes, image, columns, rows);
            free(bytes);
            assert_true(fn_term_render("sixel", figure, *window, &bytes, &size, NULL));
            check_sixel(bytes, image, fn_figure_is_picture(figure) && sample != SAMPLE_COLOUR ? 10 : 2);
            free(bytes);
            fn_image_unref(image);
        }
        fn_figure_free(figure);
    }
}

/* ---- Any picture ---- */

static void
sixels_of_any_picture(void **state)
{
    static const int sizes[][2] = {{1, 1}, {5, 6}, {17, 7}, {64, 13}, {200, 30}};
    const int tolerance[] = {10, 2, 28}; /* greys, few colours, any */
    struct fn_rng rng;

    (void)state;
    fn_rng_seed(&rng, 3);
    for (int round = 0; round < 30; round++) {
        const int *s = sizes[round % COUNT(sizes)];
        int kind = round / COUNT(sizes) % 3;
        struct fn_image *image = fn_image_new(s[0], s[1], 3, NULL);
        struct fni_text out = {0};

        for (int i = 0; i < s[0] * s[1]; i++) {
            uint8_t *p = image->pixels + i * 3;
            for (int c = 0; c < 3; c++)
                p[c] = kind == 0 && c > 0 ? p[0] : (uint8_t)fn_rng_below(&rng, 256);
            if (kind == 1 && i >= 40) /* runs of the first ones */
                memcpy(p, image->pixels + (i / 5 % 40) * 3, 3);
        }
        assert_true(fni_term_sixel.send(image, 1, 1, &out, NULL));
        check_sixel(out.data, image, s[0] * s[1] <= 256 && kind == 2 ? tolerance[1] : tolerance[kind]);
        free(out.data);
        fn_image_unref(image);
    }
}

/* RFC 4648, section 10. */
static void
base64(void **state)
{
    static const char *const cases[][2] = {
        {"", NULL},           {"f", "Zg=="},         {"fo", "Zm8="},        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        struct fni_text out = {0};
        fni_base64((const uint8_t *)cases[i][0], strlen(cases[i][0]), &out);
        if (cases[i][1])
            assert_string_equal(out.data, cases[i][1]);
        else
            assert_null(out.data);
        free(out.data);
    }
}

/* A line of one pixel's ink has pixels between ink and paper beside it; text has none. */
static void
lines_are_smooth(void **state)
{
    struct fn_figure *figure = sample_figure(SAMPLE_LOSSES);
    struct fn_term_window window = {80, 22, 10, 20};
    int columns, rows, between = 0, ink = 0;
    struct fn_image *image = fni_term_pixels(figure, &window, &columns, &rows, NULL);

    (void)state;
    assert_non_null(image);
    for (int i = 0; i < image->width * image->height; i++) {
        const uint8_t *p = image->pixels + i * 3;
        int least = p[0] < p[1] ? p[0] : p[1];
        least = p[2] < least ? p[2] : least;
        ink += least < 60;
        between += least >= 60 && least < 250;
    }
    assert_true(ink > 500);
    assert_true(between > 500);
    fn_image_unref(image);
    fn_figure_free(figure);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(protocols_read_back),
        cmocka_unit_test(sixels_of_any_picture),
        cmocka_unit_test(base64),
        cmocka_unit_test(lines_are_smooth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
