/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "args.h"

/* "a, b or c" from words separated by blanks */
static void
add_words(const char *words, struct text *out)
{
    for (const char *before = ""; *words;) {
        size_t length = strcspn(words, " ");
        text_add(out, before);
        text_add_bytes(out, words, length);
        words += length + strspn(words + length, " ");
        before = words[strcspn(words, " ")] ? ", " : " or ";
    }
}

/* "1 to 100" or "at least 1" behind a word of its own, or nothing. */
static void
add_range(const struct fn_param *param, const char *from, const char *of, struct text *out)
{
    bool ranged = (param->kind == FN_INT || param->kind == FN_FLOAT) && (param->low != 0 || param->high != 0);
    if (ranged && param->high < 1e9 && param->low > -1e9)
        text_printf(out, "%s%g to %g", from, param->low, param->high);
    else if (ranged && param->low > -1e9)
        text_printf(out, "%sat least %g", of, param->low);
}

void
param_wanted(const struct fn_param *param, struct text *out)
{
    const char *words[] = {[FN_INT] = "a whole number", [FN_FLOAT] = "a number", [FN_BOOL] = "True or False"};
    switch ((int)param->kind) {
    case FN_INT:
    case FN_FLOAT:
    case FN_BOOL:
        text_add(out, words[param->kind]);
        break;
    case FN_CHOICE:
        add_words(param->choices, out);
        break;
    case FN_LAYER:
    case FN_LAYERS:
        text_add(out, "a layer");
        break;
    case (int)ARG_OBJECT:
        text_add(out, strchr("AEIOU", param->choices[0]) ? "an " : "a ");
        add_words(param->choices, out);
        break;
    case (int)ARG_PATH:
        text_add(out, "a path");
        break;
    case (int)ARG_SEQUENCE:
        text_add(out, "a list or tuple");
        break;
    case (int)ARG_VALUE:
        text_add(out, "a value");
        break;
    default:
        text_add(out, "a text");
    }
    add_range(param, " from ", " of ", out);
    if (param->none_ok)
        text_add(out, ", or None");
}

void
param_describe(const struct fn_param *param, struct text *out)
{
    struct text range = {0};
    if (param->kind == FN_CHOICE)
        add_words(param->choices, &range);
    else
        add_range(param, "", "", &range);
    text_add(out, param->help ? param->help : "");
    if (range.bytes)
        text_printf(out, "%s(%s)", param->help ? " " : "", range.bytes);
    text_fini(&range);
}

/* The default as help shows it: texts in quotes. */
static void
add_default(const struct fn_param *param, struct text *out)
{
    bool quoted =
        param->kind == FN_CHOICE || param->kind == FN_TEXT || param->kind == ARG_PATH || param->kind == ARG_WORD;
    if (quoted && param->fallback[0] != '\'' && strcmp(param->fallback, "None") != 0)
        text_printf(out, "'%s'", param->fallback);
    else
        text_add(out, param->fallback);
}

void
param_signature(const struct fn_param *param, struct text *out)
{
    bool many = param->kind == ARG_VALUES || param->kind == FN_LAYERS;
    text_printf(out, "%s%s", many ? "*" : param->kind == ARG_KEYWORDS ? "**" : "", param->name);
    if (param->fallback && !many) {
        text_add(out, "=");
        add_default(param, out);
    }
}

void
params_signature(const char *name, const struct fn_param *params, int n_params, struct text *out)
{
    text_printf(out, "%s(", name);
    for (int i = 0; i < n_params; i++) {
        text_add(out, i > 0 ? ", " : "");
        param_signature(&params[i], out);
    }
    text_add(out, ")");
}

void
params_describe(const struct fn_param *params, int n_params, struct text *out)
{
    size_t width = 0;
    for (int i = 0; i < n_params; i++) {
        struct text name = {0};
        param_signature(&params[i], &name);
        width = name.length > width ? name.length : width;
        text_fini(&name);
    }
    for (int i = 0; i < n_params; i++) {
        text_add(out, "  ");
        size_t start = out->length;
        param_signature(&params[i], out);
        text_printf(out, "%*s", (int)(width + 2 - (out->length - start)), "");
        param_describe(&params[i], out);
        text_add(out, "\n");
    }
}
