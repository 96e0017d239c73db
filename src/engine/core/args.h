/* SPDX-License-Identifier: MIT */
#ifndef FNI_ARGS_H
#define FNI_ARGS_H

#include <stdbool.h>

#include <fn/arg.h>
#include <fn/error.h>

/* One value for each parameter of a row, checked and filled up with defaults. */
struct fni_value {
    enum fn_kind kind; /* FN_NONE where None was given or is the default */
    double number;
    const char *text;             /* FN_CHOICE: points into the row's own choices or the caller's text */
    const struct fn_layer *layer; /* FN_LAYER */
    int first, count;             /* FN_LAYERS: args[first .. first + count - 1] */
};

/* Binds positional and keyword arguments to params as Python does. values[n_params]. Errors say which row, which
 * argument, what was given and what was wanted; unknown names are answered with the nearest known one. */
bool
fni_args_bind(const char *row, const struct fn_param *params, int n_params, const struct fn_arg *args, int n_args,
              struct fni_value *values, struct fn_error *err);

/* The known word nearest to `word` by edit distance, NULL if none is near (distance over a third of its length + 1). */
const char *
fni_nearest(const char *word, const char *const *words, int n_words);

#endif
