/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "curve_words.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static void
says(struct text *text, const char *wanted)
{
    assert_string_equal(text->bytes ? text->bytes : "", wanted);
    text_fini(text);
}

static void
learning_rates_stand_out_or_not(void **state)
{
    static const float lrs[] = {1e-5f, 1e-4f, 1e-3f, 1e-2f, 1e-1f, 1, 10};
    static const struct {
        float losses[7];
        const char *wanted;
    } cases[] = {
        {{2.3f, 2.2f, 1.2f, 0.6f, 0.4f, 0.9f, 5},
         "The loss falls fastest at 1.00E-03 and is lowest at 1.00E-01; from 1.00E+01 on it is worse than at the "
         "start.\nGood learning rates are from 1.0E-03 to 1.0E-02.\n"},
        {{2.3f, 2.2f, 2.1f, 1.2f, 0.1f, 0.1f, 0.1f},
         "The loss falls fastest at 1.00E-02 and is lowest at 1.00E-01.\nA good learning rate is about 1.0E-02.\n"},
        {{2.3f, 2.3f, 2.29f, 2.28f, 2.25f, 2.5f, 9},
         "The loss hardly falls at any of these learning rates: none stands out.\n"},
        {{NAN, NAN, NAN, NAN, NAN, NAN, NAN},
         "The loss hardly falls at any of these learning rates: none stands out.\n"},
    };

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        struct fn_recorder recorder = {.n_batches = 7, .losses = cases[i].losses, .lrs = lrs};
        struct text text = {0};
        words_lr_find(&recorder, 0, 7, &text);
        says(&text, cases[i].wanted);
    }
}

static void
the_validation_loss_goes_on(void **state)
{
    static const float losses[] = {2, 1.5f, 1, 0.5f};
    static const int batches[] = {1, 2, 3, 4};
    static const struct {
        float train[4], valid[4];
        int epochs;
        const char *wanted; /* of its line; NULL: there is none */
    } cases[] = {
        {{2}, {1.5f}, 1, "Validation loss: 1.5 after epoch 1.\n"},
        {{2, 1}, {1.5f, 1}, 2, "Validation loss: 1 after epoch 2, its lowest.\n"},
        {{2, 1, 0.5f}, {1.5f, 1, 0.9f}, 3, "Validation loss: 0.9 after epoch 3, its lowest; it still falls.\n"},
        {{2, 1, 0.9f, 0.8f},
         {1.5f, 1, 0.995f, 0.99f},
         4,
         "Validation loss: 0.99 after epoch 4, its lowest; it has levelled off.\n"},
        {{2, 1, 0.5f, 0.2f},
         {1.5f, 1, 1.2f, 1.4f},
         4,
         "Validation loss: 1.4 after epoch 4, lowest after epoch 2 with 1; it rises while the training loss falls: "
         "the model overfits.\n"},
        {{2, 1, 1.5f, 1.6f}, /* both rise: not what is called so */
         {1.5f, 1, 1.2f, 1.4f},
         4,
         "Validation loss: 1.4 after epoch 4, lowest after epoch 2 with 1.\n"},
        {{2, 1}, {NAN, NAN}, 2, NULL}, /* there is no valid set */
        {{2, NAN}, {1.5f, NAN}, 2, "Validation loss: nan after epoch 2, lowest after epoch 1 with 1.5.\n"},
        {{2, 1, 1}, {NAN, 2, 1}, 3, "Validation loss: 1 after epoch 3, its lowest; it still falls.\n"},
    };

    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        struct fn_recorder recorder = {.n_batches = 4,
                                       .losses = losses,
                                       .n_epochs = cases[i].epochs,
                                       .train_losses = cases[i].train,
                                       .val_losses = cases[i].valid,
                                       .batches = batches};
        struct text text = {0}, wanted = {0};
        words_losses(&recorder, 0, 4, &text);
        text_printf(&wanted, "Training loss: 2 after batch 1, 0.5 after batch 4.\n%s",
                    cases[i].wanted ? cases[i].wanted : "");
        says(&text, wanted.bytes);
        text_fini(&wanted);
    }
}

/* Epochs that end behind the batches shown are not told of. */
static void
what_is_left_out_is_not_told(void **state)
{
    static const float losses[] = {2, 1.5f, 1, 0.5f}, train[] = {1.5f, 0.5f}, valid[] = {1, 2};
    static const int batches[] = {2, 4};
    struct fn_recorder recorder = {.n_batches = 4,
                                   .losses = losses,
                                   .n_epochs = 2,
                                   .train_losses = train,
                                   .val_losses = valid,
                                   .batches = batches};
    struct text text = {0};

    (void)state;
    words_losses(&recorder, 1, 3, &text);
    says(&text, "Training loss: 1.5 after batch 2, 1 after batch 3.\nValidation loss: 1 after epoch 1.\n");
}

static void
schedules_turn_once_or_never(void **state)
{
    static const float cycle[] = {0.1f, 0.3f, 0.5f, 1, 0.8f, 0.6f, 0.4f, 0.2f, 0.1f, 0.01f};
    static const float moms[] = {0.95f, 0.9f, 0.88f, 0.85f, 0.9f, 0.91f, 0.92f, 0.93f, 0.94f, 0.95f};
    static const float flat[] = {0.003f, 0.003f, 0.003f}, rising[] = {1, 2, 3};
    struct text text = {0};

    (void)state;
    words_lr(&(struct fn_recorder){.lrs = cycle}, 0, 10, &text);
    says(&text, "The learning rate rises from 1.00E-01 to 1.00E+00 in the first 30 % of the batches, then falls to "
                "1.00E-02.\n");
    words_moms(&(struct fn_recorder){.moms = moms}, 0, 10, &text);
    says(&text, "Momentum falls from 0.95 to 0.85 in the first 30 % of the batches, then rises to 0.95.\n");
    words_lr(&(struct fn_recorder){.lrs = flat}, 0, 3, &text);
    says(&text, "The learning rate is 3.00E-03 throughout.\n");
    words_lr(&(struct fn_recorder){.lrs = rising}, 0, 3, &text);
    says(&text, "The learning rate rises from 1.00E+00 to 3.00E+00.\n");
}

static void
metrics_have_extremes(void **state)
{
    static const float values[] = {0.5f, 0.5f, 0.9f, 0.1f, 0.8f, 0.2f};
    static const char *const names[] = {"accuracy", "error_rate"};
    struct fn_recorder recorder = {.n_epochs = 3, .n_metrics = 2, .metrics = values};
    struct text text = {0};

    (void)state;
    words_metrics(&recorder, names, &text);
    says(&text, "accuracy: 0.800000 after epoch 3; lowest 0.500000 after epoch 1, highest 0.900000 after epoch 2.\n"
                "error_rate: 0.200000 after epoch 3; lowest 0.100000 after epoch 2, highest 0.500000 after epoch 1.\n");
    recorder.n_epochs = 1;
    words_metrics(&recorder, names, &text);
    says(&text, "accuracy: 0.500000 after epoch 1.\nerror_rate: 0.500000 after epoch 1.\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learning_rates_stand_out_or_not), cmocka_unit_test(the_validation_loss_goes_on),
        cmocka_unit_test(what_is_left_out_is_not_told),    cmocka_unit_test(schedules_turn_once_or_never),
        cmocka_unit_test(metrics_have_extremes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
