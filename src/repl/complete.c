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

/* The value of a plain chain of names and indices such as il or data.train_ds; NULL: it is none, or calls something.
 * Looking must change nothing, so only variables and attributes are followed. */
static struct value *
look(struct repl *repl, const char *chain, size_t length)
{
    struct value *value = NULL;
    size_t start = 0;
    while (start < length) {
        size_t end = start;
        char name[64];
        while (end < length && lexer_is_name_part(chain[end]))
            end++;
        if (end == start || end - start >= sizeof name || (end < length && chain[end] != '.'))
            goto unknown;
        memcpy(name, chain + start, end - start);
        name[end - start] = '\0';
        struct value *variable = value ? NULL : env_get(repl->env, name);
        struct value *next = value      ? eval_attribute(repl, value, name, NULL)
                             : variable ? value_ref(variable)
                                        : repl_known(repl, name, NULL);
        value_unref(value);
        value = next;
        if (!value)
            return NULL;
        start = end + 1;
    }
    return value;
unknown:
    value_unref(value);
    return NULL;
}

static void
offer_attributes(struct search *search, const char *word, const char *dot)
{
    struct value *object = look(search->repl, word, (size_t)(dot - word));
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
    if (search->found->count == 1) {
        const char *only = search->found->words[0];
        search->found->append = only[strlen(only) - 1] == '/' ? '\0' : ' ';
    }
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
    if (search->found->count > 0)
        search->found->append = '\0';
}

/* What may be the value of a parameter. */
static void
offer_values(struct search *search, const struct fn_param *param, const char *word)
{
    if (param->kind == FN_CHOICE || param->kind == ARG_WORD)
        offer_choices(search, param->choices);
    else if (param->kind == FN_BOOL)
        offer_choices(search, "True False");
    else if (param->kind == ARG_PATH)
        offer_paths(search, word);
    else
        repl_names(search->repl, true, offer, search);
}

/* `set`: a setting, then what it may be set to. */
static void
offer_settings(struct search *search, const char *statement, int n_taken)
{
    char name[64] = "";
    for (int i = 0; n_taken == 0 && i < setting_count(); i++)
        offer(search, setting_get(i)->name);
    if (n_taken == 1 && sscanf(statement, "%*s %63s", name) == 1 && setting_find(name))
        setting_find(name)->words(offer, search);
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

/* The name in front of the innermost open bracket of a call, and its parameters. */
static bool
call_params(struct repl *repl, const char *line, int start, int end, const struct fn_param **params, int *n_params)
{
    int depth = 0, open = end - 1;
    for (; open >= start; open--) {
        if (line[open] == ')' || line[open] == ']')
            depth++;
        else if ((line[open] == '(' || line[open] == '[') && depth-- == 0)
            break;
    }
    if (open < start || line[open] != '(')
        return false;
    int from = open;
    while (from > start && (lexer_is_name_part(line[from - 1]) || line[from - 1] == '.'))
        from--;
    struct value *callee = from < open ? look(repl, line + from, (size_t)(open - from)) : NULL;
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

static void
complete_argument(struct search *search, const char *line, int statement, int start, const struct command *command)
{
    const struct fn_param *params = command->function.params;
    int n_params = command->function.n_params;
    if (start > statement && line[start - 1] == '=') {
        int from = start - 1;
        char name[64];
        while (from > statement && lexer_is_name_part(line[from - 1]))
            from--;
        snprintf(name, sizeof name, "%.*s", start - 1 - from, line + from);
        const struct fn_param *param = params_match(params, n_params, -1, name);
        if (param)
            offer_values(search, param, search->prefix);
        return;
    }
    int n_taken = count_words(line, statement, start);
    const struct fn_param *param = params_match(params, n_params, n_taken, NULL);
    if (strcmp(command->verb, "set") == 0)
        offer_settings(search, line + statement, n_taken);
    else if (param)
        offer_values(search, param, search->prefix);
    if (param && param->kind == ARG_NAME)
        offer_verbs(search);
    if (search->found->count == 0)
        offer_params(search, params, n_params, n_taken);
}

void
complete(struct repl *repl, const char *line, int start, int end, struct completions *found)
{
    char *word = strndup(line + start, (size_t)(end - start));
    if (!word)
        return;
    struct search search = {repl, word, strlen(word), "", "", found};
    int statement = statement_start(line, start);
    const struct command *command = start > statement ? command_at(line, statement, start) : NULL;
    const struct fn_param *params, *param = NULL;
    int n_params;
    found->append = ' ';
    if (command && command->statement) {
        statement += (int)strlen(command->verb);
        while (line[statement] == ' ')
            statement++;
        command = start > statement ? command_at(line, statement, start) : NULL;
    }
    if (command)
        param = params_match(command->function.params, command->function.n_params, count_words(line, statement, start),
                             NULL);
    const char *dot = strrchr(word, '.');
    if (dot && !(param && param->kind == ARG_PATH)) {
        found->append = '\0';
        offer_attributes(&search, word, dot);
    } else if (start == statement) {
        offer_verbs(&search);
        repl_names(repl, true, offer, &search);
    } else if (call_params(repl, line, statement, start, &params, &n_params)) {
        if (line[start - 1] != '=')
            offer_params(&search, params, n_params, 0);
        repl_names(repl, true, offer, &search);
        found->append = '\0';
    } else if (command) {
        complete_argument(&search, line, statement, start, command);
    } else {
        found->append = '\0';
        repl_names(repl, true, offer, &search);
    }
    if (found->count > 1)
        qsort(found->words, (size_t)found->count, sizeof *found->words, by_name);
    free(word);
}
