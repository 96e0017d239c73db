/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nets: the same bits for any number of threads, batches of any size, memory, model(x). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model.h"

static const struct fni_shape digit = {.c = 1, .h = 28, .w = 28};

static void *
need(void *memory)
{
    assert_non_null(memory);
    return memory;
}

static float *
random_pixels(size_t count, uint64_t seed)
{
    float *x = need(malloc(count * sizeof *x));
    struct fn_rng rng;

    fn_rng_seed(&rng, seed);
    for (size_t i = 0; i < count; i++)
        x[i] = (float)fn_rng_normal(&rng);
    return x;
}

static void
same_floats(const float *a, const float *b, size_t count)
{
    assert_memory_equal(a, b, count * sizeof *a);
}

static void
same_parameters(const struct fn_layer *a, const struct fn_layer *b)
{
    for (int i = 0; i < fn_layer_parameter_count(a); i++) {
        size_t count = fn_layer_parameter(a, i).count;
        float *x = need(malloc(count * sizeof *x)), *y = need(malloc(count * sizeof *y));
        fn_layer_parameter_read(a, i, x);
        fn_layer_parameter_read(b, i, y);
        same_floats(x, y, count);
        free(x);
        free(y);
    }
}

/* One training step in a fresh model and net. */
static struct step
train_step(const char *text, int images, const float *x, const int *labels, int threads, struct fn_layer **model)
{
    struct step s = {.images = images, .training = true, .x = x, .labels = labels, .seed = 9};
    struct fn_pool *pool = need(fn_pool_new(threads, NULL));

    *model = model_make(text, 1);
    s.net = need(fni_net_new(*model, digit, images, FNI_TRAIN_INPUT, NULL));
    step_run(&s, pool);
    fn_pool_free(pool);
    return s;
}

static void
same_bits(const char *text, int images)
{
    static const int threads[] = {2, 3, 8};
    float *x = random_pixels((size_t)images * 784, 4);
    int *labels = need(malloc((size_t)images * sizeof *labels));
    struct fn_layer *first_model, *model;
    struct step first, s;

    for (int i = 0; i < images; i++)
        labels[i] = i % 10;
    first = train_step(text, images, x, labels, 1, &first_model);
    for (int i = 0; i < 3; i++) {
        s = train_step(text, images, x, labels, threads[i], &model);
        same_floats(first.y, s.y, (size_t)images * 10);
        same_floats(first.dx, s.dx, (size_t)images * 784);
        same_floats(fni_net_grad(first.net), fni_net_grad(s.net), fni_net_param_floats(s.net));
        assert_memory_equal(first.losses, s.losses, (size_t)images * sizeof *s.losses);
        same_parameters(first_model, model); /* the running statistics among them */
        step_fini(&s);
        fn_layer_unref(model);
    }
    step_fini(&first);
    fn_layer_unref(first_model);
    free(x);
    free(labels);
}

static void
test_same_bits(void **state)
{
    (void)state;
    same_bits(model_resnet, 100);
    same_bits(model_basic, 128);
    same_bits(model_basic, 530); /* parts of three blocks */
    same_bits(model_basic, 3);   /* fewer parts than threads */
    same_bits("Sequential(BatchNorm2d(1), Dropout(0.3), MaxPool2d(4), Flatten(), Dropout(0.5), Linear(49, 10))", 70);
}

static void
near_floats(const char *what, const float *a, const float *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(fabs((double)a[i] - b[i]) <= 1e-5 * (1 + fabs((double)b[i]))))
            fail_msg("%s %zu: fused %g, plain %g", what, i, a[i], b[i]);
}

static struct step
run_model(const char *text, enum fni_net_use use, bool training, const float *x, const float *gy, int images)
{
    struct step s = {.images = images, .training = training, .x = x, .gy = use == FNI_INFER ? NULL : gy};
    struct fn_layer *model = model_make(text, 3);

    for (int i = 0; i < fn_layer_parameter_count(model); i++) { /* statistics that are not 0 and 1 */
        struct fn_parameter parameter = fn_layer_parameter(model, i);
        float *values = random_pixels(parameter.count, (uint64_t)i + 20);
        for (size_t k = 0; k < parameter.count; k++)
            values[k] = strstr(parameter.name, "var") ? 0.5f + values[k] * values[k] : values[k];
        fn_layer_parameter_write(model, i, values);
        free(values);
    }
    s.net = need(fni_net_new(model, digit, images, use, NULL));
    step_run(&s, NULL);
    fn_layer_unref(model);
    return s;
}

/* A layer whose work a neighbour does gives what it gives by itself: Dropout(0.0) between keeps neighbours apart. */
static void
test_fused(void **state)
{
    enum { IMAGES = 35 };
    static const char *const models[][2] = {
        {"Sequential(Conv2d(1, 9, 3, stride=3), ReLU(), BatchNorm2d(9), ReLU(), Flatten())",
         "Sequential(Conv2d(1, 9, 3, stride=3), Dropout(0.0), ReLU(), Dropout(0.0), BatchNorm2d(9), Dropout(0.0), "
         "ReLU(),"
         "Dropout(0.0), Flatten())"},
        {"Sequential(Conv2d(1, 3, 5, stride=2), BatchNorm2d(3), ReLU(), Conv2d(3, 4, 3), ReLU(), Conv2d(4, 2, 1), "
         "Flatten())",
         "Sequential(Conv2d(1, 3, 5, stride=2), Dropout(0.0), BatchNorm2d(3), Dropout(0.0), ReLU(), Dropout(0.0),"
         "Conv2d(3, 4, 3), Dropout(0.0), ReLU(), Dropout(0.0), Conv2d(4, 2, 1), Flatten())"},
        {"Sequential(BatchNorm2d(1), ReLU(), BatchNorm2d(1), Flatten(), Linear(784, 7), ReLU(), Linear(7, 5))",
         "Sequential(BatchNorm2d(1), Dropout(0.0), ReLU(), Dropout(0.0), BatchNorm2d(1), Flatten(), Linear(784, 7),"
         "Dropout(0.0), ReLU(), Dropout(0.0), Linear(7, 5))"},
        {"Sequential(ReLU(), Conv2d(1, 2, 3, stride=4), BatchNorm2d(2), BatchNorm2d(2), ReLU(), ReLU(), Flatten())",
         "Sequential(ReLU(), Dropout(0.0), Conv2d(1, 2, 3, stride=4), Dropout(0.0), BatchNorm2d(2), Dropout(0.0),"
         "BatchNorm2d(2), Dropout(0.0), ReLU(), Dropout(0.0), ReLU(), Dropout(0.0), Flatten())"},
        {"Sequential(Conv2d(1, 2, 3, stride=4), ReLU(), SequentialEx(ReLU(), MergeLayer()), Flatten())",
         "Sequential(Conv2d(1, 2, 3, stride=4), Dropout(0.0), ReLU(), Dropout(0.0), SequentialEx(Dropout(0.0), ReLU(),"
         "Dropout(0.0), MergeLayer()), Flatten())"},
    };
    float *x = random_pixels((size_t)IMAGES * 784, 6), *gy = random_pixels((size_t)IMAGES * 1000, 7);

    (void)state;
    for (size_t m = 0; m < sizeof models / sizeof models[0]; m++)
        for (int way = 0; way < 3; way++) {
            enum fni_net_use use = way == 0 ? FNI_INFER : FNI_TRAIN_INPUT;
            struct step fused = run_model(models[m][0], use, way == 2, x, gy, IMAGES);
            struct step plain = run_model(models[m][1], use, way == 2, x, gy, IMAGES);
            size_t outputs = fni_shape_size(fni_net_output_shape(fused.net));
            near_floats("y", fused.y, plain.y, IMAGES * outputs);
            if (use != FNI_INFER) {
                near_floats("dx", fused.dx, plain.dx, (size_t)IMAGES * 784);
                near_floats("gradient", fni_net_grad(fused.net), fni_net_grad(plain.net),
                            fni_net_param_floats(fused.net));
            }
            step_fini(&fused);
            step_fini(&plain);
        }
    free(x);
    free(gy);
}

/* Every parameter is in one unit, or cut between rows into several. */
static void
test_units(void **state)
{
    static const char *const models[] = {
        model_basic, model_resnet,
        "Sequential(Conv2d(1, 7, 3), ReLU(), Conv2d(7, 101, 5), Flatten(), Linear(48884, 10), ReLU(), Linear(10, 3))",
        "Sequential(Flatten(), Linear(784, 101), ReLU(), Linear(101, 37), ReLU(), Linear(37, 1))"};

    (void)state;
    for (size_t m = 0; m < sizeof models / sizeof models[0]; m++) {
        struct fn_layer *model = model_make(models[m], 1);
        struct fni_net *net = need(fni_net_new(model, digit, 16, FNI_TRAIN, NULL));
        size_t floats = fni_net_param_floats(net), last = 0;
        char *taken = need(calloc(floats, 1));
        for (int unit = 0; unit < fni_net_unit_count(net); unit++) {
            size_t first, end;
            fni_net_unit(net, unit, &first, &end);
            assert_true(first % 16 == 0 && first >= last && first < end && end <= floats);
            memset(taken + first, 1, end - first);
            last = end;
        }
        for (int i = 0; i < fni_net_param_count(net); i++) {
            struct fni_net_param p = fni_net_param(net, i);
            size_t row = (size_t)p.param->shape[p.param->layout[p.param->ndim - 1]];
            for (size_t k = 0; k < p.param->count; k++)
                assert_true(taken[p.offset + k]);
            for (int unit = 0; unit < fni_net_unit_count(net); unit++) {
                size_t first, end;
                fni_net_unit(net, unit, &first, &end);
                if (first > p.offset && first < p.offset + p.param->count)
                    assert_int_equal((first - p.offset) % row, 0);
            }
        }
        free(taken);
        fni_net_free(net);
        fn_layer_unref(model);
    }
}

/* What a larger batch left behind in the same net, in idle lanes and blocks, must not be seen. */
static void
test_smaller_batch(void **state)
{
    const int sizes[] = {100, 37, 2, 100};
    float *x = random_pixels((size_t)100 * 784, 5);
    int labels[100];
    struct fn_layer *model = model_make(model_resnet, 1), *fresh_model;
    struct step s = {.training = true, .x = x, .labels = labels};

    (void)state;
    for (int i = 0; i < 100; i++)
        labels[i] = i % 10;
    s.net = need(fni_net_new(model, digit, 100, FNI_TRAIN, NULL));
    s.y = need(malloc((size_t)100 * 10 * sizeof *s.y));
    s.losses = need(malloc((size_t)100 * sizeof *s.losses));
    for (int i = 0; i < 4; i++) {
        struct step fresh;
        s.images = sizes[i];
        step_run(&s, NULL);
        fresh = train_step(model_resnet, sizes[i], x, labels, 1, &fresh_model);
        same_floats(s.y, fresh.y, (size_t)sizes[i] * 10);
        same_floats(fni_net_grad(s.net), fni_net_grad(fresh.net), fni_net_param_floats(s.net));
        step_fini(&fresh);
        fn_layer_unref(fresh_model);
    }
    step_fini(&s);
    fn_layer_unref(model);
    free(x);
}

/* Idle lanes may hold anything finite. */
static void
test_idle_lanes(void **state)
{
    float *x = random_pixels((size_t)16 * 784, 6);
    struct fn_layer *model = model_make(model_basic, 1);
    struct fni_net *net = need(fni_net_new(model, digit, 16, FNI_TRAIN, NULL));
    struct fni_pass pass = fni_net_pass((struct fni_team){.threads = 1}, 5, true, 0, 0);
    int labels[5] = {1, 2, 3, 4, 5};
    double losses[2][5];
    float *grad = need(malloc(fni_net_param_floats(net) * sizeof *grad));

    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < 784; i++)
            for (int lane = 0; lane < 16; lane++)
                fni_net_input(net)[i * 16 + lane] = lane < 5 ? x[i * 16 + lane] : turn ? 1e6f * (float)(lane - 9) : 0;
        fni_net_forward(net, &pass);
        fni_net_loss(net, &pass, fni_loss_named("CrossEntropyLoss", NULL), labels, losses[turn]);
        fni_net_backward(net, &pass);
        fni_net_reduce(net, &pass, 0, fni_net_param_floats(net));
        if (turn == 0)
            memcpy(grad, fni_net_grad(net), fni_net_param_floats(net) * sizeof *grad);
    }
    assert_memory_equal(losses[0], losses[1], sizeof losses[0]);
    same_floats(grad, fni_net_grad(net), fni_net_param_floats(net));
    free(grad);
    fni_net_free(net);
    fn_layer_unref(model);
    free(x);
}

/* Tensors that do not live at the same time share memory. */
static void
test_memory(void **state)
{
    struct fn_layer *model = model_make(model_resnet, 1);
    struct fni_net *train = need(fni_net_new(model, digit, 128, FNI_TRAIN, NULL));
    struct fni_net *infer = need(fni_net_new(model, digit, 128, FNI_INFER, NULL));
    size_t values = 0;

    (void)state;
    for (int i = 0; i < fni_net_node_count(train); i++)
        values += fni_shape_size(fni_net_node(train, i)->out) * 128 * sizeof(float);
    assert_in_range(fni_net_bytes(train), 1, values); /* gradients too, those of the parameters among them */
    assert_in_range(fni_net_bytes(infer), 1, values / 4);
    if (getenv("SHOW_DISTANCES"))
        print_message("all values %zu, for training %zu, for inference %zu bytes\n", values, fni_net_bytes(train),
                      fni_net_bytes(infer));
    fni_net_free(train);
    fni_net_free(infer);
    fn_layer_unref(model);
}

/* The flat list: multiples of 16, in order, and slices of it reduce to the same as the whole. */
static void
test_reduce_slices(void **state)
{
    float *x = random_pixels((size_t)64 * 784, 7);
    int labels[64] = {0};
    struct fn_layer *model;
    struct step s = train_step(model_basic, 64, x, labels, 2, &model);
    size_t floats = fni_net_param_floats(s.net), end = 0;
    float *whole = need(malloc(floats * sizeof *whole));
    struct fni_pass pass = fni_net_pass((struct fni_team){.threads = 1}, 64, true, 0, 0);

    (void)state;
    for (int i = 0; i < fni_net_param_count(s.net); i++) {
        struct fni_net_param p = fni_net_param(s.net, i);
        assert_int_equal(p.offset % 16, 0);
        assert_true(p.offset >= end);
        end = p.offset + p.param->count;
    }
    assert_true(end <= floats);
    memcpy(whole, fni_net_grad(s.net), floats * sizeof *whole);
    memset(fni_net_grad(s.net), 0xff, floats * sizeof *whole);
    for (size_t first = 0; first < floats; first += 1000)
        fni_net_reduce(s.net, &pass, first, first + 1000 < floats ? first + 1000 : floats);
    same_floats(whole, fni_net_grad(s.net), floats);
    free(whole);
    step_fini(&s);
    fn_layer_unref(model);
    free(x);
}

static struct fn_tensor *
digits(int n, uint64_t seed)
{
    struct fn_tensor *x = need(fn_tensor_new(4, (int[]){n, 1, 28, 28}, NULL));
    float *values = random_pixels(fn_tensor_count(x), seed);

    memcpy(x->data, values, fn_tensor_count(x) * sizeof *values);
    free(values);
    return x;
}

/* In evaluation an image's output does not depend on its neighbours, or on how many there are. */
static void
test_forward(void **state)
{
    struct fn_layer *model = model_make(model_resnet, 1);
    struct fn_pool *pool = need(fn_pool_new(2, NULL));
    struct fn_tensor *x = digits(700, 8), *y, *one;

    (void)state;
    y = need(fn_layer_forward(model, x, false, NULL, pool, NULL));
    assert_int_equal(y->ndim, 2);
    assert_int_equal(y->shape[0], 700);
    assert_int_equal(y->shape[1], 10);
    for (int i = 0; i < 700; i += 233) {
        struct fn_tensor *image = digits(1, 0), *alone;
        memcpy(image->data, x->data + (size_t)i * 784, 784 * sizeof(float));
        alone = need(fn_layer_forward(model, image, false, NULL, NULL, NULL));
        same_floats(alone->data, y->data + i * 10, 10);
        fn_tensor_unref(image);
        fn_tensor_unref(alone);
    }
    one = need(fn_layer_forward(fn_layer_child(fn_layer_child(model, 0), 0), x, false, NULL, pool, NULL));
    assert_int_equal(one->ndim, 4);
    assert_int_equal(one->shape[1], 8);
    assert_int_equal(one->shape[3], 14);
    fn_tensor_unref(one);
    fn_tensor_unref(x);
    fn_tensor_unref(y);
    fn_pool_free(pool);
    fn_layer_unref(model);
}

/* In training the batch's own statistics count, and the running ones move. */
static void
test_forward_training(void **state)
{
    struct fn_layer *model = model_make("Sequential(BatchNorm2d(1), Flatten())", 1);
    struct fn_tensor *x = digits(8, 8), *y;
    double sum = 0, square = 0;
    float mean;

    (void)state;
    for (size_t i = 0; i < fn_tensor_count(x); i++)
        x->data[i] = 3 + 5 * x->data[i];
    y = need(fn_layer_forward(model, x, true, NULL, NULL, NULL));
    for (size_t i = 0; i < fn_tensor_count(y); i++) {
        sum += y->data[i];
        square += y->data[i] * y->data[i];
    }
    assert_float_equal(sum / (double)fn_tensor_count(y), 0, 1e-6);
    assert_float_equal(square / (double)fn_tensor_count(y), 1, 1e-5);
    fn_layer_parameter_read(model, 2, &mean);
    assert_float_equal(mean, 0.3, 0.03);
    fn_tensor_unref(x);
    fn_tensor_unref(y);
    fn_layer_unref(model);
}

static void
test_forward_features(void **state)
{
    struct fn_layer *model = model_make("Linear(3, 2)", 1);
    struct fn_tensor *x = need(fn_tensor_new(2, (int[]){2, 3}, NULL)), *y;
    const float w[6] = {1, 2, 3, 4, 5, 6}, b[2] = {10, 20};

    (void)state;
    for (int i = 0; i < 6; i++)
        x->data[i] = (float)i;
    fn_layer_parameter_write(model, 0, w);
    fn_layer_parameter_write(model, 1, b);
    y = need(fn_layer_forward(model, x, false, NULL, NULL, NULL));
    same_floats(y->data, (float[]){10 + 8, 20 + 17, 10 + 26, 20 + 62}, 4);
    fn_tensor_unref(x);
    fn_tensor_unref(y);
    fn_layer_unref(model);
}

static void
test_forward_errors(void **state)
{
    struct fn_layer *model = model_make(model_basic, 1);
    struct fn_tensor *flat = need(fn_tensor_new(2, (int[]){2, 784}, NULL));
    struct fn_tensor *three = need(fn_tensor_new(3, (int[]){1, 28, 28}, NULL));
    struct fn_tensor *none = need(fn_tensor_new(4, (int[]){0, 1, 28, 28}, NULL));
    struct fn_error err = {0};

    (void)state;
    assert_null(fn_layer_forward(model, flat, false, NULL, NULL, &err));
    assert_string_equal(err.message,
                        "Conv2d (layer 0): the input has 784 flat features, wanted a picture of 1 channels");
    assert_null(fn_layer_forward(model, three, false, NULL, NULL, &err));
    assert_string_equal(err.message, "Sequential: the input has 3 dimensions, wanted (n, c, h, w) or (n, features)");
    assert_null(fn_layer_forward(model, none, false, NULL, NULL, &err));
    assert_string_equal(err.message, "Sequential: the input is empty: 0 images of 1 x 28 x 28");
    fn_tensor_unref(flat);
    fn_tensor_unref(three);
    fn_tensor_unref(none);
    fn_layer_unref(model);
}

/* About p of the values are 0, the others are scaled; each step draws anew, evaluation not at all. */
static void
test_dropout(void **state)
{
    struct fn_layer *model = model_make("Dropout(0.25)", 1);
    struct fn_tensor *x = digits(64, 9), *a, *b, *c;
    size_t zeros = 0, same = 0, count = fn_tensor_count(x);
    struct fn_rng rng;

    (void)state;
    fn_rng_seed(&rng, 1);
    a = need(fn_layer_forward(model, x, true, &rng, NULL, NULL));
    b = need(fn_layer_forward(model, x, true, &rng, NULL, NULL));
    c = need(fn_layer_forward(model, x, false, NULL, NULL, NULL));
    for (size_t i = 0; i < count; i++) {
        zeros += a->data[i] == 0;
        same += a->data[i] == b->data[i];
        assert_true(a->data[i] == 0 || a->data[i] == x->data[i] * (1 / 0.75f));
    }
    assert_in_range(zeros, count * 24 / 100, count * 26 / 100);
    assert_in_range(same, count * 60 / 100, count * 65 / 100); /* 0.75^2 + 0.25^2 */
    same_floats(c->data, x->data, count);
    fn_tensor_unref(x);
    fn_tensor_unref(a);
    fn_tensor_unref(b);
    fn_tensor_unref(c);
    fn_layer_unref(model);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits),        cmocka_unit_test(test_units),
        cmocka_unit_test(test_smaller_batch),    cmocka_unit_test(test_fused),
        cmocka_unit_test(test_idle_lanes),       cmocka_unit_test(test_memory),
        cmocka_unit_test(test_reduce_slices),    cmocka_unit_test(test_forward),
        cmocka_unit_test(test_forward_training), cmocka_unit_test(test_forward_features),
        cmocka_unit_test(test_forward_errors),   cmocka_unit_test(test_dropout),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
