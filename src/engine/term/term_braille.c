/* SPDX-License-Identifier: MIT */
#include "term/term.h"

const struct fni_term fni_term_braille = {
    .info = {.name = "braille",
             .help = "curves in Braille dots, pictures in ASCII shades, no colours",
             .colour = false,
             .utf8 = true},
    .colours = FNI_MONO,
    .picture = &fni_encode_shades,
    .lines = &fni_encode_braille,
};
