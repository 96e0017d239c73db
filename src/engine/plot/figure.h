/* SPDX-License-Identifier: MIT */
#ifndef FNI_PLOT_FIGURE_H
#define FNI_PLOT_FIGURE_H

#include <fn/figure.h>

/* A kind of plot. Its struct begins with a struct fn_figure; its constructor is public. */
struct fni_plot {
    const char *name;
    bool picture; /* continuous tone, for fn_figure_is_picture */

    void (*free)(struct fn_figure *figure);

    /* As fn_figure_size; limits are at least 1, `whole` says that no limit on rows was given. */
    void (*size)(const struct fn_figure *figure, int cell_width, int cell_height, int max_columns, int max_rows,
                 bool whole, int *columns, int *rows);

    /* The size of a PNG file where none is wanted, in cells of FNI_FONT_WIDTH x FNI_FONT_HEIGHT pixels. */
    void (*page)(const struct fn_figure *figure, int *columns, int *rows);

    bool (*draw)(const struct fn_figure *figure, struct fn_canvas *canvas, struct fn_error *err);
};

struct fn_figure {
    const struct fni_plot *plot;
};

#endif
