/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spec.h"

static struct table_row
get(int index)
{
    const struct fn_row_info *info = fn_metric_info_get(index);
    return (struct table_row){info->name, info->help, info->params, info->n_params};
}

static struct value *
call(struct repl *repl, const struct table_row *row, const struct given *args, int n_args, struct fn_error *err)
{
    (void)repl;
    return spec_call(&table_metrics, row, args, n_args, err);
}

const struct table table_metrics = {
    .name = "metrics",
    .what = "metric",
    .count = fn_metric_info_count,
    .get = get,
    .call = call,
};
