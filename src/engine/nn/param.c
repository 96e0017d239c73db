/* SPDX-License-Identifier: MIT */
/* Parameters of layers: their memory, first values, names and PyTorch's element order. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "nn/layer.h"

bool
fni_layer_add_param(struct fn_layer *layer, const char *name, bool trainable, int ndim, const int *shape,
                    const int *layout, float fill, struct fn_error *err)
{
    struct fni_param *params = realloc(layer->params, ((size_t)layer->n_params + 1) * sizeof *params);
    struct fni_param param = {.name = name, .ndim = ndim, .count = 1, .trainable = trainable};

    if (!params)
        return fni_fail_memory(err);
    layer->params = params;
    assert(!trainable || layer->n_params == 0 || params[layer->n_params - 1].trainable);
    for (int i = 0; i < ndim; i++) {
        param.shape[i] = shape[i];
        param.layout[i] = layout[i];
        if (__builtin_mul_overflow(param.count, (size_t)shape[i], &param.count))
            return fni_fail_memory(err);
    }
    param.value = fni_alloc(param.count, sizeof *param.value, err);
    if (!param.value)
        return false;
    for (size_t i = 0; i < param.count; i++)
        param.value[i] = fill;
    params[layer->n_params++] = param;
    return true;
}

/* Where in memory each element is, in PyTorch's order: strides of the layout by PyTorch's axis. */
static void
strides(const struct fni_param *param, size_t stride[FN_MAX_DIMS])
{
    size_t step = 1;

    for (int i = param->ndim - 1; i >= 0; i--) {
        stride[param->layout[i]] = step;
        step *= (size_t)param->shape[param->layout[i]];
    }
}

/* Walks the elements in PyTorch's order; index[] counts like an odometer. */
static size_t
next(const struct fni_param *param, const size_t stride[FN_MAX_DIMS], int index[FN_MAX_DIMS])
{
    size_t at = 0;

    for (int axis = param->ndim - 1; axis >= 0; axis--) {
        if (++index[axis] < param->shape[axis])
            break;
        index[axis] = 0;
    }
    for (int axis = 0; axis < param->ndim; axis++)
        at += (size_t)index[axis] * stride[axis];
    return at;
}

void
fni_param_read(const struct fni_param *param, float *values)
{
    size_t stride[FN_MAX_DIMS] = {0}, at = 0;
    int index[FN_MAX_DIMS] = {0};

    strides(param, stride);
    for (size_t i = 0; i < param->count; i++) {
        values[i] = param->value[at];
        at = next(param, stride, index);
    }
}

void
fni_param_write(struct fni_param *param, const float *values)
{
    size_t stride[FN_MAX_DIMS] = {0}, at = 0;
    int index[FN_MAX_DIMS] = {0};

    strides(param, stride);
    for (size_t i = 0; i < param->count; i++) {
        param->value[at] = values[i];
        at = next(param, stride, index);
    }
}

void
fni_param_uniform(struct fni_param *param, double bound, struct fn_rng *rng)
{
    size_t stride[FN_MAX_DIMS] = {0}, at = 0;
    int index[FN_MAX_DIMS] = {0};

    strides(param, stride);
    for (size_t i = 0; i < param->count; i++) {
        param->value[at] = (float)((2 * fn_rng_uniform(rng) - 1) * bound);
        at = next(param, stride, index);
    }
}

void
fni_param_normal(struct fni_param *param, double std, struct fn_rng *rng)
{
    size_t stride[FN_MAX_DIMS] = {0}, at = 0;
    int index[FN_MAX_DIMS] = {0};

    strides(param, stride);
    for (size_t i = 0; i < param->count; i++) {
        param->value[at] = (float)(fn_rng_normal(rng) * std);
        at = next(param, stride, index);
    }
}

int
fn_layer_parameter_count(const struct fn_layer *layer)
{
    int count = layer->n_params;

    for (int i = 0; i < layer->n_children; i++)
        count += fn_layer_parameter_count(layer->children[i]);
    return count;
}

/* Parameter `index` of the tree, its full name appended to name[size]. */
static struct fni_param *
find(const struct fn_layer *layer, int index, char *name, size_t size)
{
    size_t used = strlen(name);

    if (index < layer->n_params) {
        snprintf(name + used, size - used, "%s", layer->params[index].name);
        return &layer->params[index];
    }
    index -= layer->n_params;
    for (int i = 0; i < layer->n_children; i++) {
        int count = fn_layer_parameter_count(layer->children[i]);
        if (index < count) {
            snprintf(name + used, size - used, "%s%d.", layer->class->children, i);
            return find(layer->children[i], index, name, size);
        }
        index -= count;
    }
    assert(!"index below fn_layer_parameter_count");
    return NULL;
}

struct fn_parameter
fn_layer_parameter(const struct fn_layer *layer, int index)
{
    struct fn_parameter parameter = {0};
    const struct fni_param *param = find(layer, index, parameter.name, sizeof parameter.name);

    parameter.ndim = param->ndim;
    memcpy(parameter.shape, param->shape, sizeof parameter.shape);
    parameter.count = param->count;
    parameter.trainable = param->trainable;
    return parameter;
}

void
fn_layer_parameter_read(const struct fn_layer *layer, int index, float *values)
{
    char name[sizeof(((struct fn_parameter *)0)->name)] = "";

    fni_param_read(find(layer, index, name, sizeof name), values);
}

void
fn_layer_parameter_write(struct fn_layer *layer, int index, const float *values)
{
    char name[sizeof(((struct fn_parameter *)0)->name)] = "";

    fni_param_write(find(layer, index, name, sizeof name), values);
}
