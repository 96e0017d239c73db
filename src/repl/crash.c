/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { N_FATAL = 5, STACK = 32 << 10 };

static const int fatal[N_FATAL] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

/* A signal handler has no argument of its own. */
static struct termios terminal;
static struct sigaction before[N_FATAL];
static const char *volatile full_screen;
static bool escapes;
static char stack[STACK]; /* the program's own may be what ran over */

static void
say(const char *bytes)
{
    ssize_t written = write(STDOUT_FILENO, bytes, strlen(bytes));
    (void)written;
}

static void
on_crash(int number)
{
    if (escapes) {
        say("\x1b\\"); /* ends a picture that was being sent */
        say(full_screen ? full_screen : "");
        say("\x1b[?25h\x1b[?2004l\x1b[0m"); /* the cursor; no brackets around what is pasted; no colours */
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
    for (int i = 0; i < N_FATAL; i++)
        if (fatal[i] == number)
            sigaction(number, &before[i], NULL);
    raise(number); /* comes when this returns */
}

void
crash_catch(void)
{
    const char *term = getenv("TERM");
    stack_t space = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};

    if (tcgetattr(STDIN_FILENO, &terminal) != 0)
        return;
    escapes = isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
    sigemptyset(&action.sa_mask);
    sigaltstack(&space, NULL);
    for (int i = 0; i < N_FATAL; i++)
        sigaction(fatal[i], &action, &before[i]);
}

void
crash_full_screen(const char *bytes)
{
    full_screen = bytes;
}
