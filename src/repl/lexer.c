/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lexer.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

void
lexer_init(struct lexer *lexer, struct unit *unit, struct failure *failure)
{
    *lexer = (struct lexer){
        .unit = unit, .failure = failure, .text = unit->script->text, .limit = (int)unit->script->length};
}

static bool
wrong(struct lexer *lexer, int offset, const char *message, const char *detail)
{
    failure_at(lexer->failure, lexer->unit->script, offset, FN_ERROR_INPUT, message, detail);
    return false;
}

/* Every byte beyond ASCII may stand in a name, so that names can be written in any language. */
bool
lexer_is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '_' || (c & 0x80);
}

bool
lexer_is_name_part(char c)
{
    return lexer_is_name_start(c) || isdigit((unsigned char)c);
}

static char
peek(const struct lexer *lexer, int ahead)
{
    return lexer->position + ahead < lexer->limit ? lexer->text[lexer->position + ahead] : '\0';
}

/* Length of "In [12]:" at p, 0: it is not there. */
static int
notebook_prompt(const char *p, const char *end)
{
    const char *start = p;
    if (end - p < 4 || strncmp(p, "In [", 4) != 0)
        return 0;
    p += 4;
    while (p < end && (isdigit((unsigned char)*p) || *p == ' '))
        p++;
    return end - p >= 2 && p[0] == ']' && p[1] == ':' ? (int)(p + 2 - start) : 0;
}

/* A prompt that a pasted line brings along. "..." stands for a line that goes on, also IPython's "...:". */
static void
skip_prompt(struct lexer *lexer)
{
    static const char *const prompts[] = {">>>", "fn>", "...:", "..."};
    const char *end = lexer->text + lexer->limit, *p = lexer->text + lexer->position;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    int length = notebook_prompt(p, end);
    for (size_t i = 0; length == 0 && i < sizeof prompts / sizeof *prompts; i++) {
        int n = (int)strlen(prompts[i]);
        if (end - p >= n && strncmp(p, prompts[i], (size_t)n) == 0 && (end - p == n || strchr(" \t\r\n", p[n])))
            length = n;
    }
    if (length > 0)
        lexer->position = (int)(p + length - lexer->text);
}

void
lexer_skip_blanks(struct lexer *lexer)
{
    for (;;) {
        if (lexer->position == 0 || (lexer->position < lexer->limit && lexer->text[lexer->position - 1] == '\n'))
            skip_prompt(lexer);
        char c = peek(lexer, 0);
        if (c == '\\' && (peek(lexer, 1) == '\n' || lexer->position + 1 == lexer->limit ||
                          (peek(lexer, 1) == '\r' && peek(lexer, 2) == '\n'))) {
            lexer->wants_line = lexer->position + (peek(lexer, 1) == '\r' ? 3 : 2) >= lexer->limit;
            lexer->position += peek(lexer, 1) == '\r' ? 3 : 2;
            if (lexer->position > lexer->limit)
                lexer->position = lexer->limit;
        } else if (c == '#') {
            while (lexer->position < lexer->limit && lexer->text[lexer->position] != '\n')
                lexer->position++;
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || (c == '\n' && lexer->n_open > 0)) {
            lexer->position++;
        } else {
            return;
        }
    }
}

static bool
read_name(struct lexer *lexer, struct token *token)
{
    while (lexer_is_name_part(peek(lexer, 0)))
        lexer->position++;
    token->kind = TOKEN_NAME;
    token->length = (size_t)(lexer->position - token->offset);
    char *name = unit_alloc(lexer->unit, token->length + 1);
    if (!name)
        return wrong(lexer, token->offset, "%s", "out of memory");
    memcpy(name, lexer->text + token->offset, token->length);
    token->string = name;
    return true;
}

static void
skip_digits(struct lexer *lexer)
{
    while (isdigit((unsigned char)peek(lexer, 0)))
        lexer->position++;
}

static bool
read_number(struct lexer *lexer, struct token *token)
{
    token->kind = TOKEN_INT;
    skip_digits(lexer);
    if (peek(lexer, 0) == '.') {
        token->kind = TOKEN_FLOAT;
        lexer->position++;
        skip_digits(lexer);
    }
    if (peek(lexer, 0) == 'e' || peek(lexer, 0) == 'E') {
        int sign = peek(lexer, 1) == '+' || peek(lexer, 1) == '-';
        if (isdigit((unsigned char)peek(lexer, 1 + sign))) {
            token->kind = TOKEN_FLOAT;
            lexer->position += 1 + sign;
            skip_digits(lexer);
        }
    }
    if (lexer_is_name_part(peek(lexer, 0)))
        return wrong(lexer, token->offset, "%s", "this is no number: digits may not be followed by a letter");
    char digits[400];
    int length = lexer->position - token->offset;
    if (length >= (int)sizeof digits)
        return wrong(lexer, token->offset, "%s", "a number of that many digits is not known");
    memcpy(digits, lexer->text + token->offset, (size_t)length);
    digits[length] = '\0';
    errno = 0;
    token->number = strtod(digits, NULL);
    if (token->kind == TOKEN_INT) {
        errno = 0;
        token->integer = strtoll(digits, NULL, 10);
        if (errno)
            return wrong(lexer, token->offset, "%s",
                         "this whole number is too large: the largest is 9223372036854775807");
    }
    return true;
}

/* The value of `count` hexadecimal digits; -1: they are not there. */
static int
read_hex(const char *p, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (!isxdigit((unsigned char)p[i]))
            return -1;
        value = value * 16 + (isdigit((unsigned char)p[i]) ? p[i] - '0' : tolower((unsigned char)p[i]) - 'a' + 10);
    }
    return value;
}

static void
add_utf8(struct text *out, unsigned c)
{
    if (c < 0x80) {
        text_add_char(out, (char)c);
    } else if (c < 0x800) {
        text_add_char(out, (char)(0xc0 | c >> 6));
        text_add_char(out, (char)(0x80 | (c & 0x3f)));
    } else {
        text_add_char(out, (char)(0xe0 | c >> 12));
        text_add_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
        text_add_char(out, (char)(0x80 | (c & 0x3f)));
    }
}

/* What stands behind a backslash, at lexer->position. An unknown one stays as it is, as in Python. */
static bool
read_escape(struct lexer *lexer, struct text *out)
{
    char c = peek(lexer, 0);
    const char *plain = strchr("\\'\"", c), *letters = "ntr0", *special = strchr(letters, c);
    lexer->position++;
    if (c == '\n') {
        return true;
    } else if (c == 'x' || c == 'u') {
        int count = c == 'x' ? 2 : 4, code = read_hex(lexer->text + lexer->position, count);
        if (code <= 0 || (code >= 0xd800 && code < 0xe000))
            return wrong(lexer, lexer->position - 2, "%s",
                         "\\x wants two hexadecimal digits and \\u four, of a character");
        add_utf8(out, (unsigned)code);
        lexer->position += count;
    } else if (c == '0') {
        return wrong(lexer, lexer->position - 2, "%s", "a text cannot hold a NUL");
    } else if (plain) {
        text_add_char(out, c);
    } else if (special) {
        text_add_char(out, "\n\t\r"[special - letters]);
    } else {
        text_add_char(out, '\\');
        text_add_char(out, c);
    }
    return true;
}

static bool
read_string(struct lexer *lexer, struct token *token, bool raw)
{
    struct text text = {0};
    char quote = peek(lexer, 0);
    bool good = true;
    lexer->position++;
    text_add(&text, "");
    while (good && peek(lexer, 0) != quote) {
        char c = peek(lexer, 0);
        if (lexer->position >= lexer->limit || c == '\n') {
            good = wrong(lexer, token->offset, "this text is not closed: %s is missing", quote == '"' ? "\"" : "'");
        } else if (c == '\\' && !raw && lexer->position + 1 < lexer->limit) {
            lexer->position++;
            good = read_escape(lexer, &text);
        } else {
            text_add_char(&text, c);
            lexer->position++;
        }
    }
    if (good) {
        lexer->position++;
        token->kind = TOKEN_STRING;
        token->length = text.length;
        char *copy = text.failed ? NULL : unit_alloc(lexer->unit, text.length + 1);
        if (copy)
            memcpy(copy, text.bytes, text.length);
        else
            good = wrong(lexer, token->offset, "%s", "out of memory");
        token->string = copy;
    }
    text_fini(&text);
    return good;
}

static bool
track_brackets(struct lexer *lexer, char c, int offset)
{
    if (c == '(' || c == '[' || c == '{') {
        if (lexer->n_open == MAX_BRACKETS)
            return wrong(lexer, offset, "%s", "too many brackets within each other");
        lexer->open[lexer->n_open].bracket = c;
        lexer->open[lexer->n_open++].offset = offset;
    } else if (c == ')' || c == ']' || c == '}') {
        char opener = c == ')' ? '(' : c == ']' ? '[' : '{';
        if (lexer->n_open == 0)
            return wrong(lexer, offset, "%s", "this bracket closes none");
        if (lexer->open[lexer->n_open - 1].bracket != opener)
            return wrong(lexer, offset, "this bracket does not fit the one that is open, '%s'",
                         (char[2]){lexer->open[lexer->n_open - 1].bracket});
        lexer->n_open--;
    }
    return true;
}

static bool
read_operator(struct lexer *lexer, struct token *token)
{
    static const struct {
        const char *text;
        int kind;
    } pairs[] = {{"**", TOKEN_POWER},     {"//", TOKEN_FLOOR_DIVIDE}, {"==", TOKEN_EQUAL},
                 {"!=", TOKEN_NOT_EQUAL}, {"<=", TOKEN_LESS_EQUAL},   {">=", TOKEN_GREATER_EQUAL},
                 {"+=", TOKEN_AUGMENTED}, {"-=", TOKEN_AUGMENTED},    {"*=", TOKEN_AUGMENTED},
                 {"/=", TOKEN_AUGMENTED}};
    char c = peek(lexer, 0);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (c == pairs[i].text[0] && peek(lexer, 1) == pairs[i].text[1]) {
            token->kind = pairs[i].kind;
            lexer->position += 2;
            return true;
        }
    }
    if (c == '\0' || !strchr("()[]{}+-*/%<>=,.:;", c)) {
        char shown[8] = {c};
        if (!isprint((unsigned char)c))
            strcpy(shown, "this");
        return wrong(lexer, lexer->position, "the character %s is not known to the language", shown);
    }
    token->kind = c;
    lexer->position++;
    return track_brackets(lexer, c, token->offset);
}

bool
lexer_next(struct lexer *lexer, struct token *token)
{
    lexer_skip_blanks(lexer);
    *token = (struct token){.offset = lexer->position};
    char c = peek(lexer, 0);
    bool good = true;
    if (lexer->position >= lexer->limit) {
        token->kind = TOKEN_END;
    } else if (c == '\n') {
        token->kind = TOKEN_NEWLINE;
        lexer->position++;
    } else if ((c == 'r' || c == 'R') && (peek(lexer, 1) == '\'' || peek(lexer, 1) == '"')) {
        lexer->position++;
        good = read_string(lexer, token, true);
    } else if (lexer_is_name_start(c)) {
        good = read_name(lexer, token);
    } else if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)peek(lexer, 1)))) {
        good = read_number(lexer, token);
    } else if (c == '\'' || c == '"') {
        good = read_string(lexer, token, false);
    } else {
        good = read_operator(lexer, token);
    }
    token->end = lexer->position;
    return good;
}

const char *
token_describe(const struct token *token, char buffer[static 80])
{
    switch (token->kind) {
    case TOKEN_END:
    case TOKEN_NEWLINE:
        return "the end of the line";
    case TOKEN_NAME:
        snprintf(buffer, 80, "'%.60s'", token->string);
        return buffer;
    case TOKEN_INT:
    case TOKEN_FLOAT:
        return "a number";
    case TOKEN_STRING:
        return "a text";
    case TOKEN_POWER:
        return "'**'";
    case TOKEN_FLOOR_DIVIDE:
        return "'//'";
    case TOKEN_EQUAL:
        return "'=='";
    case TOKEN_NOT_EQUAL:
        return "'!='";
    case TOKEN_LESS_EQUAL:
        return "'<='";
    case TOKEN_GREATER_EQUAL:
        return "'>='";
    case TOKEN_AUGMENTED:
        return "an assignment with an operator";
    default:
        snprintf(buffer, 80, "'%c'", token->kind);
        return buffer;
    }
}
