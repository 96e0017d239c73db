/* SPDX-License-Identifier: MIT */
#ifndef FNI_LANE_SUMS_H
#define FNI_LANE_SUMS_H

#include "kernel/simd.h"

/* Shuffles between quarters (128 bits) of vectors and within each of them are single instructions with the pattern in
 * the code; all others would want their pattern in a register. */

/* Quarter p of the even (0) or odd (1) quarters of a, then of b; element p of the even or odd elements in each quarter.
 */
#define QUARTER(p, odd) 4 * (2 * (p) + (odd))
#define QUARTER_AT(p, odd) QUARTER(p, odd), QUARTER(p, odd) + 1, QUARTER(p, odd) + 2, QUARTER(p, odd) + 3
#define PAIR_AT(q, odd) 4 * (q) + (odd), 4 * (q) + 2 + (odd), VECTOR + 4 * (q) + (odd), VECTOR + 4 * (q) + 2 + (odd)
#if VECTOR == 16
#define EVERY(AT, odd) AT(0, odd), AT(1, odd), AT(2, odd), AT(3, odd)
#elif VECTOR == 8
#define EVERY(AT, odd) AT(0, odd), AT(1, odd)
#else
#define EVERY(AT, odd) AT(0, odd)
#endif

#define FOLD(AT, a, b) (__builtin_shufflevector(a, b, EVERY(AT, 0)) + __builtin_shufflevector(a, b, EVERY(AT, 1)))

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
    vf low = FOLD(PAIR_AT, quarter[0], quarter[1]), high = FOLD(PAIR_AT, quarter[2], quarter[3]);
    return FOLD(PAIR_AT, low, high);
}

#endif
