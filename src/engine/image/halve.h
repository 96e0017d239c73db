/* SPDX-License-Identifier: MIT */
#ifndef FNI_IMAGE_HALVE_H
#define FNI_IMAGE_HALVE_H

#include <fn/image.h>

/* Half as wide and half as high, each pixel the mean of four, rounded: what was drawn twice as large becomes smooth. An
 * odd last column or row is left out. One reference. Errors: memory, less than 2 x 2 pixels. */
struct fn_image *
fni_image_halve(const struct fn_image *large, struct fn_error *err);

#endif
