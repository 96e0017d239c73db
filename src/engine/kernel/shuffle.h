/* SPDX-License-Identifier: MIT */
#ifndef FNI_SHUFFLE_H
#define FNI_SHUFFLE_H

#include "kernel/simd.h"

/* Shuffles between quarters (128 bits) of vectors and within each of them are single instructions with the pattern in
 * the code; all others would want their pattern in a register. */

/* The pattern AT(q, i) in every quarter q. */
#if VECTOR == 16
#define EVERY(AT, i) AT(0, i), AT(1, i), AT(2, i), AT(3, i)
#elif VECTOR == 8
#define EVERY(AT, i) AT(0, i), AT(1, i)
#else
#define EVERY(AT, i) AT(0, i)
#endif
#define SHUFFLE(a, b, AT, i) __builtin_shufflevector(a, b, EVERY(AT, i))

/* Of a, then of b: the even (0) or odd (1) quarters; in each quarter the even or odd elements, or elements i and i + 1.
 * ZIP_AT: elements i and i + 1 of both, alternating. */
#define QUARTER(p, odd) 4 * (2 * (p) + (odd))
#define QUARTER_AT(p, odd) QUARTER(p, odd), QUARTER(p, odd) + 1, QUARTER(p, odd) + 2, QUARTER(p, odd) + 3
#define SKIP_AT(q, odd) 4 * (q) + (odd), 4 * (q) + 2 + (odd), VECTOR + 4 * (q) + (odd), VECTOR + 4 * (q) + 2 + (odd)
#define PAIR_AT(q, i) 4 * (q) + (i), 4 * (q) + (i) + 1, VECTOR + 4 * (q) + (i), VECTOR + 4 * (q) + (i) + 1
#define ZIP_AT(q, i) 4 * (q) + (i), VECTOR + 4 * (q) + (i), 4 * (q) + (i) + 1, VECTOR + 4 * (q) + (i) + 1

/* A transposition of 4 x 4 in each quarter. */
#define TRANSPOSE_IN_QUARTERS(type, a, b, c, d)                                                                        \
    do {                                                                                                               \
        type ab = SHUFFLE(a, b, ZIP_AT, 0), cd = SHUFFLE(c, d, ZIP_AT, 0);                                             \
        type ab_high = SHUFFLE(a, b, ZIP_AT, 2), cd_high = SHUFFLE(c, d, ZIP_AT, 2);                                   \
        a = SHUFFLE(ab, cd, PAIR_AT, 0);                                                                               \
        b = SHUFFLE(ab, cd, PAIR_AT, 2);                                                                               \
        c = SHUFFLE(ab_high, cd_high, PAIR_AT, 0);                                                                     \
        d = SHUFFLE(ab_high, cd_high, PAIR_AT, 2);                                                                     \
    } while (0)

/* Of quarters: a[i * step] are the rows, then the columns. */
INLINE void
transpose_quarters(vf *a, int step)
{
#if VECTOR == 16
    vf even = SHUFFLE(a[0], a[step], QUARTER_AT, 0), even_high = SHUFFLE(a[2 * step], a[3 * step], QUARTER_AT, 0);
    vf odd = SHUFFLE(a[0], a[step], QUARTER_AT, 1), odd_high = SHUFFLE(a[2 * step], a[3 * step], QUARTER_AT, 1);

    a[0] = SHUFFLE(even, even_high, QUARTER_AT, 0);
    a[step] = SHUFFLE(odd, odd_high, QUARTER_AT, 0);
    a[2 * step] = SHUFFLE(even, even_high, QUARTER_AT, 1);
    a[3 * step] = SHUFFLE(odd, odd_high, QUARTER_AT, 1);
#elif VECTOR == 8
    vf even = SHUFFLE(a[0], a[step], QUARTER_AT, 0);

    a[step] = SHUFFLE(a[0], a[step], QUARTER_AT, 1);
    a[0] = even;
#else
    (void)a, (void)step;
#endif
}

/* Of VECTOR x VECTOR floats: rows 4 g + j make quarter g of columns 4 q + j. */
INLINE void
transpose(vf a[VECTOR])
{
    REPEAT (i, VECTOR / 4)
        TRANSPOSE_IN_QUARTERS(vf, a[4 * i], a[4 * i + 1], a[4 * i + 2], a[4 * i + 3]);
    REPEAT (j, 4)
        transpose_quarters(a + j, 4);
}

#endif
