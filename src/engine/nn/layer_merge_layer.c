/* SPDX-License-Identifier: MIT */
/* fastai's MergeLayer: what comes in and the input of the SequentialEx around it, added or (dense) side by side. */
#include "kernel/kernel.h"
#include "nn/layer.h"

enum { DENSE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    {.name = "dense", .kind = FN_BOOL, .fallback = "False", .help = "concatenate the channels instead of adding"},
};

static bool
setup(struct fni_node *node, struct fn_error *err)
{
    struct fni_shape x = node->in[0], original = node->in[1];
    bool dense = fni_layer_int(node->layer, DENSE);

    if (x.flat != original.flat || x.h != original.h || x.w != original.w || (!dense && x.c != original.c))
        return fni_node_fail(node, err, "the input is %s, the block's input is %s, wanted %s", fni_shape_text(x).text,
                             fni_shape_text(original).text, dense ? "the same rows and columns" : "the same shape");
    if (dense) {
        node->out.c = x.c + original.c;
        node->in_place = false;
    }
    return true;
}

/* Dense: block by block, x's channels first, then the original's. */
static void
forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const float *x[2] = {fni_node_x(node, 0, pass, part), fni_node_x(node, 1, pass, part)};
    float *y = fni_node_y(node, pass, part);

    if (!fni_layer_int(node->layer, DENSE)) {
        fni_kernels()->add(x[0], x[1], y, fni_part_runs(node->out, pass, part));
        return;
    }
    for (int b = 0; b < fni_part_blocks(pass, part); b++)
        for (int i = 0; i < 2; i++) {
            size_t size = fni_block_size(node->in[i]);
            fni_copy_runs(x[i], y, false, size / FNI_LANES);
            x[i] += size;
            y += size;
        }
}

static void
backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    const float *dy = fni_node_dy(node, pass, part);
    bool dense = fni_layer_int(node->layer, DENSE);
    size_t before = 0;

    for (int i = 0; i < 2; i++) {
        size_t size = fni_block_size(node->in[i]);
        for (int b = 0; b < fni_part_blocks(pass, part) && node->want_grad[i]; b++)
            fni_copy_runs(dy + (size_t)b * fni_block_size(node->out) + before,
                          fni_node_dx(node, i, pass, part) + (size_t)b * size, node->add_grad[i], size / FNI_LANES);
        if (dense)
            before += size;
    }
}

const struct fni_layer_class fni_layer_MergeLayer = {
    .info = {.name = "MergeLayer",
             .help = "adds the input of the SequentialEx around it, or concatenates it (dense)",
             .params = params,
             .n_params = N_PARAMS},
    .setup = setup,
    .forward = forward,
    .backward = backward,
    .takes_original = true,
    .in_place = true,
    .hands_dy = true,
};
