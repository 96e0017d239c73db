/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_FUNCTION_H
#define REPL_FUNCTION_H

#include <fn/fn.h>

#include "value.h"

/* Functions and methods written in C.
 *
 * A function says what its parameters are; whoever calls it, as a command or as a call, gets its arguments checked and
 * filled up with defaults before `run` sees them. Usage errors, help and completion are made from the same table.
 *
 * To add a function: write `const struct function function_NAME` last in a file func_*.c, everything above it static,
 * and add the row FUNCTION(NAME) to functions.def. To add a method: write it the same way and list it in its type's
 * .methods. */

struct repl;
struct failure;
struct node;

/* Takes one of the names that could stand somewhere, and what it is in a few words (NULL: that is not known; kept by
 * the caller). */
typedef void
name_fn(void *user, const char *name, const char *help);

/* Kinds of parameters that only the language has, besides those of <fn/arg.h>. Of those, FN_INT, FN_FLOAT, FN_BOOL,
 * FN_CHOICE and FN_TEXT are known here. "Bare" means: in a command, a word that stands there without quotes is text.
 *
 *     ARG_VALUE     any value
 *     ARG_OBJECT    a value of one of the types named in `choices`
 *     ARG_PATH      a file or folder: Path or str; bare; ~ is the home. Completion offers folders, and files that end
 *                   in one of the `choices`: "/" for none, NULL for all
 *     ARG_WORD      text of any form (numbers become text); bare; `choices`: words that completion offers
 *     ARG_NAME      the name of a thing, or the thing itself; bare; `choices` may name the table that it is from
 *     ARG_SEQUENCE  a list or tuple
 *     ARG_VALUES    all positional arguments that are left, as a tuple; parameters after it are given by name
 *     ARG_KEYWORDS  last: all other keywords, as a tuple of (name, value); bare */
#define ARG_KIND(number) ((enum fn_kind)(FN_KIND_OWN + (number)))
#define ARG_VALUE ARG_KIND(0)
#define ARG_OBJECT ARG_KIND(1)
#define ARG_PATH ARG_KIND(2)
#define ARG_WORD ARG_KIND(3)
#define ARG_NAME ARG_KIND(4)
#define ARG_SEQUENCE ARG_KIND(5)
#define ARG_VALUES ARG_KIND(6)
#define ARG_KEYWORDS ARG_KIND(7)

/* What run gets. args[i] belongs to params[i], is never NULL and of the kind asked for: FN_FLOAT is a float (an int was
 * converted), FN_INT an int, FN_BOOL a bool, FN_CHOICE and FN_TEXT and ARG_WORD a str, ARG_PATH a Path. None only where
 * the parameter has none_ok or the fallback "None". */
struct call {
    struct repl *repl;
    const struct function *function;
    struct value *self;           /* the object of a method or of a command that has one; NULL otherwise */
    struct value **args;          /* borrowed */
    const bool *given;            /* given[i]: not the default */
    const struct node *statement; /* of a command with .statement: what follows the verb; NULL: nothing */
    struct unit *unit;            /* the statement is of */
    struct failure *failure;      /* a function that runs other source says here where it failed */
};

struct function {
    const char *name; /* as the notebook writes it: "split_by_folder" */
    const char *help; /* one line, no full stop */
    const struct fn_param *params;
    int n_params;
    /* One reference, value_none() for nothing; NULL and err on failure, nothing changed then. */
    struct value *(*run)(struct call *call, struct fn_error *err);
};

/* Reading bound arguments by index. */
struct value *
arg_value(const struct call *call, int index); /* borrowed */

bool
arg_is_none(const struct call *call, int index);

int64_t
arg_int(const struct call *call, int index);

double
arg_float(const struct call *call, int index);

bool
arg_bool(const struct call *call, int index);

/* Of FN_CHOICE, FN_TEXT, ARG_PATH, ARG_WORD; NULL for None. */
const char *
arg_text(const struct call *call, int index);

/* The functions of functions.def; NULL: no such name. */
const struct function *
function_find(const char *name);

int
function_count(void);

const struct function *
function_get(int index);

#endif
