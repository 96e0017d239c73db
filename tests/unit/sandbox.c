/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "datadir.h"

char sandbox[64];

int
sandbox_setup(void **state)
{
    (void)state;
    strcpy(sandbox, "/tmp/fnrepl-test-XXXXXX");
    if (!mkdtemp(sandbox))
        return -1;
    setenv("HOME", sandbox, 1);
    setenv("XDG_CACHE_HOME", sandbox_path("cache"), 1);
    unsetenv("FNREPL_MNIST");
    /* No test leaves this machine. */
    setenv("https_proxy", "http://127.0.0.1:1", 1);
    setenv("no_proxy", "127.0.0.1", 1);
    unsetenv("http_proxy");
    return 0;
}

int
sandbox_teardown(void **state)
{
    (void)state;
    return data_remove(sandbox, NULL) ? 0 : -1;
}

const char *
sandbox_path(const char *format, ...)
{
    static char paths[8][512];
    static int next;
    char *path = paths[next++ % 8];
    va_list ap;
    int n = snprintf(path, sizeof paths[0], "%s/", sandbox);

    va_start(ap, format);
    vsnprintf(path + n, sizeof paths[0] - n, format, ap);
    va_end(ap);
    return path;
}

void
sandbox_write(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(sandbox_path("%s", name), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

void
sandbox_folder(const char *name)
{
    char path[512];

    strcpy(path, sandbox_path("%s", name));
    for (char *p = path + strlen(sandbox) + 1; (p = strchr(p, '/')); p++) {
        *p = '\0';
        mkdir(path, 0700);
        *p = '/';
    }
    mkdir(path, 0700);
    assert_true(data_is_folder(path));
}

bool
sandbox_holds(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(sandbox_path("%s", name), "rb");
    char *found = malloc(size + 1);
    bool same = false;

    assert_non_null(found);
    if (file) {
        same = fread(found, 1, size + 1, file) == size && memcmp(found, bytes, size) == 0;
        fclose(file);
    }
    free(found);
    return same;
}

bool
sandbox_exists(const char *name)
{
    struct stat st;

    return lstat(sandbox_path("%s", name), &st) == 0;
}
