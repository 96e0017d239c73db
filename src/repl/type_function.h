/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_TYPE_FUNCTION_H
#define REPL_TYPE_FUNCTION_H

#include "ast.h"
#include "table.h"
#include "type.h"

/* A function of functions.def or of a command. */
struct value *
function_new(const struct function *function, struct fn_error *err);

/* A `def`: its unit is kept as long as the function. Consumes the references of the defaults, one for each parameter
 * (NULL: none). */
struct value *
function_define(struct unit *unit, const struct node *def, struct value *const *defaults, struct fn_error *err);

/* The C function behind a value of type_function, or of type_method; NULL: it is another or was written in the
 * language. */
const struct function *
function_native(const struct value *value);

const struct function *
method_native(const struct value *value);

/* The parameters of a value that can be called. False: it is no such value. */
bool
value_params(const struct value *value, const struct fn_param **params, int *n_params);

/* "conv(ni, nf)", of a value of type_function. */
void
function_signature(const struct value *value, struct text *out);

/* object.method, waiting for its call. */
struct value *
method_new(struct value *object, const struct function *function, struct fn_error *err);

/* A type as a value: ImageList. */
struct value *
class_new(const struct type *type, struct fn_error *err);

/* "nn", "F", "torch": names in front of a known name. NULL without err filled: there is no such module. */
struct value *
module_find(const char *name, struct fn_error *err);

int
module_count(void);

const char *
module_name(int index);

struct value *
row_new(const struct row_ref *ref, struct fn_error *err);

/* "the ImageList", "the class ImageList", "the module nn": for messages. */
void
type_describe(const struct value *value, struct text *out);

#endif
