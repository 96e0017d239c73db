/* SPDX-License-Identifier: MIT */
/* From a model to a net: the leaves in order of execution, their shapes, who writes which gradient. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "nn/net_struct.h"

struct fni_shape_text
fni_shape_text(struct fni_shape shape)
{
    struct fni_shape_text t;

    if (shape.flat)
        snprintf(t.text, sizeof t.text, "%d features", shape.c);
    else
        snprintf(t.text, sizeof t.text, "%d x %d x %d", shape.c, shape.h, shape.w);
    return t;
}

bool
fni_node_fail(const struct fni_node *node, struct fn_error *err, const char *format, ...)
{
    char message[sizeof(err->message) / 2];
    const char *name = node->class->info.name;
    va_list ap;

    va_start(ap, format);
    vsnprintf(message, sizeof message, format, ap);
    va_end(ap);
    if (node->path[0] == '\0')
        return fni_fail(err, FN_ERROR_INPUT, "%s: %s", name, message);
    return fni_fail(err, FN_ERROR_INPUT, "%s (layer %s): %s", name, node->path, message);
}

static void
node_free(struct fni_node *node)
{
    if (!node)
        return;
    if (node->class && node->class->cleanup)
        node->class->cleanup(node);
    free(node->path);
    free(node);
}

static struct fni_node *
node_new(struct fni_net *net, struct fn_layer *layer, struct fn_error *err)
{
    struct fni_node **nodes = realloc(net->nodes, ((size_t)net->n_nodes + 1) * sizeof *nodes);
    struct fni_node *node = nodes ? calloc(1, sizeof *node) : NULL;

    if (nodes)
        net->nodes = nodes;
    if (!node || !(node->path = fni_strdup(net->path.data ? net->path.data : "", err))) {
        free(node);
        fni_fail_memory(err);
        return NULL;
    }
    node->net = net;
    node->layer = layer;
    node->class = layer ? layer->class : NULL;
    node->index = net->n_nodes;
    net->nodes[net->n_nodes++] = node;
    return node;
}

/* The flat list: a parameter that is new to the net gets the next place. */
static int
find_param(struct fni_net *net, struct fni_param *param, struct fn_error *err)
{
    struct fni_net_param *params;

    for (int i = 0; i < net->n_params; i++)
        if (net->params[i].param == param)
            return i;
    params = realloc(net->params, ((size_t)net->n_params + 1) * sizeof *params);
    if (!params) {
        fni_fail_memory(err);
        return -1;
    }
    net->params = params;
    params[net->n_params] = (struct fni_net_param){.param = param, .offset = net->param_floats};
    net->param_floats += (param->count + FNI_LANES - 1) / FNI_LANES * FNI_LANES;
    return net->n_params++;
}

static bool
add_uses(struct fni_net *net, struct fni_node *node, struct fn_error *err)
{
    struct fn_layer *layer = node->layer;

    node->first_use = net->n_uses;
    for (int i = 0; i < layer->n_params && layer->params[i].trainable; i++) {
        struct fni_use *uses = realloc(net->uses, ((size_t)net->n_uses + 1) * sizeof *uses);
        int param = find_param(net, &layer->params[i], err);
        if (uses)
            net->uses = uses;
        if (!uses || param < 0)
            return fni_fail_memory(err);
        uses[net->n_uses++] = (struct fni_use){.param = param};
        node->needs_grad = true;
    }
    return true;
}

static int
add_leaf(struct fni_net *net, struct fn_layer *layer, int input, int original, struct fn_error *err)
{
    struct fni_node *node = node_new(net, layer, err);
    int inputs[2] = {input, original};

    if (!node)
        return -1;
    if (node->class->takes_original && original < 0) {
        fni_node_fail(node, err, "it merges with the input of the SequentialEx around it, and there is none");
        return -1;
    }
    node->n_inputs = node->class->takes_original ? 2 : 1;
    node->needs_grad = net->use == FNI_TRAIN_INPUT;
    for (int i = 0; i < node->n_inputs; i++) {
        node->input[i] = net->nodes[inputs[i]];
        node->in[i] = node->input[i]->out;
        node->needs_grad |= node->input[i]->needs_grad;
    }
    node->out = node->in[0];
    node->in_place = node->class->in_place;
    node->needs_x = node->class->needs_x;
    node->needs_y = node->class->needs_y;
    if (!add_uses(net, node, err) || (node->class->setup && !node->class->setup(node, err)))
        return -1;
    return node->index;
}

static int
trace(struct fni_net *net, struct fn_layer *layer, int input, int original, struct fn_error *err)
{
    if (layer->class->trace)
        return layer->class->trace(layer, net, input, err);
    return add_leaf(net, layer, input, original, err);
}

int
fni_net_add(struct fni_net *net, struct fn_layer *parent, int child, int input, int original, struct fn_error *err)
{
    size_t size = net->path.size;
    int output;

    fni_text_add(&net->path, "%s%s%d", size > 0 ? "." : "", parent->class->children, child);
    if (net->path.failed) {
        fni_fail_memory(err);
        return -1;
    }
    output = trace(net, parent->children[child], input, original, err);
    net->path.size = size;
    net->path.data[size] = '\0';
    return output;
}

/* Gradients are written in reverse order of execution: the first consumer to come writes, the others add. */
static void
link_gradients(struct fni_net *net)
{
    bool input = net->use == FNI_TRAIN_INPUT;

    for (int i = net->n_nodes - 1; i > 0; i--) {
        struct fni_node *node = net->nodes[i];
        for (int k = 0; k < node->n_inputs && node->needs_grad; k++) {
            struct fni_node *from = node->input[k];
            bool written = k == 1 && node->input[0] == from && node->want_grad[0];
            node->want_grad[k] = from->index == 0 ? input : from->needs_grad;
            for (int j = i + 1; j < net->n_nodes && !written; j++)
                for (int m = 0; m < net->nodes[j]->n_inputs; m++)
                    written |= net->nodes[j]->input[m] == from && net->nodes[j]->want_grad[m];
            node->add_grad[k] = written;
        }
    }
}

/* The first use of a parameter has its place in the flat list, further ones lie behind the list. */
static void
place_uses(struct fni_net *net)
{
    net->use_floats = net->param_floats;
    for (int i = 0; i < net->n_uses; i++) {
        struct fni_use *use = &net->uses[i];
        bool first = true;
        for (int j = 0; j < i; j++)
            first &= net->uses[j].param != use->param;
        use->offset = first ? net->params[use->param].offset : net->use_floats;
        if (!first)
            net->use_floats += (net->params[use->param].param->count + FNI_LANES - 1) / FNI_LANES * FNI_LANES;
    }
}

static size_t
common_divisor(size_t a, size_t b)
{
    return b == 0 ? a : common_divisor(b, a % b);
}

/* Cuts the flat list into units of nearly the same size: enough for threads to share them evenly, not so small that
 * sharing them costs more than it gains. */
static bool
cut_units(struct fni_net *net, struct fn_error *err)
{
    enum { MOST = 64, SMALL = 1024 };
    size_t size = net->param_floats / MOST > SMALL ? net->param_floats / MOST : SMALL, start = 0;

    net->units = calloc(MOST + 1, sizeof *net->units);
    if (!net->units)
        return fni_fail_memory(err);
    for (int i = 0; i < net->n_params; i++) {
        const struct fni_param *param = net->params[i].param;
        size_t offset = net->params[i].offset, end = offset + param->count;
        size_t row = (size_t)param->shape[param->layout[param->ndim - 1]];
        size_t step = row / common_divisor(row, FNI_LANES) * FNI_LANES;
        while (end - start >= size) { /* where the unit is full: behind the start, as rows are never cut */
            size_t wanted = start + size > offset ? start + size - offset : 1;
            size_t stop = offset + (wanted + step - 1) / step * step;
            net->units[net->n_units++] = (struct fni_unit){start, stop < end ? stop : end};
            start = stop < end ? stop : i + 1 < net->n_params ? net->params[i + 1].offset : end;
            if (stop >= end)
                break;
        }
    }
    if (start < net->param_floats)
        net->units[net->n_units++] = (struct fni_unit){start, net->param_floats};
    return true;
}

float *
fni_net_floats(struct fni_net *net, size_t count, size_t each, struct fn_error *err)
{
    size_t floats;
    float *memory;

    if (__builtin_mul_overflow(count, each, &floats)) {
        fni_fail_memory(err);
        return NULL;
    }
    memory = fni_alloc(floats, sizeof *memory, err);
    if (memory)
        net->bytes += floats * sizeof *memory;
    return memory;
}

static bool
take_gradients(struct fni_net *net, struct fn_error *err)
{
    size_t parts = (size_t)net->max_parts;

    for (int i = 1; i < net->n_nodes; i++)
        if (net->nodes[i]->scratch > net->scratch_floats)
            net->scratch_floats = net->nodes[i]->scratch;
    return (net->part_grad = fni_net_floats(net, parts, net->use_floats, err)) &&
           (net->grad = fni_net_floats(net, 1, net->param_floats, err)) &&
           (net->scratch = fni_net_floats(net, parts, net->scratch_floats, err));
}

static bool
build(struct fni_net *net, struct fni_shape input, struct fn_error *err)
{
    struct fni_node *first = node_new(net, NULL, err);

    if (!first)
        return false;
    first->out = input;
    if (trace(net, net->model, 0, -1, err) < 0)
        return false;
    if (net->n_nodes == 1)
        return fni_fail(err, FN_ERROR_INPUT, "%s: there is no layer in it", fn_layer_name(net->model));
    if (net->use != FNI_INFER) {
        link_gradients(net);
        place_uses(net);
        if (!cut_units(net, err) || !take_gradients(net, err))
            return false;
    }
    fni_net_fuse(net);
    if (!fni_net_plan(net, err))
        return false;
    fni_net_refresh(net);
    return true;
}

struct fni_net *
fni_net_new(struct fn_layer *model, struct fni_shape input, int max_images, enum fni_net_use use, struct fn_error *err)
{
    int blocks = fni_blocks(max_images), parts = (blocks + FNI_PART_BLOCKS - 1) / FNI_PART_BLOCKS;
    struct fni_net *net;

    if (max_images < 1 || input.c < 1 || input.h < 1 || input.w < 1) {
        fni_fail(err, FN_ERROR_INPUT, "%s: the input is empty: %d images of %s", fn_layer_name(model), max_images,
                 fni_shape_text(input).text);
        return NULL;
    }
    net = calloc(1, sizeof *net);
    if (!net) {
        fni_fail_memory(err);
        return NULL;
    }
    net->model = fn_layer_ref(model);
    net->use = use;
    net->max_images = max_images;
    net->max_parts = parts < FNI_MAX_PARTS ? parts : FNI_MAX_PARTS;
    if (!build(net, input, err)) {
        fni_net_free(net);
        return NULL;
    }
    return net;
}

void
fni_net_free(struct fni_net *net)
{
    if (!net)
        return;
    for (int i = 0; i < net->n_nodes; i++)
        node_free(net->nodes[i]);
    free(net->nodes);
    free(net->params);
    free(net->uses);
    free(net->units);
    free(net->path.data);
    fni_free(net->input);
    fni_free(net->output);
    fni_free(net->output_grad);
    fni_free(net->input_grad);
    fni_free(net->arena);
    fni_free(net->part_grad);
    fni_free(net->grad);
    fni_free(net->scratch);
    fn_layer_unref(net->model);
    free(net);
}
