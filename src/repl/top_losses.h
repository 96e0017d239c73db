/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_TOP_LOSSES_H
#define REPL_TOP_LOSSES_H

#include "value.h"

/* The object of a value of type_top_losses, fastai's ClassificationInterpretation.top_losses: all pictures of the valid
 * set, the one with the largest loss first. */
struct top_losses {
    struct value *data; /* the DataBunch whose valid set it is */
    int shown;          /* so many are printed and drawn, 1 .. count */
    int count;
    struct top_loss {
        int index;               /* in the valid set */
        int predicted, actual;   /* classes */
        float loss, probability; /* of the actual class */
    } items[];
};

/* One reference. Errors: an empty valid set, memory. */
struct value *
top_losses_make(struct value *learner, int shown, struct fn_error *err);

/* The name of a class, borrowed from the data. */
const char *
top_losses_class(const struct top_losses *top, int class);

#endif
