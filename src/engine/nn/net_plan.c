/* SPDX-License-Identifier: MIT */
/* Memory of a net: each value and each gradient lives from its first write to its last read, and what does not live at
 * the same time may share a place.
 *
 * Time: forward of node i is i, the loss is n (the number of nodes), backward of node i is 2n - i. A thread is at its
 * own time, but the places are those of one part (struct fni_buffer), which one thread works on. */
#include <stdlib.h>

#include "core/fail.h"
#include "nn/net_struct.h"

struct life {
    size_t size;     /* floats in a block; 0: not in the arena */
    int first, last; /* times, both included */
    int same_as;     /* written in place of another tensor; -1: a place of its own */
    size_t offset;
};

struct plan {
    struct fni_net *net;
    int n;
    struct life *value, *grad; /* [n] each, one array */
};

static int
consumers(const struct fni_net *net, const struct fni_node *node)
{
    int count = 0;

    for (int i = node->index + 1; i < net->n_nodes; i++)
        for (int k = 0; k < net->nodes[i]->n_inputs; k++)
            count += net->nodes[i]->input[k] == node;
    return count;
}

static bool
runs_backward(const struct fni_net *net, const struct fni_node *node)
{
    return net->use != FNI_INFER && node->needs_grad;
}

bool
fni_net_in_place(const struct fni_net *net, const struct fni_node *node)
{
    const struct fni_node *from = node->input[0];

    return node->in_place && node->index < net->n_nodes - 1 && from->index > 0 && consumers(net, from) == 1 &&
           !(runs_backward(net, node) && node->needs_x) && !(runs_backward(net, from) && from->needs_y);
}

static void
live(struct life *life, int time)
{
    if (life->last < time)
        life->last = time;
}

/* When a node is done with x and dy: the gradient of its weights may be left until just before the next meeting. */
static int
last_backward(const struct plan *plan, const struct fni_node *node)
{
    int i = node->class->backward_weights ? fni_net_next_meeting(plan->net, node->index) + 1 : node->index;
    return 2 * plan->n - i;
}

static void
plan_values(struct plan *plan)
{
    for (int i = 1; i < plan->n; i++) {
        const struct fni_node *node = plan->net->nodes[i];
        struct life *y = &plan->value[i];
        *y = (struct life){.size = fni_block_size(node->out), .first = i, .last = i, .same_as = -1};
        if (fni_net_in_place(plan->net, node))
            y->same_as = node->input[0]->index;
        if (runs_backward(plan->net, node) && node->needs_y)
            live(y, 2 * plan->n - i);
        for (int k = 0; k < node->n_inputs; k++)
            live(&plan->value[node->input[k]->index],
                 runs_backward(plan->net, node) && node->needs_x ? last_backward(plan, node) : i);
    }
    plan->value[plan->n - 1].size = 0;
    plan->value[0] = (struct life){.same_as = -1};
}

static void
plan_grads(struct plan *plan)
{
    for (int i = plan->n - 1; i > 0; i--) {
        const struct fni_node *node = plan->net->nodes[i];
        struct life *dy = &plan->grad[i];
        if (!runs_backward(plan->net, node))
            continue;
        dy->size = fni_block_size(node->out);
        live(dy, last_backward(plan, node));
        for (int k = 0; k < node->n_inputs; k++) {
            struct life *dx = &plan->grad[node->input[k]->index];
            if (!node->want_grad[k] || node->add_grad[k])
                continue;
            *dx = (struct life){.first = 2 * plan->n - i, .last = 2 * plan->n - i, .same_as = -1};
            if (k == 0 && node->in_place && i < plan->n - 1)
                dx->same_as = i;
        }
    }
    plan->grad[plan->n - 1].size = 0;
    plan->grad[0] = (struct life){.same_as = -1};
}

/* A tensor that is written in place of another makes that one live on. Later tensors come first, so chains add up. */
static void
join(struct life *lives, int n, bool forward)
{
    for (int k = 1; k < n; k++) {
        int i = forward ? n - k : k;
        if (lives[i].size > 0 && lives[i].same_as >= 0) {
            live(&lives[lives[i].same_as], lives[i].last);
            lives[i].size = 0;
        } else {
            lives[i].same_as = -1;
        }
    }
}

static int
by_size(const void *a, const void *b)
{
    const struct life *x = *(struct life *const *)a, *y = *(struct life *const *)b;

    if (x->size != y->size)
        return x->size < y->size ? 1 : -1;
    return x->first - y->first;
}

static bool
clash(const struct life *a, const struct life *b)
{
    return a->first <= b->last && b->first <= a->last && a->offset < b->offset + b->size &&
           b->offset < a->offset + a->size;
}

/* Largest first, each at the lowest place that is free during its life. Returns the floats of a block. */
static size_t
place(struct life **lives, int count)
{
    size_t top = 0;

    qsort(lives, (size_t)count, sizeof(*lives), by_size);
    for (int i = 0; i < count; i++) {
        lives[i]->offset = 0;
        for (int j = 0; j < i;) {
            if (clash(lives[i], lives[j])) {
                lives[i]->offset = lives[j]->offset + lives[j]->size;
                j = 0;
            } else {
                j++;
            }
        }
        if (top < lives[i]->offset + lives[i]->size)
            top = lives[i]->offset + lives[i]->size;
    }
    return top;
}

static bool
take(struct plan *plan, size_t stride, struct fn_error *err)
{
    struct fni_net *net = plan->net;
    const struct fni_node *last = net->nodes[plan->n - 1];
    size_t blocks = (size_t)fni_blocks(net->max_images);

    net->arena = fni_net_floats(net, blocks, stride, err);
    net->input = fni_net_floats(net, blocks, fni_block_size(net->nodes[0]->out), err);
    net->output = fni_net_floats(net, blocks, fni_block_size(last->out), err);
    if (!net->arena || !net->input || !net->output)
        return false;
    if (net->use != FNI_INFER && !(net->output_grad = fni_net_floats(net, blocks, fni_block_size(last->out), err)))
        return false;
    return net->use != FNI_TRAIN_INPUT ||
           (net->input_grad = fni_net_floats(net, blocks, fni_block_size(net->nodes[0]->out), err));
}

static struct fni_buffer
resolve(const struct life *lives, int i, float *arena, size_t stride)
{
    while (lives[i].same_as >= 0)
        i = lives[i].same_as;
    return (struct fni_buffer){.base = arena, .stride = stride, .offset = lives[i].offset};
}

static void
assign(struct plan *plan, size_t stride)
{
    struct fni_net *net = plan->net;
    struct fni_node *input = net->nodes[0], *output = net->nodes[plan->n - 1];

    for (int i = 1; i < plan->n; i++) {
        net->nodes[i]->value = resolve(plan->value, i, net->arena, stride);
        if (runs_backward(plan->net, net->nodes[i]))
            net->nodes[i]->grad = resolve(plan->grad, i, net->arena, stride);
    }
    input->value = (struct fni_buffer){.base = net->input, .stride = fni_block_size(input->out)};
    input->grad = (struct fni_buffer){.base = net->input_grad, .stride = fni_block_size(input->out)};
    output->value = (struct fni_buffer){.base = net->output, .stride = fni_block_size(output->out)};
    output->grad = (struct fni_buffer){.base = net->output_grad, .stride = fni_block_size(output->out)};
}

bool
fni_net_plan(struct fni_net *net, struct fn_error *err)
{
    struct plan plan = {.net = net, .n = net->n_nodes};
    struct life **lives = calloc(2 * (size_t)plan.n, sizeof *lives);
    int count = 0;
    size_t stride;
    bool ok = false;

    plan.value = calloc(2 * (size_t)plan.n, sizeof *plan.value);
    if (!lives || !plan.value) {
        fni_fail_memory(err);
        goto out;
    }
    plan.grad = plan.value + plan.n;
    plan_values(&plan);
    plan_grads(&plan);
    join(plan.value, plan.n, true);
    join(plan.grad, plan.n, false);
    for (int i = 0; i < 2 * plan.n; i++)
        if (plan.value[i].size > 0)
            lives[count++] = &plan.value[i];
    stride = place(lives, count);
    ok = take(&plan, stride, err);
    if (ok)
        assign(&plan, stride);
out:
    free(lives);
    free(plan.value);
    return ok;
}
