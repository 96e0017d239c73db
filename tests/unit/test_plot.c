/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <fn/rng.h>
#include <fn/term.h>

#include "plot/canvas.h"
#include "plot/cmap.h"
#include "plot/font.h"
#include "plot/text.h"
#include "plot/ticks.h"
#include "unit/sample_figures.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* ---- Text ---- */

static int
cells(const char *text, struct fn_glyph *glyphs)
{
    return fni_text_cells(text, glyphs, 32);
}

static void
text_is_laid_out_in_cells(void **state)
{
    static const struct {
        const char *text;
        int width;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"\xc3\xa9", 1},                 /* é */
        {"e\xcc\x81", 1},                /* e and a combining acute */
        {"\xcc\x81", 0},                 /* which alone has nothing to sit on */
        {"\xe4\xb8\xad\xe6\x96\x87", 4}, /* two Han characters */
        {"\xed\x95\x9c", 2},             /* a Hangul syllable */
        {"\xef\xbd\xb1", 1},             /* half-width katakana */
        {"\xf0\x9f\x98\x80", 2},         /* an emoji */
        {"\n\x1b\x7f", 2 + 4 + 4},       /* \n \x1b \x7f */
        {"\xc2\x9b", 6},                 /* the C1 control CSI: \u009b */
        {"\xe2\x80\xae", 6},             /* right-to-left override: \u202e */
        {"\xff\xc3", 4 + 4},             /* no UTF-8: \xff, a lead byte at the end */
        {"\xc0\xaf\xed\xa0\x80", 4 * 5}, /* not the shortest form, a surrogate */
        {"\xf4\x90\x80\x80", 4 * 4},     /* beyond U+10FFFF */
    };
    struct fn_glyph glyphs[32];

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        assert_int_equal(fni_text_cells(cases[i].text, NULL, 0), cases[i].width);
        assert_int_equal(cells(cases[i].text, glyphs), cases[i].width);
    }
    cells("e\xcc\x81\xe4\xb8\xad\t", glyphs);
    assert_int_equal(glyphs[0].codepoint, 'e');
    assert_int_equal(glyphs[0].mark, 0x301);
    assert_int_equal(glyphs[1].codepoint, 0x4e2d);
    assert_true(glyphs[2].codepoint == FN_GLYPH_TAIL);
    assert_int_equal(glyphs[3].codepoint, '\\');
    assert_int_equal(glyphs[4].codepoint, 't');
}

/* What stands in the first row, with tails as "_" and unused cells as blanks. */
static void
row_text(const struct fn_canvas *canvas, char *text)
{
    for (int i = 0; i < canvas->columns; i++) {
        uint32_t c = canvas->text[i].codepoint;
        text[i] = c == 0 ? ' ' : c == FN_GLYPH_TAIL ? '_' : c < 0x80 ? (char)c : '?';
    }
    text[canvas->columns] = '\0';
}

static void
text_is_cut_at_its_room(void **state)
{
    static const struct {
        const char *text;
        int column, most;
        const char *wanted;
    } cases[] = {
        {"abcdef", 0, 8, "abcdef  "},
        {"abcdefghij", 0, 8, "abcdef.."},
        {"abcdef", 5, 8, "     a.."},
        {"abcdef", 6, 8, "      ab"},
        {"abcdef", 7, 8, "       a"},
        {"abcdef", 8, 8, "        "},
        {"abcdef", -1, 8, "        "},
        {"\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad", 0, 5, "?_..    "},
        {"\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad", 0, 4, "?_..    "},
        {"\xe4\xb8\xad\xe4\xb8\xad", 0, 3, "..      "},
        {"\xe4\xb8\xad", 7, 1, "        "},
    };

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        struct fn_canvas *canvas = fn_canvas_new(8, 1, 1, 1, false, NULL);
        char text[9];
        assert_non_null(canvas);
        fni_canvas_text(canvas, cases[i].column, 0, cases[i].most, cases[i].text, 0);
        row_text(canvas, text);
        assert_string_equal(text, cases[i].wanted);
        fn_canvas_free(canvas);
    }
}

static void
font_has_ascii_and_a_box_for_the_rest(void **state)
{
    (void)state;
    assert_int_equal(fni_font_glyphs[0].codepoint, ' ');
    for (int i = 1; i < fni_font_glyph_count; i++)
        assert_true(fni_font_glyphs[i].codepoint > fni_font_glyphs[i - 1].codepoint);
    for (uint32_t c = 32; c <= 0x4e2d; c += c < 127 ? 1 : 0x4e2d - 127) {
        int ink = 0;
        for (int y = 0; y < FNI_FONT_HEIGHT; y++)
            for (int x = 0; x < 2 * FNI_FONT_WIDTH; x++)
                ink += fni_font_ink(c, 2, x, y);
        assert_true(c == ' ' ? ink == 0 : ink > 0);
    }
}

/* ---- Canvases ---- */

static void
canvas_sizes_are_checked(void **state)
{
    static const int bad[][4] = {{0, 1, 1, 1}, {1, -1, 1, 1}, {4097, 1, 1, 1}, {1, 1, 0, 1}, {1, 1, 1, 129}};
    struct fn_error err;

    (void)state;
    for (int i = 0; i < COUNT(bad); i++) {
        assert_null(fn_canvas_new(bad[i][0], bad[i][1], bad[i][2], bad[i][3], false, &err));
        assert_int_equal(err.kind, FN_ERROR_INPUT);
    }
    assert_null(fn_canvas_new(4097, 2, 1, 1, false, &err));
    assert_string_equal(err.message, "canvas: 4097 x 2 cells, wanted 1 to 4096 each way");
    fn_canvas_free(NULL);
}

static void
lines_have_both_ends_and_no_holes(void **state)
{
    static const int ends[][4] = {{0, 0, 9, 0}, {0, 0, 9, 9}, {9, 2, 0, 7}, {3, 9, 3, 0}, {5, 5, 5, 5}, {1, 9, 4, 0}};

    (void)state;
    for (int i = 0; i < COUNT(ends); i++) {
        struct fn_canvas *canvas = fn_canvas_new(10, 10, 1, 1, false, NULL);
        const int *e = ends[i];
        int phase = 0, ink = 0, dx = abs(e[2] - e[0]), dy = abs(e[3] - e[1]);
        fni_canvas_line(canvas, e[0], e[1], e[2], e[3], 1, 0xff, &phase, 0xff000000);
        assert_int_equal(canvas->pixels[e[1] * 10 + e[0]], 0xff000000);
        assert_int_equal(canvas->pixels[e[3] * 10 + e[2]], 0xff000000);
        for (int k = 0; k < 100; k++)
            ink += canvas->pixels[k] != 0;
        assert_int_equal(ink, (dx > dy ? dx : dy) + 1);
        assert_int_equal(phase, ink - 1);
        fn_canvas_free(canvas);
    }
}

/* Cells smaller than the face are enlarged: a Braille cell of 2x4 becomes 8x16. */
static void
canvas_becomes_a_picture(void **state)
{
    struct fn_canvas *canvas = fn_canvas_new(3, 1, 2, 4, false, NULL);
    struct fn_image *image;

    (void)state;
    canvas->pixels[0] = 0xff102030;
    canvas->text[1] = (struct fn_glyph){.codepoint = 'A', .colour = 0xff0000ff};
    image = fn_canvas_to_image(canvas, NULL);
    assert_non_null(image);
    assert_int_equal(image->width, 24);
    assert_int_equal(image->height, 16);
    assert_int_equal(image->channels, 3);
    for (int y = 0; y < 16; y++)
        for (int x = 0; x < 24; x++) {
            const uint8_t *pixel = image->pixels + (y * 24 + x) * 3;
            uint32_t colour = (uint32_t)(pixel[0] << 16 | pixel[1] << 8 | pixel[2]), wanted = 0xffffff;
            if (x < 4 && y < 4)
                wanted = 0x102030;
            else if (x >= 8 && x < 16 && fni_font_ink('A', 1, x - 8, y))
                wanted = 0x0000ff;
            assert_int_equal(colour, wanted);
        }
    fn_image_unref(image);
    fn_canvas_free(canvas);
}

/* ---- Grids ---- */

static struct fn_figure *
digits(int rows, int columns, const char *label, enum fn_cmap cmap)
{
    struct fn_grid_item items[16] = {{0}};
    struct fn_figure *figure;

    for (int i = 0; i < rows * columns; i++)
        items[i] = (struct fn_grid_item){.image = sample_digit(i % 10), .label = label};
    figure = fn_figure_grid(items, rows, columns, cmap, NULL);
    assert_non_null(figure);
    for (int i = 0; i < rows * columns; i++)
        fn_image_unref(items[i].image);
    return figure;
}

static void
grids_scale_by_whole_factors(void **state)
{
    static const struct {
        int rows, columns;
        const char *label;
        int max_columns, max_rows; /* the room */
        int wide, high;            /* in cells of 1x2 pixels */
    } cases[] = {
        {1, 1, NULL, 80, 24, 28, 14},   {1, 1, NULL, 80, 0, 28, 14},  {1, 1, NULL, 80, 28, 56, 28},
        {1, 1, NULL, 200, 60, 112, 56}, {1, 1, "4", 80, 28, 28, 15},  {1, 1, "4", 80, 0, 28, 15},
        {3, 3, NULL, 100, 50, 86, 44},  {3, 3, "4", 100, 47, 86, 47}, {3, 3, "4", 100, 0, 86, 47},
        {3, 3, "4", 80, 22, 36, 21},    {1, 1, NULL, 14, 0, 14, 7},   {1, 1, NULL, 1, 1, 1, 1},
        {4, 4, "4", 3, 2, 3, 2},
    };

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        struct fn_figure *figure = digits(cases[i].rows, cases[i].columns, cases[i].label, FN_CMAP_GRAY);
        int wide, high;
        fn_figure_size(figure, 1, 2, cases[i].max_columns, cases[i].max_rows, &wide, &high);
        assert_int_equal(wide, cases[i].wide);
        assert_int_equal(high, cases[i].high);
        assert_true(fn_figure_is_picture(figure));
        fn_figure_free(figure);
    }
}

static struct fn_canvas *
draw(const struct fn_figure *figure, int cell_width, int cell_height, int max_columns, int max_rows)
{
    struct fn_canvas *canvas;
    int columns, rows, again_columns, again_rows;

    fn_figure_size(figure, cell_width, cell_height, max_columns, max_rows, &columns, &rows);
    fn_figure_size(figure, cell_width, cell_height, columns, rows, &again_columns, &again_rows);
    assert_int_equal(columns, again_columns);
    assert_int_equal(rows, again_rows);
    canvas = fn_canvas_new(columns, rows, cell_width, cell_height, false, NULL);
    assert_non_null(canvas);
    assert_true(fn_figure_draw(figure, canvas, NULL));
    return canvas;
}

static void
pictures_keep_their_pixels(void **state)
{
    struct fn_image *image = sample_digit(0);

    (void)state;
    for (int cmap = 0; cmap < 2; cmap++)
        for (int factor = 1; factor <= 3; factor++) {
            struct fn_figure *figure = digits(1, 1, NULL, cmap ? FN_CMAP_BINARY : FN_CMAP_GRAY);
            struct fn_canvas *canvas = draw(figure, 1, 2, 28 * factor, 14 * factor);
            assert_int_equal(canvas->paper, cmap ? 0xffffffff : 0xff000000);
            for (int y = 0; y < 28 * factor; y++)
                for (int x = 0; x < 28 * factor; x++) {
                    uint32_t grey = image->pixels[y / factor * 28 + x / factor];
                    grey = cmap ? 255 - grey : grey;
                    assert_int_equal(canvas->pixels[y * canvas->columns + x], 0xff000000 | grey * 0x10101);
                }
            fn_canvas_free(canvas);
            fn_figure_free(figure);
        }
    fn_image_unref(image);
}

static void
shrinking_is_averaging(void **state)
{
    struct fn_image *image = sample_digit(5);
    struct fn_grid_item item = {.image = image};
    struct fn_figure *figure = fn_figure_grid(&item, 1, 1, FN_CMAP_GRAY, NULL);
    struct fn_canvas *canvas = draw(figure, 1, 2, 14, 0);
    double before = 0, after = 0;

    (void)state;
    for (int y = 0; y < 14; y++)
        for (int x = 0; x < 14; x++) {
            const uint8_t *p = image->pixels + 2 * y * 28 + 2 * x;
            assert_int_equal(canvas->pixels[y * 14 + x] & 255, (p[0] + p[1] + p[28] + p[29] + 2) / 4);
        }
    fn_canvas_free(canvas);
    canvas = draw(figure, 1, 2, 11, 0); /* no whole factor: at least the mean stays, up to rounding */
    for (int i = 0; i < 28 * 28; i++)
        before += image->pixels[i] / 784.0;
    for (int i = 0; i < 11 * 11; i++)
        after += (canvas->pixels[i] & 255) / 121.0;
    assert_true(fabs(before - after) < 0.5);
    fn_canvas_free(canvas);
    fn_figure_free(figure);
    fn_image_unref(image);
}

static void
labels_stand_under_their_pictures(void **state)
{
    struct fn_figure *figure = digits(2, 2, "seven", FN_CMAP_BINARY);
    struct fn_canvas *canvas = draw(figure, 1, 2, 80, 0);
    const struct fn_glyph *row = canvas->text + 14 * canvas->columns;

    (void)state;
    assert_int_equal(canvas->columns, 57);
    assert_int_equal(canvas->rows, 31);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(row[11 + i].codepoint, "seven"[i]);
        assert_int_equal(row[29 + 11 + i].codepoint, "seven"[i]);
        assert_int_equal(row[16 * canvas->columns + 11 + i].codepoint, "seven"[i]);
    }
    fn_canvas_free(canvas);
    fn_figure_free(figure);
}

/* The colour of the first character in a box of cells that has text; 0 where none has. */
static uint32_t
first_ink(const struct fn_canvas *canvas, int column, int row, int columns, int rows)
{
    for (int y = row; y < row + rows; y++)
        for (int x = column; x < column + columns; x++)
            if (canvas->text[y * canvas->columns + x].codepoint > ' ')
                return canvas->text[y * canvas->columns + x].colour;
    return 0;
}

static void
predictions_are_green_or_red(void **state)
{
    struct fn_figure *figure = sample_figure(SAMPLE_RESULTS), *plain = sample_figure(SAMPLE_GRID);
    struct fn_canvas *canvas = fn_canvas_new(80, 40, 1, 2, false, NULL);

    (void)state;
    assert_true(fn_figure_draw(figure, canvas, NULL));
    assert_int_equal(first_ink(canvas, 0, 0, 40, 20), 0xff2e9e44);  /* 4 == 4 */
    assert_int_equal(first_ink(canvas, 40, 0, 40, 20), 0xffd8403f); /* 3 != 5 */
    assert_int_equal(first_ink(canvas, 0, 20, 40, 20), 0xffd8403f);
    fn_canvas_free(canvas);
    canvas = fn_canvas_new(80, 40, 1, 2, false, NULL);
    assert_true(fn_figure_draw(plain, canvas, NULL));
    assert_int_equal(first_ink(canvas, 0, 0, 80, 40), 0); /* the terminal's own colour */
    fn_canvas_free(canvas);
    fn_figure_free(figure);
    fn_figure_free(plain);
}

static void
bad_grids_are_refused(void **state)
{
    struct fn_grid_item none = {.label = "nothing"};
    struct fn_error err;

    (void)state;
    assert_null(fn_figure_grid(&none, 0, 1, FN_CMAP_GRAY, &err));
    assert_string_equal(err.message, "figure: a grid of 0 x 1 pictures, wanted 1 to 4096 each way");
    assert_null(fn_figure_grid(&none, 1, 1, FN_CMAP_GRAY, &err));
    assert_string_equal(err.message, "figure: a grid of 1 x 1 places holds no picture");
    fn_figure_free(NULL);
}

/* ---- Ticks ---- */

static void
check_labels(const struct fni_ticks *ticks, const char *wanted)
{
    char labels[512] = "";

    for (int i = 0; i < ticks->count; i++)
        strcat(strcat(labels, i ? " " : ""), ticks->tick[i].label);
    assert_string_equal(labels, wanted);
}

static void
ticks_are_round_numbers(void **state)
{
    static const struct {
        double low, high;
        int most;
        bool log;
        const char *labels;
    } cases[] = {
        {0, 1, 6, false, "0.0 0.2 0.4 0.6 0.8 1.0"},
        {0, 1, 11, false, "0.0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0"},
        {-0.03, 2.37, 5, false, "0.0 0.5 1.0 1.5 2.0"},
        {-42, 1442, 8, false, "0 200 400 600 800 1000 1200 1400"},
        {-1, 1, 3, false, "-1 0 1"},
        {0.0012, 0.0019, 4, false, "0.0012 0.0014 0.0016 0.0018"},
        {0, 3.2e7, 4, false, "0 1e7 2e7 3e7"},
        {0, 2.6e-7, 6, false, "0 5.0e-8 1.0e-7 1.5e-7 2.0e-7 2.5e-7"},
        {-3.4e38, 3.4e38, 3, false, "-2e38 0 2e38"},
        {1e-7, 100, 10, true, "1e-7 1e-6 1e-5 1e-4 1e-3 1e-2 1e-1 1e0 1e1 1e2"},
        {1e-7, 100, 5, true, "1e-6 1e-4 1e-2 1e0 1e2"},
        {0.01, 1000, 9, true, "0.01 0.1 1 10 100 1000"},
        {0.03, 0.9, 9, true, "0.05 0.1 0.2 0.5"},
        {2.1, 4.4, 5, true, "2.5 3.0 3.5 4.0"},
    };

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        struct fni_ticks ticks;
        if (cases[i].log)
            fni_ticks_log(cases[i].low, cases[i].high, cases[i].most, &ticks);
        else
            fni_ticks_linear(cases[i].low, cases[i].high, cases[i].most, &ticks);
        check_labels(&ticks, cases[i].labels);
    }
}

/* Any range gives ticks in order, within, no more than asked for, with labels that say what they are. */
static void
ticks_of_any_range(void **state)
{
    struct fn_rng rng;

    (void)state;
    fn_rng_seed(&rng, 3);
    for (int round = 0; round < 20000; round++) {
        bool log = round % 2;
        double size = pow(10, 80 * fn_rng_uniform(&rng) - 42), low = (fn_rng_uniform(&rng) - 0.5) * size;
        double high = low + size * pow(10, -6 * fn_rng_uniform(&rng));
        int most = 1 + (int)(fn_rng_next(&rng) % FNI_MOST_TICKS);
        struct fni_ticks ticks;
        if (log) {
            low = size;
            high = size * (1 + pow(10, 30 * fn_rng_uniform(&rng) - 5));
            fni_ticks_log(low, high, most, &ticks);
        } else {
            fni_ticks_linear(low, high, most, &ticks);
        }
        assert_in_range(ticks.count, 0, most);
        for (int i = 0; i < ticks.count; i++) {
            double at = ticks.tick[i].at, said = strtod(ticks.tick[i].label, NULL), slack = (high - low) * 1e-6;
            assert_true(at >= low - slack && at <= high + slack);
            assert_true(i == 0 || at > ticks.tick[i - 1].at);
            assert_true(fabs(at - said) <= (log ? 1e-6 * at : 0) + slack);
        }
    }
}

/* ---- Curves ---- */

static struct fn_figure *
curve(const float *x, const float *y, int count, bool log_x, bool log_y)
{
    struct fn_series series = {.x = x, .y = y, .count = count};
    struct fn_curves curves = {.log_x = log_x, .log_y = log_y, .series = &series, .n_series = 1};
    struct fn_figure *figure = fn_figure_curves(&curves, NULL);

    assert_non_null(figure);
    return figure;
}

/* Which pixel columns of a Braille canvas have ink of the first series. */
static int
inked_columns(const struct fn_canvas *canvas, char *inked)
{
    int width = canvas->columns * canvas->cell_width, count = 0;

    for (int x = 0; x < width; x++) {
        inked[x] = ' ';
        for (int y = 0; y < canvas->rows * canvas->cell_height; y++)
            if (canvas->pixels[y * width + x] == 0xff1f77b4)
                inked[x] = '*';
        count += inked[x] == '*';
    }
    inked[width] = '\0';
    return count;
}

static void
values_that_are_not_finite_break_the_curve(void **state)
{
    const float bad[] = {NAN, INFINITY, -INFINITY};

    (void)state;
    for (int i = 0; i < COUNT(bad); i++) {
        const float x[] = {0, 1, 2, 3, 4, 5}, y[] = {1, 2, bad[i], bad[i], 2, 1};
        struct fn_figure *figure = curve(x, y, 6, false, false);
        struct fn_canvas *canvas = draw(figure, 2, 4, 60, 15);
        char inked[121], *first;
        inked_columns(canvas, inked);
        first = strchr(inked, '*');
        assert_non_null(first);
        assert_non_null(strstr(first, "*                    ")); /* a hole of three fifths */
        assert_non_null(strchr(strstr(first, "* "), '*'));
        fn_canvas_free(canvas);
        fn_figure_free(figure);
    }
}

/* On a logarithmic axis what is not above zero has no place, and does not move the range. */
static void
logarithmic_axes_leave_out_what_they_cannot_show(void **state)
{
    const float x[] = {-5, 0, 1, 10, 100, 1000}, y[] = {1, 1, 1, 1, 1, 1};
    struct fn_figure *all = curve(x, y, 6, true, false), *positive = curve(x + 2, y, 4, true, false);
    struct fn_canvas *a = draw(all, 2, 4, 60, 15), *b = draw(positive, 2, 4, 60, 15);

    (void)state;
    assert_memory_equal(a->pixels, b->pixels, sizeof *a->pixels * 60 * 15 * 8);
    fn_canvas_free(a);
    fn_canvas_free(b);
    fn_figure_free(all);
    fn_figure_free(positive);
}

static void
hard_curves_are_drawn(void **state)
{
    static const float zero[] = {0, 0, 0}, nan[] = {NAN, NAN, NAN}, huge[] = {-FLT_MAX, FLT_MAX, 0};
    static const float tiny[] = {FLT_TRUE_MIN, 2 * FLT_TRUE_MIN, 3 * FLT_TRUE_MIN}, close[] = {1e9f, 1e9f + 64, 1e9f};
    static const float *const data[] = {zero, nan, huge, tiny, close};
    char inked[121];

    (void)state;
    for (int i = 0; i < COUNT(data); i++)
        for (int j = 0; j < COUNT(data); j++)
            for (int logs = 0; logs < 4; logs++)
                for (int count = 0; count <= 3; count++) {
                    struct fn_figure *figure = curve(data[i], data[j], count, logs & 1, logs & 2);
                    struct fn_canvas *canvas = draw(figure, 2, 4, 60, 15);
                    bool hidden = data[i] == nan || data[j] == nan || count == 0 ||
                                  (logs & 1 && (data[i] == zero || (data[i] == huge && count == 1))) ||
                                  (logs & 2 && (data[j] == zero || (data[j] == huge && count == 1)));
                    bool crossed = logs == 3 && (data[i] == huge || data[j] == huge);
                    if (!crossed)
                        assert_int_equal(inked_columns(canvas, inked) > 0, !hidden);
                    fn_canvas_free(canvas);
                    fn_figure_free(figure);
                }
}

static void
a_curve_spans_its_frame(void **state)
{
    float x[200], y[200];
    struct fn_figure *figure;
    struct fn_canvas *canvas;
    char inked[161];

    (void)state;
    for (int i = 0; i < 200; i++) {
        x[i] = (float)i;
        y[i] = (float)(i * i);
    }
    figure = curve(x, y, 200, false, false);
    canvas = draw(figure, 2, 4, 80, 20);
    assert_int_equal(canvas->columns, 80);
    assert_int_equal(canvas->rows, 20);
    assert_in_range(inked_columns(canvas, inked), 130, 152); /* of 160, less 3 % on each side and the numbers */
    assert_null(strstr(strchr(inked, '*'), "* *"));
    fn_canvas_free(canvas);
    fn_figure_free(figure);
}

static void
bad_curves_are_refused(void **state)
{
    struct fn_series series = {.name = "loss", .count = -1};
    struct fn_curves curves = {.series = &series, .n_series = 1};
    struct fn_error err;
    struct fn_figure *figure;

    (void)state;
    assert_null(fn_figure_curves(&curves, &err));
    assert_string_equal(err.message, "figure: series 0 (loss) has -1 points, wanted 0 or more");
    curves.n_series = -1;
    assert_null(fn_figure_curves(&curves, &err));
    curves.n_series = 0; /* axes with nothing in them */
    figure = fn_figure_curves(&curves, &err);
    assert_non_null(figure);
    fn_canvas_free(draw(figure, 2, 4, 80, 20));
    assert_false(fn_figure_is_picture(figure));
    fn_figure_free(figure);
}

/* ---- PNG files ---- */

static void
read_file(const char *path, char **bytes, size_t *size)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    *bytes = malloc(1 << 20);
    *size = fread(*bytes, 1, 1 << 20, file);
    fclose(file);
}

static void
png_files_hold_the_figure(void **state)
{
    struct fn_image *digit = sample_digit(0), *image;
    struct fn_figure *figure = digits(1, 1, "7", FN_CMAP_BINARY);
    const char *path = "test_plot.png";
    int margin = 8, factor = 8, ink = 0;

    (void)state;
    assert_true(fn_figure_write_png(figure, path, 0, 0, 1, NULL));
    image = fn_image_read(path, FN_IMAGE_RGB, NULL);
    assert_non_null(image);
    assert_int_equal(image->width, 2 * margin + 28 * factor);
    assert_int_equal(image->height, 2 * margin + 28 * factor + FNI_FONT_HEIGHT);
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            const uint8_t *pixel = image->pixels + (y * image->width + x) * 3;
            int i = (x - margin) / factor, j = (y - margin) / factor;
            assert_true(pixel[0] == pixel[1] && pixel[1] == pixel[2]);
            if (x < margin || y < margin || x >= image->width - margin || y >= image->height - margin)
                assert_int_equal(pixel[0], 255);
            else if (j < 28)
                assert_int_equal(pixel[0], 255 - digit->pixels[j * 28 + i]);
            else
                ink += pixel[0] == 0;
        }
    assert_in_range(ink, 5, 40); /* the label, in one cell */
    fn_image_unref(image);
    fn_image_unref(digit);
    fn_figure_free(figure);
    remove(path);
}

static void
png_files_fit_and_repeat(void **state)
{
    static const int sizes[][2] = {{0, 0}, {200, 0}, {0, 150}, {320, 240}, {24, 32}, {1000, 40}};
    static const char *const paths[] = {"test_plot_1.png", "test_plot_2.png"};

    (void)state;
    for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
        struct fn_figure *figure = sample_figure((enum sample)sample);
        for (int i = 0; i < COUNT(sizes); i++) {
            char *bytes[2];
            size_t size[2];
            int width, height;
            for (int k = 0; k < 2; k++) {
                assert_true(fn_figure_write_png(figure, paths[k], sizes[i][0], sizes[i][1], 1, NULL));
                read_file(paths[k], &bytes[k], &size[k]);
            }
            assert_true(fn_image_probe(paths[0], &width, &height, NULL));
            assert_true(sizes[i][0] == 0 || width <= sizes[i][0]);
            assert_true(sizes[i][1] == 0 || height <= sizes[i][1]);
            assert_true(width < 6 * height && height < 3 * width); /* one limit gives no ribbon */
            assert_int_equal(size[0], size[1]);
            assert_memory_equal(bytes[0], bytes[1], size[0]);
            free(bytes[0]);
            free(bytes[1]);
        }
        fn_figure_free(figure);
    }
    remove(paths[0]);
    remove(paths[1]);
}

/* All is as many times as large, also the margin, and the same bytes each time; lines have greys at their edges. */
static void
png_files_scale(void **state)
{
    static const char *const paths[] = {"test_plot_1.png", "test_plot_2.png"};

    (void)state;
    for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
        struct fn_figure *figure = sample_figure((enum sample)sample);
        int width, height;
        assert_true(fn_figure_write_png(figure, paths[0], 0, 0, 1, NULL));
        assert_true(fn_image_probe(paths[0], &width, &height, NULL));
        for (int scale = 2; scale <= 4; scale++) {
            char *bytes[2];
            size_t size[2];
            int wide, high;
            for (int k = 0; k < 2; k++) {
                assert_true(fn_figure_write_png(figure, paths[k], 0, 0, scale, NULL));
                read_file(paths[k], &bytes[k], &size[k]);
            }
            assert_true(fn_image_probe(paths[0], &wide, &high, NULL));
            assert_int_equal(wide, scale * width);
            assert_int_equal(high, scale * height);
            assert_int_equal(size[0], size[1]);
            assert_memory_equal(bytes[0], bytes[1], size[0]);
            free(bytes[0]);
            free(bytes[1]);
        }
        fn_figure_free(figure);
    }
    remove(paths[0]);
    remove(paths[1]);
}

/* A step of a diagonal loses its corner, a straight edge stays. */
static void
enlarged_text_is_round(void **state)
{
    struct fn_canvas *small = fn_canvas_new(1, 1, 8, 16, false, NULL),
                     *large = fn_canvas_new(1, 1, 16, 32, false, NULL);
    struct fn_image *images[2];
    int differ = 0;

    (void)state;
    small->text[0].codepoint = large->text[0].codepoint = '/';
    images[0] = fn_canvas_to_image(small, NULL);
    images[1] = fn_canvas_to_image(large, NULL);
    for (int y = 0; y < 32; y++)
        for (int x = 0; x < 16; x++)
            differ += images[0]->pixels[(y / 2 * 8 + x / 2) * 3] != images[1]->pixels[(y * 16 + x) * 3];
    assert_true(differ > 4);
    fn_image_unref(images[0]);
    fn_image_unref(images[1]);
    small->text[0].codepoint = large->text[0].codepoint = '|';
    images[0] = fn_canvas_to_image(small, NULL);
    images[1] = fn_canvas_to_image(large, NULL);
    for (int y = 0; y < 32; y++)
        for (int x = 0; x < 16; x++)
            assert_int_equal(images[0]->pixels[(y / 2 * 8 + x / 2) * 3], images[1]->pixels[(y * 16 + x) * 3]);
    fn_image_unref(images[0]);
    fn_image_unref(images[1]);
    fn_canvas_free(small);
    fn_canvas_free(large);
}

static void
png_errors_name_the_file(void **state)
{
    struct fn_figure *figure = sample_figure(SAMPLE_DIGIT);
    struct fn_error err;

    (void)state;
    assert_false(fn_figure_write_png(figure, "a.png", 10, 100, 1, &err));
    assert_string_equal(err.message, "a.png: 10 x 100 pixels are too few for a figure, wanted at least 24 x 32");
    assert_false(fn_figure_write_png(figure, "a.png", 0, 0, 5, &err));
    assert_string_equal(err.message, "a.png: a scale of 5, wanted 1 to 4");
    fn_figure_free(figure);
    figure = sample_figure(SAMPLE_LOSSES);
    assert_false(fn_figure_write_png(figure, "a.png", 10000, 9000, 2, &err));
    assert_non_null(strstr(err.message, " pixels are too many for a figure, wanted at most 16384 each way"));
    assert_false(fn_figure_write_png(figure, "no/such/directory/a.png", 0, 0, 1, &err));
    assert_int_equal(err.kind, FN_ERROR_FILE);
    assert_non_null(strstr(err.message, "no/such/directory/a.png"));
    fn_figure_free(figure);
}

/* matplotlib's own colours (cm.viridis(i), cm.magma(i) in 255ths): the anchors to the bit, what lies between within 2.
 */
static void
cmaps_are_matplotlibs(void **state)
{
    static const struct {
        enum fn_cmap cmap;
        uint32_t grey, colour;
    } cases[] = {
        {FN_CMAP_VIRIDIS, 0, 0x440154},   {FN_CMAP_VIRIDIS, 1, 0x440256},   {FN_CMAP_VIRIDIS, 4, 0x46075a},
        {FN_CMAP_VIRIDIS, 13, 0x481467},  {FN_CMAP_VIRIDIS, 60, 0x3d4e8a},  {FN_CMAP_VIRIDIS, 100, 0x2a768e},
        {FN_CMAP_VIRIDIS, 127, 0x21908d}, {FN_CMAP_VIRIDIS, 128, 0x21918c}, {FN_CMAP_VIRIDIS, 200, 0x70cf57},
        {FN_CMAP_VIRIDIS, 222, 0xa8db34}, {FN_CMAP_VIRIDIS, 250, 0xf1e51d}, {FN_CMAP_VIRIDIS, 255, 0xfde725},
        {FN_CMAP_MAGMA, 0, 0x000004},     {FN_CMAP_MAGMA, 1, 0x010005},     {FN_CMAP_MAGMA, 4, 0x020109},
        {FN_CMAP_MAGMA, 13, 0x07061c},    {FN_CMAP_MAGMA, 60, 0x4a1079},    {FN_CMAP_MAGMA, 100, 0x892881},
        {FN_CMAP_MAGMA, 127, 0xb5367a},   {FN_CMAP_MAGMA, 128, 0xb73779},   {FN_CMAP_MAGMA, 200, 0xfd9869},
        {FN_CMAP_MAGMA, 222, 0xfec185},   {FN_CMAP_MAGMA, 250, 0xfcf4b6},   {FN_CMAP_MAGMA, 255, 0xfcfdbf},
    };

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        uint32_t colour = fni_cmap_colour(cases[i].cmap, cases[i].grey);
        assert_int_equal(colour >> 24, 0xff);
        for (int shift = 0; shift < 24; shift += 8)
            assert_true(abs((int)(colour >> shift & 0xff) - (int)(cases[i].colour >> shift & 0xff)) <= 2);
    }
    for (uint32_t grey = 0; grey < 256; grey++) {
        assert_int_equal(fni_cmap_colour(FN_CMAP_GRAY, grey), 0xff000000 | grey * 0x010101);
        assert_int_equal(fni_cmap_colour(FN_CMAP_BINARY, grey), 0xff000000 | (255 - grey) * 0x010101);
    }
    assert_string_equal(fn_cmap_name(FN_CMAP_MAGMA), "magma");
    assert_null(fn_cmap_name(-1));
    assert_null(fn_cmap_name(4));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_laid_out_in_cells),
        cmocka_unit_test(text_is_cut_at_its_room),
        cmocka_unit_test(font_has_ascii_and_a_box_for_the_rest),
        cmocka_unit_test(canvas_sizes_are_checked),
        cmocka_unit_test(lines_have_both_ends_and_no_holes),
        cmocka_unit_test(canvas_becomes_a_picture),
        cmocka_unit_test(grids_scale_by_whole_factors),
        cmocka_unit_test(pictures_keep_their_pixels),
        cmocka_unit_test(shrinking_is_averaging),
        cmocka_unit_test(labels_stand_under_their_pictures),
        cmocka_unit_test(predictions_are_green_or_red),
        cmocka_unit_test(bad_grids_are_refused),
        cmocka_unit_test(ticks_are_round_numbers),
        cmocka_unit_test(ticks_of_any_range),
        cmocka_unit_test(values_that_are_not_finite_break_the_curve),
        cmocka_unit_test(logarithmic_axes_leave_out_what_they_cannot_show),
        cmocka_unit_test(hard_curves_are_drawn),
        cmocka_unit_test(a_curve_spans_its_frame),
        cmocka_unit_test(bad_curves_are_refused),
        cmocka_unit_test(png_files_hold_the_figure),
        cmocka_unit_test(png_files_fit_and_repeat),
        cmocka_unit_test(png_files_scale),
        cmocka_unit_test(enlarged_text_is_round),
        cmocka_unit_test(png_errors_name_the_file),
        cmocka_unit_test(cmaps_are_matplotlibs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
