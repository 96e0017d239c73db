/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_RECIPES_H
#define BENCH_RECIPES_H

#include <fn/fn.h>

/* The notebook's three trainings. */
struct recipe {
    const char *name; /* "basic", "refactor", "resnet" */
    const char *title;
    int epochs;
    double max_lr;
    struct {
        double mean, sd, low, high; /* percent */
        int seeds;
    } pytorch; /* what PyTorch 1.13 reaches with the same recipe */
    struct fn_layer *(*model)(struct fn_rng *rng, struct fn_error *err);
};

enum { N_RECIPES = 3 };

extern const struct recipe recipes[N_RECIPES];

/* NULL if there is none of this name. */
const struct recipe *
recipe_named(const char *name);

/* The digits of `path` (a folder with training/ and testing/) with rand_pad(3, 28) on the train images, in batches of
 * 128, not normalised. pack: the file that holds the pixels, NULL: memory. */
struct fn_data_bunch *
recipe_data(const char *path, const char *pack, struct fn_pool *pool, struct fn_error *err);

/* A learner of the recipe's model whose weights, normalisation, order and transforms come from the seed. */
struct fn_learner *
recipe_learner(const struct recipe *recipe, struct fn_data_bunch *digits, uint64_t seed, struct fn_pool *pool,
               struct fn_error *err);

/* $XDG_CACHE_HOME/fnrepl/data/mnist_png or ~/.cache/fnrepl/data/mnist_png, where fnrepl keeps it. */
const char *
recipe_default_path(char *path, size_t size);

#endif
