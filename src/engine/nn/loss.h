/* SPDX-License-Identifier: MIT */
#ifndef FNI_LOSS_H
#define FNI_LOSS_H

#include <fn/learner.h>

#include "core/lanes.h"

/* A loss, one row of nn/losses.def, one file nn/loss_NAME.c. */
struct fni_loss {
    struct fn_row_info info;

    /* One block: logits [classes][16] -> loss[16], and (dlogits not NULL) the gradient of each image's loss times
     * scale. Lanes from `images` on: loss and gradient 0. */
    void (*block)(const float *logits, int classes, const int *labels, int images, float scale, double *loss,
                  float *dlogits);
};

const struct fni_loss *
fni_loss_named(const char *name);

#endif
