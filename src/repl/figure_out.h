/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_FIGURE_OUT_H
#define REPL_FIGURE_OUT_H

#include "repl.h"

/* Where figures go: drawn in the terminal, written as text where there is none, or to a PNG file. */

/* The parameters of everything that draws; the order is that of the macros, the indices are the caller's. */
#define PARAM_OUT                                                                                                      \
    {                                                                                                                  \
        .name = "out", .kind = ARG_PATH, .none_ok = true, .fallback = "None",                                          \
        .help = "write the picture to this PNG file instead"                                                           \
    }
#define PARAM_SCALE                                                                                                    \
    {                                                                                                                  \
        .name = "scale", .kind = FN_INT, .fallback = "1", .low = 1, .high = 4,                                         \
        .help = "pixels of the PNG file for one, both ways: 2 for print"                                               \
    }
#define PARAM_CMAP                                                                                                     \
    {                                                                                                                  \
        .name = "cmap", .kind = FN_CHOICE, .none_ok = true, .fallback = "None",                                        \
        .choices = "gray binary viridis magma",                                                                        \
        .help = "colours: gray is white on black, binary black on white; None: as `set cmap` says"                     \
    }
#define PARAM_FIGSIZE                                                                                                  \
    {                                                                                                                  \
        .name = "figsize", .kind = ARG_SEQUENCE, .none_ok = true, .fallback = "None",                                  \
        .help = "(width, height) of the PNG file in inches of 100 pixels; a terminal shows what fits"                  \
    }

/* A PNG file to be written instead of drawing. */
struct figure_file {
    const char *path;            /* ends in .png; NULL: none is */
    const struct value *figsize; /* a list of two numbers; NULL or None: a good size */
    int scale;                   /* 1 to 4; not looked at without a path */
};

/* As a call's parameters OUT, FIGSIZE and SCALE say. */
#define FIGURE_FILE(call)                                                                                              \
    ((struct figure_file){arg_text(call, OUT), arg_value(call, FIGSIZE), (int)arg_int(call, SCALE)})

/* Draws with the terminal that `set graphics` names, or the best for where output goes, as large as is useful within
 * the window or --width; or writes the file, which is said in a line. rows_below: lines that will be
 * printed below it and shall be in sight with it. Errors: figsize, a file that cannot be written,
 * an unknown terminal. */
bool
figure_show(struct repl *repl, const struct fn_figure *figure, struct figure_file file, int rows_below,
            struct fn_error *err);

/* As figure_show with nothing below, and frees the figure, which may be NULL with err filled. What `run` returns: None,
 * or NULL. */
struct value *
figure_show_take(struct repl *repl, struct fn_figure *figure, struct figure_file file, struct fn_error *err);

/* The figure in so many columns and rows of text, for what is drawn anew in place: no graphics protocol, whatever `set
 * graphics` says. The caller frees *bytes: lines that end in newlines. */
bool
figure_text(const struct repl *repl, const struct fn_figure *figure, int columns, int rows, char **bytes, size_t *size,
            struct fn_error *err);

/* Whether pictures are drawn in colours: `set graphics`, or what is best for where output goes. */
bool
figure_in_colours(const struct repl *repl);

/* The cmap that argument `index` (a PARAM_CMAP) names, or the setting. */
enum fn_cmap
arg_cmap(const struct call *call, int index);

#endif
