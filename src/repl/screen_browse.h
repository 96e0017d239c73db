/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_SCREEN_BROWSE_H
#define REPL_SCREEN_BROWSE_H

#include "browse.h"
#include "gallery.h"

/* Pages through the pictures on the whole terminal until somebody leaves it. colours: they are wanted. Errors: the
 * terminal cannot be drawn on. */
bool
screen_browse(const struct gallery *gallery, struct browse *browse, enum fn_cmap cmap, bool colours,
              struct fn_error *err);

#endif
