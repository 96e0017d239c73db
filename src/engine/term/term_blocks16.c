/* SPDX-License-Identifier: MIT */
#include "term/term.h"

/* Curves too: fonts of the kernel's console may have half blocks, but no Braille. */
const struct fni_term fni_term_blocks16 = {
    .info = {.name = "blocks16",
             .help = "pictures and curves in half blocks, 16 colours",
             .colour = true,
             .utf8 = true},
    .colours = FNI_COLOURS_16,
    .picture = &fni_encode_half_blocks,
    .lines = &fni_encode_half_blocks,
};
