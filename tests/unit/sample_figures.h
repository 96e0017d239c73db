/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SAMPLE_FIGURES_H
#define SAMPLE_FIGURES_H

#include <fn/figure.h>

/* Figures to look at, the same on every machine. The caller frees them. */

/* A 28x28 picture of a digit 0 to 9, white ink of several shades on black, as in MNIST. */
struct fn_image *
sample_digit(int digit);

enum sample {
    SAMPLE_DIGIT,   /* one picture, no label, binary */
    SAMPLE_GRID,    /* 2 x 3 with labels of several kinds and an empty place, gray */
    SAMPLE_BATCH,   /* 3 x 3 with labels */
    SAMPLE_AUGMENT, /* 3 x 3 without */
    SAMPLE_COLOUR,  /* a picture of 9 x 7 colours */
    SAMPLE_RESULTS, /* 2 x 2 predictions, right and wrong */
    SAMPLE_LOSSES,  /* two curves, one with a break, and every label */
    SAMPLE_FINDER,  /* lr_find: a logarithmic axis and two marks */
    SAMPLE_LR,      /* one curve without a name */
    SAMPLE_METRICS, /* two curves of five points */
    SAMPLE_POINT,   /* two curves of one point */
    SAMPLE_EMPTY,   /* two curves of none */
    SAMPLE_COUNT,
};

extern const char *const sample_names[SAMPLE_COUNT];

struct fn_figure *
sample_figure(enum sample sample);

#endif
