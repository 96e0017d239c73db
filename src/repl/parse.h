/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_PARSE_H
#define REPL_PARSE_H

#include "lexer.h"
#include "parser.h"

/* What the parts of the parser share. */

enum { MAX_NESTING = 200 }; /* of expressions within each other */

struct parser {
    struct lexer lexer;
    struct token token; /* the next one, not yet taken */
    int depth;
    enum parse_status status; /* PARSE_OK until something is wrong */
};

/* Children of a node while they are being collected, in the unit's arena. */
struct node_list {
    struct node **items;
    int count, capacity;
};

bool
node_list_add(struct parser *parser, struct node_list *list, struct node *node);

/* All fill the failure, once, and return NULL or false. */
void *
parse_wrong(struct parser *parser, int offset, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* "wanted WHAT, not TOKEN", or that a bracket is open at the end of the source. */
void *
parse_unexpected(struct parser *parser, const char *wanted);

bool
parse_advance(struct parser *parser);

bool
parse_expect(struct parser *parser, int kind, const char *wanted);

bool
parse_at_word(const struct parser *parser, const char *word);

struct node *
parse_node(struct parser *parser, enum node_kind kind, int offset);

/* One expression without commas; with `commas` several are a tuple. */
struct node *
parse_expression(struct parser *parser, bool commas);

/* A simple statement; the token is its first. */
struct node *
parse_simple(struct parser *parser);

/* Whether a line that begins with this token (a name) is a command. */
bool
parse_is_command(const struct parser *parser);

struct node *
parse_command(struct parser *parser);

#endif
