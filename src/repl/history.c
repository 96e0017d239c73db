/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history.h"

#include <stdlib.h>
#include <string.h>

void
history_append(struct history *history, const char *text, size_t length)
{
    if (history->count == history->capacity) {
        int capacity = history->capacity ? 2 * history->capacity : 64;
        char **entries = realloc(history->entries, (size_t)capacity * sizeof *entries);
        if (!entries)
            return;
        history->entries = entries;
        history->capacity = capacity;
    }
    while (length > 0 && strchr(" \t\r\n", text[length - 1]))
        length--;
    char *copy = strndup(text, length);
    if (copy)
        history->entries[history->count++] = copy;
}

void
history_fini(struct history *history)
{
    for (int i = 0; i < history->count; i++)
        free(history->entries[i]);
    free(history->entries);
}
