/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interrupt.h"

#include <signal.h>

/* A signal handler has no argument of its own: these flags and how the handler is installed are the program's only
 * globals. */
static volatile sig_atomic_t seen, ending;
static int flags;
static bool ignored;

static void
on_interrupt(int signal_number)
{
    (void)signal_number;
    seen = 1;
}

/* Long work stops, as at Ctrl-C. */
static void
on_end(int signal_number)
{
    ending = signal_number;
    seen = 1;
}

static void
install(int more)
{
    if (ignored)
        return;
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = flags | more};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

/* nohup's ignoring stays. A second signal does not wait for anything. */
static void
catch_end(int signal_number)
{
    struct sigaction old, action = {.sa_handler = on_end, .sa_flags = SA_RESETHAND | SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(signal_number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction(signal_number, &action, NULL);
}

void
interrupt_catch(bool twice)
{
    /* Who starts a script in the background with the signal ignored means it. */
    struct sigaction old;
    ignored = twice && sigaction(SIGINT, NULL, &old) == 0 && old.sa_handler == SIG_IGN;
    flags = twice ? (int)SA_RESETHAND : 0;
    install(SA_RESTART);
    if (!twice) {
        catch_end(SIGTERM);
        catch_end(SIGHUP);
    }
}

bool
interrupt_seen(void)
{
    return seen != 0;
}

void
interrupt_clear(void)
{
    seen = ending != 0;
}

bool
interrupt_ending(void)
{
    return ending != 0;
}

void
interrupt_end(void)
{
    if (!ending)
        return;
    signal(ending, SIG_DFL);
    raise(ending);
}

void
interrupt_reading(bool reading)
{
    install(reading ? 0 : SA_RESTART);
}
