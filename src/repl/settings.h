/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_SETTINGS_H
#define REPL_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include <fn/fn.h>

#include "function.h"
#include "text.h"

/* What `set` shows and changes, and what the options on the command line set. To add one: a member, a row in
 * settings.def, and get_NAME, set_NAME and words_NAME in settings.c. */

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

struct settings {
    enum fn_cmap cmap;
    char graphics[32]; /* "auto" or the name of a terminal */
    enum when color;
    int width;   /* 0: auto */
    int threads; /* 0: auto */
    uint64_t seed;
    enum when pack;
    bool progress;
};

struct repl;

struct setting {
    const char *name, *fallback, *help;
    void (*get)(const struct repl *repl, struct text *out);
    bool (*set)(struct repl *repl, const char *value, struct fn_error *err);
    /* Calls back with each word that it may be set to, for completion. */
    void (*words)(name_fn *found, void *user);
};

int
setting_count(void);

const struct setting *
setting_get(int index);

const struct setting *
setting_find(const char *name);

/* Errors: no such setting (the nearest is named), a value that it cannot have. */
bool
settings_set(struct repl *repl, const char *name, const char *value, struct fn_error *err);

#endif
