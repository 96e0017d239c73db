/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_COMPLETIONS_H
#define REPL_COMPLETIONS_H

#include <stdbool.h>

#include "text.h"

/* What could stand at the end of a line that is being typed, and how it is listed. Start with {0}. */
struct completions {
    struct completion {
        char *word; /* what is put into the line */
        char *name; /* what the listing shows of it: an attribute without its object, a parameter with its default */
        char *help; /* in a few words; NULL: nothing */
    } * items;
    int count, capacity;
    char append; /* what to add after the only one; 0: nothing */
    bool paths;
};

/* Adds a copy, but no word twice: then what the first did not say is taken from the second. Where memory is short
 * nothing is added. */
void
completions_add(struct completions *found, const char *word, const char *name, const char *help);

/* By the bytes of the words. */
void
completions_sort(struct completions *found);

/* Whether any of them has a help. */
bool
completions_helped(const struct completions *found);

/* One a line, none longer than `columns`: the name, and in line with those of the others its help, cut where it has no
 * room. */
void
completions_list(const struct completions *found, int columns, struct text *out);

void
completions_fini(struct completions *found);

#endif
