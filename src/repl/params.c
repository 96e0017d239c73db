/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "args.h"

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
params_signature(const char *name, const struct fn_param *params, int n_params, struct text *out)
{
    text_printf(out, "%s(", name);
    for (int i = 0; i < n_params; i++) {
        bool many = params[i].kind == ARG_VALUES || params[i].kind == FN_LAYERS;
        text_printf(out, "%s%s%s", i > 0 ? ", " : "",
                    many                             ? "*"
                    : params[i].kind == ARG_KEYWORDS ? "**"
                                                     : "",
                    params[i].name);
        if (params[i].fallback && !many) {
            text_add(out, "=");
            add_default(&params[i], out);
        }
    }
    text_add(out, ")");
}

void
params_describe(const struct fn_param *params, int n_params, struct text *out)
{
    int width = 0;
    for (int i = 0; i < n_params; i++)
        if ((int)strlen(params[i].name) > width)
            width = (int)strlen(params[i].name);
    for (int i = 0; i < n_params; i++) {
        text_printf(out, "  %-*s  %s", width, params[i].name, params[i].help ? params[i].help : "");
        if (params[i].kind == FN_CHOICE)
            text_printf(out, "%s%s", params[i].help ? ": " : "", params[i].choices);
        text_add(out, "\n");
    }
}
