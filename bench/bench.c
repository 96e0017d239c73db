/* SPDX-License-Identifier: GPL-3.0-or-later
 * How fast the notebook's models train and infer: images a second, and the share of the processor's peak of
 * multiply-adds, which is measured here too. */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel.h"
#include "nn/clock.h"
#include "nn/conv.h"
#include "recipes.h"
#include "train/learner.h"

static const char usage[] = "usage: bench [-d FOLDER] [-t THREADS] [-e EPOCHS] [-m MODEL] [-p COMMAND]\n"
                            "  -d FOLDER   mnist_png (default: fnrepl's data cache)\n"
                            "  -t THREADS  0: all processors (0)\n"
                            "  -e EPOCHS   of training, the best counts (5)\n"
                            "  -m MODEL    only this one: basic, resnet\n"
                            "  -p COMMAND  prints the peer's speed: lines of MODEL train|infer IMAGES_PER_SECOND\n";

/* ---- Work ---- */

/* Floating-point operations an image in the convolutions and linear layers, taps in the padding left out. Training:
 * forward, gradient of the weights, and of the input where one is wanted. */
static double
work(const struct fni_net *net, bool training)
{
    double sum = 0;

    for (int i = 1; i < fni_net_node_count(net); i++) {
        const struct fni_node *node = fni_net_node(net, i);
        const struct fni_conv_state *state = node->state;
        if (node->class->forward == fni_conv_node_forward)
            sum += 2 * fni_conv_macs(&state->conv) * (training ? 2 + node->want_grad[0] : 1);
    }
    return sum;
}

/* ---- Time ---- */

struct stopwatch {
    double epoch_start, best; /* seconds of an epoch's training */
    double last;
    float *steps; /* seconds of each batch */
    int n_steps;
};

static bool
watch(void *user, const struct fn_progress *progress)
{
    struct stopwatch *watch = user;
    double t = fni_seconds();

    if (progress->validating) {
        watch->epoch_start = watch->last = t;
        return true;
    }
    watch->steps[watch->n_steps++] = (float)(t - watch->last);
    watch->last = t;
    if (progress->batch == progress->n_batches)
        watch->best = fmin(watch->best, t - watch->epoch_start);
    return true;
}

static int
compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Images a second. */
struct training {
    double best, median, quick; /* of the best epoch, of the median batch, of the batch that only a tenth of all beat */
};

static bool
time_training(struct fn_learner *learner, int epochs, struct training *speed, struct fn_error *err)
{
    int batches = fn_data_bunch_train_batches(learner->data);
    struct stopwatch stopwatch = {.best = INFINITY};
    struct fn_callbacks callbacks = {.on_batch_end = watch, .user = &stopwatch};
    bool ok;

    stopwatch.steps = calloc((size_t)epochs * (size_t)batches, sizeof *stopwatch.steps);
    if (!stopwatch.steps)
        return false;
    stopwatch.epoch_start = stopwatch.last = fni_seconds();
    ok = fn_learner_fit_one_cycle(learner, epochs, &(struct fn_one_cycle){.max_lr = 0.01}, &callbacks, err);
    if (ok) {
        qsort(stopwatch.steps, (size_t)stopwatch.n_steps, sizeof *stopwatch.steps, compare_floats);
        speed->best = (double)batches * learner->train_images / stopwatch.best;
        speed->median = learner->train_images / (double)stopwatch.steps[stopwatch.n_steps / 2];
        speed->quick = learner->train_images / (double)stopwatch.steps[stopwatch.n_steps / 10];
    }
    free(stopwatch.steps);
    return ok;
}

static bool
time_inference(struct fn_learner *learner, double *best, struct fn_error *err)
{
    double loss, metrics[FN_MAX_METRICS], seconds = INFINITY;

    for (int run = 0; run < 20; run++) {
        double start = fni_seconds();
        if (!fn_learner_validate(learner, &loss, metrics, err))
            return false;
        seconds = fmin(seconds, fni_seconds() - start);
    }
    *best = fn_label_list_count(fn_data_bunch_valid(learner->data)) / seconds;
    return true;
}

/* Seconds from a picture to its probabilities, alone: the median of many calls. */
static bool
time_prediction(struct fn_learner *learner, double *seconds, struct fn_error *err)
{
    enum { CALLS = 2001 };
    struct fn_image *image = fn_label_list_get(fn_data_bunch_valid(learner->data), 0, NULL, err);
    float probabilities[16], times[CALLS];
    int class;
    bool ok = image != NULL;

    for (int i = 0; ok && i < CALLS; i++) {
        double start = fni_seconds();
        ok = fn_learner_predict(learner, image, &class, probabilities, err);
        times[i] = (float)(fni_seconds() - start);
    }
    qsort(times, CALLS, sizeof *times, compare_floats);
    *seconds = times[CALLS / 2];
    fn_image_unref(image);
    return ok;
}

/* ---- The peer ---- */

struct peer {
    double train[N_RECIPES], infer[N_RECIPES]; /* images a second; 0: not known */
};

static void
ask_peer(const char *command, struct peer *peer)
{
    char line[256], model[64], what[64];
    double speed;
    FILE *f = command ? popen(command, "r") : NULL;

    while (f && fgets(line, sizeof line, f)) {
        const struct recipe *recipe;
        if (sscanf(line, "%63s %63s %lf", model, what, &speed) != 3 || !(recipe = recipe_named(model)))
            continue;
        (strcmp(what, "train") == 0 ? peer->train : peer->infer)[recipe - recipes] = speed;
    }
    if (f)
        pclose(f);
}

static void
print_row(const char *title, const char *what, double speed, double work_each, double peak, double peer)
{
    printf("%-12s %-10s %10.0f images/s %8.1f GFLOP/s %5.1f %% of peak", title, what, speed, speed * work_each / 1e9,
           100 * speed * work_each / peak);
    if (peer > 0)
        printf("   PyTorch %8.0f images/s, ratio %5.2f", peer, speed / peer);
    putchar('\n');
    fflush(stdout);
}

static bool
bench(const struct recipe *recipe, struct fn_data_bunch *digits, struct fn_pool *pool, int epochs, double peak,
      const struct peer *peer, struct fn_error *err)
{
    struct fn_learner *learner = recipe_learner(recipe, digits, 1, pool, err);
    struct training speed;
    double inference, prediction;
    bool ok = learner && time_training(learner, epochs, &speed, err) && time_inference(learner, &inference, err) &&
              time_prediction(learner, &prediction, err);

    if (ok) {
        double training_work = work(learner->train_net, true);
        print_row(recipe->title, "train", speed.best, training_work, peak, peer->train[recipe - recipes]);
        print_row("", "(median)", speed.median, training_work, peak, 0);
        print_row("", "(tenth)", speed.quick, training_work, peak, 0);
        print_row("", "infer", inference, work(learner->evaluators[0].net, false), peak, peer->infer[recipe - recipes]);
        printf("%-12s %-10s %10.1f us a picture\n", "", "predict", 1e6 * prediction);
    }
    fn_learner_free(learner);
    return ok;
}

int
main(int argc, char **argv)
{
    char path[4096];
    const char *folder = recipe_default_path(path, sizeof path), *command = NULL, *model = NULL;
    int threads = 0, epochs = 5;
    struct fn_error err = {0};
    struct fn_pool *pool = NULL;
    struct fn_data_bunch *digits = NULL;
    struct peer peer = {0};
    bool ok;

    for (int c; (c = getopt(argc, argv, "d:t:e:m:p:")) != -1;) {
        if (c == 'd')
            folder = optarg;
        else if (c == 't')
            threads = atoi(optarg);
        else if (c == 'e')
            epochs = atoi(optarg);
        else if (c == 'm')
            model = optarg;
        else if (c == 'p')
            command = optarg;
        else
            return fputs(usage, stderr), 2;
    }
    pool = fn_pool_new(threads, &err);
    if (pool)
        digits = recipe_data(folder, NULL, pool, &err);
    ok = digits != NULL;
    if (ok) {
        double peak = fn_pool_peak(pool);
        printf("%s, threads %d, peak %.1f GFLOP/s\n", fn_isa(), fn_pool_threads(pool), peak / 1e9);
        fflush(stdout);
        ask_peer(command, &peer);
        for (int r = 0; ok && r < N_RECIPES; r += 2) /* basic and resnet; the second is the first without biases */
            if (!model || strcmp(model, recipes[r].name) == 0)
                ok = bench(&recipes[r], digits, pool, epochs, peak, &peer, &err);
    }
    if (!ok)
        fprintf(stderr, "bench: %s\n", err.message);
    fn_data_bunch_unref(digits);
    fn_pool_free(pool);
    return ok ? 0 : 1;
}
