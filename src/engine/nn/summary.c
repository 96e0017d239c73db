/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/fail.h"
#include "nn/net.h"

/* Whether an earlier row has this node's layer already: parameters that are shared count once in the totals. */
static bool
seen(const struct fni_net *net, int index)
{
    for (int i = 1; i < index; i++)
        if (fni_net_node(net, i)->layer == fni_net_node(net, index)->layer)
            return true;
    return false;
}

static void
fill(struct fn_summary *summary, const struct fni_net *net, int images)
{
    for (int i = 1; i < fni_net_node_count(net); i++) {
        const struct fni_node *node = fni_net_node(net, i);
        struct fn_summary_row *row = &summary->rows[summary->n_rows++];
        *row = (struct fn_summary_row){
            .name = node->class->info.name,
            .ndim = node->out.flat ? 2 : 4,
            .shape = {images, node->out.c, node->out.h, node->out.w},
        };
        for (int p = 0; p < node->layer->n_params; p++)
            if (node->layer->params[p].trainable)
                row->parameters += node->layer->params[p].count;
        row->trainable = row->parameters > 0;
        if (!seen(net, i))
            summary->parameters += row->parameters;
    }
    summary->trainable = summary->parameters;
}

bool
fn_summary_init(struct fn_summary *summary, const struct fn_layer *model, const int input[4], struct fn_error *err)
{
    struct fni_shape shape = {.c = input[1], .h = input[2], .w = input[3]};
    struct fn_layer *shared = fn_layer_ref(model);
    struct fni_net *net = fni_net_new(shared, shape, 1, FNI_INFER, err); /* shapes do not depend on the batch */
    bool ok = false;

    *summary = (struct fn_summary){0};
    if (!net)
        goto out;
    summary->rows = calloc((size_t)fni_net_node_count(net), sizeof *summary->rows);
    if (!summary->rows) {
        fni_fail_memory(err);
        goto out;
    }
    fill(summary, net, input[0]);
    ok = true;
out:
    fni_net_free(net);
    fn_layer_unref(shared);
    return ok;
}

void
fn_summary_fini(struct fn_summary *summary)
{
    free(summary->rows);
    *summary = (struct fn_summary){0};
}
