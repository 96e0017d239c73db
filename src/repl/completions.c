/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "completions.h"

#include <stdlib.h>
#include <string.h>

#include "wide.h"

static void
completion_fini(struct completion *item)
{
    free(item->word);
    free(item->name);
    free(item->help);
}

void
completions_add(struct completions *found, const char *word, const char *name, const char *help)
{
    for (int i = 0; i < found->count; i++) {
        if (strcmp(found->items[i].word, word) != 0)
            continue;
        if (!found->items[i].help && help)
            found->items[i].help = strdup(help);
        return;
    }
    if (found->count == found->capacity) {
        int capacity = found->capacity ? 2 * found->capacity : 32;
        struct completion *items = realloc(found->items, (size_t)capacity * sizeof *items);
        if (!items)
            return;
        found->items = items;
        found->capacity = capacity;
    }
    struct completion item = {strdup(word), strdup(name), help ? strdup(help) : NULL};
    if (item.word && item.name)
        found->items[found->count++] = item;
    else
        completion_fini(&item);
}

static int
by_word(const void *a, const void *b)
{
    const struct completion *x = a, *y = b;
    return strcmp(x->word, y->word);
}

void
completions_sort(struct completions *found)
{
    if (found->count > 1)
        qsort(found->items, (size_t)found->count, sizeof *found->items, by_word);
}

bool
completions_helped(const struct completions *found)
{
    for (int i = 0; i < found->count; i++)
        if (found->items[i].help)
            return true;
    return false;
}

/* What fits, and how many columns that takes. */
static int
add_fitted(struct text *out, const char *string, int columns)
{
    wchar_t fitted[WIDE_MOST];
    int width = wide_fit(fitted, string, columns, CUT_END);
    text_printf(out, "%ls", fitted);
    return width;
}

/* The columns that all names have room in; one that is longer than half a row pushes its help to the right instead. */
static int
name_columns(const struct completions *found, int columns)
{
    int most = 0;
    for (int i = 0; i < found->count; i++) {
        wchar_t fitted[WIDE_MOST];
        int width = wide_fit(fitted, found->items[i].name, columns, CUT_END);
        if (width > most && width <= columns / 2)
            most = width;
    }
    return most;
}

void
completions_list(const struct completions *found, int columns, struct text *out)
{
    enum { GAP = 2, LEAST = 8 }; /* a help that is cut shorter says nothing */
    int names = name_columns(found, columns);
    for (int i = 0; i < found->count; i++) {
        const struct completion *item = &found->items[i];
        int at = add_fitted(out, item->name, columns), start = (at > names ? at : names) + GAP;
        if (item->help && columns - start >= LEAST) {
            text_printf(out, "%*s", start - at, "");
            add_fitted(out, item->help, columns - start);
        }
        text_add_char(out, '\n');
    }
}

void
completions_fini(struct completions *found)
{
    for (int i = 0; i < found->count; i++)
        completion_fini(&found->items[i]);
    free(found->items);
    *found = (struct completions){0};
}
