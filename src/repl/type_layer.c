/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repl.h"

#include <stdlib.h>
#include <string.h>

static void
layer_free(void *object)
{
    fn_layer_unref(object);
}

static void
layer_repr(const struct value *self, struct text *out)
{
    char *repr = fn_layer_repr(self->object, NULL);

    if (repr)
        text_add(out, repr);
    else
        out->failed = true;
    free(repr);
}

static int64_t
layer_length(const struct value *self)
{
    return fn_layer_child_count(self->object);
}

static struct value *
layer_item(struct repl *repl, struct value *self, int64_t index, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_layer, fn_layer_ref(fn_layer_child(self->object, (int)index)), err);
}

static void
layer_to_engine(const struct value *self, struct fn_arg *arg)
{
    arg->kind = FN_LAYER;
    arg->layer = self->object;
}

/* model(x), in training mode as a PyTorch module is that nobody has told otherwise. */
static struct value *
layer_call(struct repl *repl, struct value *self, const struct given *args, int n_args, struct failure *failure)
{
    struct fn_tensor *x = n_args == 1 && !args[0].name ? value_object(args[0].value, &type_tensor) : NULL;
    struct fn_pool *pool;

    if (!x)
        return fail(&failure->error, FN_ERROR_INPUT, "%s(x) takes one tensor, for example xb of xb,yb = data.one_batch()",
                    fn_layer_name(self->object));
    pool = repl_pool(repl, &failure->error);
    if (!pool)
        return NULL;
    return value_object_take(&type_tensor, fn_layer_forward(self->object, x, true, &repl->rng, pool, &failure->error),
                             &failure->error);
}

const struct type type_layer = {
    .name = "Layer",
    .help = "a layer or a model",
    .stage = "model",
    .free = layer_free,
    .repr = layer_repr,
    .length = layer_length,
    .item = layer_item,
    .call = layer_call,
    .to_engine = layer_to_engine,
};
