/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_INTERRUPT_H
#define REPL_INTERRUPT_H

#include <stdbool.h>

/* Ctrl-C. Pressing it sets a flag, which long work looks at through repl_interrupted. `twice`: a second press ends the
 * program, for scripts. */
void
interrupt_catch(bool twice);

bool
interrupt_seen(void);

void
interrupt_clear(void);

/* Whether a read that waits for input is given up when Ctrl-C is pressed. */
void
interrupt_reading(bool reading);

#endif
