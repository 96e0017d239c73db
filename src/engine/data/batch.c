/* SPDX-License-Identifier: MIT */
#include "data/batch.h"

#include <assert.h>
#include <string.h>

#include "core/memory.h"
#include "data/bunch.h"
#include "data/window.h"
#include "kernel/kernel.h"

enum { CHUNK = 128 }; /* columns that are put together at a time */

/* One image of a block, looked at through its transforms. */
struct lane {
    const uint8_t *pixels; /* [][width][channels] */
    int width;
    struct fni_window window;
    int columns[CHUNK];     /* source columns of this chunk; -1: zero */
    int run_first, run_end; /* in the chunk: where columns rise by one */
};

void
fni_data_shuffle(const struct fn_data_bunch *data, uint64_t seed, uint64_t epoch, int *order)
{
    struct fn_rng rng = fn_rng_at(seed, epoch, UINT64_MAX); /* no image of a batch has this number */
    int count = data->lists->train->x->count;

    for (int i = 0; i < count; i++)
        order[i] = i;
    for (int i = count - 1; i > 0; i--) {
        int k = (int)fn_rng_below(&rng, (uint64_t)i + 1), swap = order[i];
        order[i] = order[k];
        order[k] = swap;
    }
}

static int
clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static void
find_columns(struct lane *lane, int first, int count)
{
    const struct fni_axis *axis = &lane->window.x;

    for (int i = 0; i < count; i++)
        lane->columns[i] = fni_axis_source(axis, first + i);
    lane->run_first = clamp(axis->first - first, 0, count);
    lane->run_end = clamp(axis->end - first, lane->run_first, count);
}

static void
copy_columns(const struct lane *lane, const uint8_t *row, int channels, int first, int end, uint8_t *out)
{
    for (int i = first; i < end; i++)
        out[i] = lane->columns[i] >= 0 ? row[(size_t)lane->columns[i] * (size_t)channels] : 0;
}

/* Columns of one output row of one channel: out[count]. */
static void
copy_row(const struct lane *lane, int y, int channel, int channels, int count, uint8_t *out)
{
    int source = fni_axis_source(&lane->window.y, y);
    const uint8_t *row;

    if (source < 0) {
        memset(out, 0, (size_t)count);
        return;
    }
    row = lane->pixels + (size_t)source * (size_t)lane->width * (size_t)channels + channel;
    if (channels > 1 || lane->run_first == lane->run_end) {
        copy_columns(lane, row, channels, 0, count, out);
        return;
    }
    copy_columns(lane, row, 1, 0, lane->run_first, out);
    memcpy(out + lane->run_first, row + lane->columns[lane->run_first], (size_t)(lane->run_end - lane->run_first));
    copy_columns(lane, row, 1, lane->run_end, count, out);
}

/* One block through its transforms, row by row: x [c][h][w][16]. */
static void
fill_moved(const struct fn_data_bunch *data, struct lane lanes[FNI_LANES], int n_lanes, float *x)
{
    const struct fni_kernels *kernels = fni_kernels();
    int channels = data->shape[0], h = data->shape[1], w = data->shape[2];
    uint8_t rows[FNI_LANES][CHUNK];
    const uint8_t *in[FNI_LANES];

    memset(rows, 0, sizeof rows);
    for (int lane = 0; lane < FNI_LANES; lane++)
        in[lane] = rows[lane];
    for (int first = 0; first < w; first += CHUNK) {
        int count = w - first < CHUNK ? w - first : CHUNK;
        for (int lane = 0; lane < n_lanes; lane++)
            find_columns(&lanes[lane], first, count);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < h; y++) {
                size_t pixel = ((size_t)c * (size_t)h + (size_t)y) * (size_t)w + (size_t)first;
                for (int lane = 0; lane < n_lanes; lane++)
                    copy_row(&lanes[lane], y, c, channels, count, rows[lane]);
                kernels->spread(in, count, data->scale[c], data->shift[c], x + pixel * FNI_LANES);
            }
        }
    }
}

/* One block of grey images as they are. */
static void
fill_plain(const struct fn_data_bunch *data, const struct lane lanes[FNI_LANES], int n_lanes, float *x)
{
    const uint8_t *in[FNI_LANES];

    for (int lane = 0; lane < FNI_LANES; lane++)
        in[lane] = lanes[lane < n_lanes ? lane : 0].pixels;
    fni_kernels()->spread(in, data->shape[1] * data->shape[2], data->scale[0], data->shift[0], x);
}

static void
clear_idle(float *x, size_t pixels, int n_lanes)
{
    for (size_t p = 0; n_lanes < FNI_LANES && p < pixels; p++)
        for (int lane = n_lanes; lane < FNI_LANES; lane++)
            x[p * FNI_LANES + (size_t)lane] = 0;
}

void
fni_data_fill(const struct fn_data_bunch *data, const struct fn_label_list *list, const int *items, int images,
              uint64_t seed, uint64_t stream, int first_block, int end_block, float *x, int *labels)
{
    const struct fn_image_list *list_x = list->x;
    struct fni_shape shape = {.c = data->shape[0], .h = data->shape[1], .w = data->shape[2]};
    struct fni_batch batch = fni_batch(images);
    struct lane lanes[FNI_LANES];
    bool plain = list->n_steps == 0 && shape.c == 1;

    for (int block = first_block; block < end_block; block++) {
        float *out = x + (size_t)block * fni_block_size(shape);
        int n_lanes = fni_block_images(batch, block);
        for (int lane = 0; lane < n_lanes; lane++) {
            int i = block * FNI_LANES + lane;
            const struct fni_pixels *pixels = &list_x->store->pixels[list_x->items[items[i]]];
            struct fn_rng rng = fn_rng_at(seed, stream, (uint64_t)i);
            assert(pixels->bytes);
            lanes[lane].pixels = pixels->bytes;
            lanes[lane].width = pixels->width;
            labels[i] = list->y[items[i]];
            if (!plain)
                fni_window_init(&lanes[lane].window, list->steps, list->n_steps, pixels->height, pixels->width, &rng);
        }
        if (plain)
            fill_plain(data, lanes, n_lanes, out);
        else
            fill_moved(data, lanes, n_lanes, out);
        clear_idle(out, fni_shape_size(shape), n_lanes);
    }
}

/* x (n, c, h, w) from lanes. */
static void
gather(const struct fn_tensor *x, const float *lanes)
{
    size_t pixels = (size_t)x->shape[1] * (size_t)x->shape[2] * (size_t)x->shape[3];

    for (size_t i = 0; i < (size_t)x->shape[0]; i++) {
        const float *block = lanes + i / FNI_LANES * pixels * FNI_LANES + i % FNI_LANES;
        for (size_t p = 0; p < pixels; p++)
            x->data[i * pixels + p] = block[p * FNI_LANES];
    }
}

bool
fn_data_bunch_one_batch(const struct fn_data_bunch *data, struct fn_rng *rng, struct fn_tensor **x,
                        struct fn_tensor **y, struct fn_error *err)
{
    int images = fni_data_train_images(data);
    uint64_t seed = fn_rng_next(rng);
    struct fni_batch batch = fni_batch(images);
    struct fni_shape shape = {.c = data->shape[0], .h = data->shape[1], .w = data->shape[2]};
    struct fn_tensor *new_x = fn_tensor_new(4, (int[]){images, shape.c, shape.h, shape.w}, err);
    struct fn_tensor *new_y = new_x ? fn_tensor_new(1, &images, err) : NULL;
    float *lanes = new_y ? fni_alloc((size_t)batch.blocks * fni_block_size(shape), sizeof *lanes, err) : NULL;
    int *order = lanes ? fni_alloc((size_t)data->lists->train->x->count, sizeof *order, err) : NULL;
    int *labels = order ? fni_alloc((size_t)images, sizeof *labels, err) : NULL;
    bool ok = labels != NULL;

    if (ok) {
        fni_data_shuffle(data, seed, 0, order);
        fni_data_fill(data, data->lists->train, order, images, seed, 0, 0, batch.blocks, lanes, labels);
        gather(new_x, lanes);
        for (int i = 0; i < images; i++)
            new_y->data[i] = (float)labels[i];
        new_y->integer = true;
        *x = new_x;
        *y = new_y;
    } else {
        fn_tensor_unref(new_x);
        fn_tensor_unref(new_y);
    }
    fni_free(lanes);
    fni_free(order);
    fni_free(labels);
    return ok;
}
