/* SPDX-License-Identifier: MIT */
#ifndef FNI_LANE_SUMS_H
#define FNI_LANE_SUMS_H

#include "kernel/simd.h"

/* Where FOLD takes element p of its two summands from. In a vector cut into segments of `size` elements, the lower
 * summand has the even segments of a in the even places and those of b in the odd ones, the upper has the odd segments.
 */
#define LOWER(p, size) ((p) / (size) % 2 == 0 ? (p) : VECTOR + (p) - (size))
#define UPPER(p, size) (LOWER(p, size) + (size))

#define PLACES_4(WHICH, p, size) WHICH(p, size), WHICH(p + 1, size), WHICH(p + 2, size), WHICH(p + 3, size)
#define PLACES_8(WHICH, p, size) PLACES_4(WHICH, p, size), PLACES_4(WHICH, p + 4, size)
#define PLACES_16(WHICH, p, size) PLACES_8(WHICH, p, size), PLACES_8(WHICH, p + 8, size)
#if VECTOR == 16
#define PLACES(WHICH, size) PLACES_16(WHICH, 0, size)
#elif VECTOR == 8
#define PLACES(WHICH, size) PLACES_8(WHICH, 0, size)
#else
#define PLACES(WHICH, size) PLACES_4(WHICH, 0, size)
#endif

/* a[j] = halves of the segments of a[j] and a[j + size] added up and interleaved, j < size. */
#define FOLD(a, size)                                                                                                  \
    REPEAT (j, size)                                                                                                   \
    a[j] = __builtin_shufflevector(a[j], a[j + (size)], PLACES(LOWER, size)) +                                         \
           __builtin_shufflevector(a[j], a[j + (size)], PLACES(UPPER, size))

/* Lane j of the result is the sum of all lanes of a[j]: a transposition that adds as it goes. Overwrites a. */
INLINE vf
lane_sums(vf a[VECTOR])
{
#if VECTOR >= 16
    FOLD(a, 8);
#endif
#if VECTOR >= 8
    FOLD(a, 4);
#endif
    FOLD(a, 2);
    FOLD(a, 1);
    return a[0];
}

#endif
