/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "repl.h"
#include "type_function.h"

/* nn.Conv2d, F.relu, torch.Tensor: a module stands in front of a name that is known anyway. */

static const struct module {
    const char *name;
} modules[] = {{"nn"}, {"F"}, {"torch"}};

int
module_count(void)
{
    return (int)(sizeof modules / sizeof *modules);
}

const char *
module_name(int index)
{
    return modules[index].name;
}

struct value *
module_find(const char *name, struct fn_error *err)
{
    for (int i = 0; i < module_count(); i++)
        if (strcmp(modules[i].name, name) == 0)
            return value_object_take(&type_module, (void *)&modules[i], err);
    return NULL;
}

static void
repr(const struct value *self, struct text *out)
{
    const struct module *module = self->object;
    text_printf(out, "<module %s>", module->name);
}

static struct value *
attribute(struct repl *repl, struct value *self, const char *name, struct fn_error *err)
{
    (void)self;
    return repl_known(repl, name, err);
}

static void
attribute_names(struct repl *repl, const struct value *self, name_fn *found, void *user)
{
    (void)self;
    repl_names(repl, false, found, user);
}

const struct type type_module = {
    .name = "module",
    .help = "nn, F or torch in front of a known name",
    .repr = repr,
    .attribute = attribute,
    .attribute_names = attribute_names,
};
