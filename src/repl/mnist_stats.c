/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "constant.h"
#include "data_values.h"

/* As the language writes numbers: 0.1307, and not the nearest float to it. */
static struct value *
channels(const float *values, int count, struct fn_error *err)
{
    struct value *items[FN_MAX_CHANNELS];
    for (int i = 0; i < count; i++) {
        items[i] = value_float(round((double)values[i] * 1e6) / 1e6, err);
        if (items[i])
            continue;
        while (i > 0)
            value_unref(items[--i]);
        return NULL;
    }
    return value_list_take(&type_list, items, count, err);
}

/* ([mean], [std]) of the pixels of MNIST, for normalize. */
struct value *
constant_mnist_stats(struct repl *repl, struct fn_error *err)
{
    const struct fn_stats *stats = &fn_mnist_stats;
    struct value *mean = channels(stats->mean, stats->channels, err);
    (void)repl;
    return mean ? value_pair_take(mean, channels(stats->std, stats->channels, err), err) : NULL;
}
