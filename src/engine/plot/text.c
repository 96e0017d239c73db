/* SPDX-License-Identifier: MIT */
#include "plot/text.h"

#include <stddef.h>
#include <stdio.h>

/* Decodes one character, 0 < its size <= 4. A byte that does not begin a shortest-form character up to U+10FFFF outside
 * the surrogates is returned alone, with *valid false. */
static int
decode(const char *text, uint32_t *codepoint, bool *valid)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)*text;
    int size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    uint32_t c = lead;

    *valid = size != 0;
    if (size > 1)
        c = lead & (0xffu >> (size + 1));
    for (int i = 1; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte >> 6 != 2) { /* the terminating zero ends here too */
            *valid = false;
            break;
        }
        c = c << 6 | (byte & 0x3f);
    }
    if (*valid && (c < least[size] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)))
        *valid = false;
    *codepoint = *valid ? c : lead;
    return *valid ? size : 1;
}

static bool
steers(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb);
}

static void
escape(uint32_t codepoint, bool valid, char *text, size_t size)
{
    static const char named[] = "abtnvfr"; /* from 7 on */

    if (valid && codepoint >= 7 && codepoint <= 13)
        snprintf(text, size, "\\%c", named[codepoint - 7]);
    else
        snprintf(text, size, valid && codepoint > 0x7f ? "\\u%04x" : "\\x%02x", (unsigned)codepoint);
}

static int
put(struct fn_glyph *cells, int most, int at, uint32_t codepoint)
{
    if (at < most)
        cells[at] = (struct fn_glyph){.codepoint = codepoint};
    return at + 1;
}

int
fni_text_cells(const char *text, struct fn_glyph *cells, int most)
{
    int at = 0, head = -1; /* head: the last cell that can take a mark */

    while (*text && at < 1 << 20) { /* far over any canvas, far under INT_MAX */
        uint32_t codepoint;
        bool valid;

        text += decode(text, &codepoint, &valid);
        if (!valid || steers(codepoint)) {
            char escaped[16];
            escape(codepoint, valid, escaped, sizeof escaped);
            for (const char *c = escaped; *c; c++)
                at = put(cells, most, at, (unsigned char)*c);
            head = -1;
            continue;
        }
        switch (fni_codepoint_width(codepoint)) {
        case 0:
            if (head >= 0 && head < most && !cells[head].mark)
                cells[head].mark = codepoint;
            break;
        case 1:
            head = at;
            at = put(cells, most, at, codepoint);
            break;
        default:
            head = at;
            at = put(cells, most, at, codepoint);
            at = put(cells, most, at, FN_GLYPH_TAIL);
        }
    }
    return at;
}

int
fni_canvas_text(struct fn_canvas *canvas, int column, int row, int most, const char *text, uint32_t colour)
{
    struct fn_glyph *cells;
    int size;

    if (row < 0 || row >= canvas->rows || column < 0 || column >= canvas->columns)
        return 0;
    if (most > canvas->columns - column)
        most = canvas->columns - column;
    if (most < 1)
        return 0;
    cells = canvas->text + (ptrdiff_t)row * canvas->columns + column;
    size = fni_text_cells(text, cells, most);
    if (size > most) {
        /* no wide character is cut through the middle */
        int keep = most > 2 ? most - 2 : most;
        if (keep < size && cells[keep - 1].codepoint != FN_GLYPH_TAIL &&
            fni_codepoint_width(cells[keep - 1].codepoint) == 2)
            cells[--keep] = (struct fn_glyph){0};
        if (most > 2) {
            cells[keep] = cells[keep + 1] = (struct fn_glyph){.codepoint = '.'};
            for (int i = keep + 2; i < most; i++)
                cells[i] = (struct fn_glyph){0};
        }
        size = keep + (most > 2 ? 2 : 0);
    }
    for (int i = 0; i < size; i++)
        cells[i].colour = colour;
    return size;
}

void
fni_canvas_text_centred(struct fn_canvas *canvas, int column, int row, int most, const char *text, uint32_t colour)
{
    int size = fni_text_cells(text, NULL, 0);

    if (size < most)
        column += (most - size) / 2;
    fni_canvas_text(canvas, column, row, size < most ? size : most, text, colour);
}
