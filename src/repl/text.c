/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static bool
reserve(struct text *text, size_t more)
{
    if (text->failed)
        return false;
    size_t wanted = text->length + more + 1;
    if (wanted <= text->capacity)
        return true;
    size_t capacity = text->capacity ? text->capacity : 64;
    while (capacity < wanted)
        capacity *= 2;
    char *bytes = realloc(text->bytes, capacity);
    if (!bytes) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return true;
}

void
text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    if (!reserve(text, length))
        return;
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void
text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void
text_add_char(struct text *text, char c)
{
    text_add_bytes(text, &c, 1);
}

void
text_printf(struct text *text, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0 && reserve(text, (size_t)length)) {
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

void
text_add_wrapped(struct text *text, const char *words, int columns, const char *before)
{
    size_t width = columns > 0 ? (size_t)columns : 1, column = 0;
    for (words += strspn(words, " "); *words; words += strspn(words, " ")) {
        size_t length = strcspn(words, " ");
        bool fits = column > 0 && column + 1 + length <= width;
        text_add(text, fits ? " " : column > 0 ? "\n" : "");
        if (!fits)
            text_add(text, before);
        text_add_bytes(text, words, length);
        column = (fits ? column + 1 : strlen(before)) + length;
        words += length;
    }
    text_add(text, column > 0 ? "\n" : "");
}

static size_t
hanging_indent(const char *line, size_t length, size_t columns)
{
    size_t start = strspn(line, " "), indent = start + 4;
    for (size_t i = start; i + 1 < length && i < columns / 2; i++)
        if (line[i] == ' ' && line[i + 1] == ' ') {
            indent = i + strspn(line + i, " ");
            break;
        }
    return indent < columns / 2 ? indent : start < columns / 2 ? start : 0;
}

void
text_add_folded(struct text *text, const char *lines, int columns)
{
    size_t width = columns > 1 ? (size_t)columns : 1;
    while (*lines) {
        size_t length = strcspn(lines, "\n"), indent = hanging_indent(lines, length, width), before = 0;
        while (before + length > width) {
            size_t cut = width - before, least = before == 0 ? indent : 0;
            while (cut > least && lines[cut] != ' ')
                cut--;
            if (cut == least) /* a word that is longer than the line */
                cut = least + strcspn(lines + least, " \n");
            text_add_bytes(text, lines, cut);
            cut += strspn(lines + cut, " ");
            lines += cut;
            length -= cut;
            if (length == 0)
                break;
            text_printf(text, "\n%*s", (int)indent, "");
            before = indent;
        }
        text_add_bytes(text, lines, length);
        text_add(text, "\n");
        lines += length;
        lines += *lines == '\n';
    }
}

char *
text_take(struct text *text)
{
    text_add_bytes(text, "", 0);
    char *bytes = text->failed ? NULL : text->bytes;
    if (text->failed)
        free(text->bytes);
    *text = (struct text){0};
    return bytes;
}

void
text_fini(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

int
text_columns(const char *string)
{
    mbstate_t state = {0};
    int columns = 0;
    while (*string) {
        wchar_t c;
        size_t size = mbrtowc(&c, string, strlen(string), &state);
        bool broken = size == (size_t)-1 || size == (size_t)-2;
        if (broken)
            state = (mbstate_t){0};
        int width = broken ? 1 : wcwidth(c);
        columns += width < 0 ? 1 : width;
        string += broken ? 1 : size;
    }
    return columns;
}

void
text_add_padded(struct text *text, const char *string, int columns)
{
    int used = text_columns(string);
    text_add(text, string);
    text_printf(text, "%*s", used < columns ? columns - used : 0, "");
}
