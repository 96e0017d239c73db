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

/* Of one channel in one part. */
struct moments {
    double count, mean, square; /* square: sum of squared distances from mean */
    double sum_dy, product;     /* sums of dy and dy * (x - shift) */
    float shift;
};

struct state {
    struct moments *parts; /* [max_parts][c] */
    double *mean, *rstd;   /* [c]: of the last forward */
    float *factors;        /* [max_parts][scale, shift][c] */
    struct fni_sums *sums; /* [max_parts][c]: those that neighbours gathered, */
    float *center;         /* [c]: around this, the running mean before the batch */
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
    state->parts = fni_alloc((size_t)fni_net_max_parts(node->net) * (size_t)in.c, sizeof *state->parts, err);
    state->mean = fni_alloc((size_t)in.c, sizeof *state->mean, err);
    state->rstd = fni_alloc((size_t)in.c, sizeof *state->rstd, err);
    state->factors = fni_alloc((size_t)fni_net_max_parts(node->net) * 2 * (size_t)in.c, sizeof *state->factors, err);
    state->sums = fni_alloc((size_t)fni_net_max_parts(node->net) * (size_t)in.c, sizeof *state->sums, err);
    state->center = fni_alloc((size_t)in.c, sizeof *state->center, err);
    return state->parts && state->mean && state->rstd && state->factors && state->sums && state->center;
}

static void
cleanup(struct fni_node *node)
{
    struct state *state = node->state;

    if (!state)
        return;
    fni_free(state->parts);
    fni_free(state->mean);
    fni_free(state->rstd);
    fni_free(state->factors);
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
    size_t pixels = (size_t)node->out.h * (size_t)node->out.w;
    bool there = node->x_summed && fni_part_sums(pass, part);

    for (int c = 0; c < node->out.c; c++) {
        struct moments *m = &state->parts[part * node->out.c + c];
        struct fni_sums s;
        m->shift =
            there ? state->center[c] : fni_node_x(node, 0, pass, part)[plane(node, 0, c) + pixels / 2 * FNI_LANES];
        s = there ? sums(node, part).channel[c] : measure(node, pass, part, c, m->shift);
        m->count = (double)fni_part_images(pass, part) * (double)pixels;
        m->mean = m->shift + s.first / m->count;
        m->square = fmax(0, s.second - s.first * s.first / m->count);
    }
}

/* Mean and squares of one channel over the batch: the parts in order (Chan, Golub and LeVeque 1983). */
static struct moments
combine(const struct fni_node *node, const struct fni_pass *pass, int c)
{
    const struct moments *parts = ((struct state *)node->state)->parts;
    struct moments all = parts[c];

    for (int p = 1; p < pass->batch.parts; p++) {
        const struct moments *m = &parts[p * node->out.c + c];
        double count = all.count + m->count, delta = m->mean - all.mean;
        all.mean += delta * m->count / count;
        all.square += m->square + delta * delta * all.count * m->count / count;
        all.count = count;
    }
    return all;
}

/* The thread that has part 0 keeps what backward needs, and the running statistics. */
static void
keep(struct fni_node *node, int c, const struct moments *all, double rstd)
{
    struct state *state = node->state;
    const struct fn_layer *layer = node->layer;
    double momentum = layer->values[MOMENTUM].number;
    float *mean = &layer->params[RUNNING_MEAN].value[c], *var = &layer->params[RUNNING_VAR].value[c];

    state->mean[c] = all->mean;
    state->rstd[c] = rstd;
    *mean = (float)((1 - momentum) * *mean + momentum * all->mean);
    *var = (float)((1 - momentum) * *var + momentum * all->square / (all->count > 1 ? all->count - 1 : 1));
}

/* y = x * scale + shift: one channel by these statistics. */
static void
scale_and_shift(const struct fni_node *node, int c, double mean, double rstd, float *scale, float *shift)
{
    const struct fn_layer *layer = node->layer;
    double factor = layer->params[WEIGHT].value[c] * rstd;

    *scale = (float)factor;
    *shift = (float)(layer->params[BIAS].value[c] - mean * factor);
}

/* By the running statistics. */
static void
fold(const struct fni_node *node, float *scale, float *shift)
{
    const struct fn_layer *layer = node->layer;

    for (int c = 0; c < node->out.c; c++)
        scale_and_shift(node, c, layer->params[RUNNING_MEAN].value[c],
                        1 / sqrt(layer->params[RUNNING_VAR].value[c] + layer->values[EPS].number), &scale[c],
                        &shift[c]);
}

/* By the batch's own. */
static void
normalise(struct fni_node *node, const struct fni_pass *pass, int part, float *scale, float *shift)
{
    for (int c = 0; c < node->out.c; c++) {
        struct moments all = combine(node, pass, c);
        double rstd = 1 / sqrt(all.square / all.count + node->layer->values[EPS].number);
        if (part == 0)
            keep(node, c, &all, rstd);
        scale_and_shift(node, c, all.mean, rstd, &scale[c], &shift[c]);
    }
}

static void
forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const struct state *state = node->state;
    const float *x = fni_node_x(node, 0, pass, part);
    float *y = fni_node_y(node, pass, part);
    float *scale = state->factors + (size_t)part * 2 * (size_t)node->out.c, *shift = scale + node->out.c;
    size_t pixels = (size_t)node->out.h * (size_t)node->out.w;

    if (pass->training)
        normalise(node, pass, part, scale, shift);
    else
        fold(node, scale, shift);
    for (int b = 0; b < fni_part_blocks(pass, part); b++)
        for (int c = 0; c < node->out.c; c++)
            fni_kernels()->affine(x + plane(node, b, c), scale[c], shift[c], node->relu, y + plane(node, b, c), pixels);
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
    bool there = node->dy_summed && fni_part_sums(pass, part);

    for (int c = 0; c < node->out.c; c++) {
        struct moments *m = &state->parts[part * node->out.c + c];
        struct fni_sums s;
        if (there)
            m->shift = state->center[c];
        else if (!pass->training)
            m->shift = node->layer->params[RUNNING_MEAN].value[c];
        s = there ? sums(node, part).channel[c] : measure_backward(node, pass, part, c, m->shift);
        m->sum_dy = s.first;
        m->product = s.second;
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

/* Factors of dx = dy * a + (x - shift) * b + c, the gradient through the batch's own mean and variance:
 *     dx = gamma rstd (dy - mean(dy) - xhat mean(dy xhat)),  xhat = (x - mean) rstd */
static void
factors(const struct fni_node *node, const struct fni_pass *pass, int c, float *shift, float factor[3])
{
    const struct state *state = node->state;
    double mean = state->mean[c], rstd = state->rstd[c], sum_dy = 0, product = 0, count = 0, a, b;

    for (int p = 0; p < pass->batch.parts; p++) {
        const struct moments *m = &state->parts[p * node->out.c + c];
        sum_dy += m->sum_dy;
        product += m->product + (m->shift - mean) * m->sum_dy;
        count += m->count;
    }
    a = node->layer->params[WEIGHT].value[c] * rstd;
    b = -a * rstd * rstd * product / count;
    *shift = (float)mean;
    factor[0] = (float)a;
    factor[1] = (float)b;
    factor[2] = (float)(-a * sum_dy / count + (*shift - mean) * b);
}

static void
backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const struct state *state = node->state;
    const struct fn_layer *layer = node->layer;
    const float *x = fni_node_x(node, 0, pass, part), *dy = fni_node_dy(node, pass, part);
    float *dx = node->want_grad[0] ? fni_node_dx(node, 0, pass, part) : NULL;
    float *dgamma = fni_node_part_grad(node, WEIGHT, part), *dbeta = fni_node_part_grad(node, BIAS, part);
    size_t pixels = (size_t)node->out.h * (size_t)node->out.w;

    for (int c = 0; c < node->out.c; c++) {
        const struct moments *m = &state->parts[part * node->out.c + c];
        double mean, rstd;
        float shift, factor[3] = {0};
        if (pass->training) {
            mean = state->mean[c];
            rstd = state->rstd[c];
            factors(node, pass, c, &shift, factor);
        } else { /* the running statistics are constants */
            shift = layer->params[RUNNING_MEAN].value[c];
            mean = shift;
            rstd = 1 / sqrt(layer->params[RUNNING_VAR].value[c] + layer->values[EPS].number);
            factor[0] = (float)(layer->params[WEIGHT].value[c] * rstd);
        }
        dgamma[c] = (float)((m->product + (m->shift - mean) * m->sum_dy) * rstd);
        dbeta[c] = (float)m->sum_dy;
        for (int b = 0; b < fni_part_blocks(pass, part) && dx; b++)
            fni_kernels()->affine_backward(dy + plane(node, b, c), x + plane(node, b, c), shift, factor[0], factor[1],
                                           factor[2], node->mask_dx, dx + plane(node, b, c), node->add_grad[0], pixels);
    }
    if (dx)
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
