/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_TABLE_H
#define REPL_TABLE_H

#include "type.h"

/* The engine's own tables (layers, transforms, losses, metrics, optimizers): each of their rows is a name of the
 * language, with help and completion. To add a table: `const struct table table_NAME` in table_NAME.c and TABLE(NAME)
 * in tables.def. */

struct table_row {
    const char *name, *help;
    const struct fn_param *params;
    int n_params;
};

struct table {
    const char *name; /* "layers" */
    const char *what; /* "layer" */
    int (*count)(void);
    struct table_row (*get)(int index);
    /* ROW(...): positional arguments first; the engine checks them. NULL: the name is only handed on
     * (metrics=accuracy). */
    struct value *(*call)(struct repl *repl, const struct table_row *row, const struct given *args, int n_args,
                          struct fn_error *err);
};

/* The object of a value of type_row: a name of a table, such as `accuracy` in metrics=accuracy. */
struct row_ref {
    const struct table *table;
    struct table_row row;
};

#define TABLE(name) extern const struct table table_##name;
#include "tables.def"
#undef TABLE

int
table_count(void);

const struct table *
table_get(int index);

/* Fills *ref; false: no such name. */
bool
table_find(const char *name, struct row_ref *ref);

#endif
