/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "args.h"
#include "type_function.h"

/* A method of an object. */
struct method {
    struct value *object;
    const struct function *function;
};

static void
method_free(void *object)
{
    struct method *method = object;
    value_unref(method->object);
    free(method);
}

struct value *
method_new(struct value *object, const struct function *function, struct fn_error *err)
{
    struct method *method = malloc(sizeof *method);
    if (!method)
        return fail_memory(err);
    *method = (struct method){value_ref(object), function};
    return value_object_take(&type_method, method, err);
}

const struct function *
method_native(const struct value *value)
{
    const struct method *method = value_object(value, &type_method);
    return method ? method->function : NULL;
}

static void
repr(const struct value *self, struct text *out)
{
    const struct method *method = self->object;
    text_printf(out, "<method %s.", method->object->type->name);
    params_signature(method->function->name, method->function->params, method->function->n_params, out);
    text_add(out, ">");
}

static struct value *
call(struct repl *repl, struct value *self, const struct given *args, int n_args, struct failure *failure)
{
    struct method *method = self->object;
    return function_run(repl, method->function, method->function->name, method->object, args, n_args, NULL, NULL,
                        failure);
}

const struct type type_method = {
    .name = "method",
    .help = "a function that belongs to an object",
    .free = method_free,
    .repr = repr,
    .call = call,
};
