/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "listing.h"
#include "script.h"
#include "type.h"

static void
repr(const struct value *self, struct text *out)
{
    text_add(out, "PosixPath(");
    type_string.repr(self, out);
    text_add(out, ")");
}

static void
str(const struct value *self, struct text *out)
{
    text_add(out, self->text.bytes);
}

static bool
equal(const struct value *a, const struct value *b)
{
    return strcmp(a->text.bytes, b->text.bytes) == 0;
}

/* path / 'name'; an absolute name takes the path's place, as in Python. */
static struct value *
binary(struct repl *repl, enum operator op, struct value *a, struct value *b, struct fn_error *err)
{
    (void)repl;
    if (op != OP_DIVIDE || !value_is_text(a) || !value_is_text(b))
        return NULL;
    const char *left = a->text.bytes, *right = b->text.bytes;
    if (right[0] == '/' || left[0] == '\0')
        return value_path(right, err);
    struct text text = {0};
    text_add(&text, left);
    if (right[0] != '\0' && left[a->text.length - 1] != '/')
        text_add_char(&text, '/');
    text_add(&text, right);
    struct value *value = text.failed ? fail_memory(err) : value_path(text.bytes, err);
    text_fini(&text);
    return value;
}

static const char *
last_part(const struct value *self)
{
    const char *slash = strrchr(self->text.bytes, '/');
    return slash ? slash + 1 : self->text.bytes;
}

static const char *
suffix(const struct value *self)
{
    const char *name = last_part(self), *dot = strrchr(name, '.');
    return dot && dot > name ? dot : name + strlen(name);
}

static struct value *
get_name(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_string(last_part(self), err);
}

static struct value *
get_stem(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    const char *name = last_part(self);
    return value_string_length(name, (size_t)(suffix(self) - name), err);
}

static struct value *
get_suffix(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_string(suffix(self), err);
}

static struct value *
get_parent(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    size_t length = (size_t)(last_part(self) - self->text.bytes);
    if (length == 0)
        return value_path(".", err);
    if (length > 1)
        length--;
    struct value *text = value_string_length(self->text.bytes, length, err);
    struct value *path = text ? value_path(text->text.bytes, err) : NULL;
    value_unref(text);
    return path;
}

static const struct attribute attributes[] = {
    {"name", "the last part", get_name},
    {"parent", "the folder it is in", get_parent},
    {"stem", "the last part without its suffix", get_stem},
    {"suffix", "the ending, with its dot", get_suffix},
};

const struct type type_path = {
    .name = "Path",
    .help = "a file or folder; path/'name' is what is in it",
    .stage = "path",
    .repr = repr,
    .str = str,
    .equal = equal,
    .attributes = attributes,
    .n_attributes = 4,
    .methods = (const struct function *const[]){&method_ls, NULL},
    .binary = binary,
};
