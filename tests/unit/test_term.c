/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fn/rng.h>
#include <fn/term.h>

#include "plot/text.h"
#include "term/palette.h"
#include "term/term.h"
#include "unit/sample_figures.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* ---- A terminal of our own: it reads the bytes back into cells ---- */

struct cell {
    uint32_t codepoint; /* 0: nothing was written here */
    uint32_t foreground, background;
};

enum { SCREEN_COLUMNS = 140, SCREEN_ROWS = 60 };

struct screen {
    struct cell cells[SCREEN_ROWS][SCREEN_COLUMNS];
    int rows, columns;     /* that were written to */
    int idle_changes;      /* sequences that set what was set already */
    bool blanks_at_end;    /* of a line, on the terminal's own background */
    bool colours_over_end; /* a line did not end with the terminal's own colours */
};

static uint32_t
palette(long index)
{
    static const uint32_t levels[] = {0, 95, 135, 175, 215, 255};

    assert_true(index >= 16 && index < 256); /* the first 16 are the user's */
    if (index >= 232)
        return 0xff000000 | (uint32_t)(8 + 10 * (index - 232)) * 0x010101;
    index -= 16;
    return 0xff000000 | levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
}

/* The colour of 30 to 37, 90 to 97, 40 to 47, 100 to 107. */
static uint32_t
of_sixteen(long code)
{
    long index = code % 10 + (code >= 90 ? FNI_PALETTE_DARK : 0);

    assert_true((code >= 30 && code <= 47) || (code >= 90 && code <= 107));
    assert_true(code % 10 < 8);
    return fni_palette[index];
}

/* "38;2;1;2;3m" with what comes before it read already. */
static const char *
read_sgr(const char *s, struct screen *screen, uint32_t *foreground, uint32_t *background)
{
    uint32_t before[2] = {*foreground, *background};

    if (*s == 'm')
        *foreground = *background = 0;
    while (*s != 'm') {
        char *end;
        long code = strtol(s, &end, 10);
        uint32_t *which = code < 40 || (code >= 90 && code < 100) ? foreground : background;
        if (code == 39 || code == 49) {
            *which = 0;
        } else if (code != 38 && code != 48) {
            *which = of_sixteen(code);
        } else {
            long kind = strtol(end + 1, &end, 10);
            if (kind == 5) {
                *which = palette(strtol(end + 1, &end, 10));
            } else {
                assert_int_equal(kind, 2);
                *which = 0xff;
                for (int i = 0; i < 3; i++)
                    *which = *which << 8 | (uint32_t)strtol(end + 1, &end, 10);
            }
        }
        s = *end == ';' ? end + 1 : end;
    }
    if (before[0] == *foreground && before[1] == *background)
        screen->idle_changes++;
    return s + 1;
}

static void
read_back(const char *bytes, size_t size, struct screen *screen)
{
    const char *s = bytes, *end = bytes + size;
    uint32_t foreground = 0, background = 0;
    int column = 0;

    memset(screen, 0, sizeof *screen);
    while (s < end) {
        struct cell *row = screen->cells[screen->rows];
        unsigned char lead = (unsigned char)*s;
        assert_true(screen->rows < SCREEN_ROWS);
        if (*s == '\n') {
            if (column > 0 && row[column - 1].codepoint == ' ' && row[column - 1].background == 0)
                screen->blanks_at_end = true;
            if (foreground || background)
                screen->colours_over_end = true;
            screen->rows++;
            column = 0;
            s++;
        } else if (*s == '\x1b') {
            assert_int_equal(s[1], '[');
            s = read_sgr(s + 2, screen, &foreground, &background);
        } else {
            int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3, width;
            uint32_t codepoint = more ? lead & (0x3fu >> more) : lead;
            assert_true(lead >= 0x20 && lead != 0x7f);
            for (s++; more > 0; more--)
                codepoint = codepoint << 6 | ((unsigned char)*s++ & 0x3f);
            width = fni_codepoint_width(codepoint);
            assert_true(column + width <= SCREEN_COLUMNS);
            if (width > 0)
                row[column] = (struct cell){codepoint, foreground, background};
            column += width;
            screen->columns = column > screen->columns ? column : screen->columns;
        }
    }
    assert_int_equal(column, 0); /* the last line is ended */
    assert_int_equal(screen->idle_changes, 0);
    assert_false(screen->blanks_at_end);
    assert_false(screen->colours_over_end);
}

/* ---- Comparison with what the canvas holds ---- */

static int
distance(uint32_t a, uint32_t b)
{
    int sum = 0;

    for (int shift = 0; shift < 24; shift += 8) {
        int d = (int)(a >> shift & 255) - (int)(b >> shift & 255);
        sum += d * d;
    }
    return sum;
}

static void
check_colour(uint32_t shown, uint32_t wanted, enum fni_colours colours)
{
    int least = INT32_MAX;

    if (wanted >> 24 == 0 || colours == FNI_MONO) {
        assert_int_equal(shown, 0);
        return;
    }
    if (colours == FNI_COLOURS_TRUE) {
        assert_int_equal(shown, wanted);
        return;
    }
    if (colours == FNI_COLOURS_16) {
        assert_int_equal(shown, fni_palette[fni_palette_nearest(wanted)]);
        return;
    }
    for (int i = 16; i < 256; i++)
        least = distance(palette(i), wanted) < least ? distance(palette(i), wanted) : least;
    assert_int_equal(shown >> 24, 0xff);
    assert_int_equal(distance(shown, wanted), least);
}

static void
check_pair(const struct cell *cell, uint32_t upper, uint32_t lower, enum fni_colours colours)
{
    uint32_t c = cell->codepoint;

    assert_true(c == 0 || c == ' ' || c == 0x2580 || c == 0x2584 || c == 0x2588);
    if (colours == FNI_COLOURS_16 && upper >> 24 && lower >> 24)
        fni_palette_pair(&upper, &lower);
    if (colours == FNI_COLOURS_16 && c != 0x2588 && cell->background) /* bright ones are no background */
        assert_true(fni_palette_nearest(cell->background) < FNI_PALETTE_DARK);
    check_colour(c == 0x2580 || c == 0x2588 ? cell->foreground : cell->background, upper, colours);
    check_colour(c == 0x2584 || c == 0x2588 ? cell->foreground : cell->background, lower, colours);
}

static void
check_dots(const struct cell *cell, const uint32_t *pixels, int stride, enum fni_colours colours)
{
    static const int dot_of_bit[8][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}};
    uint32_t pattern = 0;
    bool known = colours == FNI_MONO;

    for (int bit = 0; bit < 8; bit++) {
        uint32_t pixel = pixels[dot_of_bit[bit][1] * stride + dot_of_bit[bit][0]];
        pattern |= (uint32_t)(pixel >> 24 != 0) << bit;
        known = known || pixel == cell->foreground || colours == FNI_COLOURS_256;
    }
    assert_int_equal(cell->codepoint && cell->codepoint != ' ' ? cell->codepoint - 0x2800 : 0, pattern);
    if (pattern)
        assert_true(known);
}

static void
check_screen(const struct fn_canvas *canvas, const struct fni_encoder *encoder, enum fni_colours colours)
{
    static struct screen screen;
    struct fni_text out = {0};
    int wide = encoder->cell_width, high = encoder->cell_height, stride = canvas->columns * wide;

    assert_true(encoder->encode(canvas, colours, &out, NULL));
    read_back(out.data, out.size, &screen);
    free(out.data);
    assert_int_equal(screen.rows, canvas->rows);
    assert_in_range(screen.columns, 0, canvas->columns);
    for (int row = 0; row < canvas->rows; row++)
        for (int column = 0; column < canvas->columns; column++) {
            const struct cell *cell = &screen.cells[row][column];
            const struct fn_glyph *glyph = &canvas->text[row * canvas->columns + column];
            const uint32_t *pixels = canvas->pixels + row * high * stride + column * wide;
            if (glyph->codepoint == FN_GLYPH_TAIL) {
                assert_int_equal(cell->codepoint, 0);
            } else if (glyph->codepoint) {
                assert_int_equal(cell->codepoint ? cell->codepoint : ' ', glyph->codepoint);
                if (glyph->codepoint != ' ')
                    check_colour(cell->foreground, glyph->colour, colours);
                assert_int_equal(cell->background, 0);
            } else if (encoder == &fni_encode_half_blocks) {
                check_pair(cell, pixels[0], pixels[stride], colours);
            } else {
                check_dots(cell, pixels, stride, colours);
            }
        }
}

static void
check_figure(const struct fn_figure *figure, const struct fni_encoder *encoder, enum fni_colours colours, int width,
             int height)
{
    struct fn_canvas *canvas;
    int columns, rows;

    fn_figure_size(figure, encoder->cell_width, encoder->cell_height, width, height, &columns, &rows);
    canvas = fn_canvas_new(columns, rows, encoder->cell_width, encoder->cell_height, false, NULL);
    assert_non_null(canvas);
    assert_true(fn_figure_draw(figure, canvas, NULL));
    check_screen(canvas, encoder, colours);
    fn_canvas_free(canvas);
}

static void
colours_read_back(void **state)
{
    static const int sizes[][2] = {{80, 22}, {40, 12}, {120, 50}, {7, 3}};

    (void)state;
    for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
        struct fn_figure *figure = sample_figure((enum sample)sample);
        const struct fni_encoder *encoder =
            fn_figure_is_picture(figure) ? &fni_encode_half_blocks : &fni_encode_braille;
        for (int i = 0; i < COUNT(sizes); i++) {
            check_figure(figure, encoder, FNI_COLOURS_TRUE, sizes[i][0], sizes[i][1]);
            check_figure(figure, encoder, FNI_COLOURS_256, sizes[i][0], sizes[i][1]);
            check_figure(figure, &fni_encode_half_blocks, FNI_COLOURS_16, sizes[i][0], sizes[i][1]);
        }
        fn_figure_free(figure);
    }
}

/* Any canvas, not only those that plots make: pixels of few colours, holes, text, wide text. */
static void
any_canvas_reads_back(void **state)
{
    static const uint32_t colours[] = {0, 0xff000000, 0xffffffff, 0xff5f87af, 0xff123456, 0xff7f7f7f, 0xfffe0001, 0};
    struct fn_rng rng;

    (void)state;
    fn_rng_seed(&rng, 7);
    for (int round = 0; round < 200; round++) {
        const struct fni_encoder *encoder = round % 2 ? &fni_encode_half_blocks : &fni_encode_braille;
        struct fn_canvas *canvas = fn_canvas_new(17, 5, encoder->cell_width, encoder->cell_height, false, NULL);
        int pixels = 17 * 5 * encoder->cell_width * encoder->cell_height;
        assert_non_null(canvas);
        for (int i = 0; i < pixels; i++)
            canvas->pixels[i] = colours[fn_rng_next(&rng) % (round < 100 ? 8 : 3)];
        for (int i = 0; i < 5; i++)
            fni_canvas_text(canvas, (int)(fn_rng_next(&rng) % 17), i, 6, i % 2 ? "a b\xe4\xb8\xad  " : " x",
                            colours[fn_rng_next(&rng) % 8]);
        check_screen(canvas, encoder, round % 3 ? FNI_COLOURS_TRUE : FNI_COLOURS_256);
        if (encoder == &fni_encode_half_blocks)
            check_screen(canvas, encoder, FNI_COLOURS_16);
        fn_canvas_free(canvas);
    }
}

/* Grey stays grey, in whatever pair, and what is in the palette stays as it is where a terminal can show it. */
static void
sixteen_colours_are_near(void **state)
{
    (void)state;
    for (uint32_t grey = 0; grey < 256; grey++)
        for (uint32_t other = 0; other < 256; other += 5) {
            uint32_t upper = 0xff000000 | grey * 0x010101, lower = 0xff000000 | other * 0x010101;
            fni_palette_pair(&upper, &lower);
            assert_int_equal(upper, 0xff000000 | (upper & 255) * 0x010101);
            assert_int_equal(lower, 0xff000000 | (lower & 255) * 0x010101);
            assert_true((upper & 255) <= (lower & 255) || grey > other);
        }
    for (int i = 0; i < FNI_PALETTE; i++)
        for (int j = 0; j < FNI_PALETTE; j++) {
            uint32_t upper = fni_palette[i], lower = fni_palette[j];
            assert_int_equal(fni_palette_nearest(upper), i);
            fni_palette_pair(&upper, &lower);
            if (i == j || i < FNI_PALETTE_DARK || j < FNI_PALETTE_DARK) {
                assert_int_equal(upper, fni_palette[i]);
                assert_int_equal(lower, fni_palette[j]);
            }
        }
}

/* ---- Whole terminals ---- */

static void
every_size_fits(void **state)
{
    static struct screen screen;

    (void)state;
    for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
        struct fn_figure *figure = sample_figure((enum sample)sample);
        for (int term = 0; term < fn_term_info_count(); term++)
            for (int columns = 1; columns <= 120; columns += columns < 24 ? 1 : 13)
                for (int rows = 0; rows <= 50; rows += rows < 14 ? 1 : 7) {
                    const struct fn_term_info *info = fn_term_info_get(term);
                    char *bytes;
                    size_t size;
                    if (info->pixels) /* test_term_pixels.c */
                        continue;
                    assert_true(fn_term_render(info->name, figure,
                                               (struct fn_term_window){.columns = columns, .rows = rows}, &bytes, &size,
                                               NULL));
                    assert_int_equal(strlen(bytes), size);
                    read_back(bytes, size, &screen);
                    assert_in_range(screen.columns, 0, columns);
                    if (rows > 0)
                        assert_in_range(screen.rows, 1, rows);
                    assert_true(info->colour || !strchr(bytes, '\x1b'));
                    free(bytes);
                }
        fn_figure_free(figure);
    }
}

/* White paper behind the whole digit, in one line as many bytes as that needs and no more. */
static void
half_blocks_are_compact(void **state)
{
    struct fn_image *image = fn_image_new(28, 28, 1, NULL);
    struct fn_grid_item item = {.image = image};
    struct fn_figure *figure = fn_figure_grid(&item, 1, 1, FN_CMAP_BINARY, NULL);
    char *bytes;
    size_t size;

    (void)state;
    assert_true(
        fn_term_render("blocks", figure, (struct fn_term_window){.columns = 80, .rows = 22}, &bytes, &size, NULL));
    assert_int_equal(size, 14 * strlen("\x1b[48;2;255;255;255m                            \x1b[m\n"));
    assert_memory_equal(bytes, "\x1b[48;2;255;255;255m                            \x1b[m\n", 51);
    free(bytes);
    fn_figure_free(figure);
    fn_image_unref(image);
}

static void
ascii_is_ascii_but_for_labels(void **state)
{
    (void)state;
    for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
        struct fn_figure *figure = sample_figure((enum sample)sample);
        char *bytes;
        size_t size;
        assert_true(
            fn_term_render("ascii", figure, (struct fn_term_window){.columns = 80, .rows = 0}, &bytes, &size, NULL));
        for (size_t i = 0; i < size; i++)
            assert_true(sample == SAMPLE_GRID || (bytes[i] >= 0x20 && bytes[i] < 0x7f) || bytes[i] == '\n');
        if (sample == SAMPLE_GRID) {
            assert_non_null(strstr(bytes, "\xe4\xb8\xad\xe6\x96\x87"));
            assert_non_null(strstr(bytes, "a\\tb\\x1b[31m"));
            assert_non_null(strstr(bytes, "e\xcc\x81t\xc3\xa9 \\xff"));
        }
        free(bytes);
        fn_figure_free(figure);
    }
}

static void
unknown_terminal_lists_the_known(void **state)
{
    struct fn_figure *figure = sample_figure(SAMPLE_DIGIT);
    struct fn_error err;
    char *bytes;
    size_t size;

    (void)state;
    assert_false(
        fn_term_render("vga", figure, (struct fn_term_window){.columns = 80, .rows = 24}, &bytes, &size, &err));
    assert_null(bytes);
    assert_int_equal(err.kind, FN_ERROR_INPUT);
    assert_string_equal(err.message,
                        "graphics: unknown terminal 'vga', wanted one of: ascii, braille, blocks16, blocks256, blocks, "
                        "sixel, iterm2, kitty");
    fn_figure_free(figure);
}

static void
table_is_whole(void **state)
{
    (void)state;
    assert_int_equal(fn_term_info_count(), 8);
    for (int i = 0; i < fn_term_info_count(); i++) {
        const struct fn_term_info *info = fn_term_info_get(i);
        char path[512];
        FILE *file;
        assert_true(strlen(info->help) > 0);
        snprintf(path, sizeof path, "%s/src/engine/term/term_%s.c", TOP_SRCDIR, info->name);
        file = fopen(path, "r");
        assert_non_null(file);
        fclose(file);
    }
    assert_null(fn_term_info_get(-1));
    assert_null(fn_term_info_get(fn_term_info_count()));
}

static void
choice_follows_the_facts(void **state)
{
    static const struct {
        struct fn_term_facts facts;
        const char *name;
    } cases[] = {
        {{.tty = true, .utf8 = true, .term = "xterm-256color", .colorterm = "truecolor"}, "blocks"},
        {{.tty = true, .utf8 = true, .term = "xterm-256color", .colorterm = "24bit"}, "blocks"},
        {{.tty = true, .utf8 = true, .term = "xterm-direct"}, "blocks"},
        {{.tty = true, .utf8 = true, .term = "xterm-kitty"}, "blocks"},
        {{.tty = true, .utf8 = true, .term = "xterm-256color"}, "blocks256"},
        {{.tty = true, .utf8 = true, .term = "screen", .colorterm = ""}, "blocks256"},
        {{.tty = true, .utf8 = true, .term = "screen", .n_colours = 8}, "blocks16"},
        {{.tty = true, .utf8 = true, .term = "screen", .n_colours = 8, .named = true}, "blocks256"},
        {{.tty = true, .utf8 = true, .term = "xterm", .n_colours = 8, .colorterm = "truecolor"}, "blocks"},
        {{.tty = true, .utf8 = true, .term = "xterm-16color", .n_colours = 16}, "blocks16"},
        {{.tty = true, .utf8 = true, .term = "xterm-16color", .n_colours = 16, .named = true}, "blocks16"},
        {{.tty = true, .utf8 = true, .term = "xterm-256color", .n_colours = 256}, "blocks256"},
        {{.tty = true, .utf8 = true, .term = "xterm", .n_colours = 8, .wide_blocks = true}, "ascii"},
        {{.tty = true, .utf8 = true, .term = "linux", .n_colours = 8, .console_blocks = true}, "blocks16"},
        {{.tty = true, .utf8 = true, .term = "linux", .n_colours = 8, .console_blocks = true, .no_color = true},
         "ascii"},
        {{.tty = true, .utf8 = true, .term = "xterm-256color", .colorterm = "truecolor", .no_color = true}, "braille"},
        {{.tty = true, .utf8 = true, .term = "vt220"}, "braille"},
        {{.tty = true, .utf8 = true, .term = "linux"}, "ascii"},
        {{.tty = true, .utf8 = true, .term = "dumb", .colorterm = "truecolor"}, "ascii"},
        {{.tty = true, .utf8 = true, .term = ""}, "ascii"},
        {{.tty = true, .utf8 = true}, "ascii"},
        {{.tty = true, .term = "xterm-256color", .colorterm = "truecolor"}, "ascii"},
        {{.utf8 = true, .term = "xterm-256color", .colorterm = "truecolor"}, "ascii"},
        {{.tty = true, .utf8 = true, .term = "xterm-kitty", .colorterm = "truecolor", .kitty = true, .sixel = true},
         "kitty"},
        {{.tty = true, .utf8 = true, .term = "xterm-256color", .iterm2 = true, .sixel = true}, "iterm2"},
        {{.tty = true, .utf8 = true, .term = "xterm-256color", .sixel = true}, "sixel"},
        {{.tty = true,
          .utf8 = true,
          .term = "xterm-256color",
          .colorterm = "truecolor",
          .no_color = true,
          .kitty = true},
         "braille"},
        {{.tty = true, .utf8 = true, .term = "dumb", .kitty = true}, "ascii"},
        {{.utf8 = true, .term = "xterm-256color", .sixel = true}, "ascii"},
        {{.tty = true, .utf8 = true, .term = "xterm-256color", .colorterm = "truecolor", .wide_blocks = true}, "ascii"},
        {{.tty = true,
          .utf8 = true,
          .term = "xterm-256color",
          .colorterm = "truecolor",
          .wide_blocks = true,
          .sixel = true},
         "sixel"},
    };

    (void)state;
    for (int i = 0; i < COUNT(cases); i++)
        assert_string_equal(fn_term_choose(&cases[i].facts), cases[i].name);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_read_back),
        cmocka_unit_test(any_canvas_reads_back),
        cmocka_unit_test(sixteen_colours_are_near),
        cmocka_unit_test(every_size_fits),
        cmocka_unit_test(half_blocks_are_compact),
        cmocka_unit_test(ascii_is_ascii_but_for_labels),
        cmocka_unit_test(unknown_terminal_lists_the_known),
        cmocka_unit_test(table_is_whole),
        cmocka_unit_test(choice_follows_the_facts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
