/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers: what they print, their names, their shapes and the errors about them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model.h"

static void
test_repr(void **state)
{
    struct fn_layer *model =
        model_make("Sequential(Conv2d(1, 8, 3, stride=2, padding=1), BatchNorm2d(8), ReLU(),"
                   "res_block(8), Conv2d(8, 4, 1, bias=False), MaxPool2d(2), AvgPool2d(2, 1),"
                   "AdaptiveAvgPool2d(1), Dropout(0.25), Flatten(), LeakyReLU(0.1), Linear(4, 10))",
                   1);
    char *text = fn_layer_repr(model, NULL);

    (void)state;
    assert_string_equal(text,
                        "Sequential(\n"
                        "  (0): Conv2d(1, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))\n"
                        "  (1): BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)\n"
                        "  (2): ReLU()\n"
                        "  (3): SequentialEx(\n"
                        "    (layers): ModuleList(\n"
                        "      (0): Sequential(\n"
                        "        (0): Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)\n"
                        "        (1): ReLU(inplace=True)\n"
                        "        (2): BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)\n"
                        "      )\n"
                        "      (1): Sequential(\n"
                        "        (0): Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)\n"
                        "        (1): ReLU(inplace=True)\n"
                        "        (2): BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)\n"
                        "      )\n"
                        "      (2): MergeLayer()\n"
                        "    )\n"
                        "  )\n"
                        "  (4): Conv2d(8, 4, kernel_size=(1, 1), stride=(1, 1), bias=False)\n"
                        "  (5): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)\n"
                        "  (6): AvgPool2d(kernel_size=2, stride=1, padding=0)\n"
                        "  (7): AdaptiveAvgPool2d(output_size=1)\n"
                        "  (8): Dropout(p=0.25, inplace=False)\n"
                        "  (9): Flatten()\n"
                        "  (10): LeakyReLU(negative_slope=0.1)\n"
                        "  (11): Linear(in_features=4, out_features=10, bias=True)\n"
                        ")");
    free(text);
    fn_layer_unref(model);
}

static void
test_repr_empty(void **state)
{
    const char *models[] = {"Sequential()", "SequentialEx()", "Flatten()"};

    (void)state;
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct fn_layer *model = model_make(models[i], 1);
        char *text = fn_layer_repr(model, NULL);
        assert_string_equal(text, models[i]);
        free(text);
        fn_layer_unref(model);
    }
}

static void
test_parameter_names(void **state)
{
    const char *names[] = {"0.weight",
                           "0.bias",
                           "1.layers.0.0.weight",
                           "1.layers.0.2.weight",
                           "1.layers.0.2.bias",
                           "1.layers.0.2.running_mean",
                           "1.layers.0.2.running_var",
                           "1.layers.1.0.weight"};
    struct fn_layer *model = model_make("Sequential(Conv2d(1, 8, 3), res_block(8))", 1);

    (void)state;
    assert_int_equal(fn_layer_parameter_count(model), 12);
    for (int i = 0; i < 8; i++)
        assert_string_equal(fn_layer_parameter(model, i).name, names[i]);
    assert_int_equal(fn_layer_parameter(model, 0).ndim, 4);
    assert_int_equal(fn_layer_parameter(model, 0).shape[0], 8);
    assert_int_equal(fn_layer_parameter(model, 0).shape[1], 1);
    assert_true(fn_layer_parameter(model, 4).trainable);
    assert_false(fn_layer_parameter(model, 5).trainable);
    fn_layer_unref(model);
}

/* What is written is what is read, element by element, though memory has another order. */
static void
test_parameter_order(void **state)
{
    struct fn_layer *model = model_make("Conv2d(3, 5, 2)", 1);
    float in[60], out[60];

    (void)state;
    for (int i = 0; i < 60; i++)
        in[i] = (float)i;
    fn_layer_parameter_write(model, 0, in);
    fn_layer_parameter_read(model, 0, out);
    assert_memory_equal(in, out, sizeof in);
    /* (out 4, in 2, ky 1, kx 0) is at [ky][kx][in][out] */
    assert_true(model->params[0].value[((1 * 2 + 0) * 3 + 2) * 5 + 4] == in[((4 * 3 + 2) * 2 + 1) * 2 + 0]);
    fn_layer_unref(model);
}

/* PyTorch's Conv2d: uniform in +-1/sqrt(fan_in); fastai's: normal with std sqrt(2/fan_in), bias 0. */
static void
test_initialisation(void **state)
{
    struct fn_layer *plain = model_make("Conv2d(16, 64, 3)", 1), *fastai = model_make("conv2d(16, 64, bias=True)", 1);
    double bound = 1 / sqrt(16 * 9), largest = 0, square = 0;
    size_t count = plain->params[0].count;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        double w = plain->params[0].value[i], v = fastai->params[0].value[i];
        assert_true(fabs(w) <= bound);
        largest = fmax(largest, fabs(w));
        square += v * v;
    }
    assert_true(largest > 0.999 * bound);
    assert_float_equal(sqrt(square / (double)count), sqrt(2.0 / (16 * 9)), 0.002); /* 9216 draws: sd 0.0009 */
    for (int i = 0; i < 64; i++)
        assert_true(fastai->params[1].value[i] == 0);
    fn_layer_unref(plain);
    fn_layer_unref(fastai);
}

static void
test_summary(void **state)
{
    const char *models[] = {model_basic, model_refactor, model_resnet};
    const size_t parameters[] = {12126, 12044, 41132};
    const int rows[] = {15, 16, 44};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct fn_layer *model = model_make(models[i], 1);
        struct fn_summary summary;
        const struct fn_summary_row *last;
        assert_true(fn_summary_init(&summary, model, (int[]){128, 1, 28, 28}, NULL));
        assert_int_equal(summary.n_rows, rows[i]);
        assert_int_equal(summary.parameters, parameters[i]);
        assert_int_equal(summary.trainable, parameters[i]);
        last = &summary.rows[summary.n_rows - 1];
        assert_string_equal(last->name, "Flatten");
        assert_int_equal(last->ndim, 2);
        assert_int_equal(last->shape[0], 128);
        assert_int_equal(last->shape[1], 10);
        assert_false(last->trainable);
        assert_string_equal(summary.rows[0].name, "Conv2d");
        assert_int_equal(summary.rows[0].ndim, 4);
        assert_int_equal(summary.rows[0].shape[3], 14);
        assert_true(summary.rows[0].trainable);
        fn_summary_fini(&summary);
        fn_layer_unref(model);
    }
}

struct shape_error {
    const char *model;
    int input[4];
    const char *message;
};

static const struct shape_error shape_errors[] = {
    {"Sequential(Conv2d(1, 16, 3, padding=1), ReLU(), MaxPool2d(4), Conv2d(8, 8, 3))",
     {1, 1, 28, 28},
     "Conv2d (layer 3): the input has 16 channels (16 x 7 x 7), wanted 8 (in_channels=8)"},
    {"Conv2d(1, 8, 3)", {1, 3, 28, 28}, "Conv2d: the input has 3 channels (3 x 28 x 28), wanted 1 (in_channels=1)"},
    {"Sequential(Conv2d(1, 8, 5), Conv2d(8, 8, 5))",
     {1, 1, 8, 8},
     "Conv2d (layer 1): the input of 8 x 4 x 4 is smaller than the kernel of 5 x 5 (padding=0)"},
    {"Sequential(MaxPool2d(3))",
     {1, 1, 2, 2},
     "MaxPool2d (layer 0): the input of 1 x 2 x 2 is smaller than the window of 3 x 3 (padding=0)"},
    {"Sequential(Conv2d(1, 8, 3), Linear(8, 10))",
     {1, 1, 28, 28},
     "Linear (layer 1): the input is a map of 8 x 26 x 26, wanted 8 flat features: put Flatten() in front"},
    {"Sequential(Flatten(), Linear(8, 10))",
     {1, 1, 28, 28},
     "Linear (layer 1): the input has 784 features, wanted 8 (in_features=8)"},
    {"Sequential(Flatten(), Conv2d(1, 8, 3))",
     {1, 1, 28, 28},
     "Conv2d (layer 1): the input has 784 flat features, wanted a picture of 1 channels"},
    {"Sequential(BatchNorm2d(4))",
     {1, 1, 28, 28},
     "BatchNorm2d (layer 0): the input has 1 channels (1 x 28 x 28), wanted 4 (num_features=4)"},
    {"Sequential(MergeLayer())",
     {1, 1, 28, 28},
     "MergeLayer (layer 0): it merges with the input of the SequentialEx around it, and there is none"},
    {"SequentialEx(Sequential(Conv2d(1, 1, 3), MergeLayer()))",
     {1, 1, 28, 28},
     "MergeLayer (layer layers.0.1): it merges with the input of the SequentialEx around it, and there is none"},
    {"Sequential(SequentialEx(Conv2d(1, 1, 3), MergeLayer()))",
     {1, 1, 28, 28},
     "MergeLayer (layer 0.layers.1): the input is 1 x 26 x 26, the block's input is 1 x 28 x 28, wanted the same "
     "shape"},
    {"SequentialEx(Conv2d(1, 4, 3), MergeLayer(dense=True))",
     {1, 1, 28, 28},
     "MergeLayer (layer layers.1): the input is 4 x 26 x 26, the block's input is 1 x 28 x 28, wanted the same rows "
     "and "
     "columns"},
    {"Sequential()", {1, 1, 28, 28}, "Sequential: there is no layer in it"},
};

static void
test_shape_errors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shape_errors / sizeof *shape_errors; i++) {
        struct fn_layer *model = model_make(shape_errors[i].model, 1);
        struct fn_error err = {0};
        struct fn_summary summary;
        assert_false(fn_summary_init(&summary, model, shape_errors[i].input, &err));
        assert_string_equal(err.message, shape_errors[i].message);
        assert_int_equal(err.kind, FN_ERROR_INPUT);
        assert_int_equal(model->refs, 1);
        fn_layer_unref(model);
    }
}

static void
test_batch_norm_of_one_value(void **state)
{
    struct fn_layer *model = model_make("Sequential(BatchNorm2d(4))", 1);
    struct fni_shape shape = {.c = 4, .h = 1, .w = 1};
    struct fn_error err = {0};

    (void)state;
    assert_null(fni_net_new(model, shape, 1, FNI_TRAIN, &err));
    assert_string_equal(err.message, "BatchNorm2d (layer 0): one value a channel in training (a batch of 1 image of "
                                     "4 x 1 x 1), wanted more");
    fn_layer_unref(model);
}

static void
test_argument_errors(void **state)
{
    static const char *const cases[][2] = {
        {"Conv3d(1, 8, 3)", "unknown layer 'Conv3d', did you mean 'Conv2d'?"},
        {"Conv2d(1, 8)", "Conv2d: the argument kernel_size is missing"},
        {"Conv2d(0, 8, 3)", "Conv2d: in_channels is 0, wanted 1 to 65536"},
        {"Conv2d(1, 8, 3, strid=2)", "Conv2d: unknown argument 'strid', did you mean 'stride'?"},
        {"conv_layer(1, 8, norm_type=Spectral)", "conv_layer: norm_type is 'Spectral', wanted one of: Batch BatchZero"},
        {"Dropout(1.5)", "Dropout: p is 1.5, wanted 0 to 1"},
        {"Sequential(3)", "Sequential: argument 1 is a number, wanted a layer"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fn_error err = {0};
        struct fn_rng rng;
        fn_rng_seed(&rng, 1);
        assert_null(model_parse(cases[i][0], &rng, &err));
        err.message[strlen(cases[i][1])] = '\0';
        assert_string_equal(err.message, cases[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repr),
        cmocka_unit_test(test_repr_empty),
        cmocka_unit_test(test_parameter_names),
        cmocka_unit_test(test_parameter_order),
        cmocka_unit_test(test_initialisation),
        cmocka_unit_test(test_summary),
        cmocka_unit_test(test_shape_errors),
        cmocka_unit_test(test_batch_norm_of_one_value),
        cmocka_unit_test(test_argument_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
