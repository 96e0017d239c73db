/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_TRANSFORMS_H
#define REPL_TRANSFORMS_H

#include "type.h"

/* The steps that a name of the engine's table makes, as a list of values of type_transform. */
struct value *
value_transforms(const char *name, const struct given *args, int n_args, struct fn_error *err);

#endif
