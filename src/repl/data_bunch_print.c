/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

static void
add_channels(const float *values, int channels, struct text *out)
{
    for (int i = 0; i < channels; i++)
        text_printf(out, "%s%.4f", i > 0 ? ", " : "", (double)values[i]);
}

static void
add_part(const char *name, int images, int batches, int bs, struct text *out)
{
    text_printf(out, "%s: %d image%s, %d batch%s of %d\n", name, images, images == 1 ? "" : "s", batches,
                batches == 1 ? "" : "es", bs);
}

bool
data_bunch_print(struct repl *repl, struct value *value, struct fn_error *err)
{
    const struct fn_data_bunch *data = value->object;
    const struct fn_stats *stats = fn_data_bunch_stats(data);
    struct text text = {0};
    int shape[3];

    fn_data_bunch_shape(data, shape);
    add_part("train", fn_label_list_count(fn_data_bunch_train(data)), fn_data_bunch_train_batches(data),
             fn_data_bunch_bs(data), &text);
    add_part("valid", fn_label_list_count(fn_data_bunch_valid(data)), fn_data_bunch_valid_batches(data),
             fn_data_bunch_val_bs(data), &text);
    text_printf(&text, "image: (%d, %d, %d)", shape[0], shape[1], shape[2]);
    if (stats) {
        text_add(&text, ", mean ");
        add_channels(stats->mean, stats->channels, &text);
        text_add(&text, ", std ");
        add_channels(stats->std, stats->channels, &text);
    }
    bool good = !text.failed;
    if (good)
        repl_print(repl, "%s\n", text.bytes);
    else
        fail_memory(err);
    text_fini(&text);
    return good;
}
