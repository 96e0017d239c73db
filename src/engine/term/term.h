/* SPDX-License-Identifier: MIT */
#ifndef FNI_TERM_H
#define FNI_TERM_H

#include <fn/term.h>

#include "core/memory.h"

enum fni_colours { FNI_MONO, FNI_COLOURS_16, FNI_COLOURS_256, FNI_COLOURS_TRUE };

/* A way to turn a canvas into bytes: the cells that it wants the canvas to have, and what writes them. Text in cells is
 * written as it is. Lines end with a newline and have no blanks at the end that show nothing. */
struct fni_encoder {
    int cell_width, cell_height; /* pixels */
    bool (*encode)(const struct fn_canvas *canvas, enum fni_colours colours, struct fni_text *out,
                   struct fn_error *err);
};

extern const struct fni_encoder fni_encode_shades;      /* 1x2 pixels as the density of an ASCII character */
extern const struct fni_encoder fni_encode_characters;  /* 1x1: any ink is the character that the plot put there */
extern const struct fni_encoder fni_encode_half_blocks; /* 1x2 pixels as two colours of one character */
extern const struct fni_encoder fni_encode_braille;     /* 2x4 dots of one colour */

/* One row of terms.def: encoders for cells of characters, or a protocol that takes pictures. */
struct fni_term {
    struct fn_term_info info;
    enum fni_colours colours;
    const struct fni_encoder *picture, *lines; /* for fn_figure_is_picture and the others */

    /* Appends a picture of columns x rows cells (RGB); the cursor is left at the start of the line below it. */
    bool (*send)(const struct fn_image *image, int columns, int rows, struct fni_text *out, struct fn_error *err);
};

#define FNI_TERM(name) extern const struct fni_term fni_term_##name;
#include "term/terms.def"
#undef FNI_TERM

#endif
