/* SPDX-License-Identifier: MIT */
#ifndef FNI_BUNCH_H
#define FNI_BUNCH_H

#include "data/lists.h"

struct fn_data_bunch {
    int refs;
    struct fn_label_lists *lists; /* every image decoded */
    int bs, val_bs;
    int shape[3]; /* (c, h, w) after the transforms, the same for all images */
    bool normalised;
    struct fn_stats stats;                                /* of every channel, where normalised */
    float scale[FN_MAX_CHANNELS], shift[FN_MAX_CHANNELS]; /* what the model sees is u8 * scale + shift */
};

/* A copy with one reference that shares the lists. */
struct fn_data_bunch *
fni_data_bunch_copy(const struct fn_data_bunch *data, struct fn_error *err);

/* Images in a train batch: bs, or the whole train set where that is smaller. */
int
fni_data_train_images(const struct fn_data_bunch *data);

#endif
