/* SPDX-License-Identifier: MIT */
#ifndef FNI_PNG_H
#define FNI_PNG_H

#include <fn/image.h>

/* Largest picture that is taken: a header that promises more is an error before anything is allocated. */
enum { FNI_MAX_PIXELS = 1 << 28 };

/* Says where a picture's pixels go, once its size is known: room for [height][width][channels] bytes, owned by the
 * one who asked, who may be asked twice for one picture. NULL and *err: the file is not decoded. */
typedef uint8_t *(*fni_png_room)(void *user, int width, int height, struct fn_error *err);

/* What is kept from one file to the next. Each thread has its own. */
struct fni_png_kit {
    struct libdeflate_decompressor *decompressors[2]; /* for fixed codes, for others; made when they are needed */
    int folder;                                       /* of the files before, opened once there were two; -1: not */
    size_t folder_size;                               /* of folder_path, with the slash at its end; 0: no file yet */
    char folder_path[4096];
};

void
fni_png_kit_init(struct fni_png_kit *kit);

void
fni_png_kit_fini(struct fni_png_kit *kit);

/* The file, open for reading; -1 with errno. (png_open.c) */
int
fni_png_open(struct fni_png_kit *kit, const char *path);

/* Decodes the file into room(user, ...). After an error the room's bytes mean nothing. Errors as fn_image_read. */
bool
fni_png_read(struct fni_png_kit *kit, const char *path, enum fn_image_mode mode, fni_png_room room, void *user,
             struct fn_error *err);

/* Bytes behind a file in memory that can be read, whatever they are: so its end needs no care of its own. */
enum { FNI_PNG_MARGIN = 64 };

/* The same for a plain file that lies in memory: `size` bytes from its signature on, and the margin. False where it is
 * not plain or not in order: libpng is to decode it, and to say what is wrong. Then room may have been asked before.
 * (png_plain.c) */
bool
fni_png_read_plain(struct fni_png_kit *kit, const uint8_t *file, size_t size, enum fn_image_mode mode,
                   fni_png_room room, void *user);

static inline int
fni_mode_channels(enum fn_image_mode mode)
{
    return mode == FN_IMAGE_L ? 1 : 3;
}

#endif
