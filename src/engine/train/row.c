/* SPDX-License-Identifier: MIT */
#include "train/row.h"

#include <stdio.h>
#include <string.h>

#include "core/args.h"
#include "core/fail.h"

int
fni_row_find(const char *what, const char *name, const struct fn_row_info *(*get)(int), int n, struct fn_error *err)
{
    enum { MOST = 64 };
    const char *names[MOST], *near;
    char all[512] = "";
    size_t size = 0;

    for (int i = 0; i < n && i < MOST; i++) {
        names[i] = get(i)->name;
        if (strcmp(names[i], name) == 0)
            return i;
        if (size < sizeof all)
            size += (size_t)snprintf(all + size, sizeof all - size, "%s%s", i ? ", " : "", names[i]);
    }
    near = fni_nearest(name, names, n < MOST ? n : MOST);
    if (near)
        fni_fail(err, FN_ERROR_INPUT, "unknown %s '%s', did you mean '%s'? (%s)", what, name, near, all);
    else
        fni_fail(err, FN_ERROR_INPUT, "unknown %s '%s', there are: %s", what, name, all);
    return -1;
}
