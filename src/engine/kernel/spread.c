/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"

#include <string.h>

/* Batch assembly: rows of bytes of 16 pictures become runs of 16 lanes. Four bytes of each picture make a vector of
 * words, whose bytes then go out one after the other. (The compiler has no good way from vectors of bytes to vectors of
 * floats.) */

enum { WORD = 4 };

/* Where byte k of memory is in a word. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define SHIFT(k) (24 - 8 * (k))
#else
#define SHIFT(k) (8 * (k))
#endif

typedef unsigned vu __attribute__((vector_size(VECTOR * sizeof(unsigned))));

INLINE void
spread_words(const unsigned char *const in[FNI_LANES], int x, float scale, float shift, float *out)
{
    REPEAT (v, VECTORS) {
        vu words;
        REPEAT (lane, VECTOR) {
            unsigned word;
            memcpy(&word, in[v * VECTOR + lane] + x, sizeof word);
            words[lane] = word;
        }
        REPEAT (k, WORD) {
            vi value = (vi)(words >> SHIFT(k) & 0xff);
            store(out + (x + k) * FNI_LANES + v * VECTOR, __builtin_convertvector(value, vf) * scale + shift);
        }
    }
}

void
NAME(spread)(const unsigned char *const in[FNI_LANES], int count, float scale, float shift, float *out)
{
    int x = 0;

    for (; x + WORD <= count; x += WORD)
        spread_words(in, x, scale, shift, out);
    if (x < count && count >= WORD) { /* once more over the last ones, so as not to read behind the rows */
        spread_words(in, count - WORD, scale, shift, out);
        return;
    }
    for (; x < count; x++)
        for (int lane = 0; lane < FNI_LANES; lane++)
            out[x * FNI_LANES + lane] = (float)in[lane][x] * scale + shift;
}
