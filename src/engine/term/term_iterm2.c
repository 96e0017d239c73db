/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "term/pixels.h"

/* iTerm2's inline images (iterm2.com/documentation-images.html): a PNG file as base64. The cursor is left in the last
 * row. */
static bool
send(const struct fn_image *image, int columns, int rows, struct fni_text *out, struct fn_error *err)
{
    uint8_t *file;
    size_t size;

    if (!fn_image_encode(image, &file, &size, err))
        return false;
    fni_text_add(out, "\x1b]1337;File=inline=1;size=%zu;width=%d;height=%d;preserveAspectRatio=0:", size, columns,
                 rows);
    fni_base64(file, size, out);
    fni_text_add(out, "\a\n");
    free(file);
    return true;
}

const struct fni_term fni_term_iterm2 = {
    .info = {.name = "iterm2",
             .help = "inline images as iTerm2 has them: pictures and curves in pixels",
             .colour = true,
             .utf8 = true,
             .pixels = true},
    .send = send,
};
