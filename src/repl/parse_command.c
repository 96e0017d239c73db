/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "args.h"
#include "command.h"
#include "parse.h"

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool
parse_is_command(const struct parser *parser)
{
    const struct token *token = &parser->token;
    if (token->kind != TOKEN_NAME || !command_find(token->string))
        return false;
    const char *text = parser->lexer.text, *p = text + token->end, *end = text + parser->lexer.limit;
    if (p < end && *p != '\n' && *p != ';' && *p != '#' && *p != '\\' && !is_blank(*p))
        return false;
    while (p < end && is_blank(*p))
        p++;
    if (p == end || *p == '\n' || *p == ';' || *p == '#')
        return true;
    char next = p + 1 < end ? p[1] : '\n';
    if (*p == '.')
        return !lexer_is_name_start(next);
    if (strchr("=,)]([<>:", *p) || (*p == '!' && next == '='))
        return false;
    /* `ls /tmp` and `items -1` are commands, `items - 1` is a difference. */
    if (strchr("+-*/%", *p))
        return !is_blank(next) && next != '=' && !(strchr("*/", *p) && next == *p);
    return true;
}

/* A word goes to the next blank, `;` or end of line outside quotes and brackets. */
static int
word_end(struct parser *parser, int start)
{
    const char *text = parser->lexer.text;
    int end = start, limit = parser->lexer.limit, depth = 0, opened = start;
    for (; end < limit; end++) {
        char c = text[end];
        if (depth == 0 && (is_blank(c) || c == '\n' || c == ';'))
            break;
        if (depth == 0 && c == '\\' && end + 1 < limit && text[end + 1] == '\n')
            break;
        if (strchr("([{", c) && depth++ == 0)
            opened = end;
        else if (strchr(")]}", c) && depth > 0)
            depth--;
        else if (depth > 0 && c == '#')
            end += (int)strcspn(text + end, "\n") - 1;
        if (c == '\'' || c == '"') {
            int close = end + 1;
            while (close < limit && text[close] != c && text[close] != '\n')
                close += text[close] == '\\' && close + 1 < limit ? 2 : 1;
            end = close < limit && text[close] == c ? close : end;
        }
    }
    if (depth > 0) {
        parse_wrong(parser, opened, "this bracket is never closed");
        parser->status = PARSE_OPEN;
        return -1;
    }
    return end;
}

/* Whether `1,3` goes on as a tuple behind its comma. A comma at the end of a word, or a name of an argument behind it,
 * comes from somebody who thinks of a call. */
static bool
is_tuple(const char *text, int comma, int end)
{
    return comma + 1 < end && !memchr(text + comma, '=', (size_t)(end - comma));
}

/* The word as an expression, or NULL; what is wrong with it is kept in `failure`. */
static struct node *
word_expression(struct parser *parser, int start, int end, bool commas, struct failure *failure)
{
    struct parser inner = {.depth = parser->depth};
    lexer_init(&inner.lexer, parser->lexer.unit, failure);
    inner.lexer.position = start;
    inner.lexer.limit = end;
    if (!parse_advance(&inner))
        return NULL;
    struct node *node = parse_expression(&inner, commas);
    if (node && inner.token.kind == ',' && is_tuple(parser->lexer.text, inner.token.offset, end))
        return word_expression(parser, start, end, true, failure);
    if (node && inner.token.kind == ',')
        return parse_wrong(&inner, inner.token.offset,
                           "the arguments of a command are separated by blanks, not by commas");
    if (node && inner.token.kind != TOKEN_END)
        return parse_unexpected(&inner, "an operator or the end of the argument");
    return node;
}

/* Length of NAME= at the start of a word with its blanks, 0: it is none. */
static int
keyword_length(const char *text, int start, int end, int limit)
{
    int p = start;
    if (!lexer_is_name_start(text[p]))
        return 0;
    while (p < end && lexer_is_name_part(text[p]))
        p++;
    while (p < limit && is_blank(text[p]))
        p++;
    if (p >= limit || text[p] != '=' || (p + 1 < limit && text[p + 1] == '='))
        return 0;
    p++;
    while (p < limit && is_blank(text[p]))
        p++;
    return p - start;
}

static char *
copy(struct parser *parser, int start, size_t length)
{
    char *string = unit_alloc(parser->lexer.unit, length + 1);
    if (!string)
        return parse_wrong(parser, start, "out of memory");
    memcpy(string, parser->lexer.text + start, length);
    return string;
}

/* A word that could be an expression and is nothing else. */
static bool
is_quoted(char c)
{
    return c != '\0' && strchr("'\"([", c);
}

static struct node *
word(struct parser *parser, const struct command *command, int *n_positional)
{
    struct lexer *lexer = &parser->lexer;
    int start = lexer->position, end = word_end(parser, start);
    if (end < 0)
        return NULL;
    struct node *node = parse_node(parser, NODE_WORD, start);
    if (!node)
        return NULL;
    int skip = keyword_length(lexer->text, start, end, lexer->limit);
    if (skip > 0) {
        size_t length = 0;
        while (lexer_is_name_part(lexer->text[(size_t)start + length]))
            length++;
        node->name = copy(parser, start, length);
        start += skip;
        if (start >= end && (end = word_end(parser, start)) < 0)
            return NULL;
        if (start >= end)
            return parse_wrong(parser, start, "'%s=' wants a value", node->name);
    }
    node->string = copy(parser, start, (size_t)(end - start));
    node->length = (size_t)(end - start);
    node->integer = start; /* where the value stands */
    node->end = end;
    const struct fn_param *param = params_match(command->function.params, command->function.n_params,
                                                node->name ? -1 : (*n_positional)++, node->name);
    bool bare = param && param_takes_bare(param);
    struct failure failure = {0};
    struct node *inner = word_expression(parser, start, end, false, &failure);
    if (!inner && (!bare || is_quoted(lexer->text[start]))) {
        failure_fini(lexer->failure);
        *lexer->failure = failure;
        parser->status = PARSE_ERROR;
        return NULL;
    }
    failure_fini(&failure);
    struct node_list list = {0};
    if (inner && !node_list_add(parser, &list, inner))
        return NULL;
    node->children = list.items;
    node->n_children = list.count;
    lexer->position = end;
    return node;
}

static bool
at_end(struct lexer *lexer)
{
    lexer_skip_blanks(lexer);
    return lexer->position >= lexer->limit || strchr("\n;", lexer->text[lexer->position]);
}

static struct node *
statement_of(struct parser *parser, struct node *node)
{
    struct node_list list = {0};
    if (!parse_advance(parser))
        return NULL;
    if (parser->depth == MAX_NESTING)
        return parse_wrong(parser, parser->token.offset, "this statement is nested too deeply");
    if (parser->token.kind != TOKEN_END && parser->token.kind != TOKEN_NEWLINE && parser->token.kind != ';') {
        parser->depth++;
        struct node *inner = parse_simple(parser);
        parser->depth--;
        if (!inner || !node_list_add(parser, &list, inner))
            return NULL;
    }
    node->children = list.items;
    node->n_children = list.count;
    return node;
}

struct node *
parse_command(struct parser *parser)
{
    struct node *node = parse_node(parser, NODE_COMMAND, parser->token.offset);
    if (!node)
        return NULL;
    node->command = command_find(parser->token.string);
    if (node->command->statement)
        return statement_of(parser, node);
    struct node_list list = {0};
    int n_positional = 0;
    parser->lexer.position = parser->token.end;
    while (!at_end(&parser->lexer)) {
        struct node *arg = word(parser, node->command, &n_positional);
        if (!arg || !node_list_add(parser, &list, arg))
            return NULL;
    }
    node->children = list.items;
    node->n_children = list.count;
    return parse_advance(parser) ? node : NULL;
}
