/* SPDX-License-Identifier: GPL-3.0-or-later
 * How well the notebook's three recipes do on the real digits, seed by seed, beside PyTorch. */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recipes.h"

static const char usage[] =
    "usage: accuracy [-d FOLDER] [-s FIRST-LAST] [-t THREADS] [-v] [basic|refactor|resnet ...]\n"
    "  -d FOLDER      mnist_png (default: fnrepl's data cache)\n"
    "  -s FIRST-LAST  seeds (1-5)\n"
    "  -t THREADS     0: all processors (0)\n"
    "  -v             print every epoch\n"
    "Ends with 1 if a mean lies outside the range of PyTorch's results.\n";

struct options {
    const char *folder;
    int first, last, threads;
    bool verbose;
};

static bool
print_epoch(void *user, const struct fn_recorder *recorder)
{
    int i = recorder->n_epochs - 1;

    if (*(const bool *)user)
        printf("    epoch %2d  train_loss %.6f  valid_loss %.6f  accuracy %.6f  %.2f s\n", i + 1,
               recorder->train_losses[i], recorder->val_losses[i], recorder->metrics[i], recorder->seconds[i]);
    return true;
}

/* The accuracy after the last epoch in percent; NaN on error. */
static double
run(const struct recipe *recipe, struct fn_data_bunch *digits, uint64_t seed, const struct options *options,
    struct fn_pool *pool, struct fn_error *err)
{
    struct fn_callbacks callbacks = {.on_epoch_end = print_epoch, .user = (void *)&options->verbose};
    struct fn_one_cycle cycle = {.max_lr = recipe->max_lr};
    struct fn_learner *learner = recipe_learner(recipe, digits, seed, pool, err);
    double accuracy = NAN, seconds = 0;

    if (learner && fn_learner_fit_one_cycle(learner, recipe->epochs, &cycle, &callbacks, err)) {
        const struct fn_recorder *recorder = fn_learner_recorder(learner);
        accuracy = 100 * (double)recorder->metrics[recorder->n_epochs - 1];
        for (int i = 0; i < recorder->n_epochs; i++)
            seconds += recorder->seconds[i];
        printf("  seed %-3llu %.2f %%   %.2f s\n", (unsigned long long)seed, accuracy, seconds);
        fflush(stdout);
    }
    fn_learner_free(learner);
    return accuracy;
}

/* False on error; *inside: whether the mean is in PyTorch's range. */
static bool
run_seeds(const struct recipe *recipe, struct fn_data_bunch *digits, const struct options *options,
          struct fn_pool *pool, bool *inside, struct fn_error *err)
{
    int n = options->last - options->first + 1;
    double sum = 0, squares = 0, mean;

    printf("%s, %d epochs, max_lr=%g\n", recipe->title, recipe->epochs, recipe->max_lr);
    for (int seed = options->first; seed <= options->last; seed++) {
        double accuracy = run(recipe, digits, (uint64_t)seed, options, pool, err);
        if (isnan(accuracy))
            return false;
        sum += accuracy;
        squares += accuracy * accuracy;
    }
    mean = sum / n;
    *inside = mean >= recipe->pytorch.low && mean <= recipe->pytorch.high;
    printf("  mean %.3f %%, sd %.3f   PyTorch: mean %.2f %%, sd %.2f, %.2f-%.2f (%d seeds): %s\n", mean,
           n > 1 ? sqrt(fmax(0, (squares - n * mean * mean) / (n - 1))) : 0, recipe->pytorch.mean, recipe->pytorch.sd,
           recipe->pytorch.low, recipe->pytorch.high, recipe->pytorch.seeds, *inside ? "inside" : "OUTSIDE");
    return true;
}

static bool
parse(int argc, char **argv, struct options *options)
{
    for (int c; (c = getopt(argc, argv, "d:s:t:v")) != -1;)
        switch (c) {
        case 'd':
            options->folder = optarg;
            break;
        case 's':
            options->last = 0;
            if (sscanf(optarg, "%d-%d", &options->first, &options->last) == 1)
                options->last = options->first;
            break;
        case 't':
            options->threads = atoi(optarg);
            break;
        case 'v':
            options->verbose = true;
            break;
        default:
            return false;
        }
    for (int i = optind; i < argc; i++)
        if (!recipe_named(argv[i]))
            return false;
    return options->first >= 0 && options->first <= options->last;
}

int
main(int argc, char **argv)
{
    char path[4096];
    struct options options = {.folder = recipe_default_path(path, sizeof path), .first = 1, .last = 5};
    struct fn_error err = {0};
    struct fn_pool *pool = NULL;
    struct fn_data_bunch *digits = NULL;
    bool all_inside = true, ok = false;

    if (!parse(argc, argv, &options)) {
        fputs(usage, stderr);
        return 2;
    }
    pool = fn_pool_new(options.threads, &err);
    if (pool)
        digits = recipe_data(options.folder, NULL, pool, &err);
    ok = digits != NULL;
    for (int r = 0; ok && r < N_RECIPES; r++) {
        bool wanted = optind == argc, inside = true;
        for (int i = optind; i < argc; i++)
            wanted = wanted || strcmp(argv[i], recipes[r].name) == 0;
        if (wanted)
            ok = run_seeds(&recipes[r], digits, &options, pool, &inside, &err);
        all_inside = all_inside && inside;
    }
    if (!ok)
        fprintf(stderr, "accuracy: %s\n", err.message);
    fn_data_bunch_unref(digits);
    fn_pool_free(pool);
    return ok && all_inside ? 0 : 1;
}
