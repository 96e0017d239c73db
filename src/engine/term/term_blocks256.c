/* SPDX-License-Identifier: MIT */
#include "term/term.h"

const struct fni_term fni_term_blocks256 = {
    .info = {.name = "blocks256",
             .help = "pictures in half blocks, curves in Braille dots, 256 colours",
             .colour = true,
             .utf8 = true},
    .colours = FNI_COLOURS_256,
    .picture = &fni_encode_half_blocks,
    .lines = &fni_encode_braille,
};
