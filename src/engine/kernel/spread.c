/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"

#include <string.h>

/* Batch assembly: rows of bytes of 16 pictures become runs of 16 lanes. */

typedef unsigned char bytes __attribute__((vector_size(16)));
typedef unsigned char lane_bytes __attribute__((vector_size(VECTOR))); /* as many as a vector has lanes */

/* out[c][r] = in[r][c] of 16 x 16 bytes. Interleaving the first half of the rows with the second moves the upper bit of
 * the row number to the lower end of the position; after four times rows and columns have changed places. */
INLINE void
transpose(bytes in[16])
{
    bytes out[16];

    REPEAT (level, 4) {
        REPEAT (r, 8) {
            out[2 * r] =
                __builtin_shufflevector(in[r], in[r + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            out[2 * r + 1] =
                __builtin_shufflevector(in[r], in[r + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        }
        memcpy(in, out, sizeof out);
    }
}

INLINE void
spread_16(const unsigned char *const in[FNI_LANES], int x, float scale, float shift, float *out)
{
    bytes rows[16];

    REPEAT (lane, 16)
        memcpy(&rows[lane], in[lane] + x, 16);
    transpose(rows);
    for (int i = 0; i < 16; i++)
        REPEAT (v, VECTORS) {
            lane_bytes part;
            memcpy(&part, (const unsigned char *)&rows[i] + v * VECTOR, VECTOR);
            store(out + (x + i) * FNI_LANES + v * VECTOR,
                  __builtin_convertvector(__builtin_convertvector(part, vi), vf) * scale + shift);
        }
}

void
NAME(spread)(const unsigned char *const in[FNI_LANES], int count, float scale, float shift, float *out)
{
    int x = 0;

    for (; x + 16 <= count; x += 16)
        spread_16(in, x, scale, shift, out);
    if (x == count)
        return;
    if (count >= 16) { /* once more over the last 16, so as not to read behind the rows */
        spread_16(in, count - 16, scale, shift, out);
        return;
    }
    for (; x < count; x++)
        for (int lane = 0; lane < FNI_LANES; lane++)
            out[x * FNI_LANES + lane] = (float)in[lane][x] * scale + shift;
}
