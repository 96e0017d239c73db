/* SPDX-License-Identifier: MIT */
/* model(x): from (N, C, H, W) into the lanes, through a net, and back. */
#include "core/fail.h"
#include "nn/net.h"

enum { CHUNK = 512 }; /* images at a time where they do not depend on each other */

struct run {
    struct fni_net *net;
    const float *x; /* [images][size] */
    float *y;
    int images;
    bool training;
    uint64_t seed;
};

static void
into_lanes(const struct run *run, const struct fni_pass *pass)
{
    size_t size = fni_shape_size(fni_net_node(run->net, 0)->out);

    for (int b = pass->first_block; b < pass->end_block; b++) {
        float *to = fni_net_input(run->net) + (size_t)b * size * FNI_LANES;
        for (int lane = 0; lane < FNI_LANES; lane++) {
            const float *from = run->x + (size_t)(b * FNI_LANES + lane) * size;
            bool idle = lane >= fni_block_images(pass->batch, b);
            for (size_t i = 0; i < size; i++)
                to[i * FNI_LANES + (size_t)lane] = idle ? 0 : from[i];
        }
    }
}

static void
out_of_lanes(const struct run *run, const struct fni_pass *pass)
{
    size_t size = fni_shape_size(fni_net_output_shape(run->net));

    for (int b = pass->first_block; b < pass->end_block; b++) {
        const float *from = fni_net_output(run->net) + (size_t)b * size * FNI_LANES;
        for (int lane = 0; lane < fni_block_images(pass->batch, b); lane++)
            for (size_t i = 0; i < size; i++)
                run->y[(size_t)(b * FNI_LANES + lane) * size + i] = from[i * FNI_LANES + (size_t)lane];
    }
}

static void
work(void *arg, struct fni_team team)
{
    struct run *run = arg;
    struct fni_pass pass = fni_net_pass(team, run->images, run->training, run->seed, 0);

    into_lanes(run, &pass);
    fni_net_forward(run->net, &pass);
    out_of_lanes(run, &pass);
}

static bool
input_shape(const struct fn_layer *model, const struct fn_tensor *x, struct fni_shape *shape, struct fn_error *err)
{
    if (x->ndim != 2 && x->ndim != 4)
        return fni_fail(err, FN_ERROR_INPUT, "%s: the input has %d dimensions, wanted (n, c, h, w) or (n, features)",
                        fn_layer_name(model), x->ndim);
    *shape = (struct fni_shape){.c = x->shape[1], .h = 1, .w = 1, .flat = true};
    if (x->ndim == 4)
        *shape = (struct fni_shape){.c = x->shape[1], .h = x->shape[2], .w = x->shape[3]};
    return true;
}

struct fn_tensor *
fn_layer_forward(struct fn_layer *model, const struct fn_tensor *x, bool training, struct fn_rng *rng,
                 struct fn_pool *pool, struct fn_error *err)
{
    struct run run = {.x = x->data, .training = training, .seed = training && rng ? fn_rng_next(rng) : 0};
    struct fn_tensor *y = NULL;
    struct fni_shape in, out;
    int n = x->shape[0], chunk = training || n < CHUNK ? n : CHUNK;

    if (!input_shape(model, x, &in, err))
        return NULL;
    run.net = fni_net_new(model, in, chunk, training ? FNI_TRAIN : FNI_INFER, err);
    if (!run.net)
        return NULL;
    out = fni_net_output_shape(run.net);
    y = fn_tensor_new(out.flat ? 2 : 4, (int[]){n, out.c, out.h, out.w}, err);
    if (!y)
        goto out;
    run.y = y->data;
    for (int left = n; left > 0; left -= run.images) {
        run.images = left < chunk ? left : chunk;
        fni_pool_run(pool, work, &run);
        run.x += (size_t)run.images * fni_shape_size(in);
        run.y += (size_t)run.images * fni_shape_size(out);
    }
out:
    fni_net_free(run.net);
    return y;
}
