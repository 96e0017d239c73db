/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_GROWING_H
#define REPL_GROWING_H

#include <fn/fn.h>

/* Curves of a training under way, made anew several times a second: of a long one only every n-th batch. */

enum growing { GROWING_LOSSES, GROWING_LR, GROWING_MOMENTUM, GROWING_METRICS, N_GROWING };

/* Of lr_find, the losses are drawn against the learning rate. NULL: there is nothing to draw yet, or no memory. */
struct fn_figure *
growing_figure(const struct fn_learner *learner, enum growing what);

#endif
