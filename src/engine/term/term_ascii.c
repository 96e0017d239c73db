/* SPDX-License-Identifier: MIT */
#include "term/term.h"

const struct fni_term fni_term_ascii = {
    .info = {.name = "ascii",
             .help = "plain characters, for files and simple terminals",
             .colour = false,
             .utf8 = false},
    .colours = FNI_MONO,
    .picture = &fni_encode_shades,
    .lines = &fni_encode_characters,
};
