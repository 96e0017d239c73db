/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "parse.h"

static struct node *
expression(struct parser *parser);

static struct node *
unary(struct parser *parser);

/* *expression where an element of a list or an argument may stand. */
static struct node *
element(struct parser *parser)
{
    if (parser->token.kind != '*')
        return expression(parser);
    struct node *star = parse_node(parser, NODE_STAR, parser->token.offset);
    struct node_list list = {0};
    struct node *inner;
    if (!star || !parse_advance(parser) || !(inner = expression(parser)) || !node_list_add(parser, &list, inner))
        return NULL;
    star->children = list.items;
    star->n_children = 1;
    return star;
}

/* Elements up to the closing bracket, which is taken too. */
static bool
elements(struct parser *parser, struct node_list *list, int closing, bool *comma)
{
    *comma = false;
    while (parser->token.kind != closing) {
        struct node *node = element(parser);
        if (!node || !node_list_add(parser, list, node))
            return false;
        if (parser->token.kind == ',') {
            *comma = true;
            if (!parse_advance(parser))
                return false;
        } else if (parser->token.kind != closing) {
            return parse_unexpected(parser, closing == ']' ? "',' or ']'" : "',' or ')'");
        }
    }
    return parse_advance(parser);
}

static struct node *
bracketed(struct parser *parser, enum node_kind kind, int closing)
{
    int offset = parser->token.offset;
    struct node_list list = {0};
    bool comma;
    if (!parse_advance(parser) || !elements(parser, &list, closing, &comma))
        return NULL;
    if (kind == NODE_TUPLE && list.count == 1 && !comma) {
        if (list.items[0]->kind == NODE_STAR)
            return parse_wrong(parser, list.items[0]->offset, "*spread stands in a list, a tuple or a call");
        return list.items[0];
    }
    struct node *node = parse_node(parser, kind, offset);
    if (node) {
        node->children = list.items;
        node->n_children = list.count;
    }
    return node;
}

static struct node *
name(struct parser *parser)
{
    static const struct {
        const char *word;
        enum node_kind kind;
    } words[] = {{"None", NODE_NONE}, {"True", NODE_TRUE}, {"False", NODE_FALSE}};
    static const char *const unknown[] = {"lambda", "not", "and", "or",    "if",   "else",
                                          "for",    "in",  "is",  "await", "yield"};
    const struct token *token = &parser->token;
    enum node_kind kind = NODE_NAME;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(token->string, words[i].word) == 0)
            kind = words[i].kind;
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (strcmp(token->string, unknown[i]) == 0)
            return parse_wrong(parser, token->offset, "'%s' is not known to this version of the language", unknown[i]);
    struct node *node = parse_node(parser, kind, token->offset);
    if (node)
        node->name = token->string;
    return node && parse_advance(parser) ? node : NULL;
}

static struct node *
literal(struct parser *parser, enum node_kind kind)
{
    struct node *node = parse_node(parser, kind, parser->token.offset);
    if (!node)
        return NULL;
    node->integer = parser->token.integer;
    node->number = parser->token.number;
    node->string = parser->token.string;
    node->length = parser->token.length;
    return parse_advance(parser) ? node : NULL;
}

static struct node *
atom(struct parser *parser)
{
    switch (parser->token.kind) {
    case TOKEN_INT:
        return literal(parser, NODE_INT);
    case TOKEN_FLOAT:
        return literal(parser, NODE_FLOAT);
    case TOKEN_STRING:
        return literal(parser, NODE_STRING);
    case TOKEN_NAME:
        return name(parser);
    case '(':
        return bracketed(parser, NODE_TUPLE, ')');
    case '[':
        return bracketed(parser, NODE_LIST, ']');
    case '{':
        return parse_wrong(parser, parser->token.offset,
                           "dictionaries and sets are not known to this version of the language");
    default:
        return parse_unexpected(parser, "an expression");
    }
}

/* name=value or a positional argument. */
static struct node *
argument(struct parser *parser, bool *keywords)
{
    if (parser->token.kind == TOKEN_POWER)
        return parse_wrong(parser, parser->token.offset, "** in calls is not known to this version of the language");
    int offset = parser->token.offset;
    struct node *node = element(parser);
    if (!node)
        return NULL;
    if (parser->token.kind != '=') {
        if (*keywords)
            return parse_wrong(parser, offset, "an argument without a name may not follow one with a name");
        return node;
    }
    if (node->kind != NODE_NAME)
        return parse_wrong(parser, offset, "the left side of '=' in a call is the name of a parameter");
    *keywords = true;
    struct node *keyword = parse_node(parser, NODE_KEYWORD, offset);
    struct node_list list = {0};
    struct node *value;
    if (!keyword || !parse_advance(parser) || !(value = expression(parser)) || !node_list_add(parser, &list, value))
        return NULL;
    keyword->name = node->name;
    keyword->children = list.items;
    keyword->n_children = 1;
    return keyword;
}

static struct node *
call(struct parser *parser, struct node *callee)
{
    struct node_list list = {0};
    bool keywords = false;
    struct node *node = parse_node(parser, NODE_CALL, callee->offset);
    if (!node || !node_list_add(parser, &list, callee) || !parse_advance(parser))
        return NULL;
    while (parser->token.kind != ')') {
        struct node *arg = argument(parser, &keywords);
        if (!arg || !node_list_add(parser, &list, arg))
            return NULL;
        if (parser->token.kind == ',' ? !parse_advance(parser) : parser->token.kind != ')')
            return parser->token.kind == ',' ? NULL : parse_unexpected(parser, "',' or ')'");
    }
    node->children = list.items;
    node->n_children = list.count;
    return parse_advance(parser) ? node : NULL;
}

/* What stands between [ and ]: an expression or start:stop:step. */
static struct node *
key(struct parser *parser)
{
    struct node *parts[3] = {0};
    int n = 0, offset = parser->token.offset;
    bool slice = false;
    for (;;) {
        if (parser->token.kind != ':' && parser->token.kind != ']') {
            parts[n] = parse_expression(parser, n == 0);
            if (!parts[n])
                return NULL;
        }
        if (parser->token.kind != ':' || n == 2)
            break;
        slice = true;
        n++;
        if (!parse_advance(parser))
            return NULL;
    }
    if (!slice)
        return parts[0] ? parts[0] : parse_unexpected(parser, "an index");
    struct node *node = parse_node(parser, NODE_SLICE, offset);
    struct node_list list = {0};
    for (int i = 0; node && i < 3; i++)
        if (!node_list_add(parser, &list, parts[i]))
            return NULL;
    if (node) {
        node->children = list.items;
        node->n_children = 3;
    }
    return node;
}

static struct node *
index_of(struct parser *parser, struct node *object)
{
    struct node_list list = {0};
    struct node *inner;
    if (!parse_advance(parser) || !(inner = key(parser)))
        return NULL;
    struct node *node = parse_node(parser, NODE_INDEX, inner->offset);
    if (!node || !node_list_add(parser, &list, object) || !node_list_add(parser, &list, inner))
        return NULL;
    node->children = list.items;
    node->n_children = 2;
    return parse_expect(parser, ']', "']'") ? node : NULL;
}

static struct node *
attribute_of(struct parser *parser, struct node *object)
{
    struct node_list list = {0};
    if (!parse_advance(parser))
        return NULL;
    if (parser->token.kind != TOKEN_NAME)
        return parse_unexpected(parser, "the name of an attribute");
    struct node *node = parse_node(parser, NODE_ATTRIBUTE, parser->token.offset);
    if (!node || !node_list_add(parser, &list, object))
        return NULL;
    node->name = parser->token.string;
    node->children = list.items;
    node->n_children = 1;
    return parse_advance(parser) ? node : NULL;
}

static struct node *
postfix(struct parser *parser)
{
    struct node *node = atom(parser);
    for (int length = 0; node; length++) {
        if (length > MAX_NESTING)
            return parse_wrong(parser, parser->token.offset, "this expression is nested too deeply");
        if (parser->token.kind == '(')
            node = call(parser, node);
        else if (parser->token.kind == '[')
            node = index_of(parser, node);
        else if (parser->token.kind == '.')
            node = attribute_of(parser, node);
        else
            break;
    }
    return node;
}

static struct node *
join(struct parser *parser, enum operator op, int offset, struct node *left, struct node *right)
{
    struct node_list list = {0};
    struct node *node = parse_node(parser, NODE_BINARY, offset);
    if (!node || !left || !right || !node_list_add(parser, &list, left) || !node_list_add(parser, &list, right))
        return NULL;
    node->op = op;
    node->children = list.items;
    node->n_children = 2;
    return node;
}

static struct node *
power(struct parser *parser)
{
    struct node *left = postfix(parser);
    if (!left || parser->token.kind != TOKEN_POWER)
        return left;
    int offset = parser->token.offset;
    return parse_advance(parser) ? join(parser, OP_POWER, offset, left, unary(parser)) : NULL;
}

static struct node *
signed_operand(struct parser *parser)
{
    if (parser->token.kind != '-' && parser->token.kind != '+')
        return power(parser);
    struct node *node = parse_node(parser, parser->token.kind == '-' ? NODE_NEGATE : NODE_PLUS, parser->token.offset);
    struct node_list list = {0};
    struct node *inner;
    if (!node || !parse_advance(parser) || !(inner = unary(parser)) || !node_list_add(parser, &list, inner))
        return NULL;
    node->children = list.items;
    node->n_children = 1;
    return node;
}

static struct node *
unary(struct parser *parser)
{
    if (parser->depth == MAX_NESTING)
        return parse_wrong(parser, parser->token.offset, "this expression is nested too deeply");
    parser->depth++;
    struct node *node = signed_operand(parser);
    parser->depth--;
    return node;
}

/* Operators that bind alike, weakest first; each level is read from left to right. */
static const struct level {
    struct {
        int token;
        enum operator op;
    } rows[6];
    int n;
} levels[] = {
    {{{TOKEN_EQUAL, OP_EQUAL},
      {TOKEN_NOT_EQUAL, OP_NOT_EQUAL},
      {'<', OP_LESS},
      {TOKEN_LESS_EQUAL, OP_LESS_EQUAL},
      {'>', OP_GREATER},
      {TOKEN_GREATER_EQUAL, OP_GREATER_EQUAL}},
     6},
    {{{'+', OP_ADD}, {'-', OP_SUBTRACT}}, 2},
    {{{'*', OP_MULTIPLY}, {'/', OP_DIVIDE}, {TOKEN_FLOOR_DIVIDE, OP_FLOOR_DIVIDE}, {'%', OP_MODULO}}, 4},
};

enum { N_LEVELS = sizeof levels / sizeof *levels };

static struct node *
binary(struct parser *parser, int level)
{
    struct node *left = level == N_LEVELS ? unary(parser) : binary(parser, level + 1);
    if (level == N_LEVELS)
        return left;
    for (int length = 0; left; length++) {
        int row = 0;
        while (row < levels[level].n && levels[level].rows[row].token != parser->token.kind)
            row++;
        if (row == levels[level].n)
            break;
        int offset = parser->token.offset;
        if (level == 0 && length == 1)
            return parse_wrong(parser, offset, "comparisons cannot be chained");
        if (length == MAX_NESTING)
            return parse_wrong(parser, offset, "this expression is nested too deeply");
        if (!parse_advance(parser))
            return NULL;
        left = join(parser, levels[level].rows[row].op, offset, left, binary(parser, level + 1));
    }
    return left;
}

static struct node *
expression(struct parser *parser)
{
    return binary(parser, 0);
}

/* What may follow a comma at the end of a tuple without brackets. */
static bool
at_end(const struct parser *parser)
{
    int kind = parser->token.kind;
    return kind == TOKEN_END || kind == TOKEN_NEWLINE || kind == ';' || kind == '=' || kind == ']' || kind == ':';
}

struct node *
parse_expression(struct parser *parser, bool commas)
{
    int offset = parser->token.offset;
    struct node *node = commas ? element(parser) : expression(parser);
    if (!node)
        return NULL;
    if (!commas || parser->token.kind != ',') {
        if (node->kind == NODE_STAR)
            return parse_wrong(parser, offset, "*spread stands in a list, a tuple or a call");
        return node;
    }
    struct node_list list = {0};
    if (!node_list_add(parser, &list, node))
        return NULL;
    while (parser->token.kind == ',') {
        if (!parse_advance(parser))
            return NULL;
        if (at_end(parser))
            break;
        if (!(node = element(parser)) || !node_list_add(parser, &list, node))
            return NULL;
    }
    struct node *tuple = parse_node(parser, NODE_TUPLE, offset);
    if (tuple) {
        tuple->children = list.items;
        tuple->n_children = list.count;
    }
    return tuple;
}
