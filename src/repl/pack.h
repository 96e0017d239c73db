/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_PACK_H
#define REPL_PACK_H

#include "repl.h"

/* Whether the pixels of these lists go to a packed file, as `set pack` says, and which: *file, to be freed by the caller,
 * or NULL for memory. Says so. Errors: the first picture cannot be decoded, no folder for the file. */
bool
pack_choose(struct repl *repl, const struct fn_label_lists *lists, char **file, struct fn_error *err);

#endif
