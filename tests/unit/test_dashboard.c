/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "dashboard.h" /* before cmocka, which has a macro `fail` */

#include <cmocka.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* Of every window that is large enough each row has one use, and none is outside. */
static void
rows_are_used_once(void **state)
{
    static const int images[][2] = {{28, 28}, {1, 1}, {64, 32}, {20, 100}, {2000, 2000}, {0, 0}};

    (void)state;
    for (int width = DASHBOARD_LEAST_WIDTH; width <= 240; width += 20)
        for (int height = DASHBOARD_LEAST_HEIGHT; height <= 80; height++)
            for (int i = 0; i < COUNT(images); i++) {
                struct dashboard_layout l = dashboard_lay_out(width, height, images[i][0], images[i][1]);
                assert_true(l.fits);
                assert_int_equal(l.plot_row, 1);
                assert_true(l.plot_rows >= 5);
                assert_int_equal(l.strip_row, l.plot_row + l.plot_rows);
                assert_int_equal(l.table_row, l.strip_row + l.strip_rows);
                assert_true(l.table_rows >= 3);
                assert_int_equal(l.key_row, l.table_row + l.table_rows);
                assert_int_equal(l.key_row, height - 1);
                if (l.strip_rows > 0) {
                    assert_true(l.pictures > 0);
                    assert_true(l.pictures * (l.picture_columns + 1) - 1 <= width);
                }
            }
}

static void
there_is_room_for(void **state)
{
    struct dashboard_layout l;

    (void)state;
    assert_false(dashboard_lay_out(39, 12, 28, 28).fits);
    assert_false(dashboard_lay_out(40, 11, 28, 28).fits);
    assert_false(dashboard_lay_out(0, 0, 28, 28).fits);
    l = dashboard_lay_out(40, 12, 28, 28);
    assert_true(l.fits && l.strip_rows == 0 && l.plot_rows == 7);
    l = dashboard_lay_out(80, 24, 28, 28); /* at half their size */
    assert_true(l.strip_rows == 8 && l.picture_columns == 14 && l.pictures == 5);
    l = dashboard_lay_out(200, 50, 28, 28); /* at their own size */
    assert_true(l.strip_rows == 15 && l.picture_columns == 28 && l.pictures == 6);
    assert_int_equal(dashboard_lay_out(80, 24, 0, 0).strip_rows, 0); /* no valid set */
}

static void
the_state_loses_its_end_first(void **state)
{
    static const struct training training = {.what = "epoch",
                                             .part = 2,
                                             .parts = 3,
                                             .done = 211,
                                             .total = 468,
                                             .share = 0.25,
                                             .seconds = 30,
                                             .rate = 89454,
                                             .loss = 0.0564,
                                             .lr = 0.1,
                                             .mom = 0.85};
    static const char whole[] =
        "epoch 2/3  211/468  1:30 left  loss 0.0564  89454 images/s  lr 1.0e-01  mom 0.85  [====            ]";
    struct text text = {0};

    (void)state;
    for (int columns = 0; columns < 120; columns++) {
        dashboard_state(&training, false, false, columns, &text);
        const char *line = text.bytes ? text.bytes : "";
        assert_true((int)strlen(line) <= columns);
        assert_memory_equal(line, whole, strlen(line));
        assert_true(line[0] == '\0' || whole[strlen(line)] == '\0' || memcmp(whole + strlen(line), "  ", 2) == 0);
        assert_true(columns < (int)strlen(whole) || strcmp(line, whole) == 0);
        text_fini(&text);
    }
    dashboard_state(&training, true, false, 40, &text);
    assert_string_equal(text.bytes, "epoch 2/3  211/468  PAUSED  loss 0.0564");
    text_fini(&text);
    dashboard_state(&training, false, true, 30, &text);
    assert_string_equal(text.bytes, "epoch 2/3  211/468  over");
    text_fini(&text);
}

static void
the_table_keeps_its_head(void **state)
{
    static const struct {
        const char *text;
        int rows;
        const char *wanted;
    } cases[] = {
        {"", 4, ""},
        {"hello\n", 4, "hello|"},
        {"epoch  loss\n1      2\n", 4, "epoch  loss|1      2|"},
        {"epoch  loss\n1\n2\n3\n4\n", 3, "epoch  loss|3|4|"},
        {"epoch  a\n1\nTotal\nepoch  b\n1\n", 4, "epoch  b|1|"}, /* the last training's */
        {"a\nb\nc\n", 2, "b|c|"},
        {"epoch  a\n1\n2\n", 1, "2|"},
        {"no end", 3, "no end|"},
        {"epoch  a\n1", 3, "epoch  a|1|"},
    };

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        const char *lines[8];
        int lengths[8], count = dashboard_table(cases[i].text, cases[i].rows, lines, lengths);
        struct text text = {0};
        assert_true(count <= cases[i].rows);
        for (int k = 0; k < count; k++)
            text_printf(&text, "%.*s|", lengths[k], lines[k]);
        assert_string_equal(text.bytes ? text.bytes : "", cases[i].wanted);
        text_fini(&text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_used_once),
        cmocka_unit_test(there_is_room_for),
        cmocka_unit_test(the_state_loses_its_end_first),
        cmocka_unit_test(the_table_keeps_its_head),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
