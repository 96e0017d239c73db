/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "data/batch.h"
#include "data/bunch.h"

const struct fn_stats fn_mnist_stats = {1, {0.1307f}, {0.3081f}};

struct sums {
    uint64_t count; /* of each channel */
    uint64_t sum[FN_MAX_CHANNELS], square[FN_MAX_CHANNELS];
};

static void
add_image(struct sums *sums, const struct fn_image *image)
{
    size_t pixels = (size_t)image->width * (size_t)image->height;
    const uint8_t *p = image->pixels;

    sums->count += pixels;
    for (size_t i = 0; i < pixels; i++) {
        for (int c = 0; c < image->channels; c++, p++) {
            sums->sum[c] += *p;
            sums->square[c] += (uint64_t)*p * *p;
        }
    }
}

/* Mean and unbiased std of pixels in 0 .. 1, out of exact sums. */
static bool
finish(const struct sums *sums, struct fn_stats *stats, struct fn_error *err)
{
    for (int c = 0; c < stats->channels; c++) {
        double n = (double)sums->count, mean = (double)sums->sum[c] / n;
        double variance = ((double)sums->square[c] - mean * (double)sums->sum[c]) / (n - 1);
        if (!(variance > 0))
            return fni_fail(err, FN_ERROR_INPUT,
                            "normalize: channel %d has the same value in all pixels of the batch, its std is 0", c);
        stats->mean[c] = (float)(mean / 255);
        stats->std[c] = (float)(sqrt(variance) / 255);
    }
    return true;
}

/* The batch is the one that fn_data_bunch_one_batch would draw from the same rng. */
static bool
batch_stats(const struct fn_data_bunch *data, struct fn_rng *rng, struct fn_stats *stats, struct fn_error *err)
{
    const struct fn_label_list *train = data->lists->train;
    uint64_t seed = fn_rng_next(rng);
    struct sums sums = {0};
    int *order = malloc((size_t)train->x->count * sizeof *order);

    if (!order)
        return fni_fail_memory(err);
    fni_data_shuffle(data, seed, 0, order);
    for (int i = 0; i < fni_data_train_images(data); i++) {
        struct fn_rng draw = fn_rng_at(seed, 0, (uint64_t)i);
        struct fn_image *image = fn_label_list_get(train, order[i], &draw, err);
        if (!image) {
            free(order);
            return false;
        }
        add_image(&sums, image);
        fn_image_unref(image);
    }
    free(order);
    stats->channels = data->shape[0];
    return finish(&sums, stats, err);
}

/* One channel's numbers stand for all, as they would in PyTorch. */
static bool
given_stats(const struct fn_data_bunch *data, const struct fn_stats *given, struct fn_stats *stats,
            struct fn_error *err)
{
    if (given->channels != 1 && given->channels != data->shape[0])
        return fni_fail(err, FN_ERROR_INPUT, "normalize: stats of %d channels, wanted 1 or %d", given->channels,
                        data->shape[0]);
    stats->channels = data->shape[0];
    for (int c = 0; c < stats->channels; c++) {
        stats->mean[c] = given->mean[given->channels == 1 ? 0 : c];
        stats->std[c] = given->std[given->channels == 1 ? 0 : c];
        if (!isfinite(stats->mean[c]) || !isfinite(stats->std[c]) || stats->std[c] <= 0)
            return fni_fail(err, FN_ERROR_INPUT, "normalize: mean %g and std %g of channel %d, wanted a std above 0",
                            (double)stats->mean[c], (double)stats->std[c], c);
    }
    return true;
}

struct fn_data_bunch *
fn_data_bunch_normalize(struct fn_data_bunch *data, const struct fn_stats *stats, struct fn_rng *rng,
                        struct fn_error *err)
{
    struct fn_data_bunch *copy = fni_data_bunch_copy(data, err);

    if (!copy)
        return NULL;
    if (!(stats ? given_stats(data, stats, &copy->stats, err) : batch_stats(data, rng, &copy->stats, err))) {
        fn_data_bunch_unref(copy);
        return NULL;
    }
    copy->normalised = true;
    for (int c = 0; c < copy->stats.channels; c++) {
        copy->scale[c] = 1.0f / (255.0f * copy->stats.std[c]);
        copy->shift[c] = -copy->stats.mean[c] / copy->stats.std[c];
    }
    return copy;
}
