/* SPDX-License-Identifier: MIT */
#include "nn/layer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"

#define LAYER(name) extern const struct fni_layer_class fni_layer_##name;
#include "nn/layers.def"
#undef LAYER

static const struct fni_layer_class *const classes[] = {
#define LAYER(name) &fni_layer_##name,
#include "nn/layers.def"
#undef LAYER
};

enum { N_CLASSES = sizeof classes / sizeof *classes };

int
fn_layer_info_count(void)
{
    return N_CLASSES;
}

const struct fn_layer_info *
fn_layer_info_get(int index)
{
    return &classes[index]->info;
}

static const struct fni_layer_class *
find_class(const char *name, struct fn_error *err)
{
    const char *names[N_CLASSES], *near;
    char all[512] = "";

    for (int i = 0; i < N_CLASSES; i++) {
        names[i] = classes[i]->info.name;
        if (strcmp(names[i], name) == 0)
            return classes[i];
        if (strlen(all) + strlen(names[i]) + 3 < sizeof all)
            strcat(strcat(all, i ? ", " : ""), names[i]);
    }
    near = fni_nearest(name, names, N_CLASSES);
    if (near)
        fni_fail(err, FN_ERROR_INPUT, "unknown layer '%s', did you mean '%s'? (%s)", name, near, all);
    else
        fni_fail(err, FN_ERROR_INPUT, "unknown layer '%s', there are: %s", name, all);
    return NULL;
}

static struct fn_layer **
children_ref(const struct fn_arg *args, int count, struct fn_error *err)
{
    struct fn_layer **children = calloc((size_t)count + 1, sizeof *children);

    if (!children) {
        fni_fail_memory(err);
        return NULL;
    }
    for (int i = 0; i < count; i++)
        children[i] = fn_layer_ref(args[i].layer);
    return children;
}

/* Takes values. */
static struct fn_layer *
layer_new(const struct fni_layer_class *class, struct fni_value *values, const struct fn_arg *args, struct fn_rng *rng,
          struct fn_error *err)
{
    const struct fn_layer_info *info = &class->info;
    struct fn_layer *layer = calloc(1, sizeof *layer);

    if (!layer) {
        free(values);
        fni_fail_memory(err);
        return NULL;
    }
    layer->refs = 1;
    layer->class = class;
    layer->values = values;
    if (info->n_params > 0 && info->params[info->n_params - 1].kind == FN_LAYERS) {
        const struct fni_value *list = &values[info->n_params - 1];
        layer->children = children_ref(args + list->first, list->count, err);
        if (!layer->children)
            goto fail;
        layer->n_children = list->count;
    }
    if (class->init && !class->init(layer, rng, err))
        goto fail;
    return layer;
fail:
    fn_layer_unref(layer);
    return NULL;
}

struct fn_layer *
fn_layer_new(const char *name, const struct fn_arg *args, int n_args, struct fn_rng *rng, struct fn_error *err)
{
    const struct fni_layer_class *class = find_class(name, err);
    const struct fn_layer_info *info;
    struct fn_layer *layer = NULL;
    struct fni_value *values;

    if (!class)
        return NULL;
    info = &class->info;
    values = calloc((size_t)info->n_params + 1, sizeof *values);
    if (!values) {
        fni_fail_memory(err);
        return NULL;
    }
    if (!fni_args_bind(name, info->params, info->n_params, args, n_args, values, err))
        goto out;
    if (!class->build)
        return layer_new(class, values, args, rng, err);
    layer = class->build(values, rng, err);
out:
    free(values);
    return layer;
}

struct fn_layer *
fn_layer_ref(const struct fn_layer *layer)
{
    struct fn_layer *counted = (struct fn_layer *)layer; /* const is for what it computes, not for who holds it */

    counted->refs++;
    return counted;
}

void
fn_layer_unref(struct fn_layer *layer)
{
    if (!layer || --layer->refs > 0)
        return;
    for (int i = 0; i < layer->n_children; i++)
        fn_layer_unref(layer->children[i]);
    for (int i = 0; i < layer->n_params; i++)
        fni_free(layer->params[i].value);
    free(layer->children);
    free(layer->params);
    free(layer->values);
    free(layer);
}

const char *
fn_layer_name(const struct fn_layer *layer)
{
    return layer->class->info.name;
}

int
fn_layer_child_count(const struct fn_layer *layer)
{
    return layer->n_children;
}

struct fn_layer *
fn_layer_child(const struct fn_layer *layer, int index)
{
    return layer->children[index];
}

struct fni_number_text
fni_python_float(double x)
{
    struct fni_number_text number;

    snprintf(number.text, sizeof number.text, "%.12g", x);
    if (!strpbrk(number.text, ".en"))
        strcat(number.text, ".0");
    return number;
}

/* As torch.nn.Module.__repr__: children on lines of their own, indented by two more. */
static void
repr(struct fni_text *text, const struct fn_layer *layer, int indent)
{
    /* SequentialEx keeps its layers in a ModuleList. */
    bool list = layer->n_children > 0 && layer->class->children[0] != '\0';
    char inner[256] = "";

    if (layer->class->repr)
        layer->class->repr(layer, inner, sizeof inner);
    fni_text_add(text, "%s(%s", fn_layer_name(layer), inner);
    if (list) {
        indent += 2;
        fni_text_add(text, "\n%*s(layers): ModuleList(", indent, "");
    }
    for (int i = 0; i < layer->n_children; i++) {
        fni_text_add(text, "\n%*s(%d): ", indent + 2, "", i);
        repr(text, layer->children[i], indent + 2);
    }
    if (layer->n_children > 0)
        fni_text_add(text, "\n%*s", indent, "");
    if (list)
        fni_text_add(text, ")\n%*s", indent - 2, "");
    fni_text_add(text, ")");
}

char *
fn_layer_repr(const struct fn_layer *layer, struct fn_error *err)
{
    struct fni_text text = {0};

    repr(&text, layer, 0);
    return fni_text_take(&text, err);
}
