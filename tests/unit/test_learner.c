/* SPDX-License-Identifier: GPL-3.0-or-later
 * The learner on pictures that the test draws itself: three classes of bars. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <fn/fn.h>

#include "train/learner.h"
#include "unit/model.h"

enum { SIZE = 8, CLASSES = 3, TRAIN = 30, VALID = 7 }; /* images a class */

/* ---- Fixture ---- */

static char folder[] = "test_learner_XXXXXX";

/* An upright, a level or a slanting bar somewhere, a little noise everywhere. */
static void
draw(const char *part, int class, int number, struct fn_rng *rng)
{
    struct fn_image *image = fn_image_new(SIZE, SIZE, 1, NULL);
    int at = 2 + (int)fn_rng_below(rng, SIZE - 4);
    char path[128];

    assert_non_null(image);
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++) {
            bool ink = class == 0 ? x == at : class == 1 ? y == at : (x + y) % SIZE == at;
            image->pixels[y * SIZE + x] = (uint8_t)((ink ? 180 : 0) + fn_rng_below(rng, 60));
        }
    snprintf(path, sizeof path, "%s/%s/c%d/%03d.png", folder, part, class, number);
    assert_true(fn_image_write(image, path, NULL));
    fn_image_unref(image);
}

static int
draw_all(void **state)
{
    static const char *const parts[] = {"train", "valid"};
    struct fn_rng rng;
    char path[128];

    (void)state;
    fn_rng_seed(&rng, 7);
    if (!mkdtemp(folder))
        return -1;
    for (int p = 0; p < 2; p++) {
        snprintf(path, sizeof path, "%s/%s", folder, parts[p]);
        mkdir(path, 0777);
        for (int c = 0; c < CLASSES; c++) {
            snprintf(path, sizeof path, "%s/%s/c%d", folder, parts[p], c);
            mkdir(path, 0777);
            for (int i = 0; i < (p ? VALID : TRAIN); i++)
                draw(parts[p], c, i, &rng);
        }
    }
    return 0;
}

static int
remove_all(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static struct fn_data_bunch *
bunch(int bs, bool valid)
{
    struct fn_error err = {0};
    struct fn_image_list *list = fn_image_list_from_folder(folder, FN_IMAGE_L, &err);
    struct fn_item_lists *split = NULL;
    struct fn_label_lists *labels = NULL, *transformed = NULL;
    struct fn_transform *steps[FN_TRANSFORM_STEPS];
    struct fn_arg args[] = {{.name = "padding", .kind = FN_INT, .number = 1},
                            {.name = "size", .kind = FN_INT, .number = SIZE}};
    struct fn_data_bunch *raw = NULL, *data = NULL;
    int n_steps = fn_transform_new("rand_pad", args, 2, steps, &err);

    if (list)
        split = valid ? fn_split_by_folder(list, "train", "valid", &err) : fn_split_none(list, &err);
    if (split)
        labels = fn_label_from_folder(split, &err);
    if (labels)
        transformed = fn_label_lists_transform(labels, steps, n_steps, NULL, 0, &err);
    if (transformed)
        raw = fn_data_bunch_new(transformed, &(struct fn_data_bunch_options){.bs = bs, .val_bs = 16}, &err);
    if (raw)
        data = fn_data_bunch_normalize(raw, &fn_mnist_stats, NULL, &err);
    if (!data)
        fail_msg("%s", err.message);
    for (int i = 0; i < n_steps; i++)
        fn_transform_unref(steps[i]);
    fn_data_bunch_unref(raw);
    fn_label_lists_unref(transformed);
    fn_label_lists_unref(labels);
    fn_item_lists_unref(split);
    fn_image_list_unref(list);
    return data;
}

static const char three_classes[] = "Sequential(conv_layer(1, 8, stride=2), res_block(8), Flatten(), Linear(128, 3))";

struct set_up {
    struct fn_pool *pool;
    struct fn_data_bunch *data;
    struct fn_layer *model;
    struct fn_learner *learner;
};

static struct set_up
set_up(int threads, int bs, bool valid, const char *optimizer)
{
    struct set_up s = {fn_pool_new(threads, NULL), bunch(bs, valid), model_make(three_classes, 3), NULL};
    struct fn_learner_options options = {.optimizer = {.name = optimizer},
                                         .metrics = {{.name = "accuracy"}, {.name = "error_rate"}},
                                         .n_metrics = 2,
                                         .wd = -1,
                                         .seed = 11,
                                         .pool = s.pool};
    struct fn_error err = {0};

    s.learner = fn_learner_new(s.data, s.model, &options, &err);
    if (!s.learner)
        fail_msg("%s", err.message);
    return s;
}

static void
tear_down(struct set_up *s)
{
    fn_learner_free(s->learner);
    fn_layer_unref(s->model);
    fn_data_bunch_unref(s->data);
    fn_pool_free(s->pool);
}

/* All parameters and running statistics, one after the other; the caller frees them. */
static float *
weights(const struct fn_layer *of, size_t *count)
{
    float *values = NULL;

    *count = 0;
    for (int i = 0; i < fn_layer_parameter_count(of); i++) {
        size_t n = fn_layer_parameter(of, i).count;
        values = realloc(values, (*count + n) * sizeof *values);
        assert_non_null(values);
        fn_layer_parameter_read(of, i, values + *count);
        *count += n;
    }
    return values;
}

static const struct fn_one_cycle cycle = {.max_lr = 0.01};

static void
fit(struct set_up *s, int epochs)
{
    struct fn_error err = {0};
    if (!fn_learner_fit_one_cycle(s->learner, epochs, &cycle, NULL, &err))
        fail_msg("%s", err.message);
}

/* ---- Fit ---- */

static void
learns_the_bars(void **state)
{
    struct set_up s = set_up(2, 16, true, *state);
    const struct fn_recorder *recorder = fn_learner_recorder(s.learner);
    double loss, metrics[FN_MAX_METRICS];

    fit(&s, 12);
    assert_int_equal(recorder->n_epochs, 12);
    assert_int_equal(recorder->n_batches, 12 * (CLASSES * TRAIN / 16));
    assert_false(recorder->lr_find);
    assert_true(recorder->metrics[11 * 2] == 1 && recorder->metrics[11 * 2 + 1] == 0);
    assert_true(recorder->val_losses[11] < 0.2f && recorder->train_losses[11] < recorder->train_losses[0]);
    assert_true(recorder->seconds[11] > 0);
    assert_true(fn_learner_validate(s.learner, &loss, metrics, NULL));
    assert_true((float)loss == recorder->val_losses[11] && metrics[0] == 1);
    tear_down(&s);
}

static void
same_bits_for_any_number_of_threads(void **state)
{
    static const int threads[] = {1, 2, 3, 8};
    float *first = NULL, *losses = NULL, metric = 0;
    size_t count;

    (void)state;
    for (int i = 0; i < 4; i++) {
        struct set_up s = set_up(threads[i], 72, true, NULL); /* 5 blocks, 3 parts, the last block short */
        const struct fn_recorder *recorder = fn_learner_recorder(s.learner);
        float *now;

        fit(&s, 3);
        now = weights(s.model, &count);
        if (i == 0) {
            first = now;
            losses = malloc((size_t)recorder->n_batches * sizeof *losses);
            memcpy(losses, recorder->losses, (size_t)recorder->n_batches * sizeof *losses);
            metric = recorder->val_losses[2];
        } else {
            assert_memory_equal(first, now, count * sizeof *now);
            assert_memory_equal(losses, recorder->losses, (size_t)recorder->n_batches * sizeof *losses);
            assert_true(metric == recorder->val_losses[2]);
            free(now);
        }
        tear_down(&s);
    }
    free(first);
    free(losses);
}

/* The order of the images goes on over fits, and so does the optimizer's state. */
static void
a_second_fit_goes_on(void **state)
{
    struct set_up s = set_up(1, 16, true, NULL);
    float first;

    (void)state;
    fit(&s, 1);
    first = fn_learner_recorder(s.learner)->raw_losses[0];
    assert_int_equal(s.learner->epochs, 1);
    assert_int_equal(s.learner->optimizer.steps, 5);
    fit(&s, 1);
    assert_int_equal(s.learner->epochs, 2);
    assert_int_equal(s.learner->optimizer.steps, 10);
    assert_int_equal(fn_learner_recorder(s.learner)->n_epochs, 1);
    assert_true(fn_learner_recorder(s.learner)->losses[0] == fn_learner_recorder(s.learner)->raw_losses[0]);
    assert_true(fn_learner_recorder(s.learner)->raw_losses[0] < first);
    tear_down(&s);
}

static void
constant_fit_uses_the_optimizers_momentum(void **state)
{
    struct set_up s = set_up(1, 16, false, NULL);
    const struct fn_recorder *recorder = fn_learner_recorder(s.learner);

    (void)state;
    assert_true(fn_learner_fit(s.learner, 1, 0.003, NULL, NULL));
    assert_int_equal(recorder->n_batches, CLASSES * (TRAIN + VALID) / 16);
    for (int i = 0; i < recorder->n_batches; i++)
        assert_true(recorder->lrs[i] == 0.003f && recorder->moms[i] == 0.9f);
    assert_true(isnan(recorder->val_losses[0]) && isnan(recorder->metrics[0])); /* there is no valid set */
    tear_down(&s);
}

/* ---- Stopping ---- */

struct stopper {
    int batches, epochs; /* stop after so many */
    int seen_batches, seen_epochs, seen_validating;
    struct fn_learner *learner;
};

static bool
count_batch(void *user, const struct fn_progress *progress)
{
    struct stopper *stopper = user;

    if (progress->validating) {
        stopper->seen_validating++;
        return true;
    }
    assert_true(progress->batch >= 1 && progress->batch <= progress->n_batches);
    return ++stopper->seen_batches != stopper->batches;
}

static bool
count_epoch(void *user, const struct fn_recorder *recorder)
{
    struct stopper *stopper = user;

    assert_int_equal(recorder->n_epochs, stopper->seen_epochs + 1);
    assert_false(isnan(recorder->val_losses[stopper->seen_epochs])); /* it comes after the validation */
    return ++stopper->seen_epochs != stopper->epochs;
}

static void
stops_after_a_batch_and_keeps_what_was_learnt(void **state)
{
    struct set_up s = set_up(2, 16, true, NULL);
    struct stopper stopper = {.batches = 7};
    struct fn_callbacks callbacks = {count_batch, count_epoch, &stopper};
    const struct fn_recorder *recorder = fn_learner_recorder(s.learner);
    size_t count;
    float *before = weights(s.model, &count), *after;
    struct fn_error err;

    (void)state;
    assert_false(fn_learner_fit_one_cycle(s.learner, 4, &cycle, &callbacks, &err));
    assert_int_equal(err.kind, FN_ERROR_STOPPED);
    assert_string_equal(err.message, "stopped after 7 of 20 batches");
    assert_int_equal(recorder->n_batches, 7);
    assert_int_equal(recorder->n_epochs, 1);
    assert_int_equal(stopper.seen_epochs, 1);
    assert_int_equal(stopper.seen_validating, 2); /* 21 images by 16 */
    after = weights(s.model, &count);
    assert_true(memcmp(before, after, count * sizeof *after) != 0);
    fit(&s, 1); /* and it can go on */
    free(before);
    free(after);
    tear_down(&s);
}

static void
stops_after_an_epoch(void **state)
{
    struct set_up s = set_up(1, 16, true, NULL);
    struct stopper stopper = {.epochs = 2};
    struct fn_callbacks callbacks = {NULL, count_epoch, &stopper};
    struct fn_error err;

    (void)state;
    assert_false(fn_learner_fit(s.learner, 4, 0.01, &callbacks, &err));
    assert_int_equal(err.kind, FN_ERROR_STOPPED);
    assert_int_equal(fn_learner_recorder(s.learner)->n_epochs, 2);
    tear_down(&s);
}

/* A callback may use the pool and look at the learner, but not fit it. */
static bool
use_the_learner(void *user, const struct fn_progress *progress)
{
    struct stopper *stopper = user;
    double loss, metrics[FN_MAX_METRICS];
    struct fn_error err;

    if (progress->validating)
        return true;
    assert_true(fn_learner_validate(stopper->learner, &loss, metrics, NULL));
    assert_true(isfinite(loss));
    assert_false(fn_learner_fit(stopper->learner, 1, 0.1, NULL, &err));
    assert_string_equal(err.message, "the learner is in the middle of a fit");
    stopper->seen_batches++;
    return true;
}

static void
callbacks_may_validate(void **state)
{
    struct set_up s = set_up(3, 32, true, NULL), t = set_up(3, 32, true, NULL);
    struct stopper stopper = {.learner = s.learner};
    struct fn_callbacks callbacks = {.on_batch_end = use_the_learner, .user = &stopper};
    size_t count;
    float *looked, *not ;

    (void)state;
    assert_true(fn_learner_fit_one_cycle(s.learner, 2, &cycle, &callbacks, NULL));
    assert_int_equal(stopper.seen_batches, 4);
    fit(&t, 2);
    looked = weights(s.model, &count);
    not = weights(t.model, &count);
    assert_memory_equal(looked, not, count * sizeof *not ); /* looking changes nothing */
    free(looked);
    free(not );
    tear_down(&s);
    tear_down(&t);
}

/* ---- Going on ---- */

/* Stops at the at-th callback of whatever kind. */
struct halt {
    int at, seen;
};

static bool
halt_batch(void *user, const struct fn_progress *progress)
{
    struct halt *halt = user;

    (void)progress;
    return ++halt->seen != halt->at;
}

static bool
halt_epoch(void *user, const struct fn_recorder *recorder)
{
    return halt_batch(user, NULL) && recorder->n_epochs > 0;
}

static struct fn_callbacks
halt_callbacks(struct halt *halt)
{
    return (struct fn_callbacks){halt_batch, halt_epoch, halt};
}

enum { HALT_EPOCHS = 3 };

/* Three epochs of one of the two schedules. */
static bool
fit_either(struct set_up *s, bool one_cycle, const struct fn_callbacks *callbacks, struct fn_error *err)
{
    return one_cycle ? fn_learner_fit_one_cycle(s->learner, HALT_EPOCHS, &cycle, callbacks, err)
                     : fn_learner_fit(s->learner, HALT_EPOCHS, 0.01, callbacks, err);
}

static void
assert_same_floats(const float *a, const float *b, int count)
{
    assert_memory_equal(a, b, (size_t)count * sizeof *a);
}

/* Weights, running statistics and records, to the bit. */
static void
assert_same_training(const struct set_up *a, const struct set_up *b)
{
    const struct fn_recorder *r = fn_learner_recorder(a->learner), *q = fn_learner_recorder(b->learner);
    size_t count;
    float *these = weights(a->model, &count), *those = weights(b->model, &count);

    assert_memory_equal(these, those, count * sizeof *these);
    free(these);
    free(those);
    assert_true(r->lr_find == q->lr_find && r->n_batches == q->n_batches && r->n_epochs == q->n_epochs);
    assert_same_floats(r->losses, q->losses, r->n_batches);
    assert_same_floats(r->raw_losses, q->raw_losses, r->n_batches);
    assert_same_floats(r->lrs, q->lrs, r->n_batches);
    assert_same_floats(r->moms, q->moms, r->n_batches);
    assert_same_floats(r->train_losses, q->train_losses, r->n_epochs);
    assert_same_floats(r->val_losses, q->val_losses, r->n_epochs);
    assert_same_floats(r->metrics, q->metrics, r->n_epochs * r->n_metrics);
    assert_memory_equal(r->batches, q->batches, (size_t)r->n_epochs * sizeof *r->batches);
}

/* What somebody may do before he goes on. */
static void
look_around(struct set_up *s)
{
    struct fn_lr_find options = {.num_it = 7};
    double loss, metrics[FN_MAX_METRICS];
    struct fn_image *image = fn_image_new(SIZE, SIZE, 1, NULL);
    float probabilities[CLASSES];
    int class;

    assert_true(fn_learner_lr_find(s->learner, &options, NULL, NULL));
    assert_true(fn_learner_lr_find(s->learner, &options, NULL, NULL));
    assert_true(fn_learner_recorder(s->learner)->lr_find);
    assert_true(fn_learner_validate(s->learner, &loss, metrics, NULL));
    assert_true(fn_learner_predict(s->learner, image, &class, probabilities, NULL));
    fn_image_unref(image);
}

/* Stopped at each of its callbacks in turn: after any batch, in a validation, at an epoch's end. */
static void
resume_goes_on_as_if_never_stopped(void **state)
{
    bool one_cycle = *(bool *)*state;
    struct set_up plain = set_up(2, 16, true, NULL);
    struct halt count = {0};
    struct fn_callbacks counting = halt_callbacks(&count);
    struct fn_error err;

    assert_true(fit_either(&plain, one_cycle, &counting, NULL));
    assert_int_equal(count.seen, HALT_EPOCHS * (5 + 2 + 1));
    for (int at = 1; at <= count.seen; at++) {
        struct set_up s = set_up(2, 16, true, NULL);
        struct halt halt = {.at = at}, rest = {0};
        struct fn_callbacks halting = halt_callbacks(&halt), going_on = halt_callbacks(&rest);
        int in_epoch = (at - 1) % 8 + 1; /* callbacks of an epoch: 5 batches, 2 of the valid set, its end */

        assert_false(fit_either(&s, one_cycle, &halting, &err));
        assert_int_equal(err.kind, FN_ERROR_STOPPED);
        if (at % 2)
            look_around(&s);
        assert_true(fn_learner_resume(s.learner, &going_on, NULL));
        assert_int_equal(rest.seen, count.seen - at + (in_epoch > 5 && in_epoch < 8 ? in_epoch - 5 : 0));
        assert_same_training(&s, &plain);
        tear_down(&s);
    }
    tear_down(&plain);
}

static void
resume_may_be_stopped_again(void **state)
{
    struct set_up plain = set_up(2, 16, false, "SGD"), s = set_up(1, 16, false, "SGD"); /* without a valid set */
    struct halt halt = {.at = 1};
    struct fn_callbacks halting = halt_callbacks(&halt);
    bool finished = fit_either(&s, true, &halting, NULL);
    int stops = 0;

    (void)state;
    for (; !finished; stops++) {
        halt.seen = 0;
        finished = fn_learner_resume(s.learner, &halting, NULL);
    }
    assert_int_equal(stops, HALT_EPOCHS * (CLASSES * (TRAIN + VALID) / 16 + 1));
    fit(&plain, HALT_EPOCHS);
    assert_same_training(&s, &plain);
    fit(&plain, 1); /* the next fit goes on from the same state, too */
    fit(&s, 1);
    assert_same_training(&s, &plain);
    tear_down(&s);
    tear_down(&plain);
}

static bool
resume_within(void *user, const struct fn_progress *progress)
{
    struct stopper *stopper = user;
    struct fn_error err;

    (void)progress;
    assert_false(fn_learner_resume(stopper->learner, NULL, &err));
    assert_string_equal(err.message, "the learner is in the middle of a fit");
    return false;
}

static void
assert_no_resume(struct set_up *s, const char *message)
{
    struct fn_error err;

    assert_false(fn_learner_resume(s->learner, NULL, &err));
    assert_int_equal(err.kind, FN_ERROR_INPUT);
    assert_string_equal(err.message, message);
}

static void
resumes_that_cannot_be(void **state)
{
    struct set_up s = set_up(1, 16, true, NULL);
    struct stopper stopper = {.learner = s.learner};
    struct fn_callbacks callbacks = {.on_batch_end = resume_within, .user = &stopper};
    struct fn_lr_find options = {.num_it = 3};

    (void)state;
    assert_no_resume(&s, "the learner was not fitted yet: there is nothing to go on with");
    assert_true(fn_learner_lr_find(s.learner, &options, NULL, NULL));
    assert_false(fn_learner_lr_find(s.learner, &options, &callbacks, NULL));
    assert_no_resume(&s, "the learner was not fitted yet: there is nothing to go on with");
    assert_false(fn_learner_fit(s.learner, 2, 0.01, &callbacks, NULL));
    assert_false(fn_learner_fit(s.learner, 0, 0.01, &callbacks, NULL)); /* not begun: the other can go on */
    assert_true(fn_learner_resume(s.learner, NULL, NULL));
    assert_no_resume(&s, "the learner's last fit is complete: there is nothing to go on with");
    assert_false(fn_learner_fit(s.learner, 2, 0.01, &callbacks, NULL));
    fit(&s, 1);
    assert_no_resume(&s, "the learner's last fit is complete: there is nothing to go on with");
    assert_false(fn_learner_fit(s.learner, 2, 0.01, &callbacks, NULL));
    assert_true(fn_learner_lr_find(s.learner, &options, NULL, NULL)); /* freed with the learner */
    tear_down(&s);
}

/* ---- lr_find ---- */

static void
lr_find_leaves_everything_as_it_was(void **state)
{
    /* `searched` looks for a learning rate between its fits, once to the end and once stopped */
    struct set_up searched = set_up(2, 16, true, *state), plain = set_up(2, 16, true, *state);
    const struct fn_recorder *recorder = fn_learner_recorder(searched.learner);
    struct stopper stopper = {.batches = 3};
    struct fn_callbacks callbacks = {.on_batch_end = count_batch, .user = &stopper};
    struct fn_lr_find options = {.end_lr = 100, .num_it = 12};
    size_t count;
    float *a, *b;
    struct fn_error err = {0};

    fit(&searched, 1);
    fit(&plain, 1);
    assert_true(fn_learner_lr_find(searched.learner, &options, NULL, &err));
    assert_int_equal(err.kind, FN_ERROR_NONE);
    assert_true(recorder->lr_find);
    assert_int_equal(recorder->n_batches, 12); /* over three epochs */
    assert_int_equal(recorder->n_epochs, 0);
    for (int i = 0; i < 12; i++)
        assert_true(fabs(recorder->lrs[i] / (1e-7 * pow(1e9, i / 12.0)) - 1) < 1e-6);
    assert_false(fn_learner_lr_find(searched.learner, &options, &callbacks, &err));
    assert_int_equal(err.kind, FN_ERROR_STOPPED);
    assert_int_equal(recorder->n_batches, 3);

    a = weights(searched.model, &count);
    b = weights(plain.model, &count);
    assert_memory_equal(a, b, count * sizeof *a);
    free(a);
    free(b);
    fit(&searched, 2); /* optimizer and random state go on as if there had been no search */
    fit(&plain, 2);
    a = weights(searched.model, &count);
    b = weights(plain.model, &count);
    assert_memory_equal(a, b, count * sizeof *a);
    free(a);
    free(b);
    tear_down(&searched);
    tear_down(&plain);
}

static void
lr_find_stops_when_the_loss_diverges(void **state)
{
    struct set_up s = set_up(1, 16, true, "SGD");
    struct fn_lr_find options = {.start_lr = 1e-3, .end_lr = 1e6, .num_it = 200, .stop_div = true};
    const struct fn_recorder *recorder = fn_learner_recorder(s.learner);
    float best = INFINITY, last;

    (void)state;
    assert_true(fn_learner_lr_find(s.learner, &options, NULL, NULL));
    assert_in_range(recorder->n_batches, 2, 199);
    for (int i = 0; i < recorder->n_batches - 1; i++) {
        best = fminf(best, recorder->losses[i]);
        assert_true(recorder->losses[i] <= 4 * best);
    }
    last = recorder->losses[recorder->n_batches - 1];
    assert_true(isnan(last) || last > 4 * best);
    options.stop_div = false;
    assert_true(fn_learner_lr_find(s.learner, &options, NULL, NULL));
    assert_int_equal(recorder->n_batches, 200);
    fit(&s, 1);
    assert_false(isnan(recorder->val_losses[0]));
    tear_down(&s);
}

/* ---- Errors ---- */

static void
assert_refused(struct fn_data_bunch *data, struct fn_layer *of, struct fn_learner_options options, const char *message)
{
    struct fn_error err = {0};

    assert_null(fn_learner_new(data, of, &options, &err));
    assert_int_equal(err.kind, FN_ERROR_INPUT);
    assert_string_equal(err.message, message);
}

static void
learners_that_cannot_be(void **state)
{
    struct fn_data_bunch *data = bunch(16, true);
    struct fn_layer *four = model_make("Sequential(Flatten(), Linear(64, 4))", 1);
    struct fn_layer *maps = model_make("conv_layer(1, 8, stride=2)", 1), *three = model_make(three_classes, 1);
    struct fn_learner_options options = {.wd = -1};

    (void)state;
    assert_refused(data, four, options,
                   "the model's output is 4 values for one image, the data has 3 classes: c0, c1, c2");
    assert_refused(
        data, maps, options,
        "the model's output for one image is (8, 4, 4), wanted one value a class (3): end it with Flatten()");
    options.loss.name = "CrossEntropy";
    assert_null(fn_learner_new(data, three, &options, NULL));
    options.loss.name = NULL;
    options.optimizer.name = "Adamw";
    assert_refused(data, three, options, "unknown optimizer 'Adamw', did you mean 'AdamW'? (AdamW, SGD)");
    fn_layer_unref(four);
    fn_layer_unref(maps);
    fn_layer_unref(three);
    fn_data_bunch_unref(data);
}

static void
fits_that_cannot_be(void **state)
{
    struct set_up s = set_up(1, 16, true, NULL);
    const struct fn_recorder *recorder = fn_learner_recorder(s.learner);
    struct fn_one_cycle bad_moms = {.max_lr = 1, .moms = {1, 0.5}}, bad_pct = {.max_lr = 1, .pct_start = 2};
    struct fn_lr_find backwards = {.start_lr = 1, .end_lr = 0.1};
    struct fn_error err;

    (void)state;
    fit(&s, 2);
    assert_false(fn_learner_fit(s.learner, 0, 0.1, NULL, &err));
    assert_string_equal(err.message, "0 epochs, wanted at least 1");
    assert_false(fn_learner_fit(s.learner, 1, -0.1, NULL, &err));
    assert_string_equal(err.message, "lr is -0.1, wanted a number over 0");
    assert_false(fn_learner_fit(s.learner, 1, NAN, NULL, NULL));
    assert_false(fn_learner_fit(s.learner, 1000000000, 0.1, NULL, &err));
    assert_string_equal(err.message, "1000000000 epochs of 5 batches are too many to count");
    assert_false(fn_learner_fit_one_cycle(s.learner, 1, &bad_moms, NULL, &err));
    assert_string_equal(err.message, "moms are 1 and 0.5, wanted 0 up to under 1");
    assert_false(fn_learner_fit_one_cycle(s.learner, 1, &bad_pct, NULL, &err));
    assert_string_equal(err.message, "pct_start is 2, wanted a share over 0 up to 1");
    assert_false(fn_learner_lr_find(s.learner, &backwards, NULL, &err));
    assert_string_equal(err.message, "start_lr is 1 and end_lr 0.1, wanted 0 < start_lr < end_lr");
    assert_int_equal(recorder->n_epochs, 2); /* the recorder is as it was */
    tear_down(&s);
}

/* From a callback, as of the weights there are then, after batches of training and of validation. */
static bool
predict_within(void *user, const struct fn_progress *progress)
{
    struct set_up *s = user;
    struct fn_image *image = fn_label_list_get(fn_data_bunch_valid(s->data), progress->batch, NULL, NULL);
    float probabilities[CLASSES];
    int class;

    assert_true(fn_learner_predict(s->learner, image, &class, probabilities, NULL));
    fn_image_unref(image);
    return true;
}

static void
predictions_within_change_nothing(void **state)
{
    float *values[2], val_loss[2];
    size_t count;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct set_up s = set_up(2, 16, true, NULL);
        struct fn_callbacks callbacks = {.on_batch_end = i ? predict_within : NULL, .user = &s};
        assert_true(fn_learner_fit_one_cycle(s.learner, 3, &cycle, &callbacks, NULL));
        values[i] = weights(s.model, &count);
        val_loss[i] = fn_learner_recorder(s.learner)->val_losses[2];
        tear_down(&s);
    }
    assert_memory_equal(values[0], values[1], count * sizeof *values[0]);
    assert_true(val_loss[0] == val_loss[1]);
    free(values[0]);
    free(values[1]);
}

static void
a_batch_larger_than_the_set_is_the_set(void **state)
{
    struct set_up s = set_up(2, 1000, true, NULL);

    (void)state;
    fit(&s, 2);
    assert_int_equal(fn_learner_recorder(s.learner)->n_batches, 2);
    assert_int_equal(s.learner->train_images, CLASSES * TRAIN);
    tear_down(&s);
}

/* One by one the valid pictures give what validate says of them together, also after the weights have changed. */
static void
predicts_what_it_validates(void **state)
{
    struct set_up s = set_up(2, 16, true, NULL);
    struct fn_label_list *valid = fn_data_bunch_valid(s.data);
    struct fn_image *small = fn_image_new(3, 3, 1, NULL);
    struct fn_error err = {.message = ""};
    float probabilities[CLASSES], preds[CLASSES * VALID * CLASSES], losses[CLASSES * VALID];
    int class;

    (void)state;
    for (int round = 0; round < 2; round++) {
        double loss = 0, wanted, metrics[FN_MAX_METRICS];
        int right = 0, count = fn_label_list_count(valid);
        assert_true(fn_learner_get_preds(s.learner, preds, losses, NULL));
        for (int i = 0; i < count; i++) {
            struct fn_image *image = fn_label_list_get(valid, i, NULL, NULL);
            double sum = 0;
            assert_true(fn_learner_predict(s.learner, image, &class, probabilities, NULL));
            for (int c = 0; c < CLASSES; c++)
                sum += probabilities[c];
            assert_true(fabs(sum - 1) < 1e-5);
            loss -= log(probabilities[fn_label_list_y(valid, i)]) / count;
            for (int c = 0; c < CLASSES; c++)
                assert_true(fabsf(probabilities[c] - preds[i * CLASSES + c]) < 1e-6f);
            assert_true(fabs(losses[i] + log(probabilities[fn_label_list_y(valid, i)])) < 1e-4);
            right += class == fn_label_list_y(valid, i);
            fn_image_unref(image);
        }
        assert_true(fn_learner_validate(s.learner, &wanted, metrics, NULL));
        assert_true(fabs(loss - wanted) < 1e-5 * (1 + wanted));
        assert_true(fabs(metrics[0] - (double)right / count) < 1e-6);
        fit(&s, 1);
    }
    assert_false(fn_learner_predict(s.learner, small, &class, probabilities, &err));
    assert_non_null(strstr(err.message, "(1, 3, 3)"));
    fn_image_unref(small);
    tear_down(&s);
}

/* Every eighth batch is measured; what layers multiply is counted as the kernels say. */
static void
a_profile_of_the_fit(void **state)
{
    struct set_up s = set_up(2, 16, true, NULL);
    struct fn_error err = {.message = ""};
    struct fn_profile profile;
    double seconds = 0;

    (void)state;
    assert_false(fn_learner_profile(s.learner, &profile, &err));
    assert_non_null(strstr(err.message, "fit first"));
    fit(&s, 2);
    assert_true(fn_learner_profile(s.learner, &profile, &err));
    assert_int_equal(profile.batches, (fn_learner_recorder(s.learner)->n_batches + 7) / 8);
    assert_int_equal(profile.images, 16);
    assert_int_equal(profile.threads, 2);
    assert_int_equal(profile.n_rows, fni_net_node_count(s.learner->train_net) - 1);
    for (int i = 0; i < profile.n_rows; i++) {
        const struct fn_profile_row *row = &profile.rows[i];
        bool multiplies = strcmp(row->name, "Conv2d") == 0 || strcmp(row->name, "Linear") == 0;
        assert_true(row->forward >= 0 && row->backward_data >= 0 && row->backward_weights >= 0);
        assert_true(multiplies == (row->forward_flops > 0) && multiplies == (row->backward_weights > 0));
        assert_true(row->backward_data_flops == (multiplies && i > 0 ? row->forward_flops : 0));
        seconds += row->forward + row->backward_data + row->backward_weights;
    }
    assert_true(seconds > 0 && profile.assemble > 0 && profile.loss > 0 && profile.optimizer > 0 && profile.wait >= 0);
    assert_true(fn_pool_peak(s.pool) > 1e8);
    fn_profile_fini(&profile);
    tear_down(&s);
}

/* As in fastai the fit goes on, and it shows. */
static void
a_loss_that_is_nan_is_recorded(void **state)
{
    struct set_up s = set_up(1, 16, true, "SGD");
    const struct fn_recorder *recorder = fn_learner_recorder(s.learner);

    (void)state;
    assert_true(fn_learner_fit(s.learner, 3, 1e30, NULL, NULL));
    assert_int_equal(recorder->n_epochs, 3);
    assert_true(isnan(recorder->train_losses[2]) && isnan(recorder->val_losses[2]));
    assert_true(recorder->metrics[2 * 2] < 0.5f);
    tear_down(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(learns_the_bars, "AdamW"),
        cmocka_unit_test_prestate(learns_the_bars, "SGD"),
        cmocka_unit_test(same_bits_for_any_number_of_threads),
        cmocka_unit_test(a_second_fit_goes_on),
        cmocka_unit_test(constant_fit_uses_the_optimizers_momentum),
        cmocka_unit_test(stops_after_a_batch_and_keeps_what_was_learnt),
        cmocka_unit_test(stops_after_an_epoch),
        cmocka_unit_test(callbacks_may_validate),
        cmocka_unit_test_prestate(resume_goes_on_as_if_never_stopped, &(bool){true}),
        cmocka_unit_test_prestate(resume_goes_on_as_if_never_stopped, &(bool){false}),
        cmocka_unit_test(resume_may_be_stopped_again),
        cmocka_unit_test(resumes_that_cannot_be),
        cmocka_unit_test_prestate(lr_find_leaves_everything_as_it_was, "AdamW"),
        cmocka_unit_test_prestate(lr_find_leaves_everything_as_it_was, "SGD"),
        cmocka_unit_test(lr_find_stops_when_the_loss_diverges),
        cmocka_unit_test(learners_that_cannot_be),
        cmocka_unit_test(fits_that_cannot_be),
        cmocka_unit_test(predictions_within_change_nothing),
        cmocka_unit_test(a_batch_larger_than_the_set_is_the_set),
        cmocka_unit_test(predicts_what_it_validates),
        cmocka_unit_test(a_profile_of_the_fit),
        cmocka_unit_test(a_loss_that_is_nan_is_recorded),
    };
    return cmocka_run_group_tests(tests, draw_all, remove_all);
}
