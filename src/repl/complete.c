/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "complete.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "args.h"
#include "command.h"
#include "eval.h"
#include "lexer.h"
#include "table.h"
#include "type_function.h"

/* The word that is being completed, and where its completions go. */
struct search {
    struct repl *repl;
    const char *prefix; /* what they begin with */
    size_t length;
    const char *before, *after; /* put around each: "il." before an attribute, "=" behind a parameter */
    struct completions *found;
};

void
completions_fini(struct completions *found)
{
    for (int i = 0; i < found->count; i++)
        free(found->words[i]);
    free(found->words);
    *found = (struct completions){0};
}

static void
offer(void *user, const char *name)
{
    struct search *search = user;
    struct completions *found = search->found;
    if (strncmp(name, search->prefix, search->length) != 0)
        return;
    struct text word = {0};
    text_printf(&word, "%s%s%s", search->before, name, search->after);
    for (int i = 0; !word.failed && i < found->count; i++) {
        if (strcmp(found->words[i], word.bytes) == 0) {
            text_fini(&word);
            return;
        }
    }
    if (found->count == found->capacity) {
        int capacity = found->capacity ? 2 * found->capacity : 32;
        char **words = realloc(found->words, (size_t)capacity * sizeof *words);
        if (!words) {
            text_fini(&word);
            return;
        }
        found->words = words;
        found->capacity = capacity;
    }
    char *bytes = text_take(&word);
    if (bytes)
        found->words[found->count++] = bytes;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
offer_attributes(struct search *search, const char *word, const char *dot)
{
    struct value *object = eval_look(search->repl, word, (size_t)(dot - word), NULL);
    if (!object)
        return;
    char *before = strndup(word, (size_t)(dot + 1 - word));
    if (before) {
        search->before = before;
        search->prefix = dot + 1;
        search->length -= (size_t)(dot + 1 - word);
        eval_attribute_names(search->repl, object, offer, search);
    }
    free(before);
    value_unref(object);
}

static void
offer_paths(struct search *search, const char *word)
{
    const char *slash = strrchr(word, '/');
    struct text folder = {0}, before = {0};
    const char *home = getenv("HOME");
    if (word[0] == '~' && word[1] == '/' && home) {
        text_add(&folder, home);
        text_add_bytes(&folder, word + 1, (size_t)(slash - word));
    } else if (slash) {
        text_add_bytes(&folder, word, (size_t)(slash + 1 - word));
    } else {
        text_add(&folder, "./");
    }
    text_add_bytes(&before, word, slash ? (size_t)(slash + 1 - word) : 0);
    DIR *dir = folder.failed || before.failed ? NULL : opendir(folder.bytes);
    search->before = before.bytes;
    search->prefix = slash ? slash + 1 : word;
    search->length = strlen(search->prefix);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        struct stat status;
        if (entry->d_name[0] == '.' && search->prefix[0] != '.')
            continue;
        bool is_folder = fstatat(dirfd(dir), entry->d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
        search->after = is_folder ? "/" : "";
        offer(search, entry->d_name);
    }
    if (dir)
        closedir(dir);
    search->found->paths = true;
    text_fini(&folder);
    text_fini(&before);
}

static void
offer_choices(struct search *search, const char *choices)
{
    while (choices && *choices) {
        size_t length = strcspn(choices, " ");
        char word[64];
        snprintf(word, sizeof word, "%.*s", (int)length, choices);
        if (length > 0)
            offer(search, word);
        choices += length + (choices[length] == ' ');
    }
}

/* The parameters that are not yet taken by positional arguments. */
static void
offer_params(struct search *search, const struct fn_param *params, int n_params, int n_taken)
{
    search->after = "=";
    for (int i = n_taken; i < n_params; i++)
        if (params[i].kind != ARG_VALUES && params[i].kind != ARG_KEYWORDS && params[i].kind != FN_LAYERS)
            offer(search, params[i].name);
    search->after = "";
}

static void
offer_variables(struct search *search)
{
    for (int i = 0; i < env_count(search->repl->env); i++)
        offer(search, env_name(search->repl->env, i));
}

static void
offer_rows(struct search *search, const char *table)
{
    for (int t = 0; t < table_count(); t++)
        for (int i = 0; strcmp(table_get(t)->name, table) == 0 && i < table_get(t)->count(); i++)
            offer(search, table_get(t)->get(i).name);
    offer_variables(search);
}

/* What may be the value of a parameter. */
static void
offer_values(struct search *search, const struct fn_param *param, const char *word)
{
    if (param->kind == FN_CHOICE || param->kind == ARG_WORD)
        offer_choices(search, param->choices);
    else if (param->kind == FN_BOOL)
        offer_choices(search, "on off True False");
    else if (param->kind == ARG_PATH)
        offer_paths(search, word);
    else if (param->kind == ARG_NAME && param->choices)
        offer_rows(search, param->choices);
    else if (param->kind == FN_INT || param->kind == FN_FLOAT)
        offer_variables(search);
    else if (param->kind != ARG_WORD)
        repl_names(search->repl, true, offer, search);
}

static void
offer_verbs(struct search *search)
{
    for (int i = 0; i < command_count(); i++)
        offer(search, command_get(i)->verb);
}

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

/* The parameters of what is called at an open bracket. */
static bool
call_params(struct repl *repl, const char *line, int start, int open, const struct fn_param **params, int *n_params)
{
    int from = open;
    while (from > start && (lexer_is_name_part(line[from - 1]) || line[from - 1] == '.'))
        from--;
    struct value *callee =
        from < open && line[open] == '(' ? eval_look(repl, line + from, (size_t)(open - from), NULL) : NULL;
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
        search->before = search->after = quoted ? "" : "'";
        offer_choices(search, param->choices);
        search->before = search->after = "";
    } else if (param && param->kind == FN_BOOL) {
        offer_choices(search, "True False");
    } else if (quoted && param && param->kind == ARG_PATH) {
        offer_paths(search, search->prefix);
    }
    if (!quoted && !(keyword && search->found->count > 0))
        repl_names(search->repl, true, offer, search);
    if (!search->found->paths)
        search->found->append = '\0';
}

static void
complete_argument(struct search *search, const char *line, int statement, int start, const struct command *command)
{
    bool quoted = is_quote(line[start]);
    const struct fn_param *params = command->function.params;
    int n_params = command->function.n_params;
    const struct fn_param *param = keyword_at(line, statement, start, params, n_params);
    if (start > statement && line[start - 1] == '=') {
        if (param)
            offer_values(search, param, search->prefix);
        return;
    }
    int n_taken = count_words(line, statement, start);
    param = params_match(params, n_params, n_taken, NULL);
    if (command->words)
        command->words(search->repl, line + statement, n_taken, offer, search);
    if (param)
        offer_values(search, param, search->prefix);
    if (!quoted)
        offer_params(search, params, n_params, n_taken);
}

void
complete(struct repl *repl, const char *line, int start, int end, struct completions *found)
{
    char *word = strndup(line + start, (size_t)(end - start));
    if (!word)
        return;
    struct search search = {repl, word, strlen(word), "", "", found};
    /* A quote in front belongs to the word for all but what it begins with. */
    start -= start > 0 && is_quote(line[start - 1]);
    int statement = statement_start(line, start), n_commas;
    const struct command *command = start > statement ? command_at(line, statement, start) : NULL;
    const struct fn_param *param = NULL;
    found->append = ' ';
    if (command && command->statement) {
        statement += (int)strlen(command->verb);
        while (line[statement] == ' ')
            statement++;
        command = start > statement ? command_at(line, statement, start) : NULL;
    }
    int open = open_bracket(line, statement, start, &n_commas);
    if (command)
        param = params_match(command->function.params, command->function.n_params, count_words(line, statement, start),
                             NULL);
    const char *dot = strrchr(word, '.');
    if (dot && !is_quote(line[start]) && !(param && param->kind == ARG_PATH)) {
        found->append = '\0';
        offer_attributes(&search, word, dot);
    } else if (open >= 0) {
        complete_in_bracket(&search, line, statement, start, open, n_commas);
    } else if (command) {
        complete_argument(&search, line, statement, start, command);
    } else if (!is_quote(line[start])) {
        if (start == statement)
            offer_verbs(&search);
        else
            found->append = '\0';
        repl_names(repl, true, offer, &search);
    }
    if (found->count == 1 && strchr("=/", found->words[0][strlen(found->words[0]) - 1]))
        found->append = '\0';
    if (found->count > 1)
        qsort(found->words, (size_t)found->count, sizeof *found->words, by_name);
    free(word);
}
