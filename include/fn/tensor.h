/* SPDX-License-Identifier: MIT */
#ifndef FN_TENSOR_H
#define FN_TENSOR_H

#include <stdbool.h>
#include <stddef.h>

#include <fn/error.h>

/* A dense array of floats, row major, (N, C, H, W) for images, as PyTorch shows it. Shared and counted. */
#define FN_MAX_DIMS 4

struct fn_tensor {
    int refs;
    int ndim;               /* 0 (a single number) .. FN_MAX_DIMS */
    int shape[FN_MAX_DIMS]; /* each >= 0 */
    bool integer;           /* holds whole numbers (labels): shown without a decimal point */
    float *data;            /* fn_tensor_count() values */
};

/* Zeroed. One reference, released with fn_tensor_unref. Errors: memory, a shape whose size overflows. */
struct fn_tensor *
fn_tensor_new(int ndim, const int *shape, struct fn_error *err);

struct fn_tensor *
fn_tensor_ref(struct fn_tensor *t);

void
fn_tensor_unref(struct fn_tensor *t);

size_t
fn_tensor_count(const struct fn_tensor *t);

#endif
