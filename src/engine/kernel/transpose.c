/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"

#include <string.h>

/* Quarters of vectors, whatever the instruction set: the matrices are weights of one tap, small and of any size. */
typedef float quarter __attribute__((vector_size(4 * sizeof(float))));

enum { TILE = 4 };

INLINE void
transpose_tile(const float *in, size_t columns, float *out, size_t out_step)
{
    quarter a[TILE], low[2], high[2];

    REPEAT (i, TILE)
        memcpy(&a[i], in + (size_t)i * columns, sizeof a[i]);
    REPEAT (i, 2) {
        low[i] = __builtin_shufflevector(a[2 * i], a[2 * i + 1], 0, 4, 1, 5);
        high[i] = __builtin_shufflevector(a[2 * i], a[2 * i + 1], 2, 6, 3, 7);
    }
    a[0] = __builtin_shufflevector(low[0], low[1], 0, 1, 4, 5);
    a[1] = __builtin_shufflevector(low[0], low[1], 2, 3, 6, 7);
    a[2] = __builtin_shufflevector(high[0], high[1], 0, 1, 4, 5);
    a[3] = __builtin_shufflevector(high[0], high[1], 2, 3, 6, 7);
    REPEAT (i, TILE)
        memcpy(out + (size_t)i * out_step, &a[i], sizeof a[i]);
}

void
NAME(transpose)(const float *in, size_t rows, size_t columns, float *out, size_t out_step)
{
    size_t whole_rows = rows / TILE * TILE, whole_columns = columns / TILE * TILE;

    for (size_t r = 0; r < whole_rows; r += TILE)
        for (size_t c = 0; c < whole_columns; c += TILE)
            transpose_tile(in + r * columns + c, columns, out + c * out_step + r, out_step);
    for (size_t r = 0; r < rows; r++)
        for (size_t c = r < whole_rows ? whole_columns : 0; c < columns; c++)
            out[c * out_step + r] = in[r * columns + c];
}
