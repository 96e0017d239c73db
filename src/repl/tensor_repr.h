/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_TENSOR_REPR_H
#define REPL_TENSOR_REPR_H

#include <fn/fn.h>

#include "text.h"

/* A tensor as PyTorch prints it: four decimals, the first and last three of each dimension where there are more than a
 * thousand numbers, lines of 80 columns, powers of ten where the numbers are far apart. */
void
tensor_repr(const struct fn_tensor *tensor, struct text *out);

#endif
