/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_CURVE_WORDS_H
#define REPL_CURVE_WORDS_H

#include <fn/fn.h>

#include "text.h"

/* What a curve shows, in a line or two of words. Each adds lines that end in newlines; where numbers bear nothing out,
 * nothing is said. [first, end) are the batches shown, at least two. */

void
words_lr_find(const struct fn_recorder *recorder, int first, int end, struct text *out);

void
words_losses(const struct fn_recorder *recorder, int first, int end, struct text *out);

void
words_lr(const struct fn_recorder *recorder, int first, int end, struct text *out);

void
words_moms(const struct fn_recorder *recorder, int first, int end, struct text *out);

/* A line a metric, over all epochs: at least one. */
void
words_metrics(const struct fn_recorder *recorder, const char *const *names, struct text *out);

/* fastai's Recorder.plot(suggestion=True): indices of the batches where the loss falls fastest, and where it is lowest.
 * count >= 2. */
struct suggestion {
    int steepest, lowest;
};

struct suggestion
suggest(const float *losses, int count);

#endif
