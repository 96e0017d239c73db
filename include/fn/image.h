/* SPDX-License-Identifier: MIT */
#ifndef FN_IMAGE_H
#define FN_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fn/error.h>

/* An 8-bit picture. Shared and counted; immutable once it is shared. */
struct fn_image {
    int refs;
    int width, height; /* >= 1 */
    int channels;      /* 1: grey (mode L), 3: RGB */
    uint8_t *pixels;   /* [height][width][channels], 0 black .. 255 */
};

/* The modes of fastai's convert_mode (PIL's Image.convert). */
enum fn_image_mode { FN_IMAGE_L, FN_IMAGE_RGB };

/* All zero. Errors: memory, sizes under 1 or over 1 << 28 pixels. */
struct fn_image *
fn_image_new(int width, int height, int channels, struct fn_error *err);

struct fn_image *
fn_image_ref(struct fn_image *image);

void
fn_image_unref(struct fn_image *image);

/* Reads a PNG file as PIL's Image.open(path).convert(mode) does: 16-bit, palette, alpha, 1-bit and interlaced files
 * included: alpha is dropped, not blended; 16-bit grey is cut off at 255 and 16-bit colours lose their low byte; no gamma
 * is applied. Errors name the file: not there, not a PNG, damaged, over 1 << 28 pixels. */
struct fn_image *
fn_image_read(const char *path, enum fn_image_mode mode, struct fn_error *err);

/* Width, height without decoding the pixels. */
bool
fn_image_probe(const char *path, int *width, int *height, struct fn_error *err);

/* Writes beside, then renames: the old file stays whole if this fails. The same pixels give the same bytes. */
bool
fn_image_write(const struct fn_image *image, const char *path, struct fn_error *err);

/* The PNG file's bytes in memory; the caller frees *bytes. */
bool
fn_image_encode(const struct fn_image *image, uint8_t **bytes, size_t *size, struct fn_error *err);

#endif
