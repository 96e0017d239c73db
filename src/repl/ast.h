/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_AST_H
#define REPL_AST_H

#include <stdint.h>

#include "script.h"
#include "type.h"

/* The tree of a piece of source. All nodes and strings of a unit live in its arena and go with it. */

enum node_kind {
    /* expressions */
    NODE_INT,
    NODE_FLOAT,
    NODE_STRING,
    NODE_NAME,
    NODE_NONE,
    NODE_TRUE,
    NODE_FALSE,
    NODE_LIST,      /* children */
    NODE_TUPLE,     /* children */
    NODE_STAR,      /* *child, in lists, tuples and calls */
    NODE_NEGATE,    /* -child */
    NODE_PLUS,      /* +child */
    NODE_BINARY,    /* child op child */
    NODE_CALL,      /* callee, then arguments: expressions, NODE_STAR, NODE_KEYWORD */
    NODE_KEYWORD,   /* name = child */
    NODE_INDEX,     /* child[child] */
    NODE_SLICE,     /* start, stop, step: each may be NULL */
    NODE_ATTRIBUTE, /* child.name */
    /* statements */
    NODE_EXPRESSION, /* child: prints its value */
    NODE_ASSIGN,     /* targets (NODE_NAME or NODE_ATTRIBUTE), then the value; one target: bound as it is */
    NODE_DEF,        /* name; parameters (NODE_PARAMETER), then the body */
    NODE_PARAMETER,  /* name; child: the default, or none */
    NODE_COMMAND,    /* command; arguments (NODE_WORD), or the statement of a command that takes one */
    NODE_WORD, /* one operand: name (NULL: positional), string is its text; child: the same as an expression, or none */
    NODE_NOTE, /* import or %magic: no effect */
};

struct node {
    enum node_kind kind;
    int offset, end; /* bytes of the source */
    const char *name;
    const char *string; /* NODE_STRING, NODE_WORD */
    size_t length;      /* of string */
    int64_t integer;
    double number;
    enum operator op;
    bool returns;                  /* NODE_DEF: the body's value is the result */
    bool unpack;                   /* NODE_ASSIGN: several targets, or one with a comma */
    const struct command *command; /* NODE_COMMAND */
    struct node **children;
    int n_children;
};

/* A parsed piece of source: shared by those who run it and by the functions that it defines. */
struct unit {
    int refs;
    struct script *script;
    struct block *blocks; /* the arena */
    struct node **statements;
    int n_statements;
};

struct unit *
unit_new(struct script *script, struct fn_error *err); /* references the script */

struct unit *
unit_ref(struct unit *unit);

void
unit_unref(struct unit *unit); /* NULL allowed */

/* Zeroed memory that lives as long as the unit; NULL if there is none. */
void *
unit_alloc(struct unit *unit, size_t size);

struct node *
node_new(struct unit *unit, enum node_kind kind, int offset, int end);

#endif
