/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "args.h"
#include "type_function.h"

/* A type as a value: Learner(...) makes one, ImageList.from_folder(...) is a function of it. The object is the type
 * itself, which is never released. */

struct value *
class_new(const struct type *type, struct fn_error *err)
{
    return value_object_take(&type_class, (void *)type, err);
}

static void
repr(const struct value *self, struct text *out)
{
    const struct type *type = self->object;
    text_printf(out, "<class %s>", type->name);
}

static bool
equal(const struct value *a, const struct value *b)
{
    return a->object == b->object;
}

static struct value *
attribute(struct repl *repl, struct value *self, const char *name, struct fn_error *err)
{
    (void)repl;
    const struct type *type = self->object;
    for (int i = 0; type->class_methods && type->class_methods[i]; i++)
        if (strcmp(type->class_methods[i]->name, name) == 0)
            return function_new(type->class_methods[i], err);
    return NULL;
}

static void
attribute_names(struct repl *repl, const struct value *self, name_fn *found, void *user)
{
    (void)repl;
    const struct type *type = self->object;
    for (int i = 0; type->class_methods && type->class_methods[i]; i++)
        found(user, type->class_methods[i]->name, type->class_methods[i]->help);
}

static struct value *
call(struct repl *repl, struct value *self, const struct given *args, int n_args, struct failure *failure)
{
    const struct type *type = self->object;
    if (!type->construct)
        return fail(&failure->error, FN_ERROR_INPUT, "%s is not made by a call; it has %s.%s(...)", type->name,
                    type->name, type->class_methods[0]->name);
    return function_run(repl, type->construct, type->name, NULL, args, n_args, NULL, NULL, failure);
}

const struct type type_class = {
    .name = "class",
    .help = "a type of values",
    .repr = repr,
    .equal = equal,
    .attribute = attribute,
    .attribute_names = attribute_names,
    .call = call,
};
