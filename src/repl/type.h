/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_TYPE_H
#define REPL_TYPE_H

#include "function.h"
#include "value.h"

/* Types of values. Every slot but name, help and repr may be left out; completion, errors and help are made from what
 * is there.
 *
 * To add a type: `const struct type type_NAME` last in type_NAME.c, the row TYPE(NAME) in types.def, the file in
 * Makefile.inc.
 *
 * An attribute is a row of .attributes with a getter; a method is a `struct function` listed in .methods (call->self is
 * the object). Commands that name the type in their .objects are methods too, without a row here. */

struct attribute {
    const char *name;
    const char *help;
    struct value *(*get)(struct repl *repl, struct value *self, struct fn_error *err);
};

/* One argument of a call, evaluated. */
struct given {
    const char *name; /* NULL: positional */
    struct value *value;
    int offset; /* where it stands in the source, for error messages; -1: nowhere */
};

enum operator{
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_FLOOR_DIVIDE,
    OP_MODULO,
    OP_POWER,
    OP_EQUAL,
    OP_NOT_EQUAL,
    OP_LESS,
    OP_LESS_EQUAL,
    OP_GREATER,
    OP_GREATER_EQUAL,
};

struct type {
    const char
        *name; /* "ImageList", as messages say it; a name of the language if .construct or .class_methods is set */
    const char *help;  /* one line */
    const char *stage; /* the notebook's name for it ("il"): makes it a type whose newest value commands find */

    void (*free)(void *object); /* releases value->object */

    void (*repr)(const struct value *self, struct text *out);
    void (*str)(const struct value *self, struct text *out); /* what print writes; NULL: repr */
    bool (*equal)(const struct value *a, const struct value *b);

    const struct attribute *attributes;
    int n_attributes;
    /* Attributes that are not a fixed list; NULL without err filled: no such attribute. */
    struct value *(*attribute)(struct repl *repl, struct value *self, const char *name, struct fn_error *err);
    /* Calls back with each name that `attribute` knows, for completion. */
    void (*attribute_names)(struct repl *repl, const struct value *self, name_fn *found, void *user);
    /* obj.name = value */
    bool (*set_attribute)(struct repl *repl, struct value *self, const char *name, struct value *value,
                          struct fn_error *err);

    const struct function *const *methods;       /* NULL-terminated */
    const struct function *const *class_methods; /* ImageList.from_folder(...); call->self is NULL */
    const struct function *construct;            /* Learner(...) */

    /* A sequence: len, obj[i] with 0 <= i < length (negative indices are counted for you), *obj, a, b = obj. */
    int64_t (*length)(const struct value *self);
    struct value *(*item)(struct repl *repl, struct value *self, int64_t index, struct fn_error *err);
    /* obj[a:b:c]: items first, first + step, ...: count of them. NULL: a list made of items. */
    struct value *(*slice)(struct repl *repl, struct value *self, int64_t first, int64_t step, int64_t count,
                           struct fn_error *err);

    /* obj(...): args[n_args] with positional ones first. */
    struct value *(*call)(struct repl *repl, struct value *self, const struct given *args, int n_args,
                          struct failure *failure);

    /* a OP b where a or b is of this type; NULL without err filled: not for these two. */
    struct value *(*binary)(struct repl *repl, enum operator op, struct value *a, struct value *b,
                            struct fn_error *err);

    /* The value as an argument of the engine's rows; NULL: it can be none. */
    void (*to_engine)(const struct value *self, struct fn_arg *arg);

    /* What an expression of its own does instead of printing the repr: a figure draws itself. */
    bool (*display)(struct repl *repl, struct value *self, struct fn_error *err);

    /* What show draws; the caller frees the figure. */
    struct fn_figure *(*figure)(struct repl *repl, struct value *self, enum fn_cmap cmap, struct fn_error *err);
};

#define TYPE(name) extern const struct type type_##name;
#include "types.def"
#undef TYPE

/* By the name that the language uses; NULL: none. */
const struct type *
type_find(const char *name);

int
type_count(void);

const struct type *
type_get(int index);

#endif
