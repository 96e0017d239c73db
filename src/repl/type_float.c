/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "type.h"

/* As Python writes it: the fewest digits that read back as the same number, an exponent below 1e-4 and from 1e16 on. */
static void
repr(const struct value *self, struct text *out)
{
    double x = self->number;
    if (!isfinite(x)) {
        text_add(out, isnan(x) ? "nan" : x > 0 ? "inf" : "-inf");
        return;
    }
    char scientific[40];
    int digits = 1;
    do
        snprintf(scientific, sizeof scientific, "%.*e", digits - 1, x);
    while (strtod(scientific, NULL) != x && ++digits <= 17);
    int exponent = atoi(strchr(scientific, 'e') + 1);
    if (exponent < -4 || exponent >= 16) {
        text_add_bytes(out, scientific, (size_t)(strchr(scientific, 'e') - scientific));
        text_printf(out, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
    } else {
        int decimals = digits - 1 - exponent;
        text_printf(out, "%.*f", decimals > 1 ? decimals : 1, x);
    }
}

const struct type type_float = {.name = "float", .help = "a number of 64 bits", .repr = repr};
