/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "constant.h"
#include "repl.h"
#include "script.h"

/* fastai's `defaults`: the settings as attributes. defaults.cmap = 'binary' is `set cmap binary`. */

static void
repr(const struct value *self, struct text *out)
{
    (void)self;
    text_add(out, "<defaults: see `set`>");
}

static struct value *
attribute(struct repl *repl, struct value *self, const char *name, struct fn_error *err)
{
    (void)self;
    const struct setting *setting = setting_find(name);
    if (!setting)
        return NULL;
    struct text text = {0};
    setting->get(repl, &text);
    struct value *value = text.failed ? fail_memory(err) : value_string(text.bytes ? text.bytes : "", err);
    text_fini(&text);
    return value;
}

static void
attribute_names(struct repl *repl, const struct value *self, name_fn *found, void *user)
{
    (void)repl;
    (void)self;
    for (int i = 0; i < setting_count(); i++)
        found(user, setting_get(i)->name, setting_get(i)->help);
}

static bool
set_attribute(struct repl *repl, struct value *self, const char *name, struct value *value, struct fn_error *err)
{
    (void)self;
    struct text text = {0};
    value_str(value, &text);
    bool good = text.failed ? fail_memory(err) != NULL : settings_set(repl, name, text.bytes ? text.bytes : "", err);
    text_fini(&text);
    return good;
}

struct value *
constant_defaults(struct repl *repl, struct fn_error *err)
{
    return value_object_take(&type_defaults, repl, err);
}

const struct type type_defaults = {
    .name = "defaults",
    .help = "the settings, as fastai writes them",
    .repr = repr,
    .attribute = attribute,
    .attribute_names = attribute_names,
    .set_attribute = set_attribute,
};
