/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wide.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wctype.h>

static bool
steers(wchar_t c)
{
    static const wchar_t marks[] = L"\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
                                   L"\u2066\u2067\u2068\u2069\ufeff";
    return !iswprint((wint_t)c) || wcwidth(c) < 0 || wcschr(marks, c);
}

/* One character of the text as it is shown; returns its bytes, 0 at the end. */
static size_t
next(const char *text, mbstate_t *state, wchar_t shown[12])
{
    wchar_t c = 0;
    if (text[0] == '\0')
        return 0;
    size_t length = mbrtowc(&c, text, strlen(text), state);
    if (length == (size_t)-1 || length == (size_t)-2) {
        memset(state, 0, sizeof *state);
        swprintf(shown, 12, L"\\x%02x", (unsigned char)text[0]);
        return 1;
    }
    if (c == L'\n' || c == L'\t' || c == L'\r')
        swprintf(shown, 12, L"\\%c", c == L'\n' ? 'n' : c == L'\t' ? 't' : 'r');
    else if (steers(c))
        swprintf(shown, 12, c < 0x100 ? L"\\x%02x" : c < 0x10000 ? L"\\u%04x" : L"\\U%08x", (unsigned)c);
    else
        swprintf(shown, 12, L"%lc", (wint_t)c);
    return length;
}

static int
width_of(const wchar_t *shown)
{
    int width = 0;
    for (; *shown; shown++)
        width += wcwidth(*shown);
    return width;
}

static int
width_of_text(const char *text)
{
    mbstate_t state = {0};
    wchar_t shown[12];
    int width = 0;
    for (size_t length; (length = next(text, &state, shown)) > 0; text += length)
        width += width_of(shown);
    return width;
}

/* Adds what has room in the columns; returns how many it takes. */
static int
add(wchar_t out[WIDE_MOST], int *used, const wchar_t *shown, int columns)
{
    int width = width_of(shown), length = (int)wcslen(shown);
    if (width > columns || *used + length >= WIDE_MOST)
        return 0;
    wmemcpy(out + *used, shown, (size_t)length);
    *used += length;
    return width;
}

int
wide_fit(wchar_t out[WIDE_MOST], const char *text, int columns, enum wide_cut cut)
{
    static const wchar_t dots[] = L"..";
    int whole = width_of_text(text), used = 0, at = 0;
    bool cuts = whole > columns;
    int room = cuts && columns >= 2 ? columns - 2 : columns, skip = cuts && cut == CUT_START ? whole - room : 0;
    mbstate_t state = {0};
    wchar_t shown[12];

    if (cuts && cut == CUT_START && columns >= 2)
        at += add(out, &used, dots, columns);
    for (size_t length; (length = next(text, &state, shown)) > 0; text += length) {
        if (skip > 0) {
            skip -= width_of(shown);
            continue;
        }
        int taken = add(out, &used, shown, cuts && cut == CUT_END ? room - at : columns - at);
        if (taken == 0 && width_of(shown) > 0)
            break;
        at += taken;
    }
    if (cuts && cut == CUT_END && columns >= 2)
        at += add(out, &used, dots, columns - at);
    out[used] = L'\0';
    return at;
}
