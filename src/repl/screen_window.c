/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen_window.h"

#include <langinfo.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

#include "crash.h"
#include "interrupt.h"
#include "script.h"

enum { ESCAPE_MS = 50, LEAST_COLOURS = 256 };

static const int caught[N_CAUGHT] = {SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};
enum { N_ENDING = 3, RESIZED = 3, STOPPED = 4, CONTINUED = 5 };

/* A signal handler has no argument of its own. The signals are let in only where window_key waits. */
static volatile sig_atomic_t came[N_CAUGHT];

static void
on_signal(int number)
{
    for (int i = 0; i < N_CAUGHT; i++)
        if (caught[i] == number)
            came[i] = 1;
}

static void
catch_signal(struct window *window, int i)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(caught[i], &action, &window->actions[i]);
    if (window->actions[i].sa_handler == SIG_IGN)
        sigaction(caught[i], &window->actions[i], NULL);
}

/* curses installs handlers of its own only where there are none, and only once in the life of a program. */
static void
catch_signals(struct window *window)
{
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    for (int i = 0; i < N_CAUGHT; i++) {
        came[i] = 0;
        sigaddset(&held, caught[i]);
    }
    sigprocmask(SIG_BLOCK, &held, &window->mask);
    for (int i = 0; i < N_CAUGHT; i++)
        catch_signal(window, i);
}

static void
release_signals(struct window *window)
{
    for (int i = 0; i < N_CAUGHT; i++)
        sigaction(caught[i], &window->actions[i], NULL);
    sigprocmask(SIG_SETMASK, &window->mask, NULL);
}

/* $COLUMNS and $LINES, which readline sets, may be out of date; the window itself is not. */
static void
measure(struct window *window)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resize_term(size.ws_row, size.ws_col);
    getmaxyx(stdscr, window->height, window->width);
}

/* Whether the terminal's description has what a full screen needs. */
static bool
check_terminal(struct fn_error *err)
{
    const char *name = getenv("TERM");
    int status;
    if (setupterm(NULL, STDOUT_FILENO, &status) != OK)
        return fail(err, FN_ERROR_INPUT, "browse: the terminal '%s' is not known here (TERM), so it cannot be drawn on",
                    name ? name : "");
    const char *move = tigetstr("cup");
    bool good = move && move != (char *)-1;
    del_curterm(cur_term);
    return good || fail(err, FN_ERROR_INPUT, "browse: the terminal '%s' cannot move its cursor, which a screen needs",
                        name ? name : "");
}

bool
window_open(struct window *window, bool colours, struct fn_error *err)
{
    *window = (struct window){0};
    if (!check_terminal(err))
        return false;
    catch_signals(window);
    window->screen = newterm(NULL, stdout, stdin);
    if (!window->screen) {
        release_signals(window);
        return fail(err, FN_ERROR_INPUT, "browse: curses cannot draw on the terminal '%s'", getenv("TERM"));
    }
    crash_full_screen(exit_ca_mode);
    raw();
    noecho();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(ESCAPE_MS);
    curs_set(0);
    window->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    if (colours && start_color() == OK && COLORS >= LEAST_COLOURS && window->utf8) {
        use_default_colors();
        window->blocks = true;
    }
    measure(window);
    return true;
}

void
window_close(struct window *window)
{
    endwin();
    crash_full_screen(NULL);
    delscreen(window->screen);
    release_signals(window);
    if (window->ended > 0)
        raise(window->ended);
}

void
window_stop(struct window *window)
{
    endwin();
    sigaction(caught[STOPPED], &window->actions[STOPPED], NULL);
    sigset_t held;
    sigprocmask(SIG_SETMASK, &window->mask, &held);
    kill(0, SIGTSTP); /* as the terminal does: all of the job */
    sigprocmask(SIG_SETMASK, &held, NULL);
    catch_signal(window, STOPPED);
    measure(window);
    clearok(curscr, TRUE);
}

/* What the signals that came ask for; 0: nothing. */
static int
answer_signals(struct window *window)
{
    if (interrupt_seen())
        window->ended = -1;
    for (int i = 0; i < N_ENDING; i++)
        if (came[i])
            window->ended = caught[i];
    if (window->ended)
        return WINDOW_ENDED;
    if (!came[RESIZED] && !came[STOPPED] && !came[CONTINUED])
        return 0;
    if (came[STOPPED])
        window_stop(window);
    if (came[CONTINUED])
        reset_prog_mode(); /* the shell had the terminal */
    came[RESIZED] = came[STOPPED] = came[CONTINUED] = 0;
    measure(window);
    clearok(curscr, TRUE);
    return WINDOW_CHANGED;
}

/* The next key, or what a signal asks for; WINDOW_NONE: nothing came yet. */
static int
take_key(struct window *window)
{
    wint_t key;
    int status = get_wch(&key), answer = answer_signals(window);
    if (answer)
        return answer;
    return status == ERR ? WINDOW_NONE : status == KEY_CODE_YES ? -(int)key : (int)key;
}

/* Lets signals in meanwhile; timeout NULL: until something comes. */
static void
await_input(struct window *window, const struct timespec *timeout)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (ppoll(&input, 1, timeout, &window->mask) > 0 && (input.revents & (POLLHUP | POLLERR | POLLNVAL)))
        window->ended = -1;
}

int
window_key(struct window *window)
{
    refresh();
    for (;;) {
        int key = take_key(window);
        if (key != WINDOW_NONE)
            return key;
        await_input(window, NULL);
        if (window->ended)
            return WINDOW_ENDED;
    }
}

int
window_poll(struct window *window)
{
    static const struct timespec none;
    refresh();
    await_input(window, &none);
    return window->ended ? WINDOW_ENDED : take_key(window);
}

int
window_text(int row, int column, int room, attr_t attributes, enum wide_cut cut, const char *text)
{
    wchar_t shown[WIDE_MOST];
    int used = wide_fit(shown, text, room, cut);
    attrset(attributes);
    mvaddwstr(row, column, shown);
    for (int i = used; i < room; i++)
        addch(' ');
    attrset(A_NORMAL);
    return column + used;
}
