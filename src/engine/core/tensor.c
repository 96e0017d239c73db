/* SPDX-License-Identifier: MIT */
#include <fn/tensor.h>

#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"

struct fn_tensor *
fn_tensor_new(int ndim, const int *shape, struct fn_error *err)
{
    struct fn_tensor *t;
    size_t count = 1;

    if (ndim < 0 || ndim > FN_MAX_DIMS) {
        fni_fail(err, FN_ERROR_INPUT, "a tensor of %d dimensions, wanted 0 to %d", ndim, FN_MAX_DIMS);
        return NULL;
    }
    for (int i = 0; i < ndim; i++) {
        if (shape[i] < 0 || __builtin_mul_overflow(count, (size_t)shape[i], &count)) {
            fni_fail(err, FN_ERROR_INPUT, "a tensor of size %d in dimension %d is too large or negative", shape[i], i);
            return NULL;
        }
    }
    t = calloc(1, sizeof *t);
    if (!t || !(t->data = fni_alloc(count ? count : 1, sizeof *t->data, err))) {
        free(t);
        fni_fail_memory(err);
        return NULL;
    }
    t->refs = 1;
    t->ndim = ndim;
    for (int i = 0; i < ndim; i++)
        t->shape[i] = shape[i];
    return t;
}

struct fn_tensor *
fn_tensor_ref(struct fn_tensor *t)
{
    t->refs++;
    return t;
}

void
fn_tensor_unref(struct fn_tensor *t)
{
    if (!t || --t->refs > 0)
        return;
    fni_free(t->data);
    free(t);
}

size_t
fn_tensor_count(const struct fn_tensor *t)
{
    size_t count = 1;
    for (int i = 0; i < t->ndim; i++)
        count *= (size_t)t->shape[i];
    return count;
}
