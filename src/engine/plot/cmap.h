/* SPDX-License-Identifier: MIT */
#ifndef FNI_PLOT_CMAP_H
#define FNI_PLOT_CMAP_H

#include <fn/figure.h>

/* The colour (0xffRRGGBB) of a grey of 0 to 255. */
uint32_t
fni_cmap_colour(enum fn_cmap cmap, uint32_t grey);

#endif
