/* SPDX-License-Identifier: MIT */
/* Small layers cost a trip through memory each, so their neighbours do their work while a value is in a register
 * anyway:
 *
 *     forward     ReLU by the layer in front, as it writes its output
 *     backward    ReLU by the layer behind, as it writes the gradient of its input, which is the ReLU's output
 *     inference   batch norm, which then is a scale and a shift, by the convolution in front
 *
 * Only where nobody else reads what lies between: the node's output then has the place of its input.
 *
 *     training    the sums that batch norm needs over its input, by the convolution that writes it; those over the
 *                 gradient of its output, by the convolution behind that writes it last */
#include "nn/net_struct.h"

static struct fni_node *
only_consumer(const struct fni_net *net, const struct fni_node *node)
{
    struct fni_node *found = NULL;

    for (int i = node->index + 1; i < net->n_nodes; i++)
        for (int k = 0; k < net->nodes[i]->n_inputs; k++)
            if (net->nodes[i]->input[k] == node) {
                if (found)
                    return NULL;
                found = net->nodes[i];
            }
    return found;
}

/* The node that really writes the value which `node` reads. */
static struct fni_node *
writer(struct fni_node *node)
{
    for (node = node->input[0]; node->forward_fused; node = node->input[0])
        ;
    return node;
}

static void
fuse_forward(struct fni_net *net, struct fni_node *node)
{
    struct fni_node *from = node->input[0], *by = writer(node);

    if (!by->class || !fni_net_in_place(net, node))
        return;
    if (node->class->is_relu && from->class->fuses_relu) {
        from->relu = true; /* a folded node's relu is the writer's to do */
        node->forward_fused = true;
    } else if (net->use == FNI_INFER && node->class->fold && by->class->fuses_fold && !by->folded) {
        by->folded = node;
        node->forward_fused = true;
    }
}

static void
fuse_backward(struct fni_net *net, struct fni_node *node)
{
    struct fni_node *behind = only_consumer(net, node);

    /* the gradient of the net's input has a place of its own */
    if (node->class->is_relu && node->needs_grad && node->input[0]->index > 0 && !node->add_grad[0] && behind &&
        behind->class->fuses_relu) {
        behind->mask_dx = true;
        node->backward_fused = true;
        node->needs_y = false;
    }
}

static void
fuse_sums_forward(struct fni_node *node)
{
    struct fni_node *by = writer(node);

    if (by->class && by->class->fuses_sums && !by->sums_y) {
        by->sums_y = node;
        node->x_summed = true;
    }
}

/* Consumers write or add to the gradient in reverse order of execution, so the first of them is the last to do so. */
static struct fni_node *
first_consumer(const struct fni_net *net, const struct fni_node *node)
{
    for (int i = node->index + 1; i < net->n_nodes; i++)
        for (int k = 0; k < net->nodes[i]->n_inputs; k++)
            if (net->nodes[i]->input[k] == node)
                return net->nodes[i];
    return NULL;
}

static void
fuse_sums_backward(const struct fni_net *net, struct fni_node *node)
{
    const struct fni_node *dy_of = node; /* whose dy has the same values as the node's */
    struct fni_node *by = first_consumer(net, node);

    while (by && (by->backward_fused || (by->class->hands_dy && by->in_place)) && by->input[0] == dy_of &&
           only_consumer(net, dy_of) == by) {
        dy_of = by;
        by = first_consumer(net, dy_of);
    }
    if (by && by->class->fuses_sums && by->want_grad[0] && !by->sums_dx) {
        by->sums_dx = node;
        node->dy_summed = true;
    }
}

void
fni_net_fuse(struct fni_net *net)
{
    for (int i = 1; i < net->n_nodes; i++)
        fuse_forward(net, net->nodes[i]);
    for (int i = 1; i < net->n_nodes && net->use != FNI_INFER; i++)
        fuse_backward(net, net->nodes[i]);
    for (int i = 1; i < net->n_nodes && net->use != FNI_INFER; i++)
        if (net->nodes[i]->class->sums) {
            fuse_sums_forward(net->nodes[i]);
            fuse_sums_backward(net, net->nodes[i]);
        }
}
