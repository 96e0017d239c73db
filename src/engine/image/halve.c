/* SPDX-License-Identifier: MIT */
#include "image/halve.h"

struct fn_image *
fni_image_halve(const struct fn_image *large, struct fn_error *err)
{
    struct fn_image *image = fn_image_new(large->width / 2, large->height / 2, large->channels, err);
    size_t step = (size_t)large->channels, stride = (size_t)large->width * step;
    uint8_t *to = image ? image->pixels : NULL;

    for (int y = 0; image && y < image->height; y++)
        for (size_t i = 0; i < (size_t)image->width * step; i++) {
            const uint8_t *from = large->pixels + (size_t)y * 2 * stride + i / step * 2 * step + i % step;
            *to++ = (uint8_t)((from[0] + from[step] + from[stride] + from[stride + step] + 2) / 4);
        }
    return image;
}
