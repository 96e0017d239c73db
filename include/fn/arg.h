/* SPDX-License-Identifier: MIT */
#ifndef FN_ARG_H
#define FN_ARG_H

#include <stdbool.h>

/* Named arguments, as the notebook writes them: Conv2d(8, 16, 3, stride=2).
 *
 * Layers, transforms, optimizers, losses, metrics and plots are rows of tables. Each row describes its parameters with
 * `struct fn_param`, and a caller builds one with an array of `struct fn_arg`. The description is what help,
 * completion and error messages are made from. */

struct fn_layer;

enum fn_kind {
    FN_NONE, /* None: the parameter's own meaning of "absent" */
    FN_INT,
    FN_FLOAT,
    FN_BOOL,
    FN_CHOICE, /* a word out of `choices` */
    FN_TEXT,
    FN_LAYER,  /* a layer, borrowed */
    FN_LAYERS, /* as the last parameter: all the positional layers that are left */

    FN_KIND_OWN = 64, /* kinds from here on are the caller's own; the library knows none of them */
};

struct fn_param {
    const char *name;
    enum fn_kind kind;
    bool none_ok;         /* None may be given */
    const char *fallback; /* the default as the language writes it ("1", "False", "None"); NULL: must be given */
    double low, high;     /* range of a number, both ends included; 0, 0: any */
    const char *choices;  /* words separated by blanks */
    const char *help;     /* a few words */
};

struct fn_arg {
    const char *name; /* NULL: positional */
    enum fn_kind kind;
    double number;               /* FN_INT, FN_FLOAT, FN_BOOL */
    const char *text;            /* FN_CHOICE, FN_TEXT */
    const struct fn_layer *layer; /* FN_LAYER; a caller passes each positional layer as one FN_LAYER */
};

/* How many edits make one word of the other: a letter more, less or another one, or two exchanged (Damerau 1964); case
 * counts nothing. INT_MAX for words of over 63 bytes. Hints at what was meant go by it. */
int
fn_word_distance(const char *a, const char *b);

#endif
