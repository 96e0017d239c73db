/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "script.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "text.h"

void *
fail(struct fn_error *err, enum fn_error_kind kind, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        err->kind = kind;
        vsnprintf(err->message, sizeof err->message, format, args);
        va_end(args);
    }
    return NULL;
}

void *
fail_memory(struct fn_error *err)
{
    return fail(err, FN_ERROR_MEMORY, "out of memory");
}

struct script *
script_new(const char *name, const char *text, size_t length, int first_line, struct fn_error *err)
{
    struct script *script = calloc(1, sizeof *script);
    if (!script)
        return fail_memory(err);
    script->refs = 1;
    script->first_line = first_line;
    script->length = length;
    script->name = strdup(name);
    script->text = malloc(length + 1);
    if (!script->name || !script->text) {
        script_unref(script);
        return fail_memory(err);
    }
    memcpy(script->text, text, length);
    script->text[length] = '\0';
    return script;
}

struct script *
script_read(const char *path, struct fn_error *err)
{
    struct text text = {0};
    struct script *script = NULL;
    FILE *file = fopen(path, "r");
    if (!file)
        return fail(err, FN_ERROR_FILE, "%s: %s", path, strerror(errno));
    char part[4096];
    size_t got;
    while ((got = fread(part, 1, sizeof part, file)) > 0)
        text_add_bytes(&text, part, got);
    if (ferror(file))
        fail(err, FN_ERROR_FILE, "%s: %s", path, strerror(errno));
    else if (text.failed)
        fail_memory(err);
    else
        script = script_new(path, text.bytes ? text.bytes : "", text.length, 1, err);
    fclose(file);
    text_fini(&text);
    return script;
}

struct script *
script_ref(struct script *script)
{
    script->refs++;
    return script;
}

void
script_unref(struct script *script)
{
    if (!script || --script->refs > 0)
        return;
    free(script->name);
    free(script->text);
    free(script);
}

static size_t
line_start(const struct script *script, int offset)
{
    size_t start = (size_t)offset;
    while (start > 0 && script->text[start - 1] != '\n')
        start--;
    return start;
}

static bool
is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

void
script_position(const struct script *script, int offset, int *line, int *column)
{
    size_t start = line_start(script, offset);
    *line = script->first_line;
    for (size_t i = 0; i < start; i++)
        if (script->text[i] == '\n')
            ++*line;
    *column = 1;
    for (size_t i = start; i < (size_t)offset; i++)
        if (!is_continuation(script->text[i]))
            ++*column;
}

static void
set_place(struct failure *failure, struct script *script, int offset)
{
    if (!failure->script && script)
        failure->script = script_ref(script);
    if (!failure->placed && offset >= 0) {
        failure->offset = offset;
        failure->placed = true;
    }
}

void *
failure_at(struct failure *failure, struct script *script, int offset, enum fn_error_kind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    failure_fini(failure);
    failure->error.kind = kind;
    vsnprintf(failure->error.message, sizeof failure->error.message, format, args);
    va_end(args);
    set_place(failure, script, offset);
    return NULL;
}

void *
failure_place(struct failure *failure, struct script *script, int offset)
{
    set_place(failure, script, offset);
    return NULL;
}

void
failure_fini(struct failure *failure)
{
    script_unref(failure->script);
    *failure = (struct failure){0};
}

/* Blanks as wide as the bytes take on a terminal; tabs stay tabs. */
static void
pad(FILE *file, const char *bytes, size_t length)
{
    mbstate_t state = {0};
    for (size_t i = 0; i < length;) {
        wchar_t c = 0;
        size_t used = mbrtowc(&c, bytes + i, length - i, &state);
        if (used == 0 || used > length - i) {
            /* Not a character of this locale: one column for each UTF-8 character. */
            used = 1;
            while (i + used < length && is_continuation(bytes[i + used]))
                used++;
            state = (mbstate_t){0};
            c = L' ';
        }
        int columns = c == L'\t' ? 1 : wcwidth(c);
        for (int k = 0; k < columns; k++)
            fputc(c == L'\t' ? '\t' : ' ', file);
        i += used;
    }
}

void
failure_print(const struct failure *failure, FILE *file, bool colour)
{
    const char *bold = colour ? "\033[1m" : "", *red = colour ? "\033[1;31m" : "", *off = colour ? "\033[0m" : "";
    const struct script *script = failure->script;
    if (!script) {
        fprintf(file, "%sfnrepl: %serror:%s %s\n", bold, red, off, failure->error.message);
        return;
    }
    int line, column;
    script_position(script, failure->offset, &line, &column);
    fprintf(file, "%s%s:%d:%d: %serror:%s %s\n", bold, script->name, line, column, red, off, failure->error.message);
    size_t start = line_start(script, failure->offset);
    fprintf(file, "%.*s\n", (int)strcspn(script->text + start, "\n"), script->text + start);
    pad(file, script->text + start, (size_t)failure->offset - start);
    fprintf(file, "%s^%s\n", red, off);
}
