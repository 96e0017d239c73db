/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every figure in every mode and several windows is compared with what was once looked at and found good. Modes of
 * characters: tests/golden/figures/FIGURE-WINDOW.MODE.txt, to be looked at with cat, and on a real screen by
 * tests/pty/figures.sh. Modes of pixels: a line of tests/golden/figures/pixels.txt; that the bytes of each protocol
 * mean these pixels is test_term_pixels.c's part. With FN_GOLDEN=write in the environment all are written anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include <fn/term.h>

#include "term/pixels.h"
#include "unit/sample_figures.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { ROWS_LEFT = 2 }; /* for the prompt, as the program leaves them */

static const struct {
    const char *name;
    int columns, rows; /* of the terminal; rows 0: no limit, as off a terminal */
} windows[] = {{"40x12", 40, 12}, {"80x24", 80, 24}, {"200x50", 200, 50}, {"file", 80, 0}};

static struct fn_term_window
window(int i)
{
    return (struct fn_term_window){.columns = windows[i].columns,
                                   .rows = windows[i].rows > 0 ? windows[i].rows - ROWS_LEFT : 0};
}

static bool
writing(void)
{
    const char *mode = getenv("FN_GOLDEN");
    return mode && strcmp(mode, "write") == 0;
}

static void
check_golden(const char *name, const char *bytes, size_t size)
{
    char path[512], *golden = calloc(1, size + 2);
    FILE *file;

    snprintf(path, sizeof path, "%s/tests/golden/figures/%s.txt", TOP_SRCDIR, name);
    if (writing()) {
        file = fopen(path, "w");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, size, file), size);
        assert_int_equal(fclose(file), 0);
    }
    file = fopen(path, "r");
    if (!file)
        fail_msg("%s is missing", path);
    assert_non_null(golden);
    if (fread(golden, 1, size + 1, file) != size || memcmp(golden, bytes, size) != 0)
        fail_msg("%s differs; now it is\n%s", path, bytes);
    fclose(file);
    free(golden);
}

static void
characters(void **state)
{
    (void)state;
    for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
        struct fn_figure *figure = sample_figure((enum sample)sample);
        for (int mode = 0; mode < fn_term_info_count(); mode++)
            for (int i = 0; i < COUNT(windows); i++) {
                const struct fn_term_info *info = fn_term_info_get(mode);
                char name[128], *bytes;
                size_t size;
                if (info->pixels || (windows[i].rows == 0 && info->colour))
                    continue;
                assert_true(fn_term_render(info->name, figure, window(i), &bytes, &size, NULL));
                snprintf(name, sizeof name, "%s-%s.%s", sample_names[sample], windows[i].name, info->name);
                check_golden(name, bytes, size);
                free(bytes);
            }
        fn_figure_free(figure);
    }
}

/* What tests/pty/figures.sh gives the program to show. */
static void
the_digit_is_a_file(void **state)
{
    const char *path = TOP_SRCDIR "/tests/golden/figures/digit.png";
    struct fn_image *digit = sample_digit(2), *image;

    (void)state;
    if (writing()) {
        uint8_t *bytes;
        size_t size;
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_true(fn_image_encode(digit, &bytes, &size, NULL));
        assert_int_equal(fwrite(bytes, 1, size, file), size);
        assert_int_equal(fclose(file), 0);
        free(bytes);
    }
    image = fn_image_read(path, FN_IMAGE_L, NULL);
    assert_non_null(image);
    assert_memory_equal(image->pixels, digit->pixels, 28 * 28);
    fn_image_unref(image);
    fn_image_unref(digit);
}

/* "FIGURE WINDOW CELLSxCELLS CRC", and sixels' own. */
static void
pixels(void **state)
{
    struct fni_text all = {0};

    (void)state;
    for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
        struct fn_figure *figure = sample_figure((enum sample)sample);
        for (int i = 0; i < COUNT(windows) && windows[i].rows > 0; i++) {
            struct fn_term_window at = window(i);
            int columns, rows;
            struct fn_image *image;
            char *bytes;
            size_t size;
            at.cell_width = 8;
            at.cell_height = 16;
            image = fni_term_pixels(figure, &at, &columns, &rows, NULL);
            assert_non_null(image);
            assert_true(fn_term_render("sixel", figure, at, &bytes, &size, NULL));
            fni_text_add(&all, "%s %s %dx%d %08lx sixel %08lx\n", sample_names[sample], windows[i].name, columns, rows,
                         crc32(0, image->pixels, (uInt)(image->width * image->height * image->channels)),
                         crc32(0, (const Bytef *)bytes, (uInt)size));
            free(bytes);
            fn_image_unref(image);
        }
        fn_figure_free(figure);
    }
    check_golden("pixels", all.data, all.size);
    free(all.data);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters),
        cmocka_unit_test(the_digit_is_a_file),
        cmocka_unit_test(pixels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
