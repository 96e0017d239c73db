/* SPDX-License-Identifier: MIT */
#include "term/term.h"

const struct fni_term fni_term_blocks = {
    .info = {.name = "blocks",
             .help = "pictures in half blocks, curves in Braille dots, 24-bit colours",
             .colour = true,
             .utf8 = true},
    .colours = FNI_COLOURS_TRUE,
    .picture = &fni_encode_half_blocks,
    .lines = &fni_encode_braille,
};
