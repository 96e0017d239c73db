/* SPDX-License-Identifier: MIT */
#ifndef FNI_PLOT_TICKS_H
#define FNI_PLOT_TICKS_H

#include <stdbool.h>

enum { FNI_MOST_TICKS = 32 };

/* Places on an axis with the words for them. */
struct fni_ticks {
    int count;
    struct fni_tick {
        double at;
        char label[24]; /* ASCII */
    } tick[FNI_MOST_TICKS];
};

/* Round numbers (1, 2 or 5 times a power of ten apart) within [low, high], at most `most` of them, 1 to FNI_MOST_TICKS.
 * low < high, both finite. All labels have the same number of decimals, as many as tell them apart. */
void
fni_ticks_linear(double low, double high, int most, struct fni_ticks *ticks);

/* For a logarithmic axis, 0 < low < high: decades, or every second, third ... of them; 1, 2 and 5 times decades where
 * fewer than two decades lie within, and linear ticks where that is too coarse as well. */
void
fni_ticks_log(double low, double high, int most, struct fni_ticks *ticks);

#endif
