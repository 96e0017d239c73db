/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients beside finite differences: every row of the table of layers, and the notebook's models. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model.h"

/* As shares of a gradient's norm. Where a ReLU comes after parameters, kinks lie within every step: each takes a little
 * of the difference quotient with it. */
#define SMOOTH 2e-3
#define KINKED 3e-2

enum { IMAGES = 21 }; /* two blocks, the second with idle lanes */

struct check {
    struct fn_layer *model;
    struct fni_shape in;
    size_t in_size, out_size;
    float *x, *gy;
    const int *labels; /* or NULL: the loss is the sum of gy * y */
    bool training;
    double tolerance;
};

static void *
need(void *memory)
{
    assert_non_null(memory);
    return memory;
}

static double
uniform(struct fn_rng *rng)
{
    return 2 * fn_rng_uniform(rng) - 1;
}

/* Every image holds the same evenly spaced values, in an order of its own: two of them, and each and 0, are further
 * apart than the step, so no kink of ReLU or MaxPool2d lies on the way. */
static float *
spread_values(size_t size, struct fn_rng *rng)
{
    float *values = need(malloc(IMAGES * size * sizeof *values));

    for (size_t image = 0; image < IMAGES; image++) {
        float *own = values + image * size;
        for (size_t i = 0; i < size; i++)
            own[i] = ((float)i - (float)size / 2 + 0.25f) * 3 / (float)size;
        for (size_t i = size - 1; i > 0; i--) {
            size_t j = fn_rng_below(rng, i + 1);
            float swap = own[i];
            own[i] = own[j];
            own[j] = swap;
        }
    }
    return values;
}

static double
loss_of(const struct step *s, const struct check *c)
{
    double sum = 0;

    for (int i = 0; i < IMAGES && c->labels; i++)
        sum += s->losses[i] / IMAGES;
    for (size_t i = 0; i < IMAGES * c->out_size && !c->labels; i++)
        sum += (double)c->gy[i] * s->y[i];
    return sum;
}

/* A fresh net every time: nothing may depend on what an earlier batch left behind. */
static struct step
run(const struct check *c, enum fni_net_use use)
{
    struct step s = {.images = IMAGES, .training = c->training, .x = c->x, .gy = c->gy, .labels = c->labels, .seed = 7};

    s.net = fni_net_new(c->model, c->in, IMAGES, use, NULL);
    assert_non_null(s.net);
    step_run(&s, NULL);
    return s;
}

static double
loss_at(const struct check *c)
{
    struct step s = run(c, FNI_TRAIN);
    double loss = loss_of(&s, c);

    step_fini(&s);
    return loss;
}

/* Puts from + h v in place: of the input, or of parameter `param` where that is not -1. */
static void
move(struct check *c, int param, const float *from, const float *v, double h, size_t count)
{
    float *moved = need(malloc(count * sizeof *moved));

    for (size_t i = 0; i < count; i++)
        moved[i] = (float)(from[i] + h * v[i]);
    if (param >= 0)
        fn_layer_parameter_write(c->model, param, moved);
    else
        memcpy(c->x, moved, count * sizeof *moved);
    free(moved);
}

/* How much of a difference quotient with step h is float32 rounding of the outputs. */
static double
noise_of(const struct check *c, double h)
{
    struct step s = run(c, FNI_TRAIN);
    double square = 0;

    for (size_t i = 0; i < IMAGES * c->out_size; i++)
        square += c->labels ? s.y[i] * s.y[i] / (IMAGES * IMAGES) : pow((double)c->gy[i] * s.y[i], 2);
    step_fini(&s);
    return 4 * sqrt(square) * 0x1p-23 / h;
}

/* Along a random direction v: grad . v beside the difference quotient. Some kink of a ReLU may lie within any one step,
 * so the best of a few steps counts. */
static void
compare(struct check *c, const char *what, int param, const float *values, const float *grad, size_t count,
        struct fn_rng *rng)
{
    static const double steps[] = {4e-3, 1e-3, 3e-4, 1e-4};
    float *v = need(malloc(count * sizeof *v)), *from = need(malloc(count * sizeof *from));
    double analytic = 0, norm = 0, best = INFINITY, numeric = 0;

    memcpy(from, values, count * sizeof *from);
    for (size_t i = 0; i < count; i++) {
        v[i] = (float)uniform(rng);
        analytic += (double)grad[i] * v[i];
        norm += (double)grad[i] * grad[i];
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        double h = steps[i], loss[2], quotient, excess;
        for (int side = 0; side < 2; side++) {
            move(c, param, from, v, side ? -h : h, count);
            loss[side] = loss_at(c);
        }
        quotient = (loss[0] - loss[1]) / (2 * h);
        excess = fabs(quotient - analytic) - noise_of(c, h);
        if (excess < best)
            numeric = quotient;
        best = fmin(best, excess);
    }
    move(c, param, from, v, 0, count);
    if (getenv("SHOW_DISTANCES"))
        print_message("  %-28s gradient %.7g, difference quotient %.7g, off %.1g of norm\n", what, analytic, numeric,
                      best / sqrt(norm));
    if (!(best <= c->tolerance * sqrt(norm)))
        fail_msg("%s: gradient %g, difference quotient %g", what, analytic, numeric);
    free(v);
    free(from);
}

static void
check_gradients(struct check *c)
{
    struct step s;
    struct fn_rng rng;

    fn_rng_seed(&rng, 11);
    s = run(c, FNI_TRAIN_INPUT);
    compare(c, "input", -1, c->x, s.dx, IMAGES * c->in_size, &rng);
    for (int i = 0; i < fn_layer_parameter_count(c->model); i++) {
        struct fn_parameter p = fn_layer_parameter(c->model, i);
        float *values, *grad;
        if (!p.trainable)
            continue;
        values = need(malloc(p.count * sizeof *values));
        grad = step_grad(&s, c->model, p.name);
        fn_layer_parameter_read(c->model, i, values);
        compare(c, p.name, i, values, grad, p.count, &rng);
        free(values);
        free(grad);
    }
    step_fini(&s);
}

static void
check_model(struct fn_layer *model, struct fni_shape in, bool training, const int *labels, double tolerance)
{
    struct check c = {.model = model, .in = in, .training = training, .labels = labels, .tolerance = tolerance};
    struct fni_net *net = fni_net_new(model, in, IMAGES, FNI_TRAIN, NULL);
    struct fn_rng rng;

    assert_non_null(net);
    c.in_size = fni_shape_size(in);
    c.out_size = fni_shape_size(fni_net_output_shape(net));
    fni_net_free(net);
    fn_rng_seed(&rng, 5);
    c.x = spread_values(c.in_size, &rng);
    c.gy = need(malloc(IMAGES * c.out_size * sizeof *c.gy));
    for (size_t i = 0; i < IMAGES * c.out_size; i++)
        c.gy[i] = (float)uniform(&rng);
    check_gradients(&c);
    free(c.x);
    free(c.gy);
}

/* ROW(3, 3, ...): 3 for every number that must be given; a convolution where layers are wanted; in a SequentialEx, for
 * MergeLayer's sake. */
static void
example(const struct fn_layer_info *info, char *text, size_t size)
{
    size_t n = (size_t)snprintf(text, size, "SequentialEx(%s(", info->name);

    for (int i = 0; i < info->n_params; i++) {
        if (info->params[i].kind == FN_LAYERS)
            n += (size_t)snprintf(text + n, size - n, "Conv2d(3, 3, 3)");
        else if (!info->params[i].fallback)
            n += (size_t)snprintf(text + n, size - n, "%s3", i > 0 ? ", " : "");
    }
    snprintf(text + n, size - n, "))");
}

static void
test_every_row(void **state)
{
    struct fni_shape shapes[] = {{.c = 3, .h = 7, .w = 5}, {.c = 3, .h = 1, .w = 1, .flat = true}};

    (void)state;
    for (int row = 0; row < fn_layer_info_count(); row++) {
        char text[256];
        bool checked = false;
        example(fn_layer_info_get(row), text, sizeof text);
        for (int i = 0; i < 2; i++) {
            struct fn_layer *model = model_make(text, 3);
            struct fni_net *net = fni_net_new(model, shapes[i], IMAGES, FNI_TRAIN, NULL);
            for (int training = 0; training < 2 && net; training++) {
                print_message("%s, %s\n", text, training ? "training" : "evaluation");
                check_model(model, shapes[i], training, NULL, fn_layer_info_get(row)->builder ? KINKED : SMOOTH);
                checked = true;
            }
            fni_net_free(net);
            fn_layer_unref(model);
        }
        if (!checked)
            fail_msg("%s takes neither input", text);
    }
}

/* What a row's example does not reach: strides, padding, branches, in place and not. */
static void
test_compositions(void **state)
{
    static const struct {
        const char *text;
        double tolerance;
    } models[] = {
        {"Conv2d(3, 4, 3, stride=2, padding=1)", SMOOTH},
        {"Conv2d(3, 2, 2, stride=3, padding=2, bias=False)", SMOOTH},
        {"MaxPool2d(3, stride=2, padding=1)", SMOOTH},
        {"MaxPool2d(2, stride=1)", SMOOTH},
        {"AvgPool2d(3, stride=2, padding=1)", SMOOTH},
        {"AdaptiveAvgPool2d(2)", SMOOTH},
        {"LeakyReLU(-0.3)", SMOOTH},
        {"Sequential(Flatten(), Linear(105, 7), ReLU(), Linear(7, 3))", KINKED},
        {"Sequential(ReLU(), Flatten(), Dropout(0.3), Linear(105, 4))", SMOOTH},
        {"SequentialEx(MergeLayer())", SMOOTH},
        {"SequentialEx(Conv2d(3, 3, 1), MergeLayer(), Conv2d(3, 3, 1), MergeLayer(dense=True))", SMOOTH},
        {"Sequential(Conv2d(3, 4, 1), SequentialEx(ReLU(), MergeLayer()), BatchNorm2d(4))", KINKED},
        {"Sequential(Conv2d(3, 4, 1), SequentialEx(SequentialEx(BatchNorm2d(4), MergeLayer()), MergeLayer()), ReLU())",
         KINKED},
        {"Sequential(res_block(3, dense=True), res_block(6, bottle=True), AdaptiveAvgPool2d(1), Flatten())", KINKED},
        {"Sequential(BatchNorm2d(3), ReLU(), ReLU(), Dropout(0.5), Dropout(0.5))", KINKED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct fn_layer *model = model_make(models[i].text, 3);
        print_message("%s\n", models[i].text);
        check_model(model, (struct fni_shape){.c = 3, .h = 7, .w = 5}, true, NULL, models[i].tolerance);
        fn_layer_unref(model);
    }
}

/* The same layer in two places: its gradients add up. */
static void
test_shared_layer(void **state)
{
    struct fn_layer *conv = model_make("Conv2d(3, 3, 3, padding=1)", 3), *norm = model_make("BatchNorm2d(3)", 3);
    struct fn_arg args[] = {
        {.kind = FN_LAYER, .layer = conv},
        {.kind = FN_LAYER, .layer = norm},
        {.kind = FN_LAYER, .layer = conv},
        {.kind = FN_LAYER, .layer = norm},
    };
    struct fn_layer *model = fn_layer_new("Sequential", args, 4, NULL, NULL);
    struct fni_shape in = {.c = 3, .h = 7, .w = 5};
    struct fni_net *net = fni_net_new(model, in, IMAGES, FNI_TRAIN, NULL);
    struct fn_summary summary;

    (void)state;
    assert_int_equal(fni_net_param_count(net), 4);
    fni_net_free(net);
    assert_true(fn_summary_init(&summary, model, (int[]){1, 3, 7, 5}, NULL));
    assert_int_equal(summary.parameters, 3 * 3 * 9 + 3 + 6);
    fn_summary_fini(&summary);
    check_model(model, in, true, NULL, SMOOTH);
    fn_layer_unref(model);
    fn_layer_unref(conv);
    fn_layer_unref(norm);
}

static void
test_whole_models(void **state)
{
    const char *models[] = {model_basic, model_resnet};
    int labels[IMAGES];

    (void)state;
    for (int i = 0; i < IMAGES; i++)
        labels[i] = i * 7 % 10;
    for (int i = 0; i < 2; i++) {
        struct fn_layer *model = model_make(models[i], 3);
        check_model(model, (struct fni_shape){.c = 1, .h = 28, .w = 28}, true, labels, KINKED);
        fn_layer_unref(model);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row),
        cmocka_unit_test(test_compositions),
        cmocka_unit_test(test_shared_layer),
        cmocka_unit_test(test_whole_models),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
