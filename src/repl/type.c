/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "type.h"

#include <string.h>

static const struct type *const types[] = {
#define TYPE(name) &type_##name,
#include "types.def"
#undef TYPE
};

enum { N_TYPES = sizeof types / sizeof *types };

const struct type *
type_find(const char *name)
{
    for (int i = 0; i < N_TYPES; i++)
        if ((types[i]->construct || types[i]->class_methods) && strcmp(types[i]->name, name) == 0)
            return types[i];
    return NULL;
}

int
type_count(void)
{
    return N_TYPES;
}

const struct type *
type_get(int index)
{
    return types[index];
}
