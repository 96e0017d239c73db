/* SPDX-License-Identifier: MIT */
/* nn.CrossEntropyLoss: -log softmax(logits)[label]. The largest logit is taken off first, so nothing overflows, and the
 * sum is float64: a lane is one image, of a few classes. */
#include <math.h>

#include "nn/loss.h"

static void
block(const float *logits, int classes, const int *labels, int images, float scale, double *loss, float *dlogits)
{
    for (int lane = 0; lane < images; lane++) {
        const float *x = logits + lane;
        float largest = x[0];
        double sum = 0;
        for (int c = 1; c < classes; c++)
            if (x[c * FNI_LANES] > largest)
                largest = x[c * FNI_LANES];
        for (int c = 0; c < classes; c++)
            sum += exp((double)x[c * FNI_LANES] - largest);
        loss[lane] = log(sum) + largest - x[labels[lane] * FNI_LANES];
        for (int c = 0; c < classes && dlogits; c++) {
            double p = exp((double)x[c * FNI_LANES] - largest) / sum;
            dlogits[c * FNI_LANES + lane] = (float)((p - (c == labels[lane])) * scale);
        }
    }
    for (int c = 0; c < classes && dlogits; c++)
        for (int lane = images; lane < FNI_LANES; lane++)
            dlogits[c * FNI_LANES + lane] = 0;
}

const struct fni_loss fni_loss_CrossEntropyLoss = {
    .info = {.name = "CrossEntropyLoss", .help = "cross-entropy of the softmax of the outputs, mean over the batch"},
    .block = block,
};
