/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spec.h"

#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "script.h"

static void
spec_free(void *object)
{
    struct spec *spec = object;

    if (!spec)
        return;
    for (int i = 0; i < spec->n_args; i++) {
        free((char *)spec->args[i].name);
        free((char *)spec->args[i].text);
    }
    free(spec->args);
    free(spec);
}

static void
spec_repr(const struct value *self, struct text *out)
{
    const struct spec *spec = self->object;

    text_printf(out, "%s(", spec->ref.row.name);
    for (int i = 0; i < spec->n_args; i++) {
        const struct fn_arg *arg = &spec->args[i];
        text_printf(out, "%s%s%s", i ? ", " : "", arg->name ? arg->name : "", arg->name ? "=" : "");
        if (arg->kind == FN_NONE)
            text_add(out, "None");
        else if (arg->kind == FN_BOOL)
            text_add(out, arg->number != 0 ? "True" : "False");
        else if (arg->text)
            text_printf(out, "'%s'", arg->text);
        else
            text_printf(out, "%g", arg->number);
    }
    text_add(out, ")");
}

struct value *
spec_call(const struct table *table, const struct table_row *row, const struct given *args, int n_args,
          struct fn_error *err)
{
    struct spec *spec = calloc(1, sizeof *spec);

    if (!spec || !(spec->args = calloc((size_t)n_args + 1, sizeof *spec->args))) {
        free(spec);
        return fail_memory(err);
    }
    spec->ref = (struct row_ref){.table = table, .row = *row};
    if (!args_to_engine(args, n_args, spec->args, err)) {
        free(spec->args);
        free(spec);
        return NULL;
    }
    spec->n_args = n_args;
    bool copied = true;
    for (int i = 0; i < n_args; i++) { /* all are looked at, so that what is freed is never borrowed */
        struct fn_arg *arg = &spec->args[i];
        const char *name = arg->name, *text = arg->text;
        arg->name = name ? strdup(name) : NULL;
        arg->text = text ? strdup(text) : NULL;
        copied = copied && !arg->name == !name && !arg->text == !text;
    }
    if (!copied) {
        spec_free(spec);
        return fail_memory(err);
    }
    return value_object_take(&type_spec, spec, err);
}

static bool
is_row(const struct table *table, const char *name, struct table_row *row)
{
    for (int i = 0; i < table->count(); i++) {
        *row = table->get(i);
        if (strcmp(row->name, name) == 0)
            return true;
    }
    return false;
}

bool
spec_read(const struct table *table, const struct value *value, struct fn_spec *out, struct fn_error *err)
{
    const struct spec *spec = value_object(value, &type_spec);
    const struct row_ref *ref = value_object(value, &type_row);
    struct text known = {0};
    struct table_row row;

    if (spec && spec->ref.table == table) {
        *out = (struct fn_spec){.name = spec->ref.row.name, .args = spec->args, .n_args = spec->n_args};
        return true;
    }
    if (ref && ref->table == table) {
        *out = (struct fn_spec){.name = ref->row.name};
        return true;
    }
    if (value_is_text(value) && is_row(table, value->text.bytes, &row)) {
        *out = (struct fn_spec){.name = row.name};
        return true;
    }
    for (int i = 0; i < table->count(); i++)
        text_printf(&known, "%s%s", i ? ", " : "", table->get(i).name);
    struct text given = {0};
    value_repr(value, &given);
    fail(err, FN_ERROR_INPUT, "%s is no %s, wanted one of: %s", given.bytes ? given.bytes : "this", table->what,
         known.bytes ? known.bytes : "");
    text_fini(&given);
    text_fini(&known);
    return false;
}

const struct type type_spec = {
    .name = "Spec",
    .help = "a loss, metric or optimizer with its arguments",
    .free = spec_free,
    .repr = spec_repr,
};
