/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_VALUE_H
#define REPL_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include <fn/fn.h>

#include "text.h"

/* Values of the language: shared, counted, and never changed once made.
 *
 * Whoever holds a value owns one reference; value_unref gives it back. Functions that make a value return one reference
 * or NULL with err filled (only memory can run out). Arguments are borrowed, unless the name ends in _take. */

struct function;
struct table;
struct table_row;
struct type;
struct unit;
struct node;

struct value {
    int refs;
    const struct type *type;
    union {
        bool truth;      /* bool */
        int64_t integer; /* int */
        double number;   /* float */
        struct {         /* str, Path */
            char *bytes; /* UTF-8, ends with a NUL */
            size_t length;
        } text;
        struct { /* list, tuple, Size */
            struct value **items;
            int count;
        } list;
        void *object; /* any other type: of that type's own kind, given back by its free */
    };
};

struct value *
value_ref(struct value *value); /* NULL allowed */

void
value_unref(struct value *value); /* NULL allowed */

struct value *
value_none(void); /* cannot fail */

struct value *
value_bool(bool truth); /* cannot fail */

struct value *
value_int(int64_t integer, struct fn_error *err);

struct value *
value_float(double number, struct fn_error *err);

struct value *
value_string(const char *string, struct fn_error *err);

struct value *
value_string_length(const char *bytes, size_t length, struct fn_error *err);

struct value *
value_path(const char *path, struct fn_error *err);

/* Lists, tuples and sizes. `items` may be NULL with count 0. The _take form consumes the references of the items (not
 * the array), also when it fails. */
struct value *
value_list_take(const struct type *type, struct value *const *items, int count, struct fn_error *err);

/* torch.Size([...]) */
struct value *
value_size(const int *shape, int ndim, struct fn_error *err);

/* A value of an engine type. `object` is consumed; on failure it is released with type->free. A NULL object (the engine
 * failed and err is filled) gives NULL, so that calls can be nested. */
struct value *
value_object_take(const struct type *type, void *object, struct fn_error *err);

/* The object if the value is of that type, else NULL. */
void *
value_object(const struct value *value, const struct type *type);

bool
value_is_none(const struct value *value);

/* A str or a Path. */
bool
value_is_text(const struct value *value);

/* list or tuple (or Size) */
bool
value_is_list(const struct value *value);

/* bool, int or float; *number is its value. */
bool
value_to_number(const struct value *value, double *number);

bool
value_truth(const struct value *value);

/* What the prompt shows (repr) and what print writes (str). */
void
value_repr(const struct value *value, struct text *out);

void
value_str(const struct value *value, struct text *out);

bool
value_equal(const struct value *a, const struct value *b);

#endif
