/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Models ---- */

#define INT(n, v) ((struct fn_arg){.name = (n), .kind = FN_INT, .number = (v)})

/* def conv(ni, nf): return nn.Conv2d(ni, nf, kernel_size=3, stride=2, padding=1) */
static struct fn_layer *
conv(int ni, int nf, struct fn_rng *rng, struct fn_error *err)
{
    const struct fn_arg args[] = {INT(NULL, ni), INT(NULL, nf), INT("kernel_size", 3), INT("stride", 2),
                                  INT("padding", 1)};
    return fn_layer_new("Conv2d", args, 5, rng, err);
}

/* def conv2(ni, nf): return conv_layer(ni, nf, stride=2) */
static struct fn_layer *
conv2(int ni, int nf, struct fn_rng *rng, struct fn_error *err)
{
    const struct fn_arg args[] = {INT(NULL, ni), INT(NULL, nf), INT("stride", 2)};
    return fn_layer_new("conv_layer", args, 3, rng, err);
}

static struct fn_layer *
with_features(const char *name, int nf, struct fn_rng *rng, struct fn_error *err)
{
    return fn_layer_new(name, &INT(NULL, nf), 1, rng, err);
}

/* nn.Sequential of layers[n], which it takes. NULL if one of them is. */
static struct fn_layer *
sequential_take(struct fn_layer **layers, int n, struct fn_error *err)
{
    struct fn_layer *model = NULL;
    struct fn_arg args[16] = {{0}};
    int made = 0;

    for (; made < n && layers[made]; made++)
        args[made] = (struct fn_arg){.kind = FN_LAYER, .layer = layers[made]};
    if (made == n)
        model = fn_layer_new("Sequential", args, n, NULL, err);
    for (int i = 0; i < n; i++)
        fn_layer_unref(layers[i]);
    return model;
}

/* def conv_and_res(ni, nf): return nn.Sequential(conv2(ni, nf), res_block(nf)) */
static struct fn_layer *
conv_and_res(int ni, int nf, struct fn_rng *rng, struct fn_error *err)
{
    struct fn_layer *layers[2] = {conv2(ni, nf, rng, err)};

    if (layers[0])
        layers[1] = with_features("res_block", nf, rng, err);
    return sequential_take(layers, 2, err);
}

static const int widths[] = {1, 8, 16, 32, 16, 10};

static struct fn_layer *
basic(struct fn_rng *rng, struct fn_error *err)
{
    struct fn_layer *layers[15] = {NULL};
    int n = 0;

    for (int i = 0; i < 5; i++) {
        layers[n++] = conv(widths[i], widths[i + 1], rng, err);
        layers[n++] = with_features("BatchNorm2d", widths[i + 1], rng, err);
        if (i < 4)
            layers[n++] = fn_layer_new("ReLU", NULL, 0, rng, err);
    }
    layers[n++] = fn_layer_new("Flatten", NULL, 0, rng, err);
    return sequential_take(layers, n, err);
}

static struct fn_layer *
refactor(struct fn_rng *rng, struct fn_error *err)
{
    struct fn_layer *layers[6];

    for (int i = 0; i < 5; i++)
        layers[i] = conv2(widths[i], widths[i + 1], rng, err);
    layers[5] = fn_layer_new("Flatten", NULL, 0, rng, err);
    return sequential_take(layers, 6, err);
}

static struct fn_layer *
resnet(struct fn_rng *rng, struct fn_error *err)
{
    struct fn_layer *layers[6];

    for (int i = 0; i < 4; i++)
        layers[i] = conv_and_res(widths[i], widths[i + 1], rng, err);
    layers[4] = conv2(widths[4], widths[5], rng, err);
    layers[5] = fn_layer_new("Flatten", NULL, 0, rng, err);
    return sequential_take(layers, 6, err);
}

/* ---- Data ---- */

static struct fn_label_lists *
labelled(const char *path, struct fn_error *err)
{
    struct fn_image_list *list = fn_image_list_from_folder(path, FN_IMAGE_L, err);
    struct fn_item_lists *split = list ? fn_split_by_folder(list, "training", "testing", err) : NULL;
    struct fn_label_lists *labels = split ? fn_label_from_folder(split, err) : NULL;

    fn_image_list_unref(list);
    fn_item_lists_unref(split);
    return labels;
}

struct fn_data_bunch *
recipe_data(const char *path, const char *pack, struct fn_pool *pool, struct fn_error *err)
{
    const struct fn_arg args[] = {
        INT("padding", 3), INT("size", 28), {.name = "mode", .kind = FN_CHOICE, .text = "zeros"}};
    struct fn_label_lists *labels = labelled(path, err), *transformed = NULL;
    struct fn_transform *steps[FN_TRANSFORM_STEPS];
    int n_steps = labels ? fn_transform_new("rand_pad", args, 3, steps, err) : 0;
    struct fn_data_bunch *data = NULL;

    if (n_steps > 0)
        transformed = fn_label_lists_transform(labels, steps, n_steps, NULL, 0, err);
    if (transformed)
        data =
            fn_data_bunch_new(transformed, &(struct fn_data_bunch_options){.bs = 128, .pool = pool, .pack = pack}, err);
    for (int i = 0; i < n_steps; i++)
        fn_transform_unref(steps[i]);
    fn_label_lists_unref(transformed);
    fn_label_lists_unref(labels);
    return data;
}

struct fn_learner *
recipe_learner(const struct recipe *recipe, struct fn_data_bunch *digits, uint64_t seed, struct fn_pool *pool,
               struct fn_error *err)
{
    struct fn_learner_options options = {
        .metrics = {{.name = "accuracy"}}, .n_metrics = 1, .wd = -1, .seed = seed, .pool = pool};
    struct fn_learner *learner = NULL;
    struct fn_data_bunch *data;
    struct fn_layer *model = NULL;
    struct fn_rng rng;

    fn_rng_seed(&rng, seed);
    data = fn_data_bunch_normalize(digits, NULL, &rng, err);
    if (data)
        model = recipe->model(&rng, err);
    if (model)
        learner = fn_learner_new(data, model, &options, err);
    fn_layer_unref(model);
    fn_data_bunch_unref(data);
    return learner;
}

const char *
recipe_default_path(char *path, size_t size)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

    if (cache && *cache)
        snprintf(path, size, "%s/fnrepl/data/mnist_png", cache);
    else
        snprintf(path, size, "%s/.cache/fnrepl/data/mnist_png", home ? home : ".");
    return path;
}

/* ---- The table ---- */

const struct recipe recipes[N_RECIPES] = {
    {"basic", "basic CNN", 3, 0.1, {98.78, 0.10, 98.56, 98.98, 20}, basic},
    {"refactor", "five conv2", 10, 0.1, {99.08, 0.06, 98.99, 99.15, 10}, refactor},
    {"resnet", "Resnet-ish", 12, 0.05, {99.51, 0.05, 99.42, 99.60, 15}, resnet},
};

const struct recipe *
recipe_named(const char *name)
{
    for (int i = 0; i < N_RECIPES; i++)
        if (strcmp(recipes[i].name, name) == 0)
            return &recipes[i];
    return NULL;
}
