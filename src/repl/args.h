/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_ARGS_H
#define REPL_ARGS_H

#include "ast.h"
#include "function.h"

/* From what stands in a call or in a command to the values that `run` sees. */

/* The parameter that positional argument `index` or keyword `name` belongs to; NULL: none. */
const struct fn_param *
params_match(const struct fn_param *params, int n_params, int index, const char *name);

/* Whether a command's word may stand for this parameter as plain text. */
bool
param_takes_bare(const struct fn_param *param);

/* Checks args against the function's parameters, fills up with defaults and runs it. Errors call it `as`. */
struct value *
function_run(struct repl *repl, const struct function *function, const char *as, struct value *self,
             const struct given *args, int n_args, struct unit *unit, const struct node *statement,
             struct failure *failure);

/* What a parameter wants, in words: "a whole number of at least 1, or None". */
void
param_wanted(const struct fn_param *param, struct text *out);

/* "max_lr=0.003", "*layers" */
void
param_signature(const struct fn_param *param, struct text *out);

/* Its help with its range or choices: "epochs (1 to 100000)". */
void
param_describe(const struct fn_param *param, struct text *out);

/* "split_by_folder(train='train', valid='valid')", and one line a parameter, for help. */
void
params_signature(const char *name, const struct fn_param *params, int n_params, struct text *out);

void
params_describe(const struct fn_param *params, int n_params, struct text *out);

/* From a call's arguments to the engine's: for rows of the engine's tables, which check them themselves. out[n_args];
 * texts and objects are borrowed from args. Errors: a value whose type has no .to_engine. */
bool
args_to_engine(const struct given *args, int n_args, struct fn_arg *out, struct fn_error *err);

#endif
