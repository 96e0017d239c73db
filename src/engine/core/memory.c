/* SPDX-License-Identifier: MIT */
#include "core/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/fail.h"

enum { LINE = 64, HUGE_PAGE = 2 << 20 };

/* *rounded: what it is rounded up to. */
static void *
get_memory(size_t count, size_t size, size_t *rounded, struct fn_error *err)
{
    size_t bytes, alignment;
    void *memory = NULL;

    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2) {
        fni_fail_memory(err);
        return NULL;
    }
    alignment = bytes >= HUGE_PAGE ? HUGE_PAGE : LINE;
    bytes = (bytes + alignment - 1) / alignment * alignment;
    if (bytes == 0)
        bytes = alignment;
    if (posix_memalign(&memory, alignment, bytes) != 0) {
        fni_fail_memory(err);
        return NULL;
    }
    if (alignment == HUGE_PAGE)
        madvise(memory, bytes, MADV_HUGEPAGE); /* a hint: without huge pages all works the same, only slower */
    *rounded = bytes;
    return memory;
}

void *
fni_alloc(size_t count, size_t size, struct fn_error *err)
{
    size_t bytes;
    void *memory = get_memory(count, size, &bytes, err);

    return memory ? memset(memory, 0, bytes) : NULL;
}

void *
fni_alloc_unset(size_t count, size_t size, struct fn_error *err)
{
    size_t bytes;
    return get_memory(count, size, &bytes, err);
}

void
fni_free(void *memory)
{
    free(memory);
}

char *
fni_strdup(const char *text, struct fn_error *err)
{
    char *copy = strdup(text);
    if (!copy)
        fni_fail_memory(err);
    return copy;
}

void
fni_text_bytes(struct fni_text *text, const void *bytes, size_t size)
{
    if (text->failed)
        return;
    if (text->capacity - text->size <= size) { /* one byte stays for the terminator */
        size_t capacity = (text->size + size + 1) * 2;
        char *data = realloc(text->data, capacity);
        if (!data) {
            text->failed = true;
            return;
        }
        text->data = data;
        text->capacity = capacity;
    }
    memcpy(text->data + text->size, bytes, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void
fni_text_add(struct fni_text *text, const char *format, ...)
{
    char small[256], *line = small;
    va_list ap;
    int size;

    va_start(ap, format);
    size = vsnprintf(small, sizeof small, format, ap);
    va_end(ap);
    if (size >= (int)sizeof small) {
        line = malloc((size_t)size + 1);
        if (!line) {
            text->failed = true;
            return;
        }
        va_start(ap, format);
        vsnprintf(line, (size_t)size + 1, format, ap);
        va_end(ap);
    }
    fni_text_bytes(text, line, (size_t)size);
    if (line != small)
        free(line);
}

char *
fni_text_take(struct fni_text *text, struct fn_error *err)
{
    char *data = text->data;
    if (!data && !text->failed)
        data = strdup("");
    if (text->failed || !data) {
        free(text->data);
        data = NULL;
        fni_fail_memory(err);
    }
    *text = (struct fni_text){0};
    return data;
}
