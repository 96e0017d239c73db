/* SPDX-License-Identifier: MIT */
#ifndef FNI_LOSS_H
#define FNI_LOSS_H

#include <fn/learner.h>

#include "core/lanes.h"

/* A loss, one row of nn/losses.def, one file nn/loss_NAME.c. */
struct fni_loss {
    struct fn_row_info info;

    /* One block: logits [classes][16], labels[images] -> loss[images], and (dlogits not NULL) the gradient of each
     * image's loss times scale, [classes][16]; it is 0 in lanes from `images` on. Both are 64-byte aligned. */
    void (*block)(const float *logits, int classes, const int *labels, int images, float scale, double *loss,
                  float *dlogits);
};

/* NULL and an error that lists the known ones. */
const struct fni_loss *
fni_loss_named(const char *name, struct fn_error *err);

#endif
