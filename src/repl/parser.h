/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_PARSER_H
#define REPL_PARSER_H

#include "ast.h"

/* How a piece of source ended. */
enum parse_status {
    PARSE_OK,
    PARSE_ERROR, /* failure is filled */
    PARSE_OPEN,  /* a bracket, a string's line or a trailing backslash wants another line */
    PARSE_BLOCK, /* a line that opens an indented block: its lines are wanted; failure is filled as for PARSE_ERROR */
};

/* Parses all of the source. PARSE_OK: *unit is one reference. The grammar is LANGUAGE.md's, that is:
 *
 *     program    = { statement }
 *     statement  = simple { ";" simple } NEWLINE | def | class
 *     simple     = command | assignment | expression | import | "%magic"
 *     expression = comparison { "," comparison }
 *     comparison = sum [ ( == != < <= > >= ) sum ]
 *     sum        = product { ( + - ) product }
 *     product    = unary { ( * / // % ) unary }
 *     unary      = ( - + ) unary | power
 *     power      = postfix [ ** unary ]
 *     postfix    = atom { "(" arguments ")" | "[" index "]" | "." NAME } */
enum parse_status
parse(struct script *script, struct unit **unit, struct failure *failure);

#endif
