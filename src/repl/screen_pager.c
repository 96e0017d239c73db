/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen_pager.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_BELOW = 2, MOST_TYPED = 256 };

static const char *const help[] = {
    "arrows      one picture, one line",  "PgUp PgDn   a screen (also space)",
    "Home End    the first, the last",    "g, digits   to the picture of an index",
    "l           to the next of a label", "c           only one class; empty: all",
    "Enter       this one, large",        "m           mark it, or no longer",
    "w           marked names to a file", "q           leave (Esc, Ctrl-C, Ctrl-D)",
};

bool
pager_fits(const struct pager *pager)
{
    return pager->window.width >= PAGER_LEAST_WIDTH && pager->window.height >= PAGER_LEAST_HEIGHT;
}

/* Draws the picture of an index, or why there is none. */
static void
draw_picture(const struct pager *pager, int index, int row, int column, int rows, int columns)
{
    struct fn_error err = {0};
    struct fn_image *image = gallery_image(pager->gallery, index, &err);
    if (!image || !window_picture(&pager->window, image, pager->cmap, row, column, rows, columns, &err)) {
        window_text(row, column, columns, A_NORMAL, CUT_END, "no picture:");
        if (rows > 1)
            window_text(row + 1, column, columns, A_NORMAL, CUT_START, err.message);
    }
    fn_image_unref(image);
}

static void
draw_caption(const struct pager *pager, int index, bool selected, int row, int column, int columns)
{
    struct text text = {0};
    text_printf(&text, "%c%c%d %s", selected ? '>' : ' ', pager->browse->marked[index] ? '*' : ' ', index,
                gallery_label(pager->gallery, index));
    window_text(row, column, columns, selected ? A_REVERSE : A_NORMAL, CUT_END, text.bytes ? text.bytes : "");
    text_fini(&text);
}

static void
draw_grid(const struct pager *pager)
{
    const struct browse *browse = pager->browse;
    for (int i = 0; i < browse->rows * browse->columns; i++) {
        int position = browse->top * browse->columns + i;
        int row = i / browse->columns * browse->slot_rows, column = i % browse->columns * (browse->slot_columns + 1);
        if (position >= browse->n_shown)
            break;
        draw_picture(pager, browse->shown[position], row, column, browse->slot_rows - 1, browse->slot_columns);
        draw_caption(pager, browse->shown[position], position == browse->position, row + browse->slot_rows - 1, column,
                     browse->slot_columns);
    }
}

static void
draw_status(const struct pager *pager)
{
    static const char *const hints[] = {"Enter large  m mark  w write  g l c go, filter  ? help  q quit",
                                        "? help  q quit", "? help", "?", ""};
    const struct browse *browse = pager->browse;
    int row = pager->window.height - 1, width = pager->window.width, hint = 0;
    if (pager->message.length > 0) {
        window_text(row, 0, width, A_REVERSE, CUT_END, pager->message.bytes);
        return;
    }
    struct text text = {0};
    text_printf(&text, "%d of %d  class: %s  marked: %d", browse->position + 1, browse->n_shown,
                browse->filter < 0 ? "all" : pager->gallery->names[browse->filter], browse->n_marked);
    int used = window_text(row, 0, width, A_REVERSE, CUT_END, text.bytes ? text.bytes : "");
    text_fini(&text);
    while (used + 2 + (int)strlen(hints[hint]) > width && hints[hint][0])
        hint++;
    const char *shown = pager->view == PAGER_GRID ? hints[hint] : "any key: back";
    int length = (int)strlen(shown);
    window_text(row, width - length, length, A_REVERSE, CUT_END, shown);
}

static void
draw_help(void)
{
    for (int i = 0; i < (int)(sizeof help / sizeof *help); i++)
        window_text(i, 0, PAGER_LEAST_WIDTH, A_NORMAL, CUT_END, help[i]);
}

/* Most lists hold pictures of one size, that of the first; others are fitted into its place. */
static void
lay_out(struct pager *pager)
{
    struct fn_image *image = gallery_image(pager->gallery, 0, NULL);
    browse_layout(pager->browse, pager->window.width, pager->window.height - LINES_BELOW, image ? image->width : 28,
                  image ? image->height : 28);
    fn_image_unref(image);
}

static void
draw_too_small(const struct pager *pager)
{
    int width = pager->window.width, height = pager->window.height;
    char line[64];
    snprintf(line, sizeof line, "%dx%d is too small", width, height);
    window_text(0, 0, width, A_NORMAL, CUT_END, line);
    snprintf(line, sizeof line, "wanted %dx%d; q: quit", PAGER_LEAST_WIDTH, PAGER_LEAST_HEIGHT);
    if (height > 1)
        window_text(1, 0, width, A_NORMAL, CUT_END, line);
}

void
pager_draw(struct pager *pager)
{
    int width = pager->window.width, height = pager->window.height, index = browse_index(pager->browse);
    erase();
    if (!pager_fits(pager)) {
        draw_too_small(pager);
        return;
    }
    lay_out(pager);
    if (pager->view == PAGER_GRID)
        draw_grid(pager);
    else if (pager->view == PAGER_LARGE)
        draw_picture(pager, index, 0, 0, height - LINES_BELOW, width);
    else
        draw_help();
    window_text(height - 2, 0, width, A_NORMAL, CUT_START, gallery_file(pager->gallery, index));
    draw_status(pager);
}

/* The question and what is typed so far, whose end is seen; the cursor stands behind it. */
static void
draw_question(struct pager *pager, const char *question, const wchar_t *typed)
{
    int row = pager->window.height - 1, width = pager->window.width;
    char bytes[MOST_TYPED * 8];
    pager_draw(pager);
    if (wcstombs(bytes, typed, sizeof bytes) == (size_t)-1)
        bytes[0] = '\0';
    int column = window_text(row, 0, width - 1, A_BOLD, CUT_END, question);
    int room = width - 1 - column;
    move(row, room > 0 ? window_text(row, column, room, A_NORMAL, CUT_START, bytes) : width - 1);
}

enum typing { TYPING, TYPED, GIVEN_UP };

static enum typing
type(wchar_t typed[MOST_TYPED], int key)
{
    size_t length = wcslen(typed);
    switch (key) {
    case '\n':
    case '\r':
    case -KEY_ENTER:
        return TYPED;
    case WINDOW_ENDED:
    case WINDOW_ESCAPE:
    case WINDOW_CTRL('C'):
    case WINDOW_CTRL('D'):
        return GIVEN_UP;
    case WINDOW_CTRL('U'):
        typed[0] = L'\0';
        break;
    case -KEY_BACKSPACE:
    case WINDOW_CTRL('H'):
    case WINDOW_DELETE:
        if (length > 0)
            typed[length - 1] = L'\0';
        break;
    default:
        if (key >= ' ' && length + 1 < MOST_TYPED) {
            typed[length] = (wchar_t)key;
            typed[length + 1] = L'\0';
        }
    }
    return TYPING;
}

char *
pager_ask(struct pager *pager, const char *question, const char *start)
{
    wchar_t typed[MOST_TYPED] = {0};
    char bytes[MOST_TYPED * 8];
    enum typing typing;
    mbstowcs(typed, start, MOST_TYPED - 1);
    curs_set(1);
    do {
        draw_question(pager, question, typed);
        int key = window_key(&pager->window);
        if (key == WINDOW_CTRL('Z'))
            window_stop(&pager->window);
        typing = type(typed, key);
    } while (typing == TYPING);
    curs_set(0);
    return typing == TYPED && wcstombs(bytes, typed, sizeof bytes) != (size_t)-1 ? strdup(bytes) : NULL;
}

bool
pager_confirm(struct pager *pager, const char *question)
{
    int key;
    do {
        draw_question(pager, question, L"");
        key = window_key(&pager->window);
    } while (key == WINDOW_CHANGED);
    return key == 'y' || key == 'Y';
}
