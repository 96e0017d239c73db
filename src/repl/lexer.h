/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_LEXER_H
#define REPL_LEXER_H

#include "ast.h"

/* Tokens of the language. A token of one character is that character. */
enum token_kind {
    TOKEN_END = 256,
    TOKEN_NEWLINE,
    TOKEN_NAME,
    TOKEN_INT,
    TOKEN_FLOAT,
    TOKEN_STRING,
    TOKEN_POWER,         /* ** */
    TOKEN_FLOOR_DIVIDE,  /* // */
    TOKEN_EQUAL,         /* == */
    TOKEN_NOT_EQUAL,     /* != */
    TOKEN_LESS_EQUAL,    /* <= */
    TOKEN_GREATER_EQUAL, /* >= */
    TOKEN_AUGMENTED,     /* += and its like: known to be told, not used */
};

struct token {
    int kind;
    int offset, end;    /* bytes of the script */
    const char *string; /* TOKEN_NAME, TOKEN_STRING: the text, in the unit's arena */
    size_t length;
    int64_t integer;
    double number;
};

enum { MAX_BRACKETS = 100 };

/* Reads tokens from `position` to `limit`. Within brackets ends of lines count nothing; a prompt that was pasted along
 * (>>> , fn> , In [1]:) is skipped at the start of a line. */
struct lexer {
    struct unit *unit;
    struct failure *failure;
    const char *text;
    int position, limit;
    int n_open;
    struct {
        char bracket;
        int offset;
    } open[MAX_BRACKETS];
    bool wants_line; /* the source ends behind a backslash */
};

void
lexer_init(struct lexer *lexer, struct unit *unit, struct failure *failure);

/* False: failure is filled. */
bool
lexer_next(struct lexer *lexer, struct token *token);

/* Skips blanks, backslash-newlines, comments, and, within brackets, ends of lines. */
void
lexer_skip_blanks(struct lexer *lexer);

bool
lexer_is_name_start(char c);

bool
lexer_is_name_part(char c);

/* "')'", "a name", "the end of the line": for messages. */
const char *
token_describe(const struct token *token, char buffer[static 80]);

#endif
