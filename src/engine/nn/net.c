/* SPDX-License-Identifier: MIT */
/* The passes over a net. A thread takes its parts one after the other through a run of nodes, so that a part's tensors
 * stay in its cache, until a node gathers something over the whole batch: there all threads meet. */
#include <assert.h>
#include <string.h>

#include "kernel/kernel.h"
#include "nn/clock.h"
#include "nn/net_struct.h"

int
fni_net_node_count(const struct fni_net *net)
{
    return net->n_nodes;
}

const struct fni_node *
fni_net_node(const struct fni_net *net, int index)
{
    return net->nodes[index];
}

int
fni_net_max_images(const struct fni_net *net)
{
    return net->max_images;
}

int
fni_net_max_parts(const struct fni_net *net)
{
    return net->max_parts;
}

enum fni_net_use
fni_net_use(const struct fni_net *net)
{
    return net->use;
}

size_t
fni_net_bytes(const struct fni_net *net)
{
    return net->bytes;
}

struct fni_shape
fni_net_output_shape(const struct fni_net *net)
{
    return net->nodes[net->n_nodes - 1]->out;
}

float *
fni_net_input(struct fni_net *net)
{
    return net->input;
}

const float *
fni_net_output(const struct fni_net *net)
{
    return net->output;
}

float *
fni_net_output_grad(struct fni_net *net)
{
    return net->output_grad;
}

const float *
fni_net_input_grad(const struct fni_net *net)
{
    return net->input_grad;
}

int
fni_net_param_count(const struct fni_net *net)
{
    return net->n_params;
}

struct fni_net_param
fni_net_param(const struct fni_net *net, int index)
{
    return net->params[index];
}

size_t
fni_net_param_floats(const struct fni_net *net)
{
    return net->param_floats;
}

float *
fni_net_grad(struct fni_net *net)
{
    return net->grad;
}

float *
fni_node_part_grad(struct fni_node *node, int index, int part)
{
    const struct fni_net *net = node->net;
    return net->part_grad + (size_t)part * net->use_floats + net->uses[node->first_use + index].offset;
}

float *
fni_node_scratch(struct fni_node *node, const struct fni_pass *pass)
{
    return node->net->scratch + (size_t)pass->first_part * node->net->scratch_floats;
}

void
fni_copy_runs(const float *from, float *to, bool add, size_t runs)
{
    if (from == to)
        return;
    if (add)
        fni_kernels()->add(to, from, to, runs);
    else
        memcpy(to, from, runs * FNI_LANES * sizeof *to);
}

struct fni_pass
fni_net_pass(struct fni_team team, int images, bool training, uint64_t seed, uint64_t step)
{
    struct fni_pass pass = {.team = team, .batch = fni_batch(images), .training = training, .seed = seed, .step = step};

    fni_team_share(team, pass.batch.parts, &pass.first_part, &pass.end_part);
    pass.first_block = pass.first_part * pass.batch.part_blocks;
    pass.end_block = pass.end_part * pass.batch.part_blocks;
    if (pass.end_block > pass.batch.blocks)
        pass.end_block = pass.batch.blocks;
    return pass;
}

static bool
meets(const struct fni_node *node, const struct fni_pass *pass)
{
    return pass->training && node->class->gather;
}

static void
meet(const struct fni_pass *pass)
{
    fni_team_sync(pass->team);
    fni_mark(pass, FNI_WAIT);
}

static void
forward_node(struct fni_node *node, const struct fni_pass *pass, int part)
{
    if (node->forward_fused)
        return;
    node->class->forward(node, pass, part);
    fni_mark(pass, fni_node_slot(node->index, FNI_FORWARD));
}

static void
backward_node(struct fni_node *node, const struct fni_pass *pass, int part)
{
    if (!node->needs_grad || node->backward_fused)
        return;
    node->class->backward(node, pass, part);
    fni_mark(pass, fni_node_slot(node->index, FNI_BACKWARD_DATA));
}

void
fni_net_forward(struct fni_net *net, const struct fni_pass *pass)
{
    int end;

    assert(pass->batch.images <= net->max_images);
    for (int first = 0; first < net->n_nodes; first = end) {
        struct fni_node *next = NULL;
        for (end = first + 1; end < net->n_nodes && !meets(net->nodes[end], pass); end++)
            ;
        if (end < net->n_nodes)
            next = net->nodes[end];
        for (int part = pass->first_part; part < pass->end_part; part++) {
            for (int i = first > 0 ? first : 1; i < end; i++)
                forward_node(net->nodes[i], pass, part);
            if (next) {
                next->class->gather(next, pass, part);
                fni_mark(pass, fni_node_slot(next->index, FNI_FORWARD));
            }
        }
        if (next)
            meet(pass);
    }
}

void
fni_net_loss(struct fni_net *net, const struct fni_pass *pass, const struct fni_loss *loss, const int *labels,
             double *losses)
{
    int classes = net->nodes[net->n_nodes - 1]->out.c;
    size_t size = (size_t)classes * FNI_LANES;

    for (int block = pass->first_block; block < pass->end_block; block++) {
        int first = block * FNI_LANES;
        float *grad = net->use == FNI_INFER ? NULL : net->output_grad + (size_t)block * size;
        loss->block(net->output + (size_t)block * size, classes, labels + first, fni_block_images(pass->batch, block),
                    1.0f / (float)pass->batch.images, losses + first, grad);
    }
}

int
fni_net_next_meeting(const struct fni_net *net, int node)
{
    while (--node > 0 && !(net->nodes[node]->needs_grad && net->nodes[node]->class->gather_backward))
        ;
    return node;
}

/* Nodes first, first - 1, ... end + 1 of one part. */
static void
backward_data(struct fni_net *net, const struct fni_pass *pass, int part, int first, int end)
{
    for (int i = first; i > end; i--)
        backward_node(net->nodes[i], pass, part);
}

static void
backward_weights(struct fni_net *net, const struct fni_pass *pass, int part, int first, int end)
{
    for (int i = first; i > end; i--) {
        struct fni_node *node = net->nodes[i];
        if (!node->needs_grad || !node->class->backward_weights)
            continue;
        node->class->backward_weights(node, pass, part);
        fni_mark(pass, fni_node_slot(node->index, FNI_BACKWARD_WEIGHTS));
    }
}

/* The other threads wait for the data's gradients only, so those of the weights of the last part come between arriving
 * and waiting. */
void
fni_net_backward(struct fni_net *net, const struct fni_pass *pass)
{
    int end, last = pass->end_part - 1;

    assert(net->use != FNI_INFER);
    for (int first = net->n_nodes - 1, from = net->n_nodes; from > 0; first = from = end) {
        struct fni_node *next = NULL;
        unsigned long meeting = 0;

        end = fni_net_next_meeting(net, from);
        if (end > 0)
            next = net->nodes[end];
        for (int part = pass->first_part; part <= last; part++) {
            backward_data(net, pass, part, first, end);
            if (next) {
                next->class->gather_backward(next, pass, part);
                fni_mark(pass, fni_node_slot(next->index, FNI_BACKWARD_DATA));
            }
            if (part < last)
                backward_weights(net, pass, part, first, end);
        }
        if (next)
            meeting = fni_team_arrive(pass->team);
        if (pass->first_part <= last)
            backward_weights(net, pass, last, first, end);
        if (next) {
            fni_team_wait(pass->team, meeting);
            fni_mark(pass, FNI_WAIT);
        }
    }
}

/* sum[0 .. count - 1] += part_grad[at ..] of every part, in order. */
static void
add_parts(struct fni_net *net, int parts, size_t at, size_t count, float *sum)
{
    for (int part = 0; part < parts; part++)
        fni_kernels()->accumulate(sum, net->part_grad + (size_t)part * net->use_floats + at, count);
}

void
fni_net_reduce(struct fni_net *net, const struct fni_pass *pass, size_t first, size_t end)
{
    if (first >= end)
        return;
    memset(net->grad + first, 0, (end - first) * sizeof *net->grad);
    add_parts(net, pass->batch.parts, first, end - first, net->grad + first);
    for (int i = 0; i < net->n_uses; i++) {
        struct fni_net_param p = net->params[net->uses[i].param];
        size_t low = p.offset > first ? p.offset : first;
        size_t high = p.offset + p.param->count < end ? p.offset + p.param->count : end;
        if (net->uses[i].offset != p.offset && low < high)
            add_parts(net, pass->batch.parts, net->uses[i].offset + (low - p.offset), high - low, net->grad + low);
    }
}

int
fni_net_unit_count(const struct fni_net *net)
{
    return net->n_units;
}

void
fni_net_unit(const struct fni_net *net, int index, size_t *first, size_t *end)
{
    *first = net->units[index].first;
    *end = net->units[index].end;
}

void
fni_net_refresh_weights(struct fni_net *net, size_t first, size_t end)
{
    for (int i = 1; i < net->n_nodes; i++) {
        struct fni_node *node = net->nodes[i];
        for (int k = 0; node->class->refresh_weights && k < node->layer->n_params; k++) {
            struct fni_net_param p;
            size_t low, high;
            if (!node->layer->params[k].trainable)
                break;
            p = net->params[net->uses[node->first_use + k].param];
            low = p.offset > first ? p.offset : first;
            high = p.offset + p.param->count < end ? p.offset + p.param->count : end;
            if (low < high)
                node->class->refresh_weights(node, k, low - p.offset, high - p.offset);
        }
    }
}

void
fni_net_refresh_rest(struct fni_net *net)
{
    for (int i = 1; i < net->n_nodes; i++)
        if (net->nodes[i]->class->refresh)
            net->nodes[i]->class->refresh(net->nodes[i]);
}

void
fni_net_refresh(struct fni_net *net)
{
    fni_net_refresh_weights(net, 0, net->param_floats);
    fni_net_refresh_rest(net);
}
