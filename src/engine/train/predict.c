/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "core/fail.h"
#include "data/batch.h"
#include "data/bunch.h"
#include "data/transform.h"
#include "train/learner.h"

static bool
check_image(const struct fn_learner *learner, const struct fn_image *image, struct fn_error *err)
{
    const struct fn_label_list *valid = fn_data_bunch_valid(learner->data);
    int in[2] = {image->height, image->width}, out[2], shape[3];

    fn_data_bunch_shape(learner->data, shape);
    if (!fni_transforms_resize(valid->steps, valid->n_steps, in, out, err))
        return false;
    if (image->channels != shape[0] || out[0] != shape[1] || out[1] != shape[2])
        return fni_fail(err, FN_ERROR_INPUT, "the picture is (%d, %d, %d), the model learns from (%d, %d, %d)",
                        image->channels, out[0], out[1], shape[0], shape[1], shape[2]);
    return true;
}

/* Made with the first prediction. */
static bool
make_net(struct fn_learner *learner, struct fn_error *err)
{
    struct fni_shape shape = fni_net_node(learner->train_net, 0)->out;

    if (!learner->predict_net)
        learner->predict_net = fni_net_new(learner->model, shape, 1, FNI_INFER, err);
    return learner->predict_net != NULL;
}

int
fni_softmax(const float *logits, int classes, float *probabilities)
{
    int best = 0;
    double sum = 0;

    for (int c = 1; c < classes; c++)
        if (logits[c * FNI_LANES] > logits[best * FNI_LANES])
            best = c;
    for (int c = 0; c < classes; c++)
        sum += exp((double)logits[c * FNI_LANES] - logits[best * FNI_LANES]);
    for (int c = 0; c < classes; c++)
        probabilities[c] = (float)(exp((double)logits[c * FNI_LANES] - logits[best * FNI_LANES]) / sum);
    return best;
}

bool
fn_learner_predict(struct fn_learner *learner, const struct fn_image *image, int *class, float *probabilities,
                   struct fn_error *err)
{
    struct fni_pass pass = fni_net_pass((struct fni_team){.threads = 1}, 1, false, 0, 0);

    if (!check_image(learner, image, err) || !make_net(learner, err))
        return false;
    fni_net_refresh(learner->predict_net);
    fni_data_fill_image(learner->data, fn_data_bunch_valid(learner->data), image, fni_net_input(learner->predict_net));
    fni_net_forward(learner->predict_net, &pass);
    *class =
        fni_softmax(fni_net_output(learner->predict_net), fni_net_output_shape(learner->predict_net).c, probabilities);
    return true;
}
