/* SPDX-License-Identifier: MIT */
#include <fn/image.h>

#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "image/png.h"

struct fn_image *
fn_image_new(int width, int height, int channels, struct fn_error *err)
{
    struct fn_image *image;

    if (channels != 1 && channels != 3) {
        fni_fail(err, FN_ERROR_INPUT, "an image of %d channels, wanted 1 (grey) or 3 (RGB)", channels);
        return NULL;
    }
    if (width < 1 || height < 1 || (long long)width * height > FNI_MAX_PIXELS) {
        fni_fail(err, FN_ERROR_INPUT, "an image of %d x %d pixels, wanted at least 1 x 1 and at most %d in all", width,
                 height, FNI_MAX_PIXELS);
        return NULL;
    }
    image = malloc(sizeof *image);
    if (!image) {
        fni_fail_memory(err);
        return NULL;
    }
    *image = (struct fn_image){.refs = 1, .width = width, .height = height, .channels = channels};
    image->pixels = fni_alloc((size_t)width * (size_t)height, (size_t)channels, err);
    if (!image->pixels) {
        free(image);
        return NULL;
    }
    return image;
}

struct fn_image *
fn_image_ref(struct fn_image *image)
{
    image->refs++;
    return image;
}

void
fn_image_unref(struct fn_image *image)
{
    if (!image || --image->refs > 0)
        return;
    fni_free(image->pixels);
    free(image);
}
