/* SPDX-License-Identifier: MIT */
#ifndef FNI_MEMORY_H
#define FNI_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include <fn/error.h>

/* Zeroed memory for count x size bytes, aligned to 64 (to 2 MiB with huge pages where it is large). NULL and *err on
 * overflow or when there is none. Released with fni_free. */
void *
fni_alloc(size_t count, size_t size, struct fn_error *err);

/* The same with anything in it, for who writes all of it that he reads. */
void *
fni_alloc_unset(size_t count, size_t size, struct fn_error *err);

void
fni_free(void *memory);

char *
fni_strdup(const char *text, struct fn_error *err);

/* A string that grows; on lack of memory `failed` is set and further appends do nothing. */
struct fni_text {
    char *data; /* terminated; NULL while empty */
    size_t size, capacity;
    bool failed;
};

void
fni_text_add(struct fni_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

void
fni_text_bytes(struct fni_text *text, const void *bytes, size_t size);

/* The string, to be freed by the caller with free(); NULL and *err if it failed. */
char *
fni_text_take(struct fni_text *text, struct fn_error *err);

#endif
