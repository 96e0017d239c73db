/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TEST_GOLDEN_H
#define TEST_GOLDEN_H

#include <stdbool.h>
#include <stddef.h>

/* Reads tests/golden/NAME.safetensors (or .safetensors.gz): what PyTorch and fastai computed. Whatever goes wrong fails
 * the test. */
struct golden_tensor {
    char *name;
    int ndim, shape[4];
    size_t count;
    double *values; /* whatever the type in the file */
};

struct golden {
    int n_tensors;
    struct golden_tensor *tensors;
    struct json_object *metadata;
};

struct golden
golden_open(const char *name);

void
golden_close(struct golden *golden);

/* From the file's metadata; fails the test if there is no such key. */
const char *
golden_text(const struct golden *golden, const char *key);

/* The name is made as printf makes it; fails the test if there is no such tensor. */
const struct golden_tensor *
golden_get(const struct golden *golden, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool
golden_has(const struct golden *golden, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The values as floats, to be freed by the caller. */
float *
golden_floats(const struct golden_tensor *tensor);

/* Largest |values[i] - tensor[i]|; infinite if a value is NaN. */
double
golden_distance(const struct golden_tensor *tensor, const float *values);

#endif
