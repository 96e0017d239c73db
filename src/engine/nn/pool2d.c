/* SPDX-License-Identifier: MIT */
#include "nn/pool2d.h"

#include <string.h>

const struct fn_param fni_pool_params[FNI_POOL_N_PARAMS] = {
    {.name = "kernel_size", .kind = FN_INT, .low = 1, .high = 1024, .help = "rows and columns of the window"},
    {.name = "stride",
     .kind = FN_INT,
     .none_ok = true,
     .fallback = "None",
     .low = 1,
     .high = 1024,
     .help = "pixels from window to window; None: kernel_size"},
    {.name = "padding", .kind = FN_INT, .fallback = "0", .low = 0, .high = 512, .help = "pixels around the picture"},
};

static int
stride_of(const struct fn_layer *layer)
{
    bool none = layer->values[FNI_POOL_STRIDE].kind == FN_NONE;
    return fni_layer_int(layer, none ? FNI_POOL_KERNEL_SIZE : FNI_POOL_STRIDE);
}

bool
fni_pool_setup(struct fni_node *node, struct fn_error *err)
{
    int kernel = fni_layer_int(node->layer, FNI_POOL_KERNEL_SIZE);
    int padding = fni_layer_int(node->layer, FNI_POOL_PADDING), stride = stride_of(node->layer);
    struct fni_shape in = node->in[0];

    if (in.flat)
        return fni_node_fail(node, err, "the input has %d flat features, wanted a picture", in.c);
    if (padding > kernel / 2)
        return fni_node_fail(node, err, "padding is %d, wanted at most half of kernel_size=%d", padding, kernel);
    if (in.h + 2 * padding < kernel || in.w + 2 * padding < kernel)
        return fni_node_fail(node, err, "the input of %s is smaller than the window of %d x %d (padding=%d)",
                             fni_shape_text(in).text, kernel, kernel, padding);
    node->out.h = (in.h + 2 * padding - kernel) / stride + 1;
    node->out.w = (in.w + 2 * padding - kernel) / stride + 1;
    return true;
}

static void
cut(int place, int stride, int padding, int kernel, int size, int *first, int *end)
{
    *first = place * stride - padding;
    *end = *first + kernel < size ? *first + kernel : size;
    if (*first < 0)
        *first = 0;
}

struct fni_window
fni_pool_window(const struct fni_node *node, int row, int column)
{
    int kernel = fni_layer_int(node->layer, FNI_POOL_KERNEL_SIZE), stride = stride_of(node->layer);
    int padding = fni_layer_int(node->layer, FNI_POOL_PADDING);
    struct fni_window w;

    cut(row, stride, padding, kernel, node->in[0].h, &w.first_row, &w.end_row);
    cut(column, stride, padding, kernel, node->in[0].w, &w.first_column, &w.end_column);
    return w;
}

void
fni_pool_forward(struct fni_node *node, const struct fni_pass *pass, int part, fni_window_fn *window,
                 fni_pool_forward_fn *pixel)
{
    size_t planes = (size_t)fni_part_blocks(pass, part) * (size_t)node->out.c;
    size_t plane = fni_block_size(node->in[0]) / (size_t)node->out.c;
    const float *x = fni_node_x(node, 0, pass, part);
    float *y = fni_node_y(node, pass, part);

    for (size_t i = 0; i < planes; i++, x += plane)
        for (int row = 0; row < node->out.h; row++)
            for (int column = 0; column < node->out.w; column++, y += FNI_LANES)
                pixel(node, x, window(node, row, column), y);
}

void
fni_pool_backward(struct fni_node *node, const struct fni_pass *pass, int part, fni_window_fn *window,
                  fni_pool_backward_fn *pixel)
{
    size_t planes = (size_t)fni_part_blocks(pass, part) * (size_t)node->out.c;
    size_t plane = fni_block_size(node->in[0]) / (size_t)node->out.c;
    const float *x = fni_node_x(node, 0, pass, part), *dy = fni_node_dy(node, pass, part);
    float *dx;

    if (!node->want_grad[0])
        return;
    dx = fni_node_dx(node, 0, pass, part);
    if (!node->add_grad[0])
        memset(dx, 0, planes * plane * sizeof *dx);
    for (size_t i = 0; i < planes; i++, x += plane, dx += plane)
        for (int row = 0; row < node->out.h; row++)
            for (int column = 0; column < node->out.w; column++, dy += FNI_LANES)
                pixel(node, x, window(node, row, column), dy, dx);
}

void
fni_pool_mean(const struct fni_node *node, const float *x, struct fni_window window, int area, float *y)
{
    float sum[FNI_LANES] = {0};

    for (int row = window.first_row; row < window.end_row; row++)
        for (int column = window.first_column; column < window.end_column; column++) {
            const float *run = x + (row * node->in[0].w + column) * FNI_LANES;
            for (int lane = 0; lane < FNI_LANES; lane++)
                sum[lane] += run[lane];
        }
    for (int lane = 0; lane < FNI_LANES; lane++)
        y[lane] = sum[lane] / (float)area;
}

void
fni_pool_mean_backward(const struct fni_node *node, struct fni_window window, int area, const float *dy, float *dx)
{
    for (int row = window.first_row; row < window.end_row; row++)
        for (int column = window.first_column; column < window.end_column; column++) {
            float *run = dx + (row * node->in[0].w + column) * FNI_LANES;
            for (int lane = 0; lane < FNI_LANES; lane++)
                run[lane] += dy[lane] / (float)area;
        }
}
