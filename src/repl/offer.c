/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "offer.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "args.h"
#include "command.h"
#include "eval.h"
#include "table.h"

static bool
fits(const struct search *search, const char *name)
{
    return strncmp(name, search->prefix, strlen(search->prefix)) == 0;
}

static void
add(struct search *search, const char *name, const char *shown, const char *help)
{
    struct text word = {0};
    text_printf(&word, "%s%s%s", search->before, name, search->after);
    if (!word.failed)
        completions_add(search->found, word.bytes, shown, help);
    text_fini(&word);
}

void
offer(void *user, const char *name, const char *help)
{
    if (fits(user, name))
        add(user, name, name, help);
}

void
offer_verbs(struct search *search)
{
    for (int i = 0; i < command_count(); i++)
        offer(search, command_get(i)->verb, command_get(i)->function.help);
}

/* A variable's help is the first line of what the prompt shows of it. */
static void
offer_variables(struct search *search)
{
    const struct env *env = search->repl->env;
    for (int i = 0; i < env_count(env); i++) {
        struct text value = {0};
        if (!fits(search, env_name(env, i)))
            continue;
        value_repr(env_value(env, i), &value);
        if (value.bytes)
            value.bytes[strcspn(value.bytes, "\n")] = '\0';
        offer(search, env_name(env, i), value.bytes);
        text_fini(&value);
    }
}

void
offer_names(struct search *search)
{
    offer_variables(search);
    repl_names(search->repl, false, offer, search);
}

void
offer_choices(struct search *search, const char *choices)
{
    while (choices && *choices) {
        size_t length = strcspn(choices, " ");
        char word[64];
        snprintf(word, sizeof word, "%.*s", (int)length, choices);
        if (length > 0)
            offer(search, word, NULL);
        choices += length + (choices[length] == ' ');
    }
}

void
offer_attributes(struct search *search, struct value *object, const char *dot)
{
    struct search behind = *search;
    char *before = strndup(search->word, (size_t)(dot + 1 - search->word));
    behind.before = before;
    behind.prefix = dot + 1;
    if (before)
        eval_attribute_names(search->repl, object, offer, &behind);
    free(before);
}

static bool
ends_well(const char *name, const char *endings)
{
    size_t size = strlen(name);
    for (const char *e = endings; e && *e; e += strspn(e, " ")) {
        size_t length = strcspn(e, " ");
        if (length < size && strncasecmp(name + size - length, e, length) == 0)
            return true;
        e += length;
    }
    return !endings;
}

void
offer_paths(struct search *search, const char *endings)
{
    const char *word = search->word, *slash = strrchr(word, '/'), *home = getenv("HOME");
    struct text folder = {0}, before = {0}, name = {0};
    bool at_home = word[0] == '~' && word[1] == '/' && home;
    text_add(&folder, at_home ? home : slash ? "" : "./");
    text_add_bytes(&folder, word + at_home, slash ? (size_t)(slash + 1 - word - at_home) : 0);
    text_add_bytes(&before, word, slash ? (size_t)(slash + 1 - word) : 0);
    DIR *dir = folder.failed || before.failed ? NULL : opendir(folder.bytes);
    struct search here = *search;
    here.before = before.bytes;
    here.prefix = slash ? slash + 1 : word;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        struct stat status;
        if (entry->d_name[0] == '.' && here.prefix[0] != '.')
            continue;
        bool is_folder = fstatat(dirfd(dir), entry->d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
        name.length = 0;
        text_printf(&name, "%s%s", entry->d_name, is_folder ? "/" : "");
        if (!name.failed && (is_folder || ends_well(entry->d_name, endings)))
            offer(&here, name.bytes, NULL);
    }
    if (dir)
        closedir(dir);
    search->found->paths = true;
    text_fini(&folder);
    text_fini(&before);
    text_fini(&name);
}

/* The listing shows the default. */
static void
offer_param(struct search *search, const struct fn_param *param)
{
    struct text shown = {0}, help = {0};
    param_signature(param, &shown);
    if (!param->fallback)
        text_add(&shown, "=");
    param_describe(param, &help);
    if (fits(search, param->name) && !shown.failed && !help.failed)
        add(search, param->name, shown.bytes, help.length > 0 ? help.bytes : NULL);
    text_fini(&shown);
    text_fini(&help);
}

void
offer_params(struct search *search, const struct fn_param *params, int n_params, int n_taken)
{
    struct search named = *search;
    named.after = "=";
    for (int i = n_taken; i < n_params; i++)
        if (params[i].kind != ARG_VALUES && params[i].kind != ARG_KEYWORDS && params[i].kind != FN_LAYERS)
            offer_param(&named, &params[i]);
}

static void
offer_rows(struct search *search, const char *table)
{
    for (int t = 0; t < table_count(); t++) {
        for (int i = 0; strcmp(table_get(t)->name, table) == 0 && i < table_get(t)->count(); i++) {
            struct table_row row = table_get(t)->get(i);
            offer(search, row.name, row.help);
        }
    }
    offer_variables(search);
}

void
offer_values(struct search *search, const struct fn_param *param)
{
    if (param->kind == FN_CHOICE || param->kind == ARG_WORD)
        offer_choices(search, param->choices);
    else if (param->kind == FN_BOOL)
        offer_choices(search, "on off True False");
    else if (param->kind == ARG_PATH)
        offer_paths(search, param->choices);
    else if (param->kind == ARG_NAME && param->choices)
        offer_rows(search, param->choices);
    else if (param->kind == FN_INT || param->kind == FN_FLOAT)
        offer_variables(search);
    else
        offer_names(search);
}
