/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <string.h>

#define TABLE(name) extern const struct table table_##name;
#include "tables.def"
#undef TABLE

/* Ends with NULL. */
static const struct table *const tables[] = {
#define TABLE(name) &table_##name,
#include "tables.def"
#undef TABLE
    NULL,
};

int
table_count(void)
{
    return (int)(sizeof tables / sizeof *tables) - 1;
}

const struct table *
table_get(int index)
{
    return tables[index];
}

bool
table_find(const char *name, struct row_ref *ref)
{
    for (int t = 0; tables[t]; t++) {
        for (int i = 0; i < tables[t]->count(); i++) {
            struct table_row row = tables[t]->get(i);
            if (strcmp(row.name, name) == 0) {
                *ref = (struct row_ref){tables[t], row};
                return true;
            }
        }
    }
    return false;
}
