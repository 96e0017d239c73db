/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "train/metric.h"
#include "train/optimizer.h"
#include "train/recorder.h"
#include "train/schedule.h"
#include "unit/golden.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* ---- Schedules ---- */

static void
one_cycle_is_fastai(void **state)
{
    static const struct {
        const char *file;
        double max_lr;
    } cases[] = {
        {"onecycle_468x3_0.1", 0.1},  {"onecycle_20x1_0.05", 0.05}, {"onecycle_1x1_0.1", 0.1},
        {"onecycle_2x1_0.1", 0.1},    {"onecycle_3x1_0.1", 0.1},    {"onecycle_7x1_0.01", 0.01},
        {"onecycle_13x2_0.02", 0.02},
    };

    (void)state;
    for (int c = 0; c < COUNT(cases); c++) {
        struct golden golden = golden_open(cases[c].file);
        const struct golden_tensor *lr = golden_get(&golden, "lr"), *mom = golden_get(&golden, "mom");
        double top = cases[c].max_lr;
        struct fni_schedule schedule = {.kind = FNI_ONE_CYCLE,
                                        .n_batches = (int)lr->count,
                                        .lr = {top / 25, top, top / 25e4},
                                        .mom = {0.95, 0.85},
                                        .pct_start = 0.3};

        for (size_t i = 0; i < lr->count; i++) {
            struct fni_hyper hyper = fni_schedule_at(&schedule, (int)i);
            assert_true(fabs(hyper.lr - lr->values[i]) <= 1e-12 * top);
            assert_true(fabs(hyper.mom - mom->values[i]) <= 1e-12);
        }
        golden_close(&golden);
    }
}

static void
lr_find_schedule_is_fastai(void **state)
{
    struct golden golden = golden_open("lr_find_sched");
    const struct golden_tensor *lr = golden_get(&golden, "lr");
    struct fni_schedule schedule = {.kind = FNI_EXPONENTIAL, .n_batches = 100, .lr = {1e-7, 100}, .mom = {0.9}};

    (void)state;
    for (int i = 0; i < (int)lr->count; i++) {
        struct fni_hyper hyper = fni_schedule_at(&schedule, i);
        assert_true(fabs(hyper.lr / lr->values[i] - 1) < 1e-12);
        assert_true(hyper.mom == 0.9);
    }
    golden_close(&golden);
}

/* ---- Recorder ---- */

static void
smoothing_is_fastai(void **state)
{
    struct golden golden = golden_open("smooth");
    const struct golden_tensor *x = golden_get(&golden, "x"), *y = golden_get(&golden, "y");
    struct fni_recorder recorder = {0};

    (void)state;
    assert_true(fni_recorder_init(&recorder, (int)x->count, 1, 0, NULL));
    for (size_t i = 0; i < x->count; i++) {
        double smoothed = fni_recorder_batch(&recorder, x->values[i], (struct fni_hyper){0.1, 0.9});
        assert_true(fabs(smoothed - y->values[i]) < 1e-12);
        assert_true(recorder.seen.losses[i] == (float)smoothed);
        assert_true(recorder.seen.raw_losses[i] == (float)x->values[i]);
    }
    fni_recorder_fini(&recorder);
    golden_close(&golden);
}

static void
recorder_keeps_epochs(void **state)
{
    struct fni_recorder recorder = {0};
    const struct fn_recorder *seen = &recorder.seen;

    (void)state;
    assert_true(fni_recorder_init(&recorder, 4, 2, 2, NULL));
    for (int epoch = 0; epoch < 2; epoch++) {
        double metrics[2] = {0.5 + epoch, 0.25};
        for (int b = 0; b < 2; b++)
            fni_recorder_batch(&recorder, 3 - epoch, (struct fni_hyper){0.1 * (b + 1), 0.9});
        recorder.epoch_seconds += 1.5;
        fni_recorder_epoch(&recorder, 7 + epoch, metrics);
    }
    assert_int_equal(seen->n_batches, 4);
    assert_int_equal(seen->n_epochs, 2);
    assert_int_equal(seen->batches[0], 2);
    assert_int_equal(seen->batches[1], 4);
    assert_true(seen->lrs[3] == 0.2f && seen->moms[3] == 0.9f);
    assert_true(seen->train_losses[0] == seen->losses[1] && seen->train_losses[1] == seen->losses[3]);
    assert_true(seen->val_losses[1] == 8 && seen->seconds[1] == 1.5);
    assert_true(seen->metrics[0] == 0.5f && seen->metrics[1] == 0.25f && seen->metrics[2] == 1.5f);
    fni_recorder_fini(&recorder);
}

/* ---- Metrics ---- */

static struct fni_metric
metric(const char *name, const struct fn_arg *args, int n_args)
{
    struct fni_metric made;
    struct fn_error err = {0};
    struct fn_spec spec = {name, args, n_args};

    if (!fni_metric_init(&made, &spec, &err))
        fail_msg("%s", err.message);
    return made;
}

static double
value(const struct fni_metric *metric, const float *logits, int label)
{
    return metric->class->image(metric->values, logits, 1, 6, label);
}

static void
metrics_count_right_answers(void **state)
{
    static const float logits[6] = {0.1f, 2, -1, 2, 0.5f, 0};
    struct fn_arg k = {.name = "k", .kind = FN_INT, .number = 2};
    struct fni_metric accuracy = metric("accuracy", NULL, 0), error_rate = metric("error_rate", NULL, 0);
    struct fni_metric top5 = metric("top_k_accuracy", NULL, 0), top2 = metric("top_k_accuracy", &k, 1);

    (void)state;
    assert_true(value(&accuracy, logits, 1) == 1 && value(&error_rate, logits, 1) == 0);
    assert_true(value(&accuracy, logits, 3) == 0 &&
                value(&error_rate, logits, 3) == 1); /* of equal ones the first wins */
    assert_true(value(&top2, logits, 3) == 1 && value(&top2, logits, 4) == 0);
    assert_true(value(&top5, logits, 5) == 1 && value(&top5, logits, 2) == 0);
}

/* A model that has diverged is not right about everything. */
static void
metrics_of_nan_are_argmax(void **state)
{
    static const float logits[6] = {NAN, NAN, NAN, NAN, NAN, NAN}, one[6] = {9, 1, NAN, 3, 4, 5};
    struct fni_metric accuracy = metric("accuracy", NULL, 0);

    (void)state;
    assert_true(value(&accuracy, logits, 0) == 1);
    for (int label = 1; label < 6; label++)
        assert_true(value(&accuracy, logits, label) == 0);
    assert_true(value(&accuracy, one, 2) == 1 && value(&accuracy, one, 0) == 0);
}

static void
metrics_are_found_by_name(void **state)
{
    struct fn_arg zero = {.name = "k", .kind = FN_INT, .number = 0};
    struct fn_spec wrong = {.name = "acuracy"}, bad_k = {"top_k_accuracy", &zero, 1}, none = {.name = NULL};
    struct fni_metric made;
    struct fn_error err;

    (void)state;
    for (int i = 0; i < fn_metric_info_count(); i++)
        metric(fn_metric_info_get(i)->name, NULL, 0);
    assert_false(fni_metric_init(&made, &wrong, &err));
    assert_int_equal(err.kind, FN_ERROR_INPUT);
    assert_string_equal(err.message, "unknown metric 'acuracy', did you mean 'accuracy'? "
                                     "(accuracy, error_rate, top_k_accuracy)");
    assert_false(fni_metric_init(&made, &bad_k, &err));
    assert_string_equal(err.message, "top_k_accuracy: k is 0, wanted 1 to 1e+06");
    assert_false(fni_metric_init(&made, &none, &err));
}

/* ---- Optimizers ---- */

static struct fni_optimizer
optimizer(const char *name, const struct fn_arg *args, int n_args, double wd, size_t floats)
{
    struct fni_optimizer made;
    struct fn_error err = {0};
    struct fn_spec spec = {name, args, n_args};

    if (!fni_optimizer_init(&made, &spec, wd, floats, &err))
        fail_msg("%s", err.message);
    return made;
}

static void
adamw_is_pytorch(void **state)
{
    struct golden golden = golden_open("adamw");
    const struct golden_tensor *lr = golden_get(&golden, "lr"), *mom = golden_get(&golden, "mom");
    const struct golden_tensor *wanted = golden_get(&golden, "p.f64"), *g = golden_get(&golden, "g");
    size_t n = golden_get(&golden, "p0")->count;
    struct fni_optimizer adamw = optimizer(NULL, NULL, 0, 0.01, n);
    float *p = golden_floats(golden_get(&golden, "p0")), *grads = golden_floats(g);
    float *states[2] = {adamw.state, adamw.state + n};

    (void)state;
    assert_string_equal(adamw.class->info.name, "AdamW");
    for (int t = 0; t < (int)lr->count; t++) {
        struct golden_tensor now = {.count = n, .values = wanted->values + (size_t)t * n};
        adamw.steps++;
        adamw.class->step(&adamw, (struct fni_hyper){lr->values[t], mom->values[t]}, p, grads + (size_t)t * n, states,
                          n);
        assert_true(golden_distance(&now, p) < 2e-6); /* PyTorch's own float32: 6e-7 */
    }
    free(p);
    free(grads);
    fni_optimizer_fini(&adamw);
    golden_close(&golden);
}

/* PyTorch's SGD by hand: v = mom v + g, p = p (1 - lr wd) - lr v. */
static void
sgd_is_pytorch(void **state)
{
    struct fni_optimizer sgd = optimizer("SGD", NULL, 0, 0.1, 2);
    float p[2] = {1, -2}, g[2] = {0.5f, 4};
    float *states[1] = {sgd.state};

    (void)state;
    assert_true(fni_optimizer_momentum(&sgd) == 0.9);
    sgd.class->step(&sgd, (struct fni_hyper){0.5, 0.9}, p, g, states, 2);
    assert_true(fabs(p[0] - (0.95 - 0.25)) < 1e-6 && fabs(p[1] - (-1.9 - 2)) < 1e-6);
    sgd.class->step(&sgd, (struct fni_hyper){0.1, 0.5}, p, g, states, 2);
    assert_true(fabs(p[0] - (0.7 * 0.99 - 0.1 * 0.75)) < 1e-6 && fabs(p[1] - (-3.9 * 0.99 - 0.1 * 6)) < 1e-6);
    fni_optimizer_fini(&sgd);
}

static void
optimizers_are_found_by_name(void **state)
{
    struct fn_spec wrong = {.name = "Lamb"};
    struct fni_optimizer made;
    struct fn_error err;

    (void)state;
    for (int i = 0; i < fn_optimizer_info_count(); i++) {
        made = optimizer(fn_optimizer_info_get(i)->name, NULL, 0, 0, 100);
        assert_true(fni_optimizer_momentum(&made) == 0.9);
        fni_optimizer_fini(&made);
    }
    assert_false(fni_optimizer_init(&made, &wrong, 0, 100, &err));
    assert_string_equal(err.message, "unknown optimizer 'Lamb', there are: AdamW, SGD");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_cycle_is_fastai),
        cmocka_unit_test(lr_find_schedule_is_fastai),
        cmocka_unit_test(smoothing_is_fastai),
        cmocka_unit_test(recorder_keeps_epochs),
        cmocka_unit_test(metrics_count_right_answers),
        cmocka_unit_test(metrics_of_nan_are_argmax),
        cmocka_unit_test(metrics_are_found_by_name),
        cmocka_unit_test(adamw_is_pytorch),
        cmocka_unit_test(sgd_is_pytorch),
        cmocka_unit_test(optimizers_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
