/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library.h"

#include <dlfcn.h>
#include <string.h>

#include "datadir.h"

bool
library_load(const char *file, const char *const *names, int count, void *functions, struct fn_error *err)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL); /* stays: what is loaded twice is there once */

    if (!library)
        return data_fail(err, FN_ERROR_FILE, "the library %s cannot be loaded: %s", file, dlerror());
    for (int i = 0; i < count; i++) {
        void *function = dlsym(library, names[i]);
        if (!function)
            return data_fail(err, FN_ERROR_FILE, "the library %s has no function %s", file, names[i]);
        memcpy((char *)functions + (size_t)i * sizeof function, &function, sizeof function);
    }
    return true;
}
