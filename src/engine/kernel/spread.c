/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"
#include "kernel/shuffle.h"

#include <string.h>

/* Batch assembly: rows of bytes of 16 pictures become runs of 16 lanes. Sixteen bytes of each picture are four words; a
 * transposition makes vectors of them with a word of each picture, whose bytes then go out one after the other. (The
 * compiler has no good way from vectors of bytes to vectors of floats.) */

enum { WORD = 4, WORDS = 4, STEP = WORD * WORDS };

/* Where byte k of memory is in a word. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define SHIFT(k) (24 - 8 * (k))
#else
#define SHIFT(k) (8 * (k))
#endif

typedef unsigned vu __attribute__((vector_size(VECTOR * sizeof(unsigned))));
typedef unsigned quarter __attribute__((vector_size(STEP)));

INLINE quarter
load_row(const unsigned char *p)
{
    quarter q;
    memcpy(&q, p, sizeof q);
    return q;
}

/* Of four rows each: quarter i is row 4 i. */
INLINE vu
load_rows(const unsigned char *const *in, int x)
{
#if VECTOR == 16
    typedef unsigned half __attribute__((vector_size(2 * STEP)));
    half low = __builtin_shufflevector(load_row(in[0] + x), load_row(in[4] + x), 0, 1, 2, 3, 4, 5, 6, 7);
    half high = __builtin_shufflevector(load_row(in[8] + x), load_row(in[12] + x), 0, 1, 2, 3, 4, 5, 6, 7);
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#elif VECTOR == 8
    return __builtin_shufflevector(load_row(in[0] + x), load_row(in[4] + x), 0, 1, 2, 3, 4, 5, 6, 7);
#else
    return load_row(in[0] + x);
#endif
}

/* words[k]: word k of each of VECTOR rows. */
INLINE void
load_words(const unsigned char *const *in, int x, vu words[WORDS])
{
    REPEAT (k, WORDS)
        words[k] = load_rows(in + k, x);
    TRANSPOSE_IN_QUARTERS(vu, words[0], words[1], words[2], words[3]);
}

INLINE void
spread_step(const unsigned char *const in[FNI_LANES], int x, float scale, float shift, float *out)
{
    out += x * FNI_LANES;
    LOOP(v, VECTORS)
    {
        vu words[WORDS];
        load_words(in + v * VECTOR, x, words);
        REPEAT (k, STEP) {
            vi value = (vi)(words[k / WORD] >> SHIFT(k % WORD) & 0xff);
            store(out + k * FNI_LANES + v * VECTOR, __builtin_convertvector(value, vf) * scale + shift);
        }
    }
}

void
NAME(spread)(const unsigned char *const in[FNI_LANES], int count, float scale, float shift, float *out)
{
    int x = 0;

    for (; x + STEP <= count; x += STEP)
        spread_step(in, x, scale, shift, out);
    if (x < count && count >= STEP) { /* once more over the last ones, so as not to read behind the rows */
        spread_step(in, count - STEP, scale, shift, out);
        return;
    }
    for (; x < count; x++)
        for (int lane = 0; lane < FNI_LANES; lane++)
            out[x * FNI_LANES + lane] = (float)in[lane][x] * scale + shift;
}
