/* SPDX-License-Identifier: MIT */
#ifndef FNI_TERM_PALETTE_H
#define FNI_TERM_PALETTE_H

#include <stdint.h>

/* The 16 colours of a terminal: 0xAARRGGBB, as the kernel's console has them; users may have changed theirs. Of those
 * from FNI_PALETTE_DARK on, the bright ones, many terminals have no background. */
enum { FNI_PALETTE = 16, FNI_PALETTE_DARK = 8 };

extern const uint32_t fni_palette[FNI_PALETTE];

/* Squares of what the three channels differ by, added. */
int
fni_colour_distance(uint32_t a, uint32_t b);

/* The index of the nearest. Hues count more than in the distance above: with so few colours grey is to stay grey. */
int
fni_palette_nearest(uint32_t colour);

/* The two of the palette for one cell that are nearest to these in all, at most one of them bright unless both are the
 * same. On pictures of digits this reads better than any dithering, which makes their edges ragged. */
void
fni_palette_pair(uint32_t *upper, uint32_t *lower);

#endif
