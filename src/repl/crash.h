/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_CRASH_H
#define REPL_CRASH_H

/* What a crash leaves behind: a terminal that echoes, has lines, a cursor and no picture half sent. The signal then
 * does what it would have done. Nothing can be done about SIGKILL. */

/* From now on: the terminal becomes what it is now. Does nothing where stdin is none. */
void
crash_catch(void);

/* What leaves the full screen, sent first; it must live as long as it is set. NULL: there is none to leave. */
void
crash_full_screen(const char *bytes);

#endif
