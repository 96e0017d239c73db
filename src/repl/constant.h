/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_CONSTANT_H
#define REPL_CONSTANT_H

#include "value.h"

struct repl;

/* Names that are simply there: defaults, URLs, mnist_stats. To add one: this function in the file of its type and a row
 * in constants.def. Returns one reference; NULL and err on failure. */
#define CONSTANT(name, help) struct value *constant_##name(struct repl *repl, struct fn_error *err);
#include "constants.def"
#undef CONSTANT

#endif
