/* SPDX-License-Identifier: MIT */
#include "term/palette.h"

const uint32_t fni_palette[FNI_PALETTE] = {
    0xff000000, 0xffaa0000, 0xff00aa00, 0xffaa5500, 0xff0000aa, 0xffaa00aa, 0xff00aaaa, 0xffaaaaaa,
    0xff555555, 0xffff5555, 0xff55ff55, 0xffffff55, 0xff5555ff, 0xffff55ff, 0xff55ffff, 0xffffffff,
};

static int
square(int value)
{
    return value * value;
}

static int
difference(uint32_t a, uint32_t b, int shift)
{
    return (int)(a >> shift & 255) - (int)(b >> shift & 255);
}

int
fni_colour_distance(uint32_t a, uint32_t b)
{
    return square(difference(a, b, 16)) + square(difference(a, b, 8)) + square(difference(a, b, 0));
}

static int
distance(uint32_t a, uint32_t b)
{
    int green = difference(a, b, 8);

    return fni_colour_distance(a, b) + square(difference(a, b, 16) - green) + square(difference(a, b, 0) - green);
}

int
fni_palette_nearest(uint32_t colour)
{
    int nearest = 0;

    for (int i = 1; i < FNI_PALETTE; i++)
        if (distance(fni_palette[i], colour) < distance(fni_palette[nearest], colour))
            nearest = i;
    return nearest;
}

void
fni_palette_pair(uint32_t *upper, uint32_t *lower)
{
    int least = INT32_MAX, best = 0;

    for (int pair = 0; pair < FNI_PALETTE * FNI_PALETTE; pair++) {
        int i = pair / FNI_PALETTE, j = pair % FNI_PALETTE;
        int sum = distance(*upper, fni_palette[i]) + distance(*lower, fni_palette[j]);
        if (sum < least && (i == j || i < FNI_PALETTE_DARK || j < FNI_PALETTE_DARK)) {
            least = sum;
            best = pair;
        }
    }
    *upper = fni_palette[best / FNI_PALETTE];
    *lower = fni_palette[best % FNI_PALETTE];
}
