/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_RUN_H
#define REPL_RUN_H

#include "ast.h"
#include "repl.h"

/* Exit status */
enum { STATUS_GOOD = 0, STATUS_FAILED = 1, STATUS_USAGE = 2, STATUS_INTERRUPTED = 130 };

/* How deep files may source each other. */
enum { MAX_SOURCES = 16 };

/* Where statements come from, line by line. */
struct lines {
    /* One line with its newline if there was one, malloced; NULL at the end or after Ctrl-C. `more`: it goes on with a
     * statement. */
    char *(*next)(struct lines *lines, bool more, size_t *length);
    void (*parsed)(const struct unit *unit); /* sees statements before they run; NULL: nobody does */
    struct repl *repl;
    FILE *file;
    char *pending; /* read too early: the line after a block */
    size_t pending_length;
    int line; /* number of the next line */
};

/* Runs all statements of a piece of source that is parsed whole first. Prints what fails and sets repl->status. */
void
run_script(struct repl *repl, struct script *script, bool check);

/* The same for a file; one that cannot be read is a usage error. */
void
run_file(struct repl *repl, const char *path, bool check);

/* Statement by statement. */
void
run_stdin(struct repl *repl, bool check);

/* The conversation, until Ctrl-D or quit. */
void
run_interactive(struct repl *repl, bool banner, bool rc);

/* For the command source: runs a file within a statement. The first failure ends it and is left in `failure`. */
bool
run_nested(struct repl *repl, const char *path, struct failure *failure);

/* What both line readers use: reads one statement, runs it. False at the end of the input. */
bool
run_next(struct lines *lines, const char *name, bool check);

/* Shows a failure on stderr, after all output so far. */
void
run_report(struct repl *repl, const struct failure *failure);

#endif
