/* SPDX-License-Identifier: MIT */
#include "plot/cmap.h"

/* Colours at even steps; between them it is linear. viridis and magma are matplotlib's (Smith and van der Walt, CC0),
 * every eighth of their 256 colours: what lies between is off by at most 2 of 255. */
static const uint32_t gray[] = {0x000000, 0xffffff};
static const uint32_t binary[] = {0xffffff, 0x000000};
static const uint32_t viridis[] = {
    0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453781, 0x424086, 0x3e4989, 0x3b528b, 0x375b8d, 0x33638d,
    0x2f6b8e, 0x2c728e, 0x297a8e, 0x26828e, 0x23898e, 0x21908c, 0x1f978b, 0x1f9f88, 0x21a685, 0x27ad81, 0x31b57b,
    0x3ebc74, 0x4dc26c, 0x5cc863, 0x6ece58, 0x82d34d, 0x95d840, 0xaadc32, 0xc0df25, 0xd5e21a, 0xeae51a, 0xfde725};
static const uint32_t magma[] = {
    0x000004, 0x030312, 0x0a0822, 0x130d34, 0x1d1147, 0x29115a, 0x36106b, 0x440f76, 0x50127c, 0x5d177f, 0x691c81,
    0x762181, 0x822681, 0x8f2a81, 0x9c2e7f, 0xa9337d, 0xb6367a, 0xc33b75, 0xcf4070, 0xdb476a, 0xe65164, 0xee5c5e,
    0xf46a5c, 0xf9785d, 0xfb8861, 0xfd9668, 0xfea571, 0xfeb47b, 0xfec287, 0xfed194, 0xfde0a1, 0xfceeb0, 0xfcfdbf};

struct cmap {
    const char *name;
    const uint32_t *colours; /* 0xRRGGBB */
    uint32_t count;
};

#define CMAP(name)                                                                                                     \
    {                                                                                                                  \
#name, name, sizeof name / sizeof *name                                                                        \
    }

static const struct cmap cmaps[] = {
    [FN_CMAP_GRAY] = CMAP(gray),
    [FN_CMAP_BINARY] = CMAP(binary),
    [FN_CMAP_VIRIDIS] = CMAP(viridis),
    [FN_CMAP_MAGMA] = CMAP(magma),
};

const char *
fn_cmap_name(int index)
{
    return index >= 0 && index < (int)(sizeof cmaps / sizeof *cmaps) ? cmaps[index].name : NULL;
}

uint32_t
fni_cmap_colour(enum fn_cmap cmap, uint32_t grey)
{
    const struct cmap *map = &cmaps[cmap];
    uint32_t at = grey * (map->count - 1), step = at / 255, part = at % 255, colour = 0xff;

    if (part == 0)
        return 0xff000000 | map->colours[step];
    for (int shift = 16; shift >= 0; shift -= 8) {
        uint32_t low = map->colours[step] >> shift & 0xff, high = map->colours[step + 1] >> shift & 0xff;
        colour = colour << 8 | (low * (255 - part) + high * part + 127) / 255;
    }
    return colour;
}
