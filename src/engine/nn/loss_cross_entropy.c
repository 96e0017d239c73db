/* SPDX-License-Identifier: MIT */
/* nn.CrossEntropyLoss: -log softmax(logits)[label]. The largest logit is taken off first, so nothing overflows. */
#include <math.h>

#include "kernel/kernel.h"
#include "nn/loss.h"

static void
block(const float *logits, int classes, const int *labels, int images, float scale, double *loss, float *dlogits)
{
    _Alignas(64) float largest[FNI_LANES], sum[FNI_LANES], factor[FNI_LANES];

    fni_kernels()->exponentials(logits, classes, dlogits, largest, sum);
    for (int lane = 0; lane < images; lane++)
        loss[lane] = log((double)sum[lane]) + largest[lane] - logits[labels[lane] * FNI_LANES + lane];
    if (!dlogits)
        return;
    for (int lane = 0; lane < FNI_LANES; lane++)
        factor[lane] = lane < images ? scale / sum[lane] : 0;
    for (int c = 0; c < classes; c++)
        for (int lane = 0; lane < FNI_LANES; lane++)
            dlogits[c * FNI_LANES + lane] *= factor[lane];
    for (int lane = 0; lane < images; lane++)
        dlogits[labels[lane] * FNI_LANES + lane] -= scale;
}

const struct fni_loss fni_loss_CrossEntropyLoss = {
    .info = {.name = "CrossEntropyLoss", .help = "cross-entropy of the softmax of the outputs, mean over the batch"},
    .block = block,
};
