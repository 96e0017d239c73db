/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* A new folder for one test, which is also $HOME, $XDG_CACHE_HOME's parent and the folder of all that it writes. Failures
 * end the test by cmocka's asserts. */
extern char sandbox[64];

/* cmocka's setup and teardown. */
int
sandbox_setup(void **state);

int
sandbox_teardown(void **state);

/* sandbox/NAME, from a few buffers in turn. */
const char *
sandbox_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

void
sandbox_write(const char *name, const void *bytes, size_t size);

void
sandbox_folder(const char *name);

/* Whether the file holds exactly these bytes. */
bool
sandbox_holds(const char *name, const void *bytes, size_t size);

bool
sandbox_exists(const char *name);

#endif
