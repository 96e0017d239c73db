/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "command.h"
#include "pager.h"
#include "repl.h"
#include "script.h"

static int
widest(const struct runs *runs, const char *head)
{
    int width = (int)strlen(head);
    for (int i = 0; i < runs->count; i++)
        width = (int)strlen(runs->items[i].what) > width ? (int)strlen(runs->items[i].what) : width;
    return width;
}

static void
add_run(const struct run *run, int number, int width, struct text *out)
{
    const struct fn_recorder *r = &run->recorder;
    struct text epochs = {0};
    if (run->epochs > 0)
        text_printf(&epochs, "%d/%d", r->n_epochs, run->epochs);
    text_printf(out, "%-3d  %-*s  %7zu  %-6s  %-10.6f", number, width, run->what, run->weights,
                epochs.bytes ? epochs.bytes : "", (double)r->losses[r->n_batches - 1]);
    text_fini(&epochs);
    if (r->n_epochs > 0 && !isnan(r->val_losses[r->n_epochs - 1]))
        text_printf(out, "  %-10.6f", (double)r->val_losses[r->n_epochs - 1]);
    for (int i = 0; r->n_epochs > 0 && i < r->n_metrics; i++)
        text_printf(out, "  %s %.4f", run->metrics[i], (double)r->metrics[(r->n_epochs - 1) * r->n_metrics + i]);
    while (out->length > 0 && out->bytes[out->length - 1] == ' ')
        out->bytes[--out->length] = '\0';
    text_add(out, "\n");
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    const struct runs *runs = &call->repl->runs;
    struct text text = {0};
    int width = widest(runs, "what");
    if (runs->count == 0)
        return value_none();
    text_printf(&text, "run  %-*s  weights  epochs  train_loss  valid_loss  metrics\n", width, "what");
    for (int i = 0; i < runs->count; i++)
        add_run(&runs->items[i], i + 1, width, &text);
    struct value *result = text.failed ? fail_memory(err) : value_none();
    if (result)
        pager_show(call->repl, text.bytes);
    text_fini(&text);
    return result;
}

const struct command command_runs = {
    .verb = "runs",
    .group = "Training",
    .example = "runs",
    .function = {.name = "runs", .help = "list the fits and lr_finds of this session, for `plot runs=1,3`", .run = run},
};
