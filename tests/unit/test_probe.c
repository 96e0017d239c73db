/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal answers, byte by byte; the program at a terminal that answers is test_terminals.c's part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "probe.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

#define KITTY_OK "\x1b_Gi=31;OK\x1b\\"
#define CELLS "\x1b[6;20;10t"
#define NARROW "\x1b[?5;2R"
#define XTERM "\x1bP>|XTerm(379)\x1b\\"
#define NO_SIXEL "\x1b[?62;22c"

static void
answers_are_understood(void **state)
{
    static const struct {
        const char *bytes, *typed;
        struct probe wanted;
    } cases[] = {
        {XTERM KITTY_OK CELLS NARROW NO_SIXEL, "", {.kitty = true, .cell_width = 10, .cell_height = 20, .all = true}},
        {"\x1bP>|iTerm2 3.5.0\x1b\\\x1b[?64;1;2;4;6c", "", {.iterm2 = true, .sixel = true, .all = true}},
        {"\x1b[?4;6c", "", {.sixel = true, .all = true}},
        {"\x1b[?64;14;40c", "", {.all = true}},
        {"\x1b[?64;1;4c", "", {.sixel = true, .all = true}},
        {"\x1b_Gi=31;ENOENT:no\x1b\\", "", {0}},
        {"\x1bP>|WezTerm\a", "", {0}},
        {"\x1b[?17;3R", "", {.wide_blocks = true}},
        {"\x1b[?17;3;1R", "", {.wide_blocks = true}},
        {"\x1b[17;3R", "", {.wide_blocks = true}},
        {"\x1b[1;2R\x1b[?6c", "", {.all = true}},
        {"il[0]\r", "il[0]\r", {0}},
        {"\x1b[A\x1bOPx\x1b[1;5C\x1b[6~", "\x1b[A\x1bOPx\x1b[1;5C\x1b[6~", {0}},
        {"a" KITTY_OK "b" NO_SIXEL "c", "abc", {.kitty = true, .all = true}},
        {"\x1b", "\x1b", {0}},
        {"\x1b[?62;", "\x1b[?62;", {0}}, /* its rest will come where this is read */
        {"\x1b[4;600;800t\x1b[0n\x1b[>1;2c", "", {0}},
        {"\xc3\xa9", "\xc3\xa9", {0}},
    };

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        struct probe probe = {0};
        for (const char *s = cases[i].bytes; *s; s++)
            probe_byte(&probe, *s);
        probe_end(&probe);
        assert_string_equal(probe.typed.bytes ? probe.typed.bytes : "", cases[i].typed);
        assert_int_equal(probe.kitty, cases[i].wanted.kitty);
        assert_int_equal(probe.iterm2, cases[i].wanted.iterm2);
        assert_int_equal(probe.sixel, cases[i].wanted.sixel);
        assert_int_equal(probe.wide_blocks, cases[i].wanted.wide_blocks);
        assert_int_equal(probe.cell_width, cases[i].wanted.cell_width);
        assert_int_equal(probe.cell_height, cases[i].wanted.cell_height);
        assert_int_equal(probe.all, cases[i].wanted.all);
        probe_fini(&probe);
    }
}

/* Who cannot ask goes by what the environment says. */
static void
the_environment_is_read(void **state)
{
    static const struct {
        const char *term, *program, *xterm;
        struct probe wanted;
    } cases[] = {
        {"xterm-kitty", NULL, NULL, {.kitty = true}},   {"xterm-256color", "iTerm.app", NULL, {.iterm2 = true}},
        {"xterm", NULL, "XTerm(379)", {.named = true}}, {"screen", NULL, "XTerm(379)", {0}},
        {"screen", "tmux", NULL, {.named = true}},      {"xterm", NULL, NULL, {0}},
    };

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        struct probe probe = {0};
        setenv("TERM", cases[i].term, 1);
        unsetenv("TERM_PROGRAM");
        unsetenv("XTERM_VERSION");
        if (cases[i].program)
            setenv("TERM_PROGRAM", cases[i].program, 1);
        if (cases[i].xterm)
            setenv("XTERM_VERSION", cases[i].xterm, 1);
        probe_environment(&probe);
        assert_int_equal(probe.kitty, cases[i].wanted.kitty);
        assert_int_equal(probe.iterm2, cases[i].wanted.iterm2);
        assert_int_equal(probe.named, cases[i].wanted.named);
    }
    unsetenv("TERM_PROGRAM");
    unsetenv("XTERM_VERSION");
}

/* Strings and numbers without an end, and whatever bytes, are taken in without harm; what follows is understood. */
static void
nonsense_does_no_harm(void **state)
{
    uint64_t random = 1;

    (void)state;
    for (int round = 0; round < 200; round++) {
        struct probe probe = {0};
        for (int i = 0; i < 5000; i++) {
            static const char often[] = "\x1b[]P_G?;\\\a>|c";
            random = random * 6364136223846793005u + 1442695040888963407u;
            probe_byte(&probe, random >> 60 ? often[(random >> 40) % 13] : (char)(random >> 50));
        }
        for (const char *s = "\x1b\\m\x1b\\m" NO_SIXEL; *s; s++)
            probe_byte(&probe, *s);
        assert_true(probe.all);
        probe_end(&probe);
        probe_fini(&probe);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_understood),
        cmocka_unit_test(nonsense_does_no_harm),
        cmocka_unit_test(the_environment_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
