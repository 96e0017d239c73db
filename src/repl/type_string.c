/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "script.h"
#include "type.h"

/* As Python quotes it. */
static void
repr(const struct value *self, struct text *out)
{
    const char *bytes = self->text.bytes;
    size_t n_bytes = self->text.length;
    char quote = memchr(bytes, '\'', n_bytes) && !memchr(bytes, '"', n_bytes) ? '"' : '\'';
    text_add_char(out, quote);
    for (size_t i = 0; i < n_bytes; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == (unsigned char)quote || c == '\\')
            text_printf(out, "\\%c", c);
        else if (c == '\n')
            text_add(out, "\\n");
        else if (c == '\t')
            text_add(out, "\\t");
        else if (c == '\r')
            text_add(out, "\\r");
        else if (c < 0x20 || c == 0x7f)
            text_printf(out, "\\x%02x", c);
        else
            text_add_char(out, (char)c);
    }
    text_add_char(out, quote);
}

static void
str(const struct value *self, struct text *out)
{
    text_add_bytes(out, self->text.bytes, self->text.length);
}

static bool
equal(const struct value *a, const struct value *b)
{
    return a->text.length == b->text.length && memcmp(a->text.bytes, b->text.bytes, a->text.length) == 0;
}

/* Characters, not bytes: continuation bytes of UTF-8 begin with the bits 10. */
static bool
starts_character(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

static int64_t
length(const struct value *self)
{
    int64_t count = 0;
    for (size_t i = 0; i < self->text.length; i++)
        count += starts_character(self->text.bytes[i]);
    return count;
}

static struct value *
item(struct repl *repl, struct value *self, int64_t index, struct fn_error *err)
{
    (void)repl;
    const char *bytes = self->text.bytes;
    size_t start = 0;
    for (;; start++)
        if (starts_character(bytes[start]) && index-- == 0)
            break;
    size_t end = start + 1;
    while (end < self->text.length && !starts_character(bytes[end]))
        end++;
    return value_string_length(bytes + start, end - start, err);
}

static struct value *
slice(struct repl *repl, struct value *self, int64_t first, int64_t step, int64_t count, struct fn_error *err)
{
    struct text text = {0};
    for (int64_t i = 0; i < count; i++) {
        struct value *character = item(repl, self, first + i * step, err);
        if (!character) {
            text_fini(&text);
            return NULL;
        }
        text_add_bytes(&text, character->text.bytes, character->text.length);
        value_unref(character);
    }
    struct value *value =
        text.failed ? fail_memory(err) : value_string_length(text.bytes ? text.bytes : "", text.length, err);
    text_fini(&text);
    return value;
}

static struct value *
binary(struct repl *repl, enum operator op, struct value *a, struct value *b, struct fn_error *err)
{
    (void)repl;
    if (a->type != &type_string || b->type != &type_string || op != OP_ADD)
        return NULL;
    struct text text = {0};
    str(a, &text);
    str(b, &text);
    struct value *value = text.failed ? fail_memory(err) : value_string_length(text.bytes, text.length, err);
    text_fini(&text);
    return value;
}

const struct type type_string = {
    .name = "str",
    .help = "a piece of text",
    .repr = repr,
    .str = str,
    .equal = equal,
    .length = length,
    .item = item,
    .slice = slice,
    .binary = binary,
};
