/* SPDX-License-Identifier: MIT */
#ifndef FNI_LANE_SUMS_H
#define FNI_LANE_SUMS_H

#include "kernel/shuffle.h"

#define FOLD(AT, a, b) (SHUFFLE(a, b, AT, 0) + SHUFFLE(a, b, AT, 1))

/* Lane j of the result is the sum of all lanes of a[j]: a transposition that adds as it goes. */
INLINE vf
lane_sums(const vf a[VECTOR])
{
    vf quarter[4]; /* quarter i of quarter[j]: four lanes that make up a[4 i + j] */

    REPEAT (j, 4) {
#if VECTOR == 16
        vf low = FOLD(QUARTER_AT, a[j], a[4 + j]), high = FOLD(QUARTER_AT, a[8 + j], a[12 + j]);
        quarter[j] = FOLD(QUARTER_AT, low, high);
#elif VECTOR == 8
        quarter[j] = FOLD(QUARTER_AT, a[j], a[4 + j]);
#else
        quarter[j] = a[j];
#endif
    }
    vf low = FOLD(SKIP_AT, quarter[0], quarter[1]), high = FOLD(SKIP_AT, quarter[2], quarter[3]);
    return FOLD(SKIP_AT, low, high);
}

#endif
