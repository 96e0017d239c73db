/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser.h"

#include <stdarg.h>
#include <string.h>

#include "command.h"
#include "nearest.h"
#include "parse.h"

bool
node_list_add(struct parser *parser, struct node_list *list, struct node *node)
{
    if (list->count == list->capacity) {
        int capacity = list->capacity ? 2 * list->capacity : 4;
        struct node **items = unit_alloc(parser->lexer.unit, (size_t)capacity * sizeof *items);
        if (!items)
            return parse_wrong(parser, parser->token.offset, "out of memory");
        for (int i = 0; i < list->count; i++)
            items[i] = list->items[i];
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = node;
    return true;
}

void *
parse_wrong(struct parser *parser, int offset, const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    parser->status = PARSE_ERROR;
    return failure_at(parser->lexer.failure, parser->lexer.unit->script, offset, FN_ERROR_INPUT, "%s", message);
}

void *
parse_unexpected(struct parser *parser, const char *wanted)
{
    struct lexer *lexer = &parser->lexer;
    char buffer[80];
    if (parser->token.kind == TOKEN_END && lexer->n_open > 0) {
        parse_wrong(parser, lexer->open[lexer->n_open - 1].offset, "this bracket is never closed");
        parser->status = PARSE_OPEN;
        return NULL;
    }
    parse_wrong(parser, parser->token.offset, "wanted %s, not %s", wanted, token_describe(&parser->token, buffer));
    if (parser->token.kind == TOKEN_END && lexer->wants_line)
        parser->status = PARSE_OPEN;
    return NULL;
}

bool
parse_advance(struct parser *parser)
{
    if (lexer_next(&parser->lexer, &parser->token))
        return true;
    parser->status = PARSE_ERROR;
    return false;
}

bool
parse_expect(struct parser *parser, int kind, const char *wanted)
{
    if (parser->token.kind == kind)
        return parse_advance(parser);
    parse_unexpected(parser, wanted);
    return false;
}

bool
parse_at_word(const struct parser *parser, const char *word)
{
    return parser->token.kind == TOKEN_NAME && strcmp(parser->token.string, word) == 0;
}

struct node *
parse_node(struct parser *parser, enum node_kind kind, int offset)
{
    struct node *node = node_new(parser->lexer.unit, kind, offset, parser->lexer.position);
    return node ? node : parse_wrong(parser, offset, "out of memory");
}

static bool
at_statement_end(const struct parser *parser)
{
    return parser->token.kind == TOKEN_END || parser->token.kind == TOKEN_NEWLINE || parser->token.kind == ';';
}

/* import ..., from ... import ...: to the end of the statement. */
static struct node *
note(struct parser *parser)
{
    struct node *node = parse_node(parser, NODE_NOTE, parser->token.offset);
    while (node && parser->token.kind != TOKEN_END && parser->token.kind != TOKEN_NEWLINE)
        if (!parse_advance(parser))
            return NULL;
    if (node && parser->token.kind == TOKEN_END && parser->lexer.n_open > 0)
        return parse_unexpected(parser, "')'");
    return node;
}

/* %magic: the rest of the line means something to IPython alone. */
static struct node *
magic(struct parser *parser)
{
    struct node *node = parse_node(parser, NODE_NOTE, parser->token.offset);
    struct lexer *lexer = &parser->lexer;
    while (lexer->position < lexer->limit && lexer->text[lexer->position] != '\n')
        lexer->position++;
    return node && parse_advance(parser) ? node : NULL;
}

/* NAME or NAME=default. */
static struct node *
parameter(struct parser *parser, const struct node_list *before)
{
    if (parser->token.kind != TOKEN_NAME)
        return parse_unexpected(parser, "the name of a parameter");
    struct node *node = parse_node(parser, NODE_PARAMETER, parser->token.offset);
    if (!node)
        return NULL;
    node->name = parser->token.string;
    for (int i = 0; i < before->count; i++)
        if (strcmp(before->items[i]->name, node->name) == 0)
            return parse_wrong(parser, node->offset, "two parameters are called '%s'", node->name);
    bool defaults = before->count > 0 && before->items[before->count - 1]->n_children > 0;
    if (!parse_advance(parser))
        return NULL;
    if (parser->token.kind != '=')
        return defaults ? parse_wrong(parser, node->offset,
                                      "'%s' wants a default too, since the parameter before it has one", node->name)
                        : node;
    struct node_list list = {0};
    struct node *value;
    if (!parse_advance(parser) || !(value = parse_expression(parser, false)) || !node_list_add(parser, &list, value))
        return NULL;
    node->children = list.items;
    node->n_children = 1;
    return node;
}

/* A line that opens an indented block. Its place in the grammar is here; the block itself comes with a later
 * version. */
static void *
block_header(struct parser *parser, int offset, const char *what)
{
    parse_wrong(parser, offset,
                "%s is not known to this version of the language; functions are written on one line: "
                "def NAME(PARAMETERS) = EXPRESSION",
                what);
    parser->status = PARSE_BLOCK;
    return NULL;
}

/* The body behind the colon of the notebook's form. */
static struct node *
body_of(struct parser *parser, struct node *def)
{
    if (parser->token.kind == TOKEN_NEWLINE || parser->token.kind == TOKEN_END)
        return block_header(parser, def->offset, "a body of several lines");
    def->returns = parse_at_word(parser, "return");
    if (def->returns && !parse_advance(parser))
        return NULL;
    struct node *body = parse_expression(parser, true);
    if (body && !at_statement_end(parser))
        return parse_unexpected(parser, "the end of the function's expression");
    return body;
}

/* A verb at the start of a line is a command, so a variable of that name could not be seen there. */
static bool
check_name(struct parser *parser, int offset, const char *name)
{
    return !command_find(name) ||
           parse_wrong(parser, offset, "'%s' is a command and cannot be the name of a variable", name);
}

static struct node *
definition(struct parser *parser)
{
    struct node *def = parse_node(parser, NODE_DEF, parser->token.offset), *body = NULL;
    struct node_list list = {0};
    if (!def || !parse_advance(parser))
        return NULL;
    if (parser->token.kind != TOKEN_NAME)
        return parse_unexpected(parser, "the name of the function");
    def->name = parser->token.string;
    if (!check_name(parser, parser->token.offset, def->name))
        return NULL;
    if (!parse_advance(parser) || !parse_expect(parser, '(', "'(' and the parameters"))
        return NULL;
    while (parser->token.kind != ')') {
        struct node *node = parameter(parser, &list);
        if (!node || !node_list_add(parser, &list, node))
            return NULL;
        if (parser->token.kind == ',' ? !parse_advance(parser) : parser->token.kind != ')')
            return parser->token.kind == ',' ? NULL : parse_unexpected(parser, "',' or ')'");
    }
    if (!parse_advance(parser))
        return NULL;
    if (parser->token.kind == '=') {
        def->returns = true;
        body = parse_advance(parser) ? parse_expression(parser, true) : NULL;
    } else if (parse_expect(parser, ':', "'= EXPRESSION' or ': return EXPRESSION'")) {
        body = body_of(parser, def);
    }
    if (!body || !node_list_add(parser, &list, body))
        return NULL;
    def->children = list.items;
    def->n_children = list.count;
    return def;
}

static bool
check_target(struct parser *parser, const struct node *node)
{
    if (node->kind == NODE_NAME && !check_name(parser, node->offset, node->name))
        return false;
    if (node->kind == NODE_NAME || node->kind == NODE_ATTRIBUTE)
        return true;
    return parse_wrong(parser, node->offset, "only a name or an attribute can stand to the left of '='");
}

/* The token is '='. */
static struct node *
assignment(struct parser *parser, struct node *target, int offset)
{
    struct node *node = parse_node(parser, NODE_ASSIGN, offset);
    struct node_list list = {0};
    if (!node)
        return NULL;
    node->unpack = target->kind == NODE_TUPLE;
    for (int i = 0; i < (node->unpack ? target->n_children : 1); i++) {
        struct node *one = node->unpack ? target->children[i] : target;
        if (!check_target(parser, one) || !node_list_add(parser, &list, one))
            return NULL;
    }
    struct node *value;
    if (!parse_advance(parser) || !(value = parse_expression(parser, true)) || !node_list_add(parser, &list, value))
        return NULL;
    if (parser->token.kind == '=')
        return parse_wrong(parser, parser->token.offset, "a statement assigns once");
    node->children = list.items;
    node->n_children = list.count;
    return node;
}

static struct node *
expression_statement(struct parser *parser)
{
    int offset = parser->token.offset;
    struct node *value = parse_expression(parser, true);
    if (!value)
        return NULL;
    if (parser->token.kind == '=')
        return assignment(parser, value, offset);
    if (parser->token.kind == TOKEN_AUGMENTED)
        return parse_wrong(parser, parser->token.offset,
                           "assignments with an operator are not known to this version of the "
                           "language; write NAME = NAME + ...");
    struct node *node = parse_node(parser, NODE_EXPRESSION, offset);
    struct node_list list = {0};
    if (!node || !node_list_add(parser, &list, value))
        return NULL;
    node->children = list.items;
    node->n_children = 1;
    return node;
}

/* Statements of Python that this version does not have. */
static const char *
unknown_statement(const struct parser *parser)
{
    static const char *const words[] = {"class",  "for",    "while",  "if",     "with",    "try",
                                        "async",  "return", "del",    "global", "raise",   "nonlocal",
                                        "assert", "pass",   "lambda", "break",  "continue"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (parse_at_word(parser, words[i]))
            return words[i];
    return NULL;
}

/* Whether the line of this token ends with a colon, so that an indented block follows. */
static bool
opens_block(const struct parser *parser)
{
    const char *p = parser->lexer.text + parser->token.offset, *colon = NULL;
    for (; *p && *p != '\n' && *p != '#'; p++)
        colon = *p == ':' ? p : *p == ' ' || *p == '\t' || *p == '\r' ? colon : NULL;
    return colon != NULL;
}

/* A statement that goes on where it should end. A lone name in front of more words is most likely a verb with a slip in it. */
static struct node *
trailing(struct parser *parser, const struct node *node)
{
    const struct node *value = node->kind == NODE_EXPRESSION ? node->children[0] : NULL;
    struct nearest nearest;
    char hint[160];

    if (!value || value->kind != NODE_NAME)
        return parse_unexpected(parser, "an operator or the end of the statement");
    nearest = (struct nearest){.word = value->name};
    for (int i = 0; i < command_count(); i++)
        nearest_offer(&nearest, command_get(i)->verb, NULL);
    return parse_wrong(parser, value->offset, "'%s' is no command%s", value->name, nearest_hint(&nearest, hint));
}

struct node *
parse_simple(struct parser *parser)
{
    int offset = parser->token.offset;
    const char *unknown = unknown_statement(parser);
    struct node *node;
    if (unknown && opens_block(parser)) {
        char what[32];
        snprintf(what, sizeof what, "'%s'", unknown);
        return block_header(parser, offset, what);
    }
    if (unknown)
        return parse_wrong(parser, offset, "'%s' is not known to this version of the language", unknown);
    if (parser->token.kind == '%')
        node = magic(parser);
    else if (parse_at_word(parser, "import") || parse_at_word(parser, "from"))
        node = note(parser);
    else if (parse_at_word(parser, "def"))
        node = definition(parser);
    else if (parse_is_command(parser))
        node = parse_command(parser);
    else
        node = expression_statement(parser);
    if (!node)
        return NULL;
    if (!at_statement_end(parser))
        return trailing(parser, node);
    node->end = parser->token.offset;
    return node;
}

enum parse_status
parse(struct script *script, struct unit **unit, struct failure *failure)
{
    *unit = NULL;
    const char *nul = memchr(script->text, '\0', script->length);
    if (nul) {
        failure_at(failure, script, (int)(nul - script->text), FN_ERROR_INPUT, "this is no text: it holds a NUL");
        return PARSE_ERROR;
    }
    struct unit *made = unit_new(script, &failure->error);
    if (!made)
        return PARSE_ERROR;
    struct parser parser = {0};
    struct node_list statements = {0};
    lexer_init(&parser.lexer, made, failure);
    bool good = parse_advance(&parser);
    while (good && parser.token.kind != TOKEN_END) {
        if (parser.token.kind == TOKEN_NEWLINE || parser.token.kind == ';') {
            good = parse_advance(&parser);
        } else {
            struct node *node = parse_simple(&parser);
            good = node && node_list_add(&parser, &statements, node);
        }
    }
    if (good && parser.lexer.wants_line) {
        parse_unexpected(&parser, "another line");
        good = false;
    }
    if (good) {
        made->statements = statements.items;
        made->n_statements = statements.count;
        *unit = made;
        return PARSE_OK;
    }
    unit_unref(made);
    return parser.status == PARSE_OK ? PARSE_ERROR : parser.status;
}
