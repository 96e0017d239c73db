/* SPDX-License-Identifier: MIT */
#include "core/args.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"

const char *
fni_nearest(const char *word, const char *const *words, int n_words)
{
    const char *nearest = NULL;
    int best = (int)(strlen(word) / 3) + 2;

    for (int i = 0; i < n_words; i++) {
        int d = fn_word_distance(word, words[i]);
        if (d < best) {
            best = d;
            nearest = words[i];
        }
    }
    return nearest;
}

static bool
is_choice(const char *choices, const char *word)
{
    size_t size = strlen(word);

    for (const char *c = choices; *c; c += strspn(c, " ")) {
        size_t n = strcspn(c, " ");
        if (n == size && strncmp(c, word, n) == 0)
            return true;
        c += n;
    }
    return false;
}

static const char *
kind_words(enum fn_kind kind)
{
    switch (kind) {
    case FN_NONE:
        return "None";
    case FN_INT:
        return "a whole number";
    case FN_FLOAT:
        return "a number";
    case FN_BOOL:
        return "True or False";
    case FN_CHOICE:
    case FN_TEXT:
        return "a string";
    case FN_LAYER:
    case FN_LAYERS:
        return "a layer";
    case FN_KIND_OWN:
        break;
    }
    return "a value";
}

static bool
convert(const char *row, const struct fn_param *param, const struct fn_arg *arg, struct fni_value *value,
        struct fn_error *err)
{
    bool number = arg->kind == FN_INT || arg->kind == FN_FLOAT || arg->kind == FN_BOOL;

    *value = (struct fni_value){.kind = param->kind, .number = arg->number, .text = arg->text, .layer = arg->layer};
    if (arg->kind == FN_NONE && param->none_ok) {
        value->kind = FN_NONE;
        return true;
    }
    switch (param->kind) {
    case FN_INT:
        if (!number || arg->number != floor(arg->number))
            goto wrong;
        break;
    case FN_FLOAT:
        if (!number)
            goto wrong;
        break;
    case FN_BOOL:
        if (!number)
            goto wrong;
        value->number = arg->number != 0;
        return true;
    case FN_CHOICE:
        if (arg->kind != FN_CHOICE && arg->kind != FN_TEXT)
            goto wrong;
        if (!is_choice(param->choices, arg->text))
            return fni_fail(err, FN_ERROR_INPUT, "%s: %s is '%s', wanted one of: %s", row, param->name, arg->text,
                            param->choices);
        return true;
    case FN_TEXT:
        if (arg->kind != FN_CHOICE && arg->kind != FN_TEXT)
            goto wrong;
        return true;
    case FN_LAYER:
        if (arg->kind != FN_LAYER)
            goto wrong;
        return true;
    case FN_NONE:
    case FN_LAYERS:
    case FN_KIND_OWN:
        goto wrong;
    }
    if (isnan(arg->number))
        goto wrong;
    if ((param->low != 0 || param->high != 0) && (arg->number < param->low || arg->number > param->high))
        return fni_fail(err, FN_ERROR_INPUT, "%s: %s is %g, wanted %g to %g", row, param->name, arg->number, param->low,
                        param->high);
    return true;
wrong:
    if (number)
        return fni_fail(err, FN_ERROR_INPUT, "%s: %s is %g, wanted %s", row, param->name, arg->number,
                        kind_words(param->kind));
    return fni_fail(err, FN_ERROR_INPUT, "%s: %s is %s, wanted %s", row, param->name, kind_words(arg->kind),
                    kind_words(param->kind));
}

static bool
bind_fallback(const char *row, const struct fn_param *param, struct fni_value *value, struct fn_error *err)
{
    const char *text = param->fallback;

    if (!text)
        return fni_fail(err, FN_ERROR_INPUT, "%s: the argument %s is missing%s%s", row, param->name,
                        param->help ? ": " : "", param->help ? param->help : "");
    *value = (struct fni_value){.kind = param->kind};
    if (strcmp(text, "None") == 0)
        value->kind = FN_NONE;
    else if (param->kind == FN_BOOL)
        value->number = strcmp(text, "True") == 0;
    else if (param->kind == FN_INT || param->kind == FN_FLOAT)
        value->number = strtod(text, NULL);
    else
        value->text = text;
    return true;
}

static int
find_param(const char *row, const struct fn_param *params, int n_params, const char *name, struct fn_error *err)
{
    enum { MOST = 64 };
    const char *names[MOST] = {NULL}, *near;
    char all[512] = "";

    for (int i = 0; i < n_params; i++)
        if (strcmp(params[i].name, name) == 0)
            return i;
    for (int i = 0; i < n_params && i < MOST; i++) {
        names[i] = params[i].name;
        if (strlen(all) + strlen(names[i]) + 3 < sizeof all)
            strcat(strcat(all, i ? ", " : ""), names[i]);
    }
    near = fni_nearest(name, names, n_params < MOST ? n_params : MOST);
    if (near)
        fni_fail(err, FN_ERROR_INPUT, "%s: unknown argument '%s', did you mean '%s'? (%s)", row, name, near, all);
    else
        fni_fail(err, FN_ERROR_INPUT, "%s: unknown argument '%s', it takes: %s", row, name,
                 n_params ? all : "no arguments");
    return -1;
}

bool
fni_args_bind(const char *row, const struct fn_param *params, int n_params, const struct fn_arg *args, int n_args,
              struct fni_value *values, struct fn_error *err)
{
    bool given[64] = {false}; /* no row has more parameters */
    int position = 0;

    for (int i = 0; i < n_args; i++) {
        int p = position;
        if (args[i].name) {
            p = find_param(row, params, n_params, args[i].name, err);
            if (p < 0)
                return false;
        } else if (p < n_params && params[p].kind == FN_LAYERS) {
            if (args[i].kind != FN_LAYER)
                return fni_fail(err, FN_ERROR_INPUT, "%s: argument %d is %s, wanted a layer", row, i + 1,
                                kind_words(args[i].kind));
            if (!given[p])
                values[p] = (struct fni_value){.kind = FN_LAYERS, .first = i};
            values[p].count++;
            given[p] = true;
            continue;
        } else if (p >= n_params) {
            return fni_fail(err, FN_ERROR_INPUT, "%s: %d arguments, it takes at most %d", row, n_args, n_params);
        } else {
            position++;
        }
        if (given[p])
            return fni_fail(err, FN_ERROR_INPUT, "%s: the argument %s is given twice", row, params[p].name);
        given[p] = true;
        if (!convert(row, &params[p], &args[i], &values[p], err))
            return false;
    }
    for (int p = 0; p < n_params; p++) {
        if (given[p])
            continue;
        if (params[p].kind == FN_LAYERS)
            values[p] = (struct fni_value){.kind = FN_LAYERS};
        else if (!bind_fallback(row, &params[p], &values[p], err))
            return false;
    }
    return true;
}
