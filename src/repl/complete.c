/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "complete.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "command.h"
#include "eval.h"
#include "lexer.h"
#include "offer.h"
#include "type_function.h"

/* The start of the last statement of line[0 .. end). */
static int
statement_start(const char *line, int end)
{
    int start = 0;
    for (int i = 0; i < end; i++)
        if (line[i] == ';')
            start = i + 1;
    while (start < end && (line[start] == ' ' || line[start] == '\t'))
        start++;
    return start;
}

static const struct command *
command_at(const char *line, int start, int end)
{
    char verb[64];
    int length = 0;
    while (start + length < end && lexer_is_name_part(line[start + length]))
        length++;
    if (length == 0 || length >= (int)sizeof verb || (start + length < end && line[start + length] != ' '))
        return NULL;
    snprintf(verb, sizeof verb, "%.*s", length, line + start);
    return command_find(verb);
}

/* The innermost bracket that is open at the end of line[start .. end), and the commas behind it; -1: none is. */
static int
open_bracket(const char *line, int start, int end, int *n_commas)
{
    int depth = 0, open = end - 1;
    *n_commas = 0;
    for (; open >= start; open--) {
        if (line[open] == ')' || line[open] == ']')
            depth++;
        else if ((line[open] == '(' || line[open] == '[') && depth-- == 0)
            return open;
        else if (line[open] == ',' && depth == 0)
            ++*n_commas;
    }
    return -1;
}

/* Where the chain begins that ends before line[end]: names, dots, and numbers in brackets. What is no chain, such as a
 * call, is left out, and eval_look does not know what is left. */
static int
chain_start(const char *line, int start, int end)
{
    int from = end;
    while (from > start) {
        int open = from - 2;
        while (line[from - 1] == ']' && open > start && (isdigit((unsigned char)line[open]) || line[open] == '-'))
            open--;
        if (lexer_is_name_part(line[from - 1]) || line[from - 1] == '.')
            from--;
        else if (line[from - 1] == ']' && open > start && line[open] == '[')
            from = open;
        else
            break;
    }
    return from;
}

/* The value of the chain that ends before line[end]; NULL: it is none. */
static struct value *
look_before(struct repl *repl, const char *line, int start, int end)
{
    int from = chain_start(line, start, end);
    return eval_look(repl, line + from, (size_t)(end - from), NULL);
}

/* The parameters of what is called at an open bracket. */
static bool
call_params(struct repl *repl, const char *line, int start, int open, const struct fn_param **params, int *n_params)
{
    struct value *callee = line[open] == '(' ? look_before(repl, line, start, open) : NULL;
    bool known = callee && value_params(callee, params, n_params);
    value_unref(callee);
    return known;
}

/* The number of positional words between the verb and the word at hand. */
static int
count_words(const char *line, int start, int end)
{
    int count = -1;
    for (int i = start; i < end;) {
        int from = i;
        while (i < end && line[i] != ' ')
            i++;
        count += i > from && !memchr(line + from, '=', (size_t)(i - from));
        while (i < end && line[i] == ' ')
            i++;
    }
    return count;
}

static bool
is_quote(char c)
{
    return c == '\'' || c == '"';
}

/* The parameter whose name and '=' end line[statement .. start); NULL: none. */
static const struct fn_param *
keyword_at(const char *line, int statement, int start, const struct fn_param *params, int n_params)
{
    char name[64];
    int from = start - 1;
    if (start <= statement || line[start - 1] != '=')
        return NULL;
    while (from > statement && lexer_is_name_part(line[from - 1]))
        from--;
    snprintf(name, sizeof name, "%.*s", start - 1 - from, line + from);
    return params_match(params, n_params, -1, name);
}

/* Behind the open bracket of a call or list: expressions. A choice is a text there. */
static void
complete_in_bracket(struct search *search, const char *line, int statement, int start, int open, int n_commas)
{
    const struct fn_param *params, *param = NULL;
    int n_params;
    bool quoted = is_quote(line[start]), keyword = line[start - 1] == '=';
    if (call_params(search->repl, line, statement, open, &params, &n_params)) {
        param = keyword ? keyword_at(line, statement, start, params, n_params)
                        : params_match(params, n_params, n_commas, NULL);
        if (!quoted && !keyword)
            offer_params(search, params, n_params, 0);
    }
    if (param && param->kind == FN_CHOICE) {
        struct search text = *search;
        text.before = text.after = quoted ? "" : "'";
        offer_choices(&text, param->choices);
    } else if (param && param->kind == FN_BOOL) {
        offer_choices(search, "True False");
    } else if (quoted && param && param->kind == ARG_PATH) {
        offer_paths(search, param->choices);
    }
    if (!quoted && !(keyword && search->found->count > 0))
        offer_names(search);
    if (!search->found->paths)
        search->found->append = '\0';
}

/* The parameter of a command that the word at line[start] is the value of; NULL: none, or it is not known. */
static const struct fn_param *
argument_param(const char *line, int statement, int start, const struct command *command)
{
    const struct fn_param *params = command->function.params, *param;
    int n_params = command->function.n_params;
    if (start <= statement || line[start - 1] != '=')
        return params_match(params, n_params, count_words(line, statement, start), NULL);
    param = keyword_at(line, statement, start, params, n_params);
    if (param && param->kind == ARG_KEYWORDS && command->keywords &&
        command->keywords(line + statement, &params, &n_params))
        param = keyword_at(line, statement, start, params, n_params);
    return param;
}

static void
complete_argument(struct search *search, const char *line, int statement, int start, const struct command *command)
{
    const struct fn_param *params = command->function.params, *param = argument_param(line, statement, start, command);
    int n_params = command->function.n_params, n_taken = count_words(line, statement, start);
    bool keyword = start > statement && line[start - 1] == '=';
    if (command->words && !keyword)
        command->words(search->repl, line + statement, n_taken, offer, search);
    if (param)
        offer_values(search, param);
    if (keyword || is_quote(line[start]))
        return;
    /* Who can write the word itself does not want the name of its parameter. */
    bool offered = param && param_takes_bare(param) && search->found->count > 0;
    offer_params(search, params, n_params, n_taken + offered);
    if (n_taken > 0 && command->keywords && command->keywords(line + statement, &params, &n_params))
        offer_params(search, params, n_params, 0);
}

void
complete(struct repl *repl, const char *line, int start, int end, struct completions *found)
{
    char *word = strndup(line + start, (size_t)(end - start));
    if (!word)
        return;
    struct search search = {repl, word, word, "", "", found};
    const char *dot = strrchr(word, '.');
    int object_end = dot ? start + (int)(dot - word) : -1, n_commas;
    /* A quote in front belongs to the word for all but what it begins with. */
    start -= start > 0 && is_quote(line[start - 1]);
    int statement = statement_start(line, start);
    const struct command *command = start > statement ? command_at(line, statement, start) : NULL;
    found->append = ' ';
    if (command && command->statement) {
        statement += (int)strlen(command->verb);
        while (line[statement] == ' ')
            statement++;
        command = start > statement ? command_at(line, statement, start) : NULL;
    }
    int open = open_bracket(line, statement, start, &n_commas);
    const struct fn_param *param = command ? argument_param(line, statement, start, command) : NULL;
    bool path = param && param->kind == ARG_PATH && open < 0;
    if (dot && !is_quote(line[start]) && !path) {
        struct value *object = look_before(repl, line, statement, object_end);
        found->append = '\0';
        if (object)
            offer_attributes(&search, object, dot);
        value_unref(object);
    } else if (open >= 0) {
        complete_in_bracket(&search, line, statement, start, open, n_commas);
    } else if (command) {
        complete_argument(&search, line, statement, start, command);
    } else if (!is_quote(line[start])) {
        if (start == statement)
            offer_verbs(&search);
        else
            found->append = '\0';
        offer_names(&search);
    }
    if (found->count == 1 && strchr("=/", found->items[0].word[strlen(found->items[0].word) - 1]))
        found->append = '\0';
    completions_sort(found);
    free(word);
}
