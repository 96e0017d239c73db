/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

#include <stdlib.h>
#include <string.h>

static void
release(void *object)
{
    struct category *category = object;
    fn_label_list_unref(category->list);
    free(category);
}

static const char *
name_of(const struct value *self)
{
    const struct category *category = self->object;
    return fn_label_list_class(category->list, category->index);
}

static void
repr(const struct value *self, struct text *out)
{
    text_printf(out, "Category %s", name_of(self));
}

static void
str(const struct value *self, struct text *out)
{
    text_add(out, name_of(self));
}

static bool
equal(const struct value *a, const struct value *b)
{
    return strcmp(name_of(a), name_of(b)) == 0;
}

static struct value *
get_obj(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_string(name_of(self), err);
}

static struct value *
get_data(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_int(((const struct category *)self->object)->index, err);
}

static const struct attribute attributes[] = {
    {"obj", "its name", get_obj},
    {"data", "its number, from 0", get_data},
};

const struct type type_category = {
    .name = "Category",
    .help = "the label of a picture",
    .free = release,
    .repr = repr,
    .str = str,
    .equal = equal,
    .attributes = attributes,
    .n_attributes = 2,
};
