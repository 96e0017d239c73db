/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TEST_MODEL_H
#define TEST_MODEL_H

#include <fn/fn.h>

#include "nn/net.h"

/* Models from text as the notebook writes them, and one step of a net, for tests. */

/* "Sequential(conv_layer(1, 8, stride=2), Flatten())"; 'Batch' is a word, None, True and False are known. NULL and *err
 * as fn_layer_new sets it; fails the test where the text is no call. */
struct fn_layer *
model_parse(const char *text, struct fn_rng *rng, struct fn_error *err);

/* The same with a seed; fails the test on an error. */
struct fn_layer *
model_make(const char *text, uint64_t seed);

extern const char model_basic[], model_refactor[], model_resnet[]; /* the notebook's three */

/* Index of the parameter of this name; fails the test where there is none. */
int
model_param(const struct fn_layer *model, const char *name);

/* One step in PyTorch's order: x [images][size], and either gy, the gradient of the output, or labels. */
struct step {
    struct fni_net *net;
    int images;
    bool training;
    const float *x, *gy;
    const int *labels;
    uint64_t seed;
    float *y, *dx;  /* taken from malloc where NULL; dx only from a net with FNI_TRAIN_INPUT */
    double *losses; /* [images], with labels */
};

void
step_run(struct step *step, struct fn_pool *pool);

void
step_fini(struct step *step);

/* The net's gradient of a trainable parameter after a step, in PyTorch's order, by its full name; from malloc. */
float *
step_grad(const struct step *step, const struct fn_layer *model, const char *name);

#endif
