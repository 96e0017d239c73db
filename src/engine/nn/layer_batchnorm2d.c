/* SPDX-License-Identifier: MIT */
/* Ioffe and Szegedy 2015, as nn.BatchNorm2d: normalises by the batch's biased variance, keeps the unbiased one. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "kernel/kernel.h"
#include "nn/net.h"

enum { NUM_FEATURES, EPS, MOMENTUM, N_PARAMS };
enum { WEIGHT, BIAS, RUNNING_MEAN, RUNNING_VAR };

static const struct fn_param params[N_PARAMS] = {
    {.name = "num_features", .kind = FN_INT, .low = 1, .high = 1 << 16, .help = "channels"},
    {.name = "eps", .kind = FN_FLOAT, .fallback = "1e-05", .low = 0, .high = 1, .help = "added to the variance"},
    {.name = "momentum",
     .kind = FN_FLOAT,
     .fallback = "0.1",
     .low = 0,
     .high = 1,
     .help = "share of the batch in the running statistics"},
};

/* Of one channel in one part; all threads read those of all parts. */
struct moments {
    double mean, square; /* sum of squared distances from mean */
};

/* Of one channel over the whole batch: each thread has its own, in the row of its first part. */
struct statistics {
    double mean, square, rstd;
};

struct state {
    struct moments *moments;        /* [max_parts][c] */
    struct fni_sums *gradients;     /* [max_parts][c]: of dy and of dy * (x - mean) */
    struct statistics *batch;       /* [max_parts][c] */
    float *scale, *shift;           /* [max_parts][c], rows as above: of y = x * scale + shift */
    struct fni_affine_gradient *by; /* [max_parts][c], rows as above */
    struct fni_sums *sums;          /* [max_parts][c]: those that neighbours gathered, */
    float *center;                  /* [c]: around this, the running mean before the batch */
};

static bool
init(struct fn_layer *layer, struct fn_rng *rng, struct fn_error *err)
{
    int shape[1] = {fni_layer_int(layer, NUM_FEATURES)}, layout[1] = {0};

    (void)rng;
    return fni_layer_add_param(layer, "weight", true, 1, shape, layout, 1, err) &&
           fni_layer_add_param(layer, "bias", true, 1, shape, layout, 0, err) &&
           fni_layer_add_param(layer, "running_mean", false, 1, shape, layout, 0, err) &&
           fni_layer_add_param(layer, "running_var", false, 1, shape, layout, 1, err);
}

static bool
setup(struct fni_node *node, struct fn_error *err)
{
    int wanted = fni_layer_int(node->layer, NUM_FEATURES);
    struct fni_shape in = node->in[0];
    struct state *state;
    size_t rows;

    if (in.flat)
        return fni_node_fail(node, err, "the input has %d flat features, wanted a picture of %d channels", in.c,
                             wanted);
    if (in.c != wanted)
        return fni_node_fail(node, err, "the input has %d channels (%s), wanted %d (num_features=%d)", in.c,
                             fni_shape_text(in).text, wanted, wanted);
    if (fni_net_use(node->net) != FNI_INFER && fni_net_max_images(node->net) * in.h * in.w < 2)
        return fni_node_fail(node, err, "one value a channel in training (a batch of 1 image of %s), wanted more",
                             fni_shape_text(in).text);
    state = node->state = calloc(1, sizeof *state);
    if (!state)
        return fni_fail_memory(err);
    rows = (size_t)fni_net_max_parts(node->net) * (size_t)in.c;
    state->moments = fni_alloc(rows, sizeof *state->moments, err);
    state->gradients = fni_alloc(rows, sizeof *state->gradients, err);
    state->batch = fni_alloc(rows, sizeof *state->batch, err);
    state->scale = fni_alloc(rows, sizeof *state->scale, err);
    state->shift = fni_alloc(rows, sizeof *state->shift, err);
    state->by = fni_alloc(rows, sizeof *state->by, err);
    state->sums = fni_alloc(rows, sizeof *state->sums, err);
    state->center = fni_alloc((size_t)in.c, sizeof *state->center, err);
    return state->moments && state->gradients && state->batch && state->scale && state->shift && state->by &&
           state->sums && state->center;
}

static void
cleanup(struct fni_node *node)
{
    struct state *state = node->state;

    if (!state)
        return;
    fni_free(state->moments);
    fni_free(state->gradients);
    fni_free(state->batch);
    fni_free(state->scale);
    fni_free(state->shift);
    fni_free(state->by);
    fni_free(state->sums);
    fni_free(state->center);
    free(state);
}

/* Where channel c of block b of a part begins. */
static size_t
plane(const struct fni_node *node, int b, int c)
{
    return ((size_t)b * (size_t)node->out.c + (size_t)c) * (size_t)node->out.h * (size_t)node->out.w * FNI_LANES;
}

/* Values a channel in so many images. */
static double
count(const struct fni_node *node, double images)
{
    return images * node->out.h * node->out.w;
}

/* All threads read the same numbers, whatever the running mean becomes in this batch. */
static void
refresh(struct fni_node *node)
{
    const struct state *state = node->state;

    memcpy(state->center, node->layer->params[RUNNING_MEAN].value, (size_t)node->out.c * sizeof *state->center);
}

static struct fni_conv_sums
sums(const struct fni_node *node, int part)
{
    const struct state *state = node->state;
    return (struct fni_conv_sums){state->sums + part * node->out.c, state->center};
}

/* Sums of x - shift and of its square over one channel of a part. */
static struct fni_sums
measure(const struct fni_node *node, const struct fni_pass *pass, int part, int c, float shift)
{
    const float *x = fni_node_x(node, 0, pass, part);
    size_t pixels = (size_t)node->out.h * (size_t)node->out.w;
    struct fni_sums all = {0, 0};

    for (int b = 0; b < fni_part_blocks(pass, part); b++) {
        struct fni_sums s = fni_kernels()->moments(x + plane(node, b, c), pixels, shift,
                                                   fni_block_images(pass->batch, fni_part_first(pass, part) + b));
        all.first += s.first;
        all.second += s.second;
    }
    return all;
}

/* Nothing cancels as long as the shift is near the mean (Chan, Golub and LeVeque 1983): it is some value from the
 * middle of a picture, or the running mean. */
static void
gather(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const struct state *state = node->state;
    const float *x = fni_node_x(node, 0, pass, part);
    size_t pixels = (size_t)node->out.h * (size_t)node->out.w;
    double share = 1 / count(node, fni_part_images(pass, part));
    bool there = node->x_summed && fni_part_sums(pass, part);

    for (int c = 0; c < node->out.c; c++) {
        float shift = there ? state->center[c] : x[plane(node, 0, c) + pixels / 2 * FNI_LANES];
        struct fni_sums s = there ? sums(node, part).channel[c] : measure(node, pass, part, c, shift);
        state->moments[part * node->out.c + c] = (struct moments){
            .mean = shift + s.first * share,
            .square = fmax(0, s.second - s.first * s.first * share),
        };
    }
}

/* Mean and squares over the batch: the parts in order (Chan, Golub and LeVeque 1983). */
static void
combine(const struct fni_node *node, const struct fni_pass *pass, struct statistics *batch)
{
    const struct moments *moments = ((struct state *)node->state)->moments;
    double images = fni_part_images(pass, 0);
    int channels = node->out.c;

    for (int c = 0; c < channels; c++)
        batch[c] = (struct statistics){.mean = moments[c].mean, .square = moments[c].square};
    for (int p = 1; p < pass->batch.parts; p++) {
        double before = images, share, product;
        images += fni_part_images(pass, p);
        share = (images - before) / images;
        product = count(node, before) * share;
        moments += channels;
        for (int c = 0; c < channels; c++) {
            double delta = moments[c].mean - batch[c].mean;
            batch[c].mean += delta * share;
            batch[c].square += moments[c].square + delta * delta * product;
        }
    }
}

static double
rstd(const struct fni_node *node, double variance)
{
    return 1 / sqrt(variance + node->layer->values[EPS].number);
}

/* By the batch's own statistics. */
static void
measured(const struct fni_node *node, const struct fni_pass *pass, struct statistics *batch)
{
    double share = 1 / count(node, pass->batch.images);

    combine(node, pass, batch);
    for (int c = 0; c < node->out.c; c++)
        batch[c].rstd = rstd(node, batch[c].square * share);
}

/* By the running ones. */
static void
kept(const struct fni_node *node, struct statistics *batch)
{
    const struct fn_layer *layer = node->layer;

    for (int c = 0; c < node->out.c; c++)
        batch[c] = (struct statistics){.mean = layer->params[RUNNING_MEAN].value[c],
                                       .rstd = rstd(node, layer->params[RUNNING_VAR].value[c])};
}

static void
keep(const struct fni_node *node, const struct fni_pass *pass, const struct statistics *batch)
{
    const struct fn_layer *layer = node->layer;
    double momentum = layer->values[MOMENTUM].number, values = count(node, pass->batch.images);
    float *mean = layer->params[RUNNING_MEAN].value, *var = layer->params[RUNNING_VAR].value;

    for (int c = 0; c < node->out.c; c++) {
        double unbiased = batch[c].square / (values > 1 ? values - 1 : 1);
        mean[c] = (float)((1 - momentum) * mean[c] + momentum * batch[c].mean);
        var[c] = (float)((1 - momentum) * var[c] + momentum * unbiased);
    }
}

/* y = x * scale + shift */
static void
scale_and_shift(const struct fni_node *node, const struct statistics *batch, float *scale, float *shift)
{
    const struct fn_layer *layer = node->layer;

    for (int c = 0; c < node->out.c; c++) {
        double factor = layer->params[WEIGHT].value[c] * batch[c].rstd;
        scale[c] = (float)factor;
        shift[c] = (float)(layer->params[BIAS].value[c] - batch[c].mean * factor);
    }
}

static void
fold(const struct fni_node *node, float *scale, float *shift)
{
    const struct state *state = node->state;

    kept(node, state->batch);
    scale_and_shift(node, state->batch, scale, shift);
}

/* What is the same for all parts is worked out by every thread before its first. */
static void
forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const struct state *state = node->state;
    int row = pass->first_part * node->out.c;
    struct statistics *batch = state->batch + row;

    if (part == pass->first_part) {
        if (pass->training)
            measured(node, pass, batch);
        else
            kept(node, batch);
        if (pass->training && part == 0)
            keep(node, pass, batch);
        scale_and_shift(node, batch, state->scale + row, state->shift + row);
    }
    for (int b = 0; b < fni_part_blocks(pass, part); b++)
        fni_kernels()->affine(fni_node_x(node, 0, pass, part) + plane(node, b, 0), state->scale + row,
                              state->shift + row, node->relu, fni_node_y(node, pass, part) + plane(node, b, 0),
                              node->out.c, (size_t)node->out.h * (size_t)node->out.w);
}

/* Sums of dy and of dy * (x - shift) over one channel of a part; dy is 0 in idle lanes. */
static struct fni_sums
measure_backward(const struct fni_node *node, const struct fni_pass *pass, int part, int c, float shift)
{
    const float *x = fni_node_x(node, 0, pass, part), *dy = fni_node_dy(node, pass, part);
    size_t pixels = (size_t)node->out.h * (size_t)node->out.w;
    struct fni_sums all = {0, 0};

    for (int b = 0; b < fni_part_blocks(pass, part); b++) {
        struct fni_sums s = fni_kernels()->dot(dy + plane(node, b, c), x + plane(node, b, c), pixels, shift, FNI_LANES);
        all.first += s.first;
        all.second += s.second;
    }
    return all;
}

static void
gather_backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const struct state *state = node->state;
    const struct statistics *batch = state->batch + pass->first_part * node->out.c;
    bool there = node->dy_summed && fni_part_sums(pass, part);

    for (int c = 0; c < node->out.c; c++) {
        float shift = there ? state->center[c] : (float)batch[c].mean;
        struct fni_sums s = there ? sums(node, part).channel[c] : measure_backward(node, pass, part, c, shift);
        s.second += (shift - batch[c].mean) * s.first;
        state->gradients[part * node->out.c + c] = s;
    }
}

/* Idle lanes of a gradient are 0; a constant was added to them. */
static void
clear_idle(const struct fni_node *node, const struct fni_pass *pass, int part, float *dx)
{
    int last = fni_part_blocks(pass, part) - 1,
        images = fni_block_images(pass->batch, fni_part_first(pass, part) + last);
    float *run = dx + (size_t)last * fni_block_size(node->out);

    for (size_t i = 0; i < fni_shape_size(node->out) && images < FNI_LANES; i++, run += FNI_LANES)
        for (int lane = images; lane < FNI_LANES; lane++)
            run[lane] = 0;
}

/* The gradient through the batch's own mean and variance,
 *     dx = gamma rstd (dy - mean(dy) - xhat mean(dy xhat)),  xhat = (x - mean) rstd
 * or through constants: dx = gamma rstd dy. */
static void
factors(const struct fni_node *node, const struct fni_pass *pass, struct fni_affine_gradient *by)
{
    const struct state *state = node->state;
    const struct statistics *batch = state->batch + pass->first_part * node->out.c;
    double share = pass->training ? 1 / count(node, pass->batch.images) : 0;

    for (int c = 0; c < node->out.c; c++) {
        double mean = batch[c].mean, a = node->layer->params[WEIGHT].value[c] * batch[c].rstd, b;
        struct fni_sums all = {0, 0};
        for (int p = 0; p < pass->batch.parts; p++) {
            all.first += state->gradients[p * node->out.c + c].first;
            all.second += state->gradients[p * node->out.c + c].second;
        }
        b = -a * batch[c].rstd * batch[c].rstd * all.second * share;
        by[c].shift = (float)mean;
        by[c].a = (float)a;
        by[c].b = (float)b;
        by[c].c = (float)(-a * all.first * share + (by[c].shift - mean) * b);
    }
}

static void
backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const struct state *state = node->state;
    int row = pass->first_part * node->out.c;
    const float *x = fni_node_x(node, 0, pass, part), *dy = fni_node_dy(node, pass, part);
    float *dx = node->want_grad[0] ? fni_node_dx(node, 0, pass, part) : NULL;
    float *dgamma = fni_node_part_grad(node, WEIGHT, part), *dbeta = fni_node_part_grad(node, BIAS, part);

    for (int c = 0; c < node->out.c; c++) {
        const struct fni_sums *sums = &state->gradients[part * node->out.c + c];
        dgamma[c] = (float)(sums->second * state->batch[row + c].rstd);
        dbeta[c] = (float)sums->first;
    }
    if (!dx)
        return;
    if (part == pass->first_part)
        factors(node, pass, state->by + row);
    for (int b = 0; b < fni_part_blocks(pass, part); b++)
        fni_kernels()->affine_backward(dy + plane(node, b, 0), x + plane(node, b, 0), state->by + row, node->mask_dx,
                                       dx + plane(node, b, 0), node->add_grad[0], node->out.c,
                                       (size_t)node->out.h * (size_t)node->out.w);
    clear_idle(node, pass, part, dx);
}

static void
repr(const struct fn_layer *layer, char *text, size_t size)
{
    snprintf(text, size, "%d, eps=%s, momentum=%s, affine=True, track_running_stats=True",
             fni_layer_int(layer, NUM_FEATURES), fni_python_float(layer->values[EPS].number).text,
             fni_python_float(layer->values[MOMENTUM].number).text);
}

const struct fni_layer_class fni_layer_BatchNorm2d = {
    .info = {.name = "BatchNorm2d",
             .help = "each channel to mean 0 and variance 1 over the batch, then scaled and shifted",
             .params = params,
             .n_params = N_PARAMS},
    .init = init,
    .setup = setup,
    .cleanup = cleanup,
    .refresh = refresh,
    .sums = sums,
    .gather = gather,
    .forward = forward,
    .gather_backward = gather_backward,
    .backward = backward,
    .in_place = true,
    .needs_x = true,
    .fuses_relu = true,
    .fold = fold,
    .repr = repr,
};
