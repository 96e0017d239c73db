/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tensor_repr.h"

/* What PyTorch 1.13 prints for the same numbers. */
static const struct example {
    const char *name;
    int ndim, shape[FN_MAX_DIMS];
    bool integer;
    float values[9]; /* the last one again and again, where there are more */
    int n_values;
    const char *printed;
} examples[] = {
    {"a number", 0, {0}, false, {3.5f}, 1, "tensor(3.5000)"},
    {"an integer", 0, {0}, true, {7}, 1, "tensor(7)"},
    {"not a number", 0, {0}, false, {NAN}, 1, "tensor(nan)"},
    {"whole numbers", 1, {3}, false, {1, 2, 3}, 3, "tensor([1., 2., 3.])"},
    {"labels", 1, {3}, true, {-1, 10, 3}, 3, "tensor([-1, 10,  3])"},
    {"decimals", 1, {3}, false, {-0.5f, 0.25f, 10}, 3, "tensor([-0.5000,  0.2500, 10.0000])"},
    {"zeros", 2, {2, 2}, false, {0}, 1, "tensor([[0., 0.],\n        [0., 0.]])"},
    {"far apart", 1, {2}, false, {1e-6f, 1}, 2, "tensor([1.0000e-06, 1.0000e+00])"},
    {"large", 1, {1}, false, {1e10f}, 1, "tensor([1.0000e+10])"},
    {"small", 1, {1}, false, {1e-5f}, 1, "tensor([1.0000e-05])"},
    {"not finite", 1, {4}, false, {NAN, 1, INFINITY, -2.5f}, 4, "tensor([    nan,  1.0000,     inf, -2.5000])"},
    {"not finite, whole", 1, {3}, false, {1, NAN, 100}, 3, "tensor([  1.,  nan, 100.])"},
    {"nothing", 1, {0}, false, {0}, 1, "tensor([])"},
    {"nothing of two dimensions", 2, {0, 3}, false, {0}, 1, "tensor([], size=(0, 3))"},
    {"three dimensions", 3, {2, 1, 2}, true, {1, 2, 3, 4}, 4, "tensor([[[1, 2]],\n\n        [[3, 4]]])"},
    {"a long row is broken",
     1,
     {30},
     true,
     {100, 7},
     2,
     "tensor([100,   7,   7,   7,   7,   7,   7,   7,   7,   7,   7,   7,   7,   7,\n"
     "          7,   7,   7,   7,   7,   7,   7,   7,   7,   7,   7,   7,   7,   7,\n"
     "          7,   7])"},
    {"a very long row is shortened",
     1,
     {1001},
     false,
     {0.5f},
     1,
     "tensor([0.5000, 0.5000, 0.5000,  ..., 0.5000, 0.5000, 0.5000])"},
    {"many rows are shortened",
     2,
     {501, 2},
     true,
     {1},
     1,
     "tensor([[1, 1],\n        [1, 1],\n        [1, 1],\n        ...,\n        [1, 1],\n        [1, 1],\n        [1, "
     "1]])"},
};

static void
test_as_pytorch(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const struct example *example = &examples[i];
        struct text text = {0};
        struct fn_tensor *tensor = fn_tensor_new(example->ndim, example->shape, NULL);
        assert_non_null(tensor);
        tensor->integer = example->integer;
        for (size_t k = 0; k < fn_tensor_count(tensor); k++)
            tensor->data[k] = example->values[k < (size_t)example->n_values ? (int)k : example->n_values - 1];
        tensor_repr(tensor, &text);
        assert_false(text.failed);
        if (strcmp(text.bytes, example->printed) != 0)
            fail_msg("%s: printed\n%s\nwanted\n%s", example->name, text.bytes, example->printed);
        text_fini(&text);
        fn_tensor_unref(tensor);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_as_pytorch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
