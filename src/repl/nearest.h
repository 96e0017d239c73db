/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_NEAREST_H
#define REPL_NEAREST_H

/* Finds the known word nearest to a mistyped one. Start with {.word = ...}, offer each known word, then look at
 * best. */
struct nearest {
    const char *word;
    const char *best; /* borrowed from what was offered; NULL: none is near */
    int distance;
};

/* A name_fn: user is a struct nearest. */
void
nearest_offer(void *user, const char *known, const char *help);

/* "; did you mean 'best'?" or "". */
const char *
nearest_hint(const struct nearest *nearest, char buffer[static 160]);

#endif
