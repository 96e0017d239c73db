/* SPDX-License-Identifier: MIT */
#ifndef FNI_FAIL_H
#define FNI_FAIL_H

#include <stdarg.h>
#include <stdbool.h>

#include <fn/error.h>

/* Fills *err (if not NULL) and returns false, so that a function can end with `return fni_fail(...)`. */
bool
fni_fail(struct fn_error *err, enum fn_error_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* FN_ERROR_MEMORY with the usual words. */
bool
fni_fail_memory(struct fn_error *err);

#endif
