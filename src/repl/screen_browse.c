/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen_browse.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "screen_pager.h"

/* The class that is typed; -1, with a message, if there is none of that name. */
static int
find_class(struct pager *pager, const char *name)
{
    const struct gallery *gallery = pager->gallery;
    int class = gallery_class(gallery, name);
    if (class < 0) {
        text_printf(&pager->message, "no class '%s', there are:", name);
        for (int i = 0; i < gallery->n_names; i++)
            text_printf(&pager->message, " %s", gallery->names[i]);
    }
    return class;
}

static void
ask_index(struct pager *pager, int first)
{
    char start[2] = {(char)first, '\0'}, *end;
    char *answer = pager_ask(pager, "index: ", start);
    if (answer && answer[0] != '\0') {
        errno = 0;
        long index = strtol(answer, &end, 10);
        if (*end != '\0' || errno != 0 || index < 0 || index >= pager->gallery->count)
            text_printf(&pager->message, "no picture %s, wanted 0 to %d", answer, pager->gallery->count - 1);
        else if (!browse_jump(pager->browse, (int)index))
            text_printf(&pager->message, "picture %ld is of class %s, which is not shown", index,
                        gallery_label(pager->gallery, (int)index));
    }
    free(answer);
}

static void
ask_label(struct pager *pager)
{
    char *answer = pager_ask(pager, "next with label: ", "");
    int class = answer && answer[0] != '\0' ? find_class(pager, answer) : -1;
    if (class >= 0 && !browse_next(pager->browse, class))
        text_printf(&pager->message, "no other picture with label %s is shown", answer);
    free(answer);
}

static void
ask_filter(struct pager *pager)
{
    char *answer = pager_ask(pager, "only class (empty: all): ", "");
    int class = answer && answer[0] != '\0' ? find_class(pager, answer) : -1;
    if (answer && (answer[0] == '\0' || class >= 0) && !browse_filter(pager->browse, class))
        text_printf(&pager->message, "no picture of class %s", answer);
    free(answer);
}

static void
write_marked(struct pager *pager)
{
    struct fn_error err = {0};
    struct text question = {0};
    int count = pager->browse->n_marked;
    bool taken, good;
    if (count == 0) {
        text_add(&pager->message, "nothing is marked; m marks a picture");
        return;
    }
    text_printf(&question, "%d name%s to file: ", count, count == 1 ? "" : "s");
    char *path = question.failed ? NULL : pager_ask(pager, question.bytes, "");
    text_fini(&question);
    if (path && path[0] != '\0') {
        good = gallery_write(pager->gallery, pager->browse->marked, path, false, &taken, &err);
        if (!good && taken && pager_confirm(pager, "it exists; replace it? (y/n) "))
            good = gallery_write(pager->gallery, pager->browse->marked, path, true, &taken, &err);
        else if (!good && taken)
            text_add(&pager->message, "nothing was written");
        if (good)
            text_printf(&pager->message, "wrote %d name%s to %s", count, count == 1 ? "" : "s", path);
        else if (pager->message.length == 0)
            text_add(&pager->message, err.message);
    }
    free(path);
}

/* Keys that move; false: it is none of them. */
static bool
move_by(struct browse *browse, int key)
{
    switch (key) {
    case -KEY_LEFT:
        browse_move(browse, -1);
        return true;
    case -KEY_RIGHT:
        browse_move(browse, 1);
        return true;
    case -KEY_UP:
        browse_move_line(browse, -1);
        return true;
    case -KEY_DOWN:
        browse_move_line(browse, 1);
        return true;
    case -KEY_PPAGE:
        browse_page(browse, -1);
        return true;
    case -KEY_NPAGE:
    case ' ':
        browse_page(browse, 1);
        return true;
    case -KEY_HOME:
        browse_move(browse, -INT_MAX);
        return true;
    case -KEY_END:
        browse_move(browse, INT_MAX);
        return true;
    default:
        return false;
    }
}

static void
act(struct pager *pager, int key)
{
    switch (key) {
    case 'g':
        ask_index(pager, '\0');
        break;
    case 'l':
        ask_label(pager);
        break;
    case 'c':
        ask_filter(pager);
        break;
    case 'm':
        browse_mark(pager->browse);
        break;
    case 'w':
        write_marked(pager);
        break;
    case '\n':
    case '\r':
    case -KEY_ENTER:
        pager->view = PAGER_LARGE;
        break;
    case '?':
        pager->view = PAGER_HELP;
        break;
    default:
        if (key >= '0' && key <= '9')
            ask_index(pager, key);
        else if (!move_by(pager->browse, key) && key != WINDOW_CHANGED)
            text_add(&pager->message, "no such key; ? shows the keys");
    }
}

static bool
leaves(int key)
{
    return key == 'q' || key == WINDOW_ESCAPE || key == WINDOW_CTRL('C') || key == WINDOW_CTRL('D') ||
           key == WINDOW_ENDED;
}

/* Whether to go on. */
static bool
answer_key(struct pager *pager, int key)
{
    text_fini(&pager->message);
    if (key == WINDOW_ENDED)
        return false;
    if (key == WINDOW_CTRL('Z'))
        window_stop(&pager->window);
    else if (key == WINDOW_CTRL('L'))
        clearok(curscr, TRUE);
    else if (pager->view != PAGER_GRID && key != WINDOW_CHANGED)
        pager->view = PAGER_GRID;
    else if (leaves(key))
        return false;
    else if (pager->view == PAGER_GRID && pager_fits(pager))
        act(pager, key);
    return pager->window.ended == 0;
}

bool
screen_browse(const struct gallery *gallery, struct browse *browse, enum fn_cmap cmap, bool colours,
              struct fn_error *err)
{
    struct pager pager = {.gallery = gallery, .browse = browse, .cmap = cmap};
    if (!window_open(&pager.window, colours, err))
        return false;
    do
        pager_draw(&pager);
    while (answer_key(&pager, window_key(&pager.window)));
    text_fini(&pager.message);
    window_close(&pager.window);
    return true;
}
