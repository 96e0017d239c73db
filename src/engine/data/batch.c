/* SPDX-License-Identifier: MIT */
#include "data/batch.h"

#include <assert.h>
#include <string.h>

#include "core/memory.h"
#include "data/bunch.h"
#include "data/stream.h"
#include "data/window.h"
#include "kernel/kernel.h"

/* One image of a block, looked at through its transforms. */
struct lane {
    const uint8_t *pixels; /* [][width][channels] */
    int width;
    struct fni_window window;
};

void
fni_data_shuffle(const struct fn_data_bunch *data, uint64_t seed, uint64_t epoch, int *order)
{
    struct fn_rng rng = fn_rng_at(seed, epoch, UINT64_MAX); /* no image of a batch has this number */
    int count = data->lists->train->x->count;

    if (data->lists->train->x->store->pack.bytes) {
        fni_stream_shuffle(data->lists->train->x, &rng, order);
        return;
    }
    for (int i = 0; i < count; i++)
        order[i] = i;
    for (int i = count - 1; i > 0; i--) {
        int k = (int)fn_rng_below(&rng, (uint64_t)i + 1), swap = order[i];
        order[i] = order[k];
        order[k] = swap;
    }
}

void
fni_data_ahead(const struct fn_label_list *list, const int *order, int first, int images, struct fni_team team)
{
    fni_stream_ahead(list->x, order, first, images, team);
}

/* A piece of the output, small enough that the pieces of 16 images stay in the first-level cache. */
enum { TILE = 1024 };

struct tile {
    int y, x, height, width; /* height * width <= TILE */
};

/* Where the columns of a tile come from. */
struct columns {
    int source[TILE]; /* -1: zero; of those outside first .. end - 1 */
    int first, end;   /* where they are x + shift */
    int shift;
    bool zeros; /* all others are zero */
};

static int
clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static void
find_columns(const struct fni_axis *axis, const struct tile *tile, struct columns *columns)
{
    columns->first = clamp(axis->first - tile->x, 0, tile->width);
    columns->end = clamp(axis->end - tile->x, columns->first, tile->width);
    columns->shift = tile->x + axis->shift;
    columns->zeros = true;
    for (int i = 0; i < tile->width; i++) {
        if (i == columns->first && columns->first < columns->end)
            i = columns->end;
        if (i < tile->width && (columns->source[i] = fni_axis_outside(axis, tile->x + i)) >= 0)
            columns->zeros = false;
    }
}

/* Rows of n bytes. Pictures have short ones: a call of the library's memcpy for each costs more than the copy. */
static inline void
copy_rows(const uint8_t *in, size_t in_step, uint8_t *out, size_t out_step, int rows, int n)
{
    enum { STEP = 16 };

    for (int y = 0; y < rows; y++, in += in_step, out += out_step) {
        int i = 0;
        for (; i + STEP < n; i += STEP)
            memcpy(out + i, in + i, STEP);
        if (n >= STEP) {
            memcpy(out + n - STEP, in + n - STEP, STEP); /* the last ones, some of them once more */
            continue;
        }
        for (; i < n; i++)
            out[i] = in[i];
    }
}

/* One channel of a row in [..][channels]; out is 0. */
static inline void
look_up(const struct columns *columns, const uint8_t *row, int channels, int width, uint8_t *out)
{
    for (int i = 0; i < width; i++) {
        int source = i >= columns->first && i < columns->end ? i + columns->shift : columns->source[i];
        if (source >= 0)
            out[i] = row[(size_t)source * (size_t)channels];
    }
}

/* One channel of a tile: out[height][width]. Where a grey picture moved as a whole, that is a rectangle. */
static void
copy_tile(const struct lane *lane, const struct tile *tile, const struct columns *columns, int channel, int channels,
          uint8_t *out)
{
    const struct fni_axis *axis = &lane->window.y;
    int first = clamp(axis->first - tile->y, 0, tile->height), end = clamp(axis->end - tile->y, first, tile->height);
    bool rectangle = channels == 1 && columns->zeros && columns->first < columns->end && first < end;
    size_t row_size = (size_t)lane->width * (size_t)channels;

    memset(out, 0, (size_t)tile->height * (size_t)tile->width);
    if (rectangle)
        copy_rows(lane->pixels + (size_t)(tile->y + first + axis->shift) * row_size + columns->first + columns->shift,
                  row_size, out + first * tile->width + columns->first, (size_t)tile->width, end - first,
                  columns->end - columns->first);
    for (int y = 0; y < tile->height; y++) {
        int source = rectangle && y >= first && y < end ? -1 : fni_axis_source(axis, tile->y + y);
        if (source >= 0)
            look_up(columns, lane->pixels + (size_t)source * row_size + channel, channels, tile->width,
                    out + y * tile->width);
    }
}

static void
fill_tile(const struct fn_data_bunch *data, const struct lane lanes[FNI_LANES], int n_lanes, const struct tile *tile,
          float *x)
{
    int channels = data->shape[0], count = tile->height * tile->width;
    size_t plane = (size_t)data->shape[1] * (size_t)data->shape[2];
    size_t start = (size_t)tile->y * (size_t)data->shape[2] + (size_t)tile->x;
    uint8_t bytes[FNI_LANES][TILE];
    const uint8_t *in[FNI_LANES];
    struct columns columns;

    for (int c = 0; c < channels; c++) {
        for (int lane = 0; lane < FNI_LANES; lane++)
            in[lane] = bytes[lane < n_lanes ? lane : 0];
        for (int lane = 0; lane < n_lanes; lane++) {
            find_columns(&lanes[lane].window.x, tile, &columns);
            copy_tile(&lanes[lane], tile, &columns, c, channels, bytes[lane]);
        }
        fni_kernels()->spread(in, count, data->scale[c], data->shift[c], x + ((size_t)c * plane + start) * FNI_LANES);
    }
}

/* One block through its transforms: x [c][h][w][16]. A tile is some whole rows, or a piece of a very long one. */
static void
fill_moved(const struct fn_data_bunch *data, const struct lane lanes[FNI_LANES], int n_lanes, float *x)
{
    int h = data->shape[1], w = data->shape[2];
    int rows = w < TILE ? TILE / w : 1, columns = w < TILE ? w : TILE;

    for (int y = 0; y < h; y += rows) {
        for (int first = 0; first < w; first += columns) {
            struct tile tile = {y, first, clamp(h - y, 1, rows), clamp(w - first, 1, columns)};
            fill_tile(data, lanes, n_lanes, &tile, x);
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

/* The images of one block: which of the list, and where their pixels are. */
struct sources {
    int n, label[FNI_LANES];
    const struct fni_pixels *pixels[FNI_LANES];
};

/* Shuffled images lie all over the memory, so they are asked for while the block before is put together. */
static void
prefetch(const struct fni_pixels *pixels, int channels)
{
    enum { LINE = 64, MOST = 4096 };
    size_t size = (size_t)pixels->width * (size_t)pixels->height * (size_t)channels;

    for (size_t i = 0; i < size && i < MOST; i += LINE)
        __builtin_prefetch(pixels->bytes + i);
}

static void
find_sources(const struct fn_label_list *list, const int *items, int n, int channels, struct sources *sources)
{
    const struct fn_image_list *x = list->x;

    sources->n = n;
    for (int lane = 0; lane < n; lane++) {
        sources->pixels[lane] = &x->store->pixels[x->items[items[lane]]];
        sources->label[lane] = list->y[items[lane]];
    }
    for (int lane = 0; lane < n; lane++)
        prefetch(sources->pixels[lane], channels);
}

/* first: the block's first image in the batch, for what the transforms draw. */
static void
fill_block(const struct fn_data_bunch *data, const struct fn_label_list *list, const struct sources *sources,
           uint64_t seed, uint64_t stream, int first, float *x)
{
    bool plain = list->n_steps == 0 && data->shape[0] == 1;
    struct lane lanes[FNI_LANES] = {0};

    for (int lane = 0; lane < sources->n; lane++) {
        const struct fni_pixels *pixels = sources->pixels[lane];
        struct fn_rng rng = fn_rng_at(seed, stream, (uint64_t)(first + lane));
        assert(pixels->bytes);
        lanes[lane].pixels = pixels->bytes;
        lanes[lane].width = pixels->width;
        if (!plain)
            fni_window_init(&lanes[lane].window, list->steps, list->n_steps, pixels->height, pixels->width, &rng);
    }
    if (plain)
        fill_plain(data, lanes, sources->n, x);
    else
        fill_moved(data, lanes, sources->n, x);
}

void
fni_data_fill(const struct fn_data_bunch *data, const struct fn_label_list *list, const int *items, int images,
              uint64_t seed, uint64_t stream, int first_block, int end_block, float *x, int *labels)
{
    struct fni_shape shape = {.c = data->shape[0], .h = data->shape[1], .w = data->shape[2]};
    struct fni_batch batch = fni_batch(images);
    struct sources sources, next;

    if (first_block < end_block)
        find_sources(list, items + first_block * FNI_LANES, fni_block_images(batch, first_block), shape.c, &next);
    for (int block = first_block; block < end_block; block++) {
        int first = block * FNI_LANES;
        float *out = x + (size_t)block * fni_block_size(shape);
        sources = next;
        if (block + 1 < end_block)
            find_sources(list, items + first + FNI_LANES, fni_block_images(batch, block + 1), shape.c, &next);
        memcpy(labels + first, sources.label, (size_t)sources.n * sizeof *labels);
        fill_block(data, list, &sources, seed, stream, first, out);
        clear_idle(out, fni_shape_size(shape), sources.n);
    }
}

void
fni_data_fill_image(const struct fn_data_bunch *data, const struct fn_label_list *list, const struct fn_image *image,
                    float *x)
{
    struct fni_pixels pixels = {.bytes = image->pixels, .width = image->width, .height = image->height};
    struct sources sources = {.n = 1, .pixels = {&pixels}};

    fill_block(data, list, &sources, 0, 0, 0, x);
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
