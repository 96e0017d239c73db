/* SPDX-License-Identifier: MIT */
#include "plot/font.h"

#include <stddef.h>

enum { TOP = 1 }; /* empty rows over the glyph; two are left under it */

static const struct fni_font_glyph *
find(uint32_t codepoint)
{
    int low = 0, high = fni_font_glyph_count;

    while (low < high) {
        int middle = (low + high) / 2;
        if (fni_font_glyphs[middle].codepoint < codepoint)
            low = middle + 1;
        else
            high = middle;
    }
    return low < fni_font_glyph_count && fni_font_glyphs[low].codepoint == codepoint ? &fni_font_glyphs[low] : NULL;
}

bool
fni_font_ink(uint32_t codepoint, int columns, int x, int y)
{
    const struct fni_font_glyph *glyph = find(codepoint);
    int left = 1, right = columns * FNI_FONT_WIDTH - 2, top = TOP + 2, bottom = TOP + 10; /* of the box */

    if (glyph)
        return x < FNI_FONT_WIDTH && y >= TOP && y < TOP + FNI_FONT_ROWS && glyph->rows[y - TOP] >> (7 - x) & 1;
    return x >= left && x <= right && y >= top && y <= bottom && (x == left || x == right || y == top || y == bottom);
}
