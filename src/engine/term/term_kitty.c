/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "term/pixels.h"

/* Kitty's graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol): a PNG file as base64 in chunks of at most 4096
 * characters. a=T: transmit and show; f=100: PNG; q=2: no answer; c, r: cells to fill; m=1: more chunks come. The
 * cursor is left in the last row. */
static bool
send(const struct fn_image *image, int columns, int rows, struct fni_text *out, struct fn_error *err)
{
    enum { CHUNK = 4096 };
    struct fni_text text = {0};
    uint8_t *file;
    size_t size;

    if (!fn_image_encode(image, &file, &size, err))
        return false;
    fni_base64(file, size, &text);
    free(file);
    for (size_t i = 0; i < text.size; i += CHUNK) {
        size_t n = text.size - i < CHUNK ? text.size - i : CHUNK;
        fni_text_add(out, "\x1b_G");
        if (i == 0)
            fni_text_add(out, "a=T,f=100,q=2,c=%d,r=%d,", columns, rows);
        fni_text_add(out, "m=%d;", i + n < text.size);
        fni_text_bytes(out, text.data + i, n);
        fni_text_add(out, "\x1b\\");
    }
    fni_text_add(out, "\n");
    out->failed |= text.failed;
    free(text.data);
    return true;
}

const struct fni_term fni_term_kitty = {
    .info = {.name = "kitty",
             .help = "kitty's graphics protocol: pictures and curves in pixels",
             .colour = true,
             .utf8 = true,
             .pixels = true},
    .send = send,
};
