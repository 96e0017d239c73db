/* SPDX-License-Identifier: MIT */
/* The plain PNG file: small, 8 bits a sample, grey or RGB as wanted, not interlaced, all data in one chunk. Data sets
 * have tens of thousands of them, and libpng's own work on one costs more than its pixels. Everything else, and
 * everything that is not as it should be, is left to libpng, with its errors. */
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "image/png.h"

enum {
    HEADER = 8 + 13,       /* of IHDR: length and name, contents */
    CHUNK = 12,            /* what a chunk has beside its contents */
    MOST_BYTES = 32 << 10, /* of pixels and filter types */
    RAW_MARGIN = 320,      /* behind them: libdeflate takes its fast way only that far from the end */
    ZLIB_HEAD = 2,
    ZLIB_TAIL = 4,
};

struct chunk {
    const uint8_t *name, *data;
    uint32_t size;
};

static uint32_t
big_endian(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The chunk at *at, which then is behind it; false where it is not whole or its check sum is wrong. */
static bool
next_chunk(const uint8_t *file, size_t size, size_t *at, struct chunk *chunk)
{
    const uint8_t *p = file + *at;

    if (size - *at < CHUNK || (chunk->size = big_endian(p)) > size - *at - CHUNK)
        return false;
    chunk->name = p + 4;
    chunk->data = p + 8;
    *at += CHUNK + chunk->size;
    return libdeflate_crc32(0, chunk->name, 4 + (size_t)chunk->size) == big_endian(chunk->data + chunk->size);
}

static bool
is(const struct chunk *chunk, const char *name)
{
    return memcmp(chunk->name, name, 4) == 0;
}

/* A chunk that says nothing about the pixels: its name begins with a small letter. */
static bool
is_ancillary(const struct chunk *chunk)
{
    return (chunk->name[0] & 0x20) != 0;
}

static bool
find_data(const uint8_t *file, size_t size, struct chunk *header, struct chunk *data)
{
    size_t at = 8; /* behind the signature */
    struct chunk next;

    if (!next_chunk(file, size, &at, header) || !is(header, "IHDR") || header->size != 13)
        return false;
    do
        if (!next_chunk(file, size, &at, data))
            return false;
    while (is_ancillary(data));
    return is(data, "IDAT") && next_chunk(file, size, &at, &next) && !is(&next, "IDAT");
}

/* Paeth 1991: the neighbour that is nearest to left + up - corner. */
static uint8_t
paeth(int left, int up, int corner)
{
    int to_left = abs(up - corner), to_up = abs(left - corner), to_corner = abs(left + up - 2 * corner);

    if (to_left <= to_up && to_left <= to_corner)
        return (uint8_t)left;
    return (uint8_t)(to_up <= to_corner ? up : corner);
}

/* One row of n bytes, pixels of `step` bytes; up is the row above, zeros for the first one. */
static bool
unfilter(int type, const uint8_t *in, const uint8_t *up, uint8_t *out, size_t n, size_t step)
{
    switch (type) {
    case 0:
        memcpy(out, in, n);
        return true;
    case 1:
        for (size_t i = 0; i < n; i++)
            out[i] = (uint8_t)(in[i] + (i < step ? 0 : out[i - step]));
        return true;
    case 2:
        for (size_t i = 0; i < n; i++)
            out[i] = (uint8_t)(in[i] + up[i]);
        return true;
    case 3:
        for (size_t i = 0; i < n; i++)
            out[i] = (uint8_t)(in[i] + ((i < step ? 0 : out[i - step]) + up[i]) / 2);
        return true;
    case 4:
        for (size_t i = 0; i < n; i++)
            out[i] = (uint8_t)(in[i] + (i < step ? up[i] : paeth(out[i - step], up[i], up[i - step])));
        return true;
    default:
        return false;
    }
}

static bool
unfilter_all(const uint8_t *raw, int height, size_t row, size_t step, uint8_t *pixels)
{
    static const uint8_t zeros[MOST_BYTES];
    const uint8_t *up = zeros;

    for (int y = 0; y < height; y++, raw += row + 1, up = pixels, pixels += row)
        if (!unfilter(raw[0], raw + 1, up, pixels, row, step))
            return false;
    return true;
}

/* The decompressor for a stream that begins with this byte. One that sees fixed codes alone makes its tables once. */
static struct libdeflate_decompressor *
choose_decompressor(struct fni_png_kit *kit, uint8_t first)
{
    struct libdeflate_decompressor **chosen = &kit->decompressors[(first & 6) != 2];

    if (!*chosen)
        *chosen = libdeflate_alloc_decompressor();
    return *chosen;
}

/* RFC 1950: deflate, window of at most 32 KiB, no dictionary. */
static bool
is_zlib(const uint8_t head[ZLIB_HEAD])
{
    return (head[0] & 0x0f) == 8 && head[0] <= 0x78 && !(head[1] & 0x20) && (head[0] << 8 | head[1]) % 31 == 0;
}

/* raw[size + RAW_MARGIN]. The decompressor is given more to read and more room than there should be, and must not need
 * it. */
static bool
inflate_all(struct fni_png_kit *kit, const struct chunk *data, uint8_t *raw, size_t size)
{
    const uint8_t *in = data->data + ZLIB_HEAD;
    struct libdeflate_decompressor *decompressor;
    size_t in_size, read, made;

    if (data->size <= ZLIB_HEAD + ZLIB_TAIL || !is_zlib(data->data))
        return false;
    in_size = data->size - ZLIB_HEAD - ZLIB_TAIL;
    decompressor = choose_decompressor(kit, in[0]);
    return decompressor &&
           libdeflate_deflate_decompress_ex(decompressor, in, in_size + FNI_PNG_MARGIN, raw, size + RAW_MARGIN, &read,
                                            &made) == LIBDEFLATE_SUCCESS &&
           read == in_size && made == size && libdeflate_adler32(1, raw, size) == big_endian(in + in_size);
}

bool
fni_png_read_plain(struct fni_png_kit *kit, const uint8_t *file, size_t size, enum fn_image_mode mode,
                   fni_png_room room, void *user)
{
    uint8_t raw[MOST_BYTES + RAW_MARGIN], *pixels;
    size_t step = (size_t)fni_mode_channels(mode);
    struct chunk header, data;
    uint32_t width, height;

    if (!find_data(file, size, &header, &data))
        return false;
    width = big_endian(header.data);
    height = big_endian(header.data + 4);
    /* depth, colour type, compression, filter, interlace */
    if (memcmp(header.data + 8, mode == FN_IMAGE_L ? "\x8\0\0\0\0" : "\x8\x2\0\0\0", 5) != 0)
        return false;
    if (width == 0 || height == 0 || width > MOST_BYTES || height > MOST_BYTES ||
        (width * step + 1) * height > MOST_BYTES)
        return false;
    if (!inflate_all(kit, &data, raw, (width * step + 1) * height))
        return false;
    pixels = room(user, (int)width, (int)height, NULL);
    return pixels && unfilter_all(raw, (int)height, width * step, step, pixels);
}
