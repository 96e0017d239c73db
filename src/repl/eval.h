/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_EVAL_H
#define REPL_EVAL_H

#include "ast.h"
#include "env.h"

enum { MAX_CALLS = 200 }; /* of functions within each other */

/* Where code runs: its source and its variables. */
struct scope {
    struct repl *repl;
    struct unit *unit;
    const struct env *env;
    struct failure *failure;
};

/* One reference; NULL: failure is filled, with its place. */
struct value *
eval(const struct scope *scope, const struct node *node);

/* Runs one statement at the top level. After a failure every variable is as it was. */
bool
eval_statement(struct repl *repl, struct unit *unit, const struct node *node, struct failure *failure);

/* callee(args...); the arguments' offsets are those of the failure's script. */
struct value *
eval_call_value(struct repl *repl, struct value *callee, const struct given *args, int n_args, struct failure *failure);

/* object.name, with or without methods: NULL and err filled. */
struct value *
eval_attribute(struct repl *repl, struct value *object, const char *name, struct fn_error *err);

/* Calls back with each attribute and method of the object. */
void
eval_attribute_names(struct repl *repl, const struct value *object, name_fn *found, void *user);

/* The value of a plain chain of names and numbers such as il, data.train_ds or ll.train[0], without evaluating anything
 * else: looking changes nothing. NULL: it is no such chain or the first name is not known, and err untouched; or an
 * attribute or item is not there. */
struct value *
eval_look(struct repl *repl, const char *chain, size_t length, struct fn_error *err);

/* a OP b */
struct value *
operator_apply(struct repl *repl, enum operator op, struct value *a, struct value *b, struct fn_error *err);

/* object[key]: an item. */
struct value *
sequence_index(struct repl *repl, struct value *object, struct value *key, struct fn_error *err);

/* object[start:stop:step], each a value or NULL. */
struct value *
sequence_slice(struct repl *repl, struct value *object, struct value *const parts[3], struct fn_error *err);

/* A command: evaluates the words of its line and runs it. */
struct value *
eval_command(const struct scope *scope, const struct node *node);

#endif
