/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "data/listing.h"

bool
fni_names_add(struct fni_names *names, const char *name, struct fn_error *err)
{
    if (names->count == names->capacity) {
        int capacity = names->capacity ? names->capacity * 2 : 16;
        char **grown = realloc(names->names, (size_t)capacity * sizeof *grown);
        if (!grown)
            return fni_fail_memory(err);
        names->names = grown;
        names->capacity = capacity;
    }
    names->names[names->count] = fni_strdup(name, err);
    if (!names->names[names->count])
        return false;
    names->count++;
    return true;
}

static int
compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void
fni_names_sort(struct fni_names *names)
{
    if (names->count > 1)
        qsort(names->names, (size_t)names->count, sizeof *names->names, compare);
}

void
fni_names_fini(struct fni_names *names)
{
    for (int i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
    *names = (struct fni_names){0};
}

char *
fni_names_join(const struct fni_names *names, char *text, int size)
{
    enum { REST = 24 }; /* room for " and N more" */
    int end = 0;

    text[0] = '\0';
    for (int i = 0; i < names->count; i++) {
        int wanted = (int)strlen(names->names[i]) + (i ? 2 : 0);
        if (end + wanted + REST >= size) {
            snprintf(text + end, (size_t)(size - end), "%s%d more", i ? " and " : "", names->count - i);
            return text;
        }
        end += snprintf(text + end, (size_t)(size - end), "%s%s", i ? ", " : "", names->names[i]);
    }
    if (names->count == 0)
        snprintf(text, (size_t)size, "nothing");
    return text;
}
