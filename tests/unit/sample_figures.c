/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/sample_figures.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

const char *const sample_names[SAMPLE_COUNT] = {"digit",  "grid",   "batch", "augment", "colour", "results",
                                                "losses", "finder", "lr",    "metrics", "point",  "empty"};

/* A round brush with a soft edge. */
static void
dab(struct fn_image *image, int x, int y)
{
    static const uint8_t shade[] = {255, 255, 240, 200, 140, 100, 60, 30, 20};

    for (int j = -2; j <= 2; j++)
        for (int i = -2; i <= 2; i++) {
            uint8_t *pixel = &image->pixels[(y + j) * image->width + x + i];
            if (shade[i * i + j * j] > *pixel)
                *pixel = shade[i * i + j * j];
        }
}

struct fn_image *
sample_digit(int digit)
{
    /* Strokes through these points of a grid of 3 x 5, as "column row" pairs; a blank lifts the pen. */
    static const char *const strokes[] = {"0020240400",      "011014",       "002022020424", "00202404 0222",
                                          "000222 2024",     "200002222404", "200004242202", "002014",
                                          "0020240400 0222", "220200202404"};
    struct fn_image *image = fn_image_new(28, 28, 1, NULL);
    const char *s = strokes[digit];
    int last_x = -1, last_y = -1;

    assert_non_null(image);
    for (; *s; s += 2) {
        enum { STEPS = 20 };
        int x, y;
        if (*s == ' ') {
            last_x = -1;
            s++;
        }
        x = 7 + 7 * (s[0] - '0');
        y = 4 + 5 * (s[1] - '0');
        if (last_x < 0) {
            last_x = x;
            last_y = y;
        }
        for (int i = 0; i <= STEPS; i++)
            dab(image, last_x + (x - last_x) * i / STEPS, last_y + (y - last_y) * i / STEPS);
        last_x = x;
        last_y = y;
    }
    return image;
}

static struct fn_figure *
grid(bool whole)
{
    static const char *const labels[] = {
        "4",  "\xe4\xb8\xad\xe6\x96\x87", "a\tb\x1b[31m",
        NULL, "e\xcc\x81t\xc3\xa9 \xff",  "a name too long for any picture of this grid, be it ever so wide"};
    struct fn_grid_item items[6];
    struct fn_figure *figure;

    for (int i = 0; i < 6; i++)
        items[i] = (struct fn_grid_item){.image = whole && i == 3 ? NULL : sample_digit(i + 2), .label = labels[i]};
    if (!whole)
        items[0].label = NULL;
    figure = fn_figure_grid(items, whole ? 2 : 1, whole ? 3 : 1, whole ? FN_CMAP_GRAY : FN_CMAP_BINARY, NULL);
    for (int i = 0; i < 6; i++)
        fn_image_unref(items[i].image);
    return figure;
}

/* 3 x 3: the digits 1 to 9, each with its label; or one that wanders about, as transforms make it. */
static struct fn_figure *
nine(bool wandering)
{
    struct fn_grid_item items[9];
    struct fn_figure *figure;

    for (int i = 0; i < 9; i++) {
        static const char *const labels[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
        struct fn_image *digit = sample_digit(wandering ? 4 : i + 1), *image = fn_image_new(28, 28, 1, NULL);
        int right = wandering ? i * 2 % 7 - 3 : 0, down = wandering ? i * 4 % 7 - 3 : 0;
        assert_non_null(image);
        for (int y = 0; y < 28; y++)
            for (int x = 0; x < 28; x++) {
                int from_x = x - right, from_y = y - down;
                bool inside = from_x >= 0 && from_x < 28 && from_y >= 0 && from_y < 28;
                image->pixels[y * 28 + x] = inside ? digit->pixels[from_y * 28 + from_x] : 0;
            }
        items[i] = (struct fn_grid_item){.image = image, .label = wandering ? NULL : labels[i]};
        fn_image_unref(digit);
    }
    figure = fn_figure_grid(items, 3, 3, FN_CMAP_GRAY, NULL);
    for (int i = 0; i < 9; i++)
        fn_image_unref(items[i].image);
    return figure;
}

static struct fn_figure *
colour_picture(void)
{
    struct fn_image *image = fn_image_new(9, 7, 3, NULL);
    struct fn_grid_item item = {.image = image, .label = "hue"};
    struct fn_figure *figure;

    assert_non_null(image);
    for (int i = 0; i < 9 * 7 * 3; i++)
        image->pixels[i] = (uint8_t)(i * 47 + i / 27 * 31);
    figure = fn_figure_grid(&item, 1, 1, FN_CMAP_GRAY, NULL);
    fn_image_unref(image);
    return figure;
}

static struct fn_figure *
results(void)
{
    struct fn_grid_item items[] = {{.label = "4", .truth = "4"},
                                   {.label = "3", .truth = "5"},
                                   {.label = "sneaker", .truth = "sandal"},
                                   {.label = "a rather long name", .truth = "another one"}};
    struct fn_figure *figure;

    for (int i = 0; i < 4; i++)
        items[i].image = sample_digit(i + 4);
    figure = fn_figure_grid(items, 2, 2, FN_CMAP_GRAY, NULL);
    for (int i = 0; i < 4; i++)
        fn_image_unref(items[i].image);
    return figure;
}

static struct fn_figure *
losses(void)
{
    enum { TRAIN = 200, VALID = 5 };
    float x[TRAIN], y[TRAIN], valid_x[VALID], valid_y[VALID];
    struct fn_series series[] = {{.name = "train", .x = x, .y = y, .count = TRAIN},
                                 {.name = "valid", .x = valid_x, .y = valid_y, .count = VALID}};
    struct fn_curves curves = {
        .title = "Losses", .x_label = "Batches processed", .y_label = "Loss", .series = series, .n_series = 2};

    for (int i = 0; i < TRAIN; i++) {
        x[i] = (float)(7 * i);
        y[i] = 2.3f / (1 + (float)i / 16) + 0.02f * (float)(i * 7 % 5);
        if (i >= 120 && i < 130)
            y[i] = NAN;
    }
    for (int i = 0; i < VALID; i++) {
        valid_x[i] = (float)(280 * (i + 1));
        valid_y[i] = 0.7f - 0.1f * (float)i;
    }
    return fn_figure_curves(&curves, NULL);
}

static struct fn_figure *
finder(void)
{
    enum { N = 85 };
    float x[N], y[N];
    struct fn_series series[] = {{.x = x, .y = y, .count = N},
                                 {.name = "min gradient", .x = x + 55, .y = y + 55, .count = 1, .marks = true},
                                 {.name = "min loss / 10", .x = x + 48, .y = y + 48, .count = 1, .marks = true}};
    struct fn_curves curves = {
        .x_label = "Learning Rate", .y_label = "Loss", .log_x = true, .series = series, .n_series = 3};

    for (int i = 0; i < N; i++) {
        float u = (float)(i - 55) / 12, v = i > 66 ? (float)(i - 66) / 9 : 0;
        x[i] = (float)(1e-7 * pow(10, i * 9.0 / 99));
        y[i] = 1.3f - u / (1 + fabsf(u)) + v * v;
    }
    return fn_figure_curves(&curves, NULL);
}

/* A cycle of learning rates. */
static struct fn_figure *
rates(void)
{
    enum { N = 300 };
    float x[N], y[N];
    struct fn_series series = {.x = x, .y = y, .count = N};
    struct fn_curves curves = {.x_label = "Iterations", .y_label = "Learning Rate", .series = &series, .n_series = 1};

    for (int i = 0; i < N; i++) {
        float u = i < 90 ? (float)i / 90 : 1 - (float)(i - 90) / 210;
        x[i] = (float)i;
        y[i] = 0.004f + 0.096f * u * u * (3 - 2 * u);
    }
    return fn_figure_curves(&curves, NULL);
}

/* Two metrics at the ends of `count` epochs. */
static struct fn_figure *
metrics(int count)
{
    static const float x[] = {468, 936, 1404, 1872, 2340}, good[] = {0.93f, 0.956f, 0.97f, 0.981f, 0.985f},
                       bad[] = {0.07f, 0.044f, 0.03f, 0.019f, 0.015f};
    struct fn_series series[] = {{.name = "accuracy", .x = x, .y = good, .count = count, .marks = count == 1},
                                 {.name = "error_rate", .x = x, .y = bad, .count = count, .marks = count == 1}};
    struct fn_curves curves = {.x_label = "Batches processed", .y_label = "Metric", .series = series, .n_series = 2};

    return fn_figure_curves(&curves, NULL);
}

struct fn_figure *
sample_figure(enum sample sample)
{
    struct fn_figure *figure = NULL;

    switch (sample) {
    case SAMPLE_DIGIT:
    case SAMPLE_GRID:
        figure = grid(sample == SAMPLE_GRID);
        break;
    case SAMPLE_BATCH:
    case SAMPLE_AUGMENT:
        figure = nine(sample == SAMPLE_AUGMENT);
        break;
    case SAMPLE_COLOUR:
        figure = colour_picture();
        break;
    case SAMPLE_RESULTS:
        figure = results();
        break;
    case SAMPLE_LOSSES:
        figure = losses();
        break;
    case SAMPLE_FINDER:
        figure = finder();
        break;
    case SAMPLE_LR:
        figure = rates();
        break;
    case SAMPLE_METRICS:
        figure = metrics(5);
        break;
    case SAMPLE_POINT:
        figure = metrics(1);
        break;
    case SAMPLE_EMPTY:
        figure = metrics(0);
        break;
    case SAMPLE_COUNT:
        break;
    }
    assert_non_null(figure);
    return figure;
}
