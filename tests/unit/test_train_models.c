/* SPDX-License-Identifier: GPL-3.0-or-later
 * The notebook's three models: 20 steps of AdamW on real batches, beside PyTorch. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nn/net.h"
#include "train/optimizer.h"
#include "unit/golden.h"
#include "unit/model.h"

enum { IMAGES = 128, STEPS = 20, PIXELS = 28 * 28 };

struct training {
    int comparable_steps; /* at the notebook's learning rate, before rounding decides the path */
    double times;         /* how many times PyTorch's own distance is allowed, */
    double last_times;    /* and that for the weights after 20 steps */
    const char *name;     /* "basic", ... */
    struct golden golden, data;
    struct fn_layer *model;
    struct fni_net *net;
    struct fni_optimizer optimizer;
    struct fn_pool *pool;
    const struct fni_loss *loss;
    int labels[IMAGES];
    double losses[IMAGES];
    struct fni_hyper hyper;
};

static void
train_step(void *arg, struct fni_team team)
{
    struct training *t = arg;
    struct fni_pass pass = fni_net_pass(team, IMAGES, true, 0, 0);

    fni_net_forward(t->net, &pass);
    fni_net_loss(t->net, &pass, t->loss, t->labels, t->losses);
    fni_net_backward(t->net, &pass);
    fni_team_sync(team);
    for (int unit = -1; (unit = fni_team_claim(team, fni_net_unit_count(t->net), unit)) >= 0;) {
        size_t first, end;
        fni_net_unit(t->net, unit, &first, &end);
        fni_net_reduce(t->net, &pass, first, end);
        fni_optimizer_step(&t->optimizer, t->hyper, t->net, first, end);
        fni_net_refresh_weights(t->net, first, end);
    }
    if (team.thread == 0)
        fni_net_refresh_rest(t->net);
}

static void
fill(struct training *t, int batch)
{
    const double *crops = golden_get(&t->data, "crops")->values + (size_t)batch * IMAGES * PIXELS;
    const double *labels = golden_get(&t->data, "labels")->values + batch * IMAGES;
    const double *mean_std = golden_get(&t->data, "mean_std")->values;
    float *x = fni_net_input(t->net);

    for (int i = 0; i < IMAGES; i++) {
        t->labels[i] = (int)labels[i];
        for (int p = 0; p < PIXELS; p++)
            x[((size_t)(i / FNI_LANES) * PIXELS + (size_t)p) * FNI_LANES + (size_t)(i % FNI_LANES)] =
                (float)((crops[(size_t)i * PIXELS + (size_t)p] / 255 - mean_std[0]) / mean_std[1]);
    }
}

/* The first `count` values; they may be off a few times what PyTorch's own float32 is away from its float64. */
static void
compare_first(const struct training *t, const char *name, const float *values, size_t count)
{
    struct golden_tensor first = *golden_get(&t->golden, "%s", name), *wanted = &first;
    double spread = golden_has(&t->golden, "spread.%s", name) ? *golden_get(&t->golden, "spread.%s", name)->values : 0;
    double largest = 0, distance;

    assert_true(count <= first.count);
    first.count = count;
    distance = golden_distance(wanted, values);
    for (size_t i = 0; i < wanted->count; i++)
        largest = fmax(largest, fabs(wanted->values[i]));
    if (getenv("SHOW_DISTANCES"))
        print_message("%-10s %-36s off %.2g, PyTorch %.2g, largest %.2g\n", t->name, name, distance, spread, largest);
    if (!(distance <= t->times * spread + 2e-6 * largest + 2e-7))
        fail_msg("%s: %s is %g off, PyTorch's own float32 %g", t->name, name, distance, spread);
}

static void
compare(const struct training *t, const char *name, const float *values)
{
    compare_first(t, name, values, golden_get(&t->golden, "%s", name)->count);
}

static void
write_first_values(struct training *t)
{
    for (int i = 0; i < fn_layer_parameter_count(t->model); i++) {
        struct fn_parameter parameter = fn_layer_parameter(t->model, i);
        float *values;

        if (!parameter.trainable)
            continue;
        values = golden_floats(golden_get(&t->golden, "init.%s", parameter.name));
        fn_layer_parameter_write(t->model, i, values);
        free(values);
    }
}

static void
compare_parameters(const struct training *t, const char *prefix)
{
    int compared = 0;

    for (int i = 0; i < fn_layer_parameter_count(t->model); i++) {
        struct fn_parameter parameter = fn_layer_parameter(t->model, i);
        float *values = calloc(parameter.count, sizeof *values);
        char name[256];

        snprintf(name, sizeof name, "%s.%s", prefix, parameter.name);
        fn_layer_parameter_read(t->model, i, values);
        if (golden_has(&t->golden, "%s", name)) {
            compare(t, name, values);
            compared++;
        }
        free(values);
    }
    assert_true(compared > 15);
}

static void
compare_gradients(const struct training *t)
{
    struct step gradients = {.net = t->net};

    for (int i = 0; i < fn_layer_parameter_count(t->model); i++) {
        struct fn_parameter parameter = fn_layer_parameter(t->model, i);
        char name[256];
        float *values;

        if (!parameter.trainable)
            continue;
        values = step_grad(&gradients, t->model, parameter.name);
        snprintf(name, sizeof name, "grad0.%s", parameter.name);
        compare(t, name, values);
        free(values);
    }
}

/* 20 steps under the schedule called prefix + "lr" in the file, from its first values. */
static void
train(struct training *t, const char *prefix)
{
    const struct golden_tensor *lr = golden_get(&t->golden, "%slr", prefix);
    const struct golden_tensor *mom = golden_get(&t->golden, "%smom", prefix);
    float losses[STEPS];
    char name[64];

    write_first_values(t);
    t->net = fni_net_new(t->model, (struct fni_shape){.c = 1, .h = 28, .w = 28}, IMAGES, FNI_TRAIN, NULL);
    assert_non_null(t->net);
    assert_true(fni_optimizer_init(&t->optimizer, &(struct fn_spec){0}, 0.01, fni_net_param_floats(t->net), NULL));
    for (int s = 0; s < STEPS; s++) {
        double sum = 0;

        fill(t, s);
        t->hyper = (struct fni_hyper){lr->values[s], mom->values[s]};
        t->optimizer.steps++;
        fni_pool_run(t->pool, train_step, t);
        for (int i = 0; i < IMAGES; i++)
            sum += t->losses[i];
        losses[s] = (float)(sum / IMAGES);
        if (s == 0 && !*prefix) {
            compare_gradients(t);
            compare_parameters(t, "after1");
        }
    }
    snprintf(name, sizeof name, "%slosses", prefix);
    compare_first(t, name, losses, *prefix ? STEPS : (size_t)t->comparable_steps);
    snprintf(name, sizeof name, "%safter20", prefix);
    t->times = t->last_times;
    if (golden_has(&t->golden, "%s.0.0.weight", name) || *prefix)
        compare_parameters(t, name);
    fni_optimizer_fini(&t->optimizer);
    fni_net_free(t->net);
}

static void
steps_are_pytorchs(const char *name, const char *text, int comparable_steps, double last_times)
{
    struct training t = {.name = name,
                         .comparable_steps = comparable_steps,
                         .last_times = last_times,
                         .loss = fni_loss_named("CrossEntropyLoss", NULL)};
    char file[64];

    snprintf(file, sizeof file, "model_%s", name);
    t.golden = golden_open(file);
    t.data = golden_open("model_data");
    t.pool = fn_pool_new(2, NULL);
    assert_non_null(t.pool);
    for (int low = 0; low < 2; low++) {
        t.times = 5;
        t.model = model_make(text, 1); /* anew: the running statistics begin anew too */
        train(&t, low ? "low." : "");
        fn_layer_unref(t.model);
    }
    fn_pool_free(t.pool);
    golden_close(&t.data);
    golden_close(&t.golden);
}

static void
basic_cnn(void **state)
{
    (void)state;
    steps_are_pytorchs("basic", model_basic, STEPS, 5);
}

static void
five_conv2(void **state)
{
    (void)state;
    steps_are_pytorchs("refactor", model_refactor, STEPS, 5);
}

static void
resnet_ish(void **state)
{
    (void)state;
    /* At the notebook's learning rate the path of this model hangs on single bits: Adam's first steps are the
     * gradients' signs times lr, and one that changes its sign by rounding sends the losses apart, from step 3 on with
     * the base kernels and from step 6 with avx512. The 20 steps at the low rate and those of the model without
     * residuals hold the rest. There too PyTorch's two float32 runs are up to 8e-4 away from the truth in one tensor
     * and 1e-6 in the next, so one tensor's distance says less than elsewhere. */
    steps_are_pytorchs("resnet", model_resnet, 3, 30);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(basic_cnn),
        cmocka_unit_test(five_conv2),
        cmocka_unit_test(resnet_ish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
