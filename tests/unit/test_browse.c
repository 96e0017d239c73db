/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "browse.h"
#include "wide.h"

enum { COUNT = 30 };

/* Classes 0 1 2 0 1 2 ..., the last picture alone of class 4; nothing of class 3. */
static int
start(void **state)
{
    static struct browse browse;
    static int classes[COUNT];
    for (int i = 0; i < COUNT; i++)
        classes[i] = i == COUNT - 1 ? 4 : i % 3;
    *state = &browse;
    return browse_init(&browse, COUNT, classes, NULL) ? 0 : -1;
}

static int
stop(void **state)
{
    browse_fini(*state);
    return 0;
}

static void
lays_out(void **state)
{
    static const struct {
        int width, height, image_width, image_height, columns, rows, slot_columns, slot_rows;
    } examples[] = {
        {80, 22, 28, 28, 5, 2, 14, 8},     /* at half their size */
        {200, 48, 28, 28, 6, 3, 28, 15},   /* at their own */
        {40, 10, 28, 28, 2, 1, 14, 8},     /* not smaller than can be seen */
        {80, 22, 1024, 768, 3, 2, 24, 10}, /* photographs */
        {80, 22, 8, 8, 4, 2, 16, 9},       /* enlarged */
        {80, 22, 1, 1, 5, 2, 14, 8},       /* far */
        {80, 22, 100000, 1, 1, 2, 80, 8},  /* wider than the screen */
        {80, 22, 1, 100000, 6, 2, 12, 11}, /* higher */
        {1, 1, 28, 28, 1, 1, 1, 1},        /* no room at all */
    };
    struct browse *browse = *state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        browse_layout(browse, examples[i].width, examples[i].height, examples[i].image_width, examples[i].image_height);
        print_message("%zu: %d x %d places of %d x %d\n", i, browse->columns, browse->rows, browse->slot_columns,
                      browse->slot_rows);
        assert_int_equal(browse->columns, examples[i].columns);
        assert_int_equal(browse->rows, examples[i].rows);
        assert_int_equal(browse->slot_columns, examples[i].slot_columns);
        assert_int_equal(browse->slot_rows, examples[i].slot_rows);
    }
}

static void
at(const struct browse *browse, int position, int top)
{
    assert_int_equal(browse->position, position);
    assert_int_equal(browse->top, top);
}

/* Six lines of five, two lines on the screen. */
static void
moves(void **state)
{
    struct browse *browse = *state;
    browse_layout(browse, 80, 22, 28, 28);
    at(browse, 0, 0);
    browse_move(browse, -1);
    at(browse, 0, 0);
    browse_move(browse, 6);
    at(browse, 6, 0);
    browse_move_line(browse, 1);
    at(browse, 11, 1);
    browse_move_line(browse, -2);
    at(browse, 1, 0);
    browse_move_line(browse, -1);
    at(browse, 1, 0);
    browse_page(browse, 1);
    at(browse, 11, 2);
    browse_page(browse, 1);
    at(browse, 21, 4);
    browse_page(browse, 1);
    at(browse, 26, 4);
    browse_page(browse, -1);
    at(browse, 16, 2);
    browse_move(browse, INT32_MAX);
    at(browse, 29, 4);
    browse_move(browse, -INT32_MAX);
    at(browse, 0, 0);
    assert_true(browse_jump(browse, 17));
    at(browse, 17, 2);
    assert_false(browse_jump(browse, COUNT));
    assert_false(browse_jump(browse, -1));
    at(browse, 17, 2);
    /* A smaller window keeps the selected one on the screen, a larger one fills it. */
    browse_layout(browse, 40, 10, 28, 28);
    at(browse, 17, 8);
    browse_layout(browse, 80, 100, 28, 28);
    at(browse, 17, 0);
}

static void
filters(void **state)
{
    struct browse *browse = *state;
    browse_layout(browse, 80, 22, 28, 28);
    assert_true(browse_jump(browse, 9));
    assert_true(browse_filter(browse, 1));
    assert_int_equal(browse->n_shown, 10);
    assert_int_equal(browse_index(browse), 10); /* the next that is shown */
    assert_false(browse_jump(browse, 9));
    assert_true(browse_jump(browse, 28));
    assert_false(browse_filter(browse, 3));
    assert_int_equal(browse->filter, 1);
    assert_int_equal(browse_index(browse), 28);
    assert_true(browse_filter(browse, 0));
    assert_int_equal(browse_index(browse), 27); /* the last */
    assert_true(browse_filter(browse, -1));
    assert_int_equal(browse->n_shown, COUNT);
    assert_int_equal(browse_index(browse), 27);
}

static void
finds_the_next(void **state)
{
    struct browse *browse = *state;
    assert_true(browse_next(browse, 0));
    assert_int_equal(browse_index(browse), 3);
    assert_true(browse_next(browse, 4));
    assert_int_equal(browse_index(browse), 29);
    assert_false(browse_next(browse, 4)); /* no other one */
    assert_true(browse_next(browse, 1));  /* from the first again */
    assert_int_equal(browse_index(browse), 1);
    assert_true(browse_filter(browse, 1));
    assert_false(browse_next(browse, 2));
    assert_true(browse_next(browse, 1));
    assert_int_equal(browse_index(browse), 4);
}

static void
marks(void **state)
{
    struct browse *browse = *state;
    browse_mark(browse);
    browse_move(browse, 5);
    browse_mark(browse);
    assert_int_equal(browse->n_marked, 2);
    assert_true(browse->marked[0] && browse->marked[5] && !browse->marked[4]);
    assert_true(browse_filter(browse, 1)); /* marks stay */
    assert_true(browse_filter(browse, -1));
    assert_true(browse_jump(browse, 5));
    browse_mark(browse);
    assert_int_equal(browse->n_marked, 1);
    assert_false(browse->marked[5]);
}

static void
fits_text(void **state)
{
    static const struct {
        const char *text;
        int columns;
        enum wide_cut cut;
        const wchar_t *shown;
        int used;
    } examples[] = {
        {"seven", 8, CUT_END, L"seven", 5},
        {"seven", 5, CUT_END, L"seven", 5},
        {"seven", 4, CUT_END, L"se..", 4},
        {"seven", 4, CUT_START, L"..en", 4},
        {"seven", 1, CUT_END, L"s", 1},
        {"seven", 0, CUT_END, L"", 0},
        {"", 3, CUT_END, L"", 0},
        {"漢字", 4, CUT_END, L"漢字", 4},
        {"漢字漢", 5, CUT_END, L"漢..", 4},
        {"漢字漢", 5, CUT_START, L"..漢", 4},
        {"e\u0301a", 2, CUT_END, L"e\u0301a", 2},
        {"a\nb\033[1m", 20, CUT_END, L"a\\nb\\x1b[1m", 11},
        {"\u202eab", 20, CUT_END, L"\\u202eab", 8},
        {"a\xff", 20, CUT_END, L"a\\xff", 5},
    };
    (void)state;
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        wchar_t shown[WIDE_MOST];
        int used = wide_fit(shown, examples[i].text, examples[i].columns, examples[i].cut);
        print_message("%zu: %ls\n", i, shown);
        assert_int_equal(wcscmp(shown, examples[i].shown), 0);
        assert_int_equal(used, examples[i].used);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lays_out, start, stop),
        cmocka_unit_test_setup_teardown(moves, start, stop),
        cmocka_unit_test_setup_teardown(filters, start, stop),
        cmocka_unit_test_setup_teardown(finds_the_next, start, stop),
        cmocka_unit_test_setup_teardown(marks, start, stop),
        cmocka_unit_test(fits_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
