/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_ENV_H
#define REPL_ENV_H

#include "value.h"

/* Variables, in the order in which they were first bound. A function's variables have the session's behind them. */
struct env;

struct env *
env_new(const struct env *outer, struct fn_error *err);

void
env_free(struct env *env); /* NULL allowed */

/* Borrowed; NULL: not bound. */
struct value *
env_get(const struct env *env, const char *name);

/* References the value. On failure (memory) nothing is changed. */
bool
env_set(struct env *env, const char *name, struct value *value, struct fn_error *err);

int
env_count(const struct env *env); /* without the outer ones */

const char *
env_name(const struct env *env, int index);

struct value *
env_value(const struct env *env, int index); /* borrowed */

#endif
