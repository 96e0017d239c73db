/* SPDX-License-Identifier: MIT */
#ifndef FNI_LANES_H
#define FNI_LANES_H

#include <stdbool.h>
#include <stddef.h>

/* The layout of every activation: the batch in the lanes.
 *
 * A batch is cut into blocks of 16 images, and a tensor is float [block][channel][y][x][FNI_LANES]: one run of 16 floats
 * holds the same pixel of 16 images. Every shape fills every vector, on every instruction set, without shuffles or
 * tails. Only the last block of a batch can have idle lanes; their values are finite but mean nothing, and every sum over
 * the batch leaves them out.
 *
 * The blocks of a batch are cut into parts: fixed runs of blocks that depend on the batch size alone. A sum over the
 * batch is made part by part and the parts are added in order, so its bits do not depend on the number of threads: a
 * thread works on whole parts. */
enum { FNI_LANES = 16 };

/* Per image. Flat features are c = features, h = w = 1. */
struct fni_shape {
    int c, h, w;
    bool flat; /* (N, features), which Flatten gives and Linear takes, not (N, c, h, w) */
};

static inline size_t
fni_shape_size(struct fni_shape s)
{
    return (size_t)s.c * (size_t)s.h * (size_t)s.w;
}

/* Floats in one block of this shape. */
static inline size_t
fni_block_size(struct fni_shape s)
{
    return fni_shape_size(s) * FNI_LANES;
}

static inline int
fni_blocks(int images)
{
    return (images + FNI_LANES - 1) / FNI_LANES;
}

/* Parts of a batch: two blocks each, but never more than FNI_MAX_PARTS parts. */
enum { FNI_MAX_PARTS = 16, FNI_PART_BLOCKS = 2 };

struct fni_batch {
    int images, blocks, parts, part_blocks; /* part p holds blocks p * part_blocks .. min(blocks, ...) - 1 */
};

static inline struct fni_batch
fni_batch(int images)
{
    struct fni_batch b = {.images = images, .blocks = fni_blocks(images), .part_blocks = FNI_PART_BLOCKS};
    while ((b.blocks + b.part_blocks - 1) / b.part_blocks > FNI_MAX_PARTS)
        b.part_blocks++;
    b.parts = (b.blocks + b.part_blocks - 1) / b.part_blocks;
    return b;
}

static inline void
fni_part_range(struct fni_batch b, int part, int *first_block, int *end_block)
{
    *first_block = part * b.part_blocks;
    *end_block = *first_block + b.part_blocks < b.blocks ? *first_block + b.part_blocks : b.blocks;
}

/* Images in this block: FNI_LANES but for the last. */
static inline int
fni_block_images(struct fni_batch b, int block)
{
    int left = b.images - block * FNI_LANES;
    return left < FNI_LANES ? left : FNI_LANES;
}

#endif
