/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_SPEC_H
#define REPL_SPEC_H

#include "table.h"

/* A row of the engine's tables of losses, metrics and optimizers with its arguments, waiting for a learner to use it:
 * nn.CrossEntropyLoss(), top_k_accuracy(k=3), SGD(momentum=0.9). */
struct spec {
    struct row_ref ref;
    int n_args;
    struct fn_arg *args; /* names and texts are the spec's own */
};

/* What a table's .call is for these tables. */
struct value *
spec_call(const struct table *table, const struct table_row *row, const struct given *args, int n_args,
          struct fn_error *err);

/* Reads a value that names a row of `table`: its name as a string, the row itself (accuracy), or a spec. out borrows from
 * the value. Errors list the rows. */
bool
spec_read(const struct table *table, const struct value *value, struct fn_spec *out, struct fn_error *err);

#endif
