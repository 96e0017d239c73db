/* SPDX-License-Identifier: MIT */
#include "image/png.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <png.h>

#include "core/fail.h"

/* What libpng hands over, a sample or a pixel at a time, once bits are unpacked and alpha is dropped. */
enum source {
    SOURCE_GREY,    /* 1 byte */
    SOURCE_GREY16,  /* 2 bytes, high one first */
    SOURCE_RGB,     /* 3 bytes */
    SOURCE_PALETTE, /* 1 byte, an index */
};

enum { SIGNATURE = 8, BUFFER = 8192 };

struct reader {
    const char *path;
    int fd;
    size_t position, end; /* of what is left in buffer */
    png_structp png;
    png_infop info;
    int width, height, passes;
    enum source source;
    uint8_t palette[256][3];
    uint8_t *rows; /* pixels as libpng makes them, where they have to be converted */
    char message[160];
    uint8_t buffer[BUFFER + FNI_PNG_MARGIN];
};

static void
on_error(png_structp png, png_const_charp message)
{
    struct reader *r = png_get_error_ptr(png);
    snprintf(r->message, sizeof r->message, "%s", message);
    png_longjmp(png, 1);
}

static void
on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

/* At most size bytes of the file; 0 at its end, -1 with errno. */
static ssize_t
read_some(struct reader *r, uint8_t *out, size_t size)
{
    size_t n;

    if (r->position == r->end) {
        ssize_t got;
        do
            got = read(r->fd, r->buffer, BUFFER);
        while (got < 0 && errno == EINTR);
        if (got <= 0)
            return got;
        r->position = 0;
        r->end = (size_t)got;
    }
    n = r->end - r->position < size ? r->end - r->position : size;
    memcpy(out, r->buffer + r->position, n);
    r->position += n;
    return (ssize_t)n;
}

static void
on_read(png_structp png, png_bytep out, size_t size)
{
    struct reader *r = png_get_io_ptr(png);
    while (size > 0) {
        ssize_t n = read_some(r, out, size);
        if (n < 0)
            png_error(png, strerror(errno));
        if (n == 0)
            png_error(png, "the file ends early");
        out += n;
        size -= (size_t)n;
    }
}

static bool
fail_png(const struct reader *r, struct fn_error *err)
{
    if (strstr(r->message, "memory")) /* "Out of memory" from libpng, "insufficient memory" from zlib */
        return fni_fail_memory(err);
    return fni_fail(err, FN_ERROR_FILE, "%s: a damaged PNG file: %s", r->path, r->message);
}

static bool
open_file(struct reader *r, struct fni_png_kit *kit, const char *path, struct fn_error *err)
{
    uint8_t signature[SIGNATURE];
    size_t got = 0;
    ssize_t n = 1;

    r->path = path;
    r->fd = fni_png_open(kit, path);
    if (r->fd < 0)
        return fni_fail(err, FN_ERROR_FILE, "%s: cannot open it: %s", path, strerror(errno));
    while (got < sizeof signature && (n = read_some(r, signature + got, sizeof signature - got)) > 0)
        got += (size_t)n;
    if (n < 0)
        return fni_fail(err, FN_ERROR_FILE, "%s: cannot read it: %s", path, strerror(errno));
    if (got == 0)
        return fni_fail(err, FN_ERROR_FILE, "%s: an empty file, wanted a PNG image", path);
    if (got < sizeof signature || png_sig_cmp(signature, 0, sizeof signature) != 0)
        return fni_fail(err, FN_ERROR_FILE, "%s: not a PNG image", path);
    return true;
}

static bool
start_libpng(struct reader *r, struct fn_error *err)
{
    r->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, r, on_error, on_warning);
    r->info = r->png ? png_create_info_struct(r->png) : NULL;
    if (!r->info)
        return fni_fail_memory(err);
    png_set_read_fn(r->png, r, on_read);
    png_set_sig_bytes(r->png, SIGNATURE);
    png_set_user_limits(r->png, FNI_MAX_PIXELS, FNI_MAX_PIXELS);
    return true;
}

static void
close_file(struct reader *r)
{
    png_destroy_read_struct(&r->png, &r->info, NULL);
    free(r->rows);
    if (r->fd >= 0)
        close(r->fd);
}

static bool
read_header(struct reader *r, struct fn_error *err)
{
    if (setjmp(png_jmpbuf(r->png)))
        return fail_png(r, err);
    png_read_info(r->png, r->info);
    r->width = (int)png_get_image_width(r->png, r->info);
    r->height = (int)png_get_image_height(r->png, r->info);
    if ((long long)r->width * r->height > FNI_MAX_PIXELS)
        return fni_fail(err, FN_ERROR_FILE, "%s: %d x %d pixels, wanted at most %d in all", r->path, r->width,
                        r->height, FNI_MAX_PIXELS);
    return true;
}

/* PIL's palette: entries that the file leaves out are a grey ramp. */
static void
read_palette(struct reader *r)
{
    png_colorp entries;
    int n = 0;

    for (int i = 0; i < 256; i++)
        memset(r->palette[i], i, 3);
    png_get_PLTE(r->png, r->info, &entries, &n);
    for (int i = 0; i < n; i++) {
        r->palette[i][0] = entries[i].red;
        r->palette[i][1] = entries[i].green;
        r->palette[i][2] = entries[i].blue;
    }
}

/* What PIL does on opening: bits are unpacked (grey ones scaled to 0 .. 255), 16-bit colours lose their low byte, no
 * gamma is applied. convert() then drops alpha and the transparent colour; nothing is blended. */
static void
set_transforms(struct reader *r)
{
    int type = png_get_color_type(r->png, r->info), depth = png_get_bit_depth(r->png, r->info);

    if (type == PNG_COLOR_TYPE_PALETTE) {
        r->source = SOURCE_PALETTE;
        read_palette(r);
        png_set_packing(r->png);
    } else if (type == PNG_COLOR_TYPE_GRAY) {
        r->source = depth == 16 ? SOURCE_GREY16 : SOURCE_GREY;
        if (depth < 8)
            png_set_expand_gray_1_2_4_to_8(r->png);
    } else {
        r->source = type & PNG_COLOR_MASK_COLOR ? SOURCE_RGB : SOURCE_GREY;
        png_set_strip_16(r->png);
        png_set_strip_alpha(r->png);
    }
    r->passes = png_set_interlace_handling(r->png);
    png_read_update_info(r->png, r->info);
}

static uint8_t
grey(const uint8_t rgb[3]) /* ITU-R 601-2, in PIL's fixed point */
{
    return (uint8_t)((rgb[0] * 19595u + rgb[1] * 38470u + rgb[2] * 7471u + 0x8000u) >> 16);
}

/* One row of width pixels as PIL's convert(mode) makes it. PIL's 16-bit grey holds 0 .. 65535 and is cut off at 255. */
static void
convert_row(const struct reader *r, enum fn_image_mode mode, const uint8_t *in, uint8_t *out)
{
    static const int bytes[] = {[SOURCE_GREY] = 1, [SOURCE_GREY16] = 2, [SOURCE_RGB] = 3, [SOURCE_PALETTE] = 1};

    for (int i = 0; i < r->width; i++, in += bytes[r->source]) {
        uint8_t same[3];
        const uint8_t *rgb = same;
        switch (r->source) {
        case SOURCE_GREY:
            memset(same, in[0], 3);
            break;
        case SOURCE_GREY16:
            memset(same, in[0] ? 255 : in[1], 3);
            break;
        case SOURCE_RGB:
            rgb = in;
            break;
        case SOURCE_PALETTE:
            rgb = r->palette[in[0]];
            break;
        }
        if (mode == FN_IMAGE_L)
            *out++ = grey(rgb);
        else
            out = (uint8_t *)memcpy(out, rgb, 3) + 3;
    }
}

/* The file is read to the end of its last pixel: what follows does not matter, as in PIL. */
static bool
read_pixels(struct reader *r, enum fn_image_mode mode, uint8_t *pixels, struct fn_error *err)
{
    bool direct;
    size_t in_stride, out_stride = (size_t)r->width * (size_t)fni_mode_channels(mode);

    if (setjmp(png_jmpbuf(r->png)))
        return fail_png(r, err);
    set_transforms(r);
    in_stride = png_get_rowbytes(r->png, r->info);
    direct = (r->source == SOURCE_GREY && mode == FN_IMAGE_L) || (r->source == SOURCE_RGB && mode == FN_IMAGE_RGB);
    if (!direct && !(r->rows = malloc(in_stride * (r->passes > 1 ? (size_t)r->height : 1))))
        return fni_fail_memory(err);
    for (int pass = 0; pass < r->passes; pass++) {
        for (int y = 0; y < r->height; y++) {
            uint8_t *out = pixels + (size_t)y * out_stride;
            uint8_t *in = direct ? out : r->rows + (r->passes > 1 ? (size_t)y * in_stride : 0);
            png_read_row(r->png, in, NULL);
            if (!direct && pass == r->passes - 1)
                convert_row(r, mode, in, out);
        }
    }
    return true;
}

bool
fni_png_read(struct fni_png_kit *kit, const char *path, enum fn_image_mode mode, fni_png_room room, void *user,
             struct fn_error *err)
{
    struct reader r;
    uint8_t *pixels;
    bool ok = false;

    memset(&r, 0, offsetof(struct reader, buffer));
    if (!open_file(&r, kit, path, err))
        goto out;
    memset(r.buffer + r.end, 0, FNI_PNG_MARGIN);
    ok = fni_png_read_plain(kit, r.buffer, r.end, mode, room, user);
    if (ok || !start_libpng(&r, err) || !read_header(&r, err))
        goto out;
    pixels = room(user, r.width, r.height, err);
    ok = pixels && read_pixels(&r, mode, pixels, err);
out:
    close_file(&r);
    return ok;
}

struct image_room {
    struct fn_image *image;
    int channels;
};

static uint8_t *
room_in_image(void *user, int width, int height, struct fn_error *err)
{
    struct image_room *room = user;
    fn_image_unref(room->image);
    room->image = fn_image_new(width, height, room->channels, err);
    return room->image ? room->image->pixels : NULL;
}

struct fn_image *
fn_image_read(const char *path, enum fn_image_mode mode, struct fn_error *err)
{
    struct image_room room = {.channels = fni_mode_channels(mode)};
    struct fni_png_kit kit;

    fni_png_kit_init(&kit);
    if (!fni_png_read(&kit, path, mode, room_in_image, &room, err)) {
        fn_image_unref(room.image);
        room.image = NULL;
    }
    fni_png_kit_fini(&kit);
    return room.image;
}

bool
fn_image_probe(const char *path, int *width, int *height, struct fn_error *err)
{
    struct fni_png_kit kit;
    struct reader r;
    bool ok;

    fni_png_kit_init(&kit);
    memset(&r, 0, offsetof(struct reader, buffer));
    ok = open_file(&r, &kit, path, err) && start_libpng(&r, err) && read_header(&r, err);
    if (ok) {
        *width = r.width;
        *height = r.height;
    }
    close_file(&r);
    fni_png_kit_fini(&kit);
    return ok;
}
