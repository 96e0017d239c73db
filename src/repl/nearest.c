/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nearest.h"

#include <stdio.h>
#include <string.h>

#include <fn/fn.h>

void
nearest_offer(void *user, const char *known, const char *help)
{
    (void)help;
    struct nearest *nearest = user;
    int distance = fn_word_distance(nearest->word, known), most = (int)(strlen(nearest->word) + 1) / 3;
    if (distance <= most && (!nearest->best || distance < nearest->distance)) {
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
