/* SPDX-License-Identifier: MIT */
#ifndef FNI_DATA_BATCH_H
#define FNI_DATA_BATCH_H

#include <fn/data.h>

#include "core/lanes.h"
#include "core/team.h"

/* From the list to the lanes: the only door through which training takes data. */

/* The order of one epoch: order[count] of the train list's items, shuffled under (seed, epoch). */
void
fni_data_shuffle(const struct fn_data_bunch *data, uint64_t seed, uint64_t epoch, int *order);

/* Says that order[first .. first + images - 1] of the list is what comes next, so that pixels in a file are asked for
 * in time: by every thread of the team. Rising order, or fni_data_shuffle's. */
void
fni_data_ahead(const struct fn_label_list *list, const int *order, int first, int images, struct fni_team team);

/* Images items[0 .. images - 1] of a list (train or valid part of data), transformed and normalised, into blocks
 * first_block .. end_block - 1 of x (in lanes, the whole batch's buffer), and their classes into labels[images] (the
 * same blocks' only). Image i of the batch draws its transforms from fn_rng_at(seed, stream, i). Idle lanes become 0.
 * Threads may fill different blocks at the same time. */
void
fni_data_fill(const struct fn_data_bunch *data, const struct fn_label_list *list, const int *items, int images,
              uint64_t seed, uint64_t stream, int first_block, int end_block, float *x, int *labels);

/* One picture through the list's transforms (of seed 0) and the normalisation into the first lane of x, one block; the
 * other lanes are idle and finite. Its size and channels must be what data is made of. */
void
fni_data_fill_image(const struct fn_data_bunch *data, const struct fn_label_list *list, const struct fn_image *image,
                    float *x);

#endif
