/* SPDX-License-Identifier: MIT */
#include "image/png.h"

#include <stdlib.h>

#include <png.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"

static void
on_error(png_structp png, png_const_charp message)
{
    (void)message; /* a valid image into memory: only memory can run out */
    png_longjmp(png, 1);
}

static void
on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void
on_write(png_structp png, png_bytep bytes, size_t size)
{
    struct fni_text *file = png_get_io_ptr(png);
    fni_text_bytes(file, bytes, size);
    if (file->failed)
        png_error(png, "out of memory");
}

static void
on_flush(png_structp png)
{
    (void)png;
}

/* Level and filter are pinned and no time is written, so that the same pixels give the same bytes. No filter suits
 * pictures with few colours, which is what is written here. */
static bool
encode(png_structp png, png_infop info, const struct fn_image *image, struct fni_text *file)
{
    size_t stride = (size_t)image->width * (size_t)image->channels;

    if (setjmp(png_jmpbuf(png)))
        return false;
    png_set_write_fn(png, file, on_write, on_flush);
    png_set_user_limits(png, FNI_MAX_PIXELS, FNI_MAX_PIXELS);
    png_set_compression_level(png, 6);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_IHDR(png, info, (png_uint_32)image->width, (png_uint_32)image->height, 8,
                 image->channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < image->height; y++)
        png_write_row(png, image->pixels + (size_t)y * stride);
    png_write_end(png, info);
    return true;
}

bool
fn_image_encode(const struct fn_image *image, uint8_t **bytes, size_t *size, struct fn_error *err)
{
    struct fni_text file = {0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    bool ok = info && encode(png, info, image, &file);

    png_destroy_write_struct(&png, &info);
    if (!ok) {
        free(file.data);
        return fni_fail_memory(err);
    }
    *bytes = (uint8_t *)file.data;
    *size = file.size;
    return true;
}

bool
fn_image_write(const struct fn_image *image, const char *path, struct fn_error *err)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    bool ok;

    if (!fn_image_encode(image, &bytes, &size, err))
        return false;
    ok = fni_file_write(path, bytes, size, err);
    free(bytes);
    return ok;
}
