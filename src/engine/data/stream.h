/* SPDX-License-Identifier: MIT */
#ifndef FNI_STREAM_H
#define FNI_STREAM_H

#include "core/lanes.h"
#include "core/team.h"
#include "data/lists.h"

/* Pixels that come from a packed file (data/store.h): read in an order, and so early, that a disk can follow. */

/* As order of one epoch, a shuffle in two steps: pieces of the list, each some hundred kilobytes of
 * neighbours, are dealt to windows, to each from all over the list; then the images of a window are mixed. */
void
fni_stream_shuffle(const struct fn_image_list *list, struct fn_rng *rng, int *order);

/* Asks the system for the pixels that come a window or two after order[first .. first + images - 1], and at the start
 * for all up to there; each thread for its share, as asking takes the system's time. Waits for none of them. order: of
 * list, as above or rising. Does nothing where pixels are in memory. */
void
fni_stream_ahead(const struct fn_image_list *list, const int *order, int first, int images, struct fni_team team);

#endif
