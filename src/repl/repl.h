/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_REPL_H
#define REPL_REPL_H

#include <stdio.h>

#include <fn/fn.h>

#include "env.h"
#include "function.h"
#include "history.h"
#include "lesson.h"
#include "probe.h"
#include "runs.h"
#include "settings.h"
#include "script.h"
#include "type.h"

/* All state of a session. There is none elsewhere, but for the flag that Ctrl-C sets (interrupt.c) and what readline
 * keeps. */
struct repl {
    struct env *env; /* the variables */
    struct settings settings;
    struct fn_rng rng;    /* initial weights, batches, transforms drawn at the prompt; seeded by settings.seed */
    struct fn_pool *pool; /* made when first needed: use repl_pool */

    FILE *out;          /* stdout */
    bool tty;           /* out is a terminal */
    struct probe probe; /* what the terminal says of itself */
    bool interactive;   /* somebody types */
    bool echo;          /* -x */
    bool keep_going;    /* -k */
    bool quit;          /* set by quit */
    int status;         /* the exit status so far */
    int depth;          /* of calls under way */
    int sources;        /* files being sourced, one within the other */
    bool noted_import;  /* the note on import was given */

    struct value *newest[32]; /* the newest value of each type that has a stage, newest first; NULL: none */
    struct history history;   /* statements run, oldest first */
    struct runs runs;
    struct dashboard *dashboard; /* for the trainings of the statement that runs; NULL: none */
    struct lesson lesson;
    int argc; /* the script's own arguments */
    char **argv;
};

struct options;

bool
repl_init(struct repl *repl, const struct options *options, struct fn_error *err);

void
repl_fini(struct repl *repl);

/* ---- For commands and types ---- */

/* Output of the program; what is printed stays in order with stderr. */
void
repl_print(struct repl *repl, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A value as the prompt shows it, with a newline; figures are drawn, None prints nothing. */
bool
repl_show_value(struct repl *repl, struct value *value, struct fn_error *err);

/* Columns that output may fill: --width or `set width`, else the terminal's, else 80. */
int
repl_columns(const struct repl *repl);

/* Whether escape sequences may go to a file: `set color`, else what NO_COLOR, TERM and the file itself say. */
bool
repl_colour(const struct repl *repl, FILE *file);

/* The session's threads, made now if they were not yet. Borrowed; NULL and err on failure. */
struct fn_pool *
repl_pool(struct repl *repl, struct fn_error *err);

/* The newest value of one of these types (NULL-terminated); borrowed; NULL: there is none. */
struct value *
repl_newest(const struct repl *repl, const struct type *const *types);

/* Binds a name; a value of a type with a stage becomes the newest of its type. */
bool
repl_bind(struct repl *repl, const char *name, struct value *value, struct fn_error *err);

/* callee(args...) for functions of the language that commands are given (plot_multi). One reference. */
struct value *
repl_call(struct repl *repl, struct value *callee, struct value *const *args, int n_args, struct fn_error *err);

/* A known name that is no variable: functions, commands' functions, classes, modules, the engine's rows. One reference;
 * NULL with err untouched: not known. */
struct value *
repl_known(struct repl *repl, const char *name, struct fn_error *err);

/* Every name that may stand in an expression: variables too, with `all`. */
void
repl_names(const struct repl *repl, bool all, name_fn *found, void *user);

/* Ctrl-C was pressed since interrupt_clear (interrupt.h): what callbacks of long work look at. */
bool
repl_interrupted(const struct repl *repl);

#endif
