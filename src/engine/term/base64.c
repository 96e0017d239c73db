/* SPDX-License-Identifier: MIT */
#include "term/pixels.h"

void
fni_base64(const uint8_t *bytes, size_t size, struct fni_text *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < size; i += 3) {
        size_t n = size - i < 3 ? size - i : 3;
        uint32_t word =
            (uint32_t)bytes[i] << 16 | (n > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) | (n > 2 ? bytes[i + 2] : 0);
        char quad[4] = {'=', '=', '=', '='};
        for (size_t k = 0; k <= n; k++)
            quad[k] = digits[word >> (18 - 6 * k) & 63];
        fni_text_bytes(out, quad, sizeof quad);
    }
}
