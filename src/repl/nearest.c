/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 63 };

static int
min(int a, int b)
{
    return a < b ? a : b;
}

/* Edits between two words: a letter more, less, another one, or two exchanged (Damerau 1964); case counts nothing. */
static int
edits(const char *a, int n, const char *b, int m)
{
    int rows[3][LONGEST + 1];
    int *before = rows[0], *last = rows[1], *row = rows[2];
    for (int j = 0; j <= m; j++)
        last[j] = j;
    for (int i = 1; i <= n; i++) {
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            int same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            row[j] = min(last[j - 1] + !same, min(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = min(row[j], before[j - 2] + 1);
        }
        int *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    return last[m];
}

void
nearest_offer(void *user, const char *known, const char *help)
{
    (void)help;
    struct nearest *nearest = user;
    int n = (int)strlen(nearest->word), m = (int)strlen(known);
    if (n > LONGEST || m > LONGEST)
        return;
    int distance = edits(nearest->word, n, known, m);
    if (distance <= (n + 1) / 3 && (!nearest->best || distance < nearest->distance)) {
        nearest->best = known;
        nearest->distance = distance;
    }
}

const char *
nearest_hint(const struct nearest *nearest, char buffer[static 160])
{
    buffer[0] = '\0';
    if (nearest->best)
        snprintf(buffer, 160, "; did you mean '%s'?", nearest->best);
    return buffer;
}
