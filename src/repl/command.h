/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_COMMAND_H
#define REPL_COMMAND_H

#include "function.h"

/* A command is a call with the object left out: with the row
 *
 *     const struct command command_split = {
 *         .verb = "split",
 *         .group = "Data",
 *         .objects = (const struct type *const[]){&type_image_list, NULL},
 *         .binds = "sd",
 *         .example = "split train=training valid=testing",
 *         .notebook = "sd = il.split_by_folder(train='training', valid='testing')",
 *         .function = {.name = "split_by_folder", .help = ..., .params = params, .n_params = 2, .run = run},
 *     };
 *
 * `split train=training` runs `run` with the newest ImageList as call->self, binds the result to `sd` and prints it,
 * and `il.split_by_folder(train='training')` and `il.split(...)` run the same function on il. Without .objects the verb
 * needs none, call->self is NULL, and `verb(...)` and `function.name(...)` are functions.
 *
 * To add a command: that row last in cmd_NAME.c, everything above it static; COMMAND(NAME) in commands.def; the file in
 * Makefile.inc; and tests/repl/NAME.test. */
struct command {
    const char *verb;
    const char *group;                 /* heading in what `help` lists; its commands are one run of commands.def */
    const struct type *const *objects; /* NULL-terminated types that the verb applies to; NULL: it needs no object */
    const char *binds; /* the notebook's name for the result, or names for its parts: "xb,yb"; NULL: bound
                          to nothing */
    bool quiet;        /* the command's form does not print the result */
    /* What the command's form prints; NULL: what the prompt shows. */
    bool (*print)(struct repl *repl, struct value *result, struct fn_error *err);
    /* Calls back with each word that may stand at place `index` of the command `line` besides what its parameters say,
     * for completion. */
    void (*words)(const struct repl *repl, const char *line, int index, name_fn *found, void *user);
    /* The parameters that all other keywords of the command `line` belong to (ARG_KEYWORDS), for completion; false:
     * that is not known. */
    bool (*keywords)(const char *line, const struct fn_param **params, int *n_params);
    bool statement;       /* takes a whole statement instead of arguments (time) */
    const char *example;  /* one line of the command's form */
    const char *notebook; /* the notebook's own line; NULL: none */
    struct function function;
};

/* By verb. */
const struct command *
command_find(const char *verb);

int
command_count(void);

const struct command *
command_get(int index);

/* The command that gives `type` a method of that name (verb or function name). */
const struct command *
command_find_method(const struct type *type, const char *name);

/* The command without an object that is a function of that name (verb or function name). */
const struct command *
command_find_function(const char *name);

bool
command_applies(const struct command *command, const struct type *type);

#endif
