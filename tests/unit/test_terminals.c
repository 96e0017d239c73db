/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real program in a pseudo-terminal behind which the test sits and answers well, late, wrongly, in pieces, or
 * never. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

#define KITTY_OK "\x1b_Gi=31;OK\x1b\\"
#define CELLS "\x1b[6;20;10t"
#define NARROW "\x1b[?5;2R"
#define XTERM "\x1bP>|XTerm(379)\x1b\\"
#define NO_SIXEL "\x1b[?62;22c"

struct session {
    int fd;
    pid_t pid;
    char screen[1 << 16]; /* all that it wrote */
    size_t length;
};

static double
seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
start_in(struct session *s, const char *term, const char *colorterm)
{
    static char program[4096];
    const char *build = getenv("top_builddir");
    struct winsize window = {.ws_row = 24, .ws_col = 80};

    snprintf(program, sizeof program, "%s/fnrepl", build ? build : "build");
    *s = (struct session){0};
    s->pid = forkpty(&s->fd, NULL, NULL, &window);
    assert_true(s->pid >= 0);
    if (s->pid == 0) {
        setenv("TERM", term, 1);
        setenv("COLORTERM", colorterm, 1);
        setenv("LC_ALL", "C.UTF-8", 1);
        setenv("HOME", "/dev/null", 1);
        unsetenv("XDG_STATE_HOME");
        unsetenv("XDG_CONFIG_HOME");
        unsetenv("NO_COLOR");
        unsetenv("TERM_PROGRAM");
        unsetenv("TMUX");
        unsetenv("XTERM_VERSION");
        execl(program, "fnrepl", "-n", "-q", (char *)NULL);
        _exit(127);
    }
}

static void
start(struct session *s)
{
    start_in(s, "xterm-256color", "");
}

/* Reads what comes until the text is there; false after so many seconds. */
static bool
wait_for(struct session *s, const char *text, double patience)
{
    double end = seconds() + patience;

    while (!strstr(s->screen, text)) {
        struct pollfd wait = {.fd = s->fd, .events = POLLIN};
        double left = end - seconds();
        ssize_t n = 0;
        if (left <= 0)
            return false;
        if (poll(&wait, 1, (int)(left * 1000) + 1) > 0)
            n = read(s->fd, s->screen + s->length, sizeof s->screen - 1 - s->length);
        if (n < 0)
            return false;
        s->length += (size_t)n;
    }
    return true;
}

static void
see(struct session *s, const char *text)
{
    if (!wait_for(s, text, 20))
        fail_msg("wanted %s, found %s", text, s->screen);
}

static void
forget(struct session *s)
{
    memset(s->screen, 0, sizeof s->screen);
    s->length = 0;
}

static void
type(struct session *s, const char *bytes)
{
    assert_int_equal(write(s->fd, bytes, strlen(bytes)), strlen(bytes));
}

/* Until it has written a prompt and nothing more. */
static void
at_prompt(struct session *s)
{
    double end = seconds() + 20;

    while (s->length < 4 || strcmp(s->screen + s->length - 4, "fn> ") != 0) {
        wait_for(s, "nothing says this", 0.01);
        if (seconds() > end)
            fail_msg("wanted a prompt, found %s", s->screen);
    }
}

static void
wait_a_moment(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

static void
finish(struct session *s)
{
    double end = seconds() + 20;
    int status;

    at_prompt(s);
    forget(s);
    type(s, "6 * 7\r");
    see(s, "42");
    at_prompt(s);
    type(s, "\x04");
    while (waitpid(s->pid, &status, WNOHANG) == 0) {
        wait_for(s, "nothing says this", 0.05);
        if (seconds() > end) {
            kill(s->pid, SIGKILL);
            fail_msg("Ctrl-D does not end it: %s", s->screen);
        }
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(s->fd);
}

static const struct terminal {
    const char *name, *term, *colorterm, *answers, *mode;
} terminals[] = {
#define TERMINAL(...) {__VA_ARGS__},
#include "unit/terminals.def"
#undef TERMINAL
};

/* How a picture begins in each mode; in colours, by the first one. */
static const char *
beginning(const char *mode)
{
    static const char *const beginnings[][2] = {
        {"kitty", "\x1b_Ga=T,f=100,q=2,c="},
        {"sixel", "\x1bP0;1;0q\"1;1;"},
        {"iterm2", "\x1b]1337;File=inline=1;size="},
        {"blocks", "\x1b[48;2;"},
        {"blocks256", "\x1b[48;5;"},
        {"blocks16", "\x1b[40m"},
    };

    for (int i = 0; i < COUNT(beginnings); i++)
        if (strcmp(beginnings[i][0], mode) == 0)
            return beginnings[i][1];
    fail_msg("no such mode: %s", mode);
    return NULL;
}

static void
check_choice(const struct terminal *terminal)
{
    const char *source = getenv("top_srcdir");
    char load[4096];
    struct session s;

    print_message("%s\n", terminal->name);
    snprintf(load, sizeof load, "load '%s/tests/data/good'\r", source ? source : ".");
    start_in(&s, terminal->term, terminal->colorterm);
    see(&s, "\x1b[c");
    type(&s, terminal->answers);
    at_prompt(&s);
    type(&s, load);
    see(&s, "ImageList (");
    at_prompt(&s);
    forget(&s);
    type(&s, "show il[0]\r");
    see(&s, beginning(terminal->mode));
    finish(&s);
}

static void
the_best_mode_is_chosen(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(terminals); i++)
        check_choice(&terminals[i]);
}

/* tmux would take the question about kitty's protocol for a title. */
static void
multiplexers_keep_their_title(void **state)
{
    static const char *const terms[] = {"screen", "tmux-256color", "screen.xterm-256color", "xterm-256color"};
    struct session s;

    (void)state;
    for (int i = 0; i < COUNT(terms); i++) {
        start_in(&s, terms[i], "");
        see(&s, "\x1b[c");
        assert_int_equal(strstr(s.screen, "\x1b_G") != NULL, strcmp(terms[i], "xterm-256color") == 0);
        type(&s, NO_SIXEL);
        finish(&s);
    }
}

static void
late_answers_never_reach_the_line(void **state)
{
    struct session s;

    (void)state;
    start(&s);
    see(&s, "\x1b[c");
    see(&s, "fn> "); /* nobody answered, and it went on */
    type(&s, "'il");
    wait_a_moment(100);
    type(&s, XTERM KITTY_OK CELLS NARROW "\x1b[?62;4;22c\x1b[24;2R");
    wait_a_moment(100);
    type(&s, "\x1b[D\x1b[C[0]'\r"); /* keys of that kind are still keys */
    see(&s, "\r'il[0]'");
    finish(&s);
}

static void
answers_in_pieces(void **state)
{
    static const char answers[] = XTERM KITTY_OK CELLS NARROW NO_SIXEL;
    struct session s;

    (void)state;
    start(&s);
    see(&s, "\x1b[c");
    for (size_t i = 0; i < strlen(answers); i += 7) {
        char piece[8] = {0};
        memcpy(piece, answers + i, strnlen(answers + i, 7));
        type(&s, piece);
        wait_a_moment(5);
    }
    see(&s, "fn> ");
    type(&s, "'a' + 'b'\r");
    see(&s, "\r'ab'");
    finish(&s);
}

/* The last answer is cut by the end of the waiting. */
static void
half_an_answer_in_time(void **state)
{
    struct session s;

    (void)state;
    start(&s);
    see(&s, "\x1b[c");
    type(&s, KITTY_OK "\x1b[?62;");
    see(&s, "fn> ");
    wait_a_moment(100);
    type(&s, "4;22c");
    wait_a_moment(700);
    type(&s, "'x' + 'y'\r");
    see(&s, "\r'xy'");
    finish(&s);
}

static void
keys_typed_ahead_are_kept(void **state)
{
    struct session s;

    (void)state;
    start(&s);
    see(&s, "\x1b[c");
    type(&s, "'typed' +" NARROW " ' ahead'\r" NO_SIXEL);
    see(&s, "'typed ahead'");
    finish(&s);
}

static void
silence_costs_a_quarter_of_a_second(void **state)
{
    struct session s;
    double begin;

    (void)state;
    start(&s);
    see(&s, "\x1b[c");
    begin = seconds();
    see(&s, "fn> ");
    assert_true(seconds() - begin > 0.2);
    finish(&s);
}

static void
nonsense_is_typed(void **state)
{
    struct session s;

    (void)state;
    start(&s);
    see(&s, "\x1b[c");
    type(&s, "\x1b_Gi=31;EINVAL\x1b\\\x1b[9;9;9t" NO_SIXEL);
    see(&s, "fn> ");
    finish(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(multiplexers_keep_their_title),
        cmocka_unit_test(the_best_mode_is_chosen),
        cmocka_unit_test(late_answers_never_reach_the_line),
        cmocka_unit_test(answers_in_pieces),
        cmocka_unit_test(half_an_answer_in_time),
        cmocka_unit_test(keys_typed_ahead_are_kept),
        cmocka_unit_test(silence_costs_a_quarter_of_a_second),
        cmocka_unit_test(nonsense_is_typed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
