/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_INTERRUPT_H
#define REPL_INTERRUPT_H

#include <stdbool.h>

/* Ctrl-C. Pressing it sets a flag, which long work looks at through repl_interrupted. `twice`: a second press ends the
 * program, for scripts. Where somebody types, SIGTERM and SIGHUP set the flag for good: history is to be written and
 * the terminal to be left as it was found. */
void
interrupt_catch(bool twice);

bool
interrupt_seen(void);

void
interrupt_clear(void);

/* SIGTERM or SIGHUP came: the program is to leave. */
bool
interrupt_ending(void);

/* Dies of the signal that came, so that whoever waits for the program sees it; returns if none did. */
void
interrupt_end(void);

/* Whether a read that waits for input is given up when Ctrl-C is pressed. */
void
interrupt_reading(bool reading);

#endif
