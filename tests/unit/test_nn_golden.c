/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers beside PyTorch: every file of tests/golden/layers is a case that says itself what it is. */
#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/memory.h"
#include "golden.h"
#include "kernel/kernel.h"
#include "model.h"

/* A few times what PyTorch's own float32 is off, and never less than two of float32's last digits: PyTorch may hit the
 * float64 result by luck, and adds in another order. */
static void
compare(const struct golden *golden, const char *name, const float *values)
{
    const struct golden_tensor *wanted = golden_get(golden, "%s", name);
    double spread = *golden_get(golden, "spread.%s", name)->values, largest = 0, off = golden_distance(wanted, values);

    for (size_t i = 0; i < wanted->count; i++)
        largest = fmax(largest, fabs(wanted->values[i]));
    if (getenv("SHOW_DISTANCES"))
        print_message("  %-28s off %.2g, PyTorch %.2g, largest %.2g\n", name, off, spread, largest);
    if (!(off <= 4 * spread + 0x1p-22 * largest))
        fail_msg("%s is %g off, PyTorch's own float32 %g", name, off, spread);
}

static void
write_params(const struct golden *golden, struct fn_layer *model)
{
    for (int i = 0; i < fn_layer_parameter_count(model); i++) {
        float *values = golden_floats(golden_get(golden, "param.%s", fn_layer_parameter(model, i).name));
        fn_layer_parameter_write(model, i, values);
        free(values);
    }
}

/* Gradients of the trainable parameters, the running statistics after. */
static void
compare_params(const struct golden *golden, const struct step *step, struct fn_layer *model, const char *prefix)
{
    for (int i = 0; i < fn_layer_parameter_count(model); i++) {
        struct fn_parameter p = fn_layer_parameter(model, i);
        float *values;
        char name[256];
        if (p.trainable) {
            values = step_grad(step, model, p.name);
        } else {
            values = calloc(p.count, sizeof *values);
            fn_layer_parameter_read(model, i, values);
        }
        snprintf(name, sizeof name, "%s%s.%s", prefix, p.trainable ? "grad" : "new", p.name);
        if (p.trainable || step->training)
            compare(golden, name, values);
        free(values);
    }
}

static struct fni_shape
shape_of(const struct golden_tensor *t)
{
    if (t->ndim == 2)
        return (struct fni_shape){.c = t->shape[1], .h = 1, .w = 1, .flat = true};
    return (struct fni_shape){.c = t->shape[1], .h = t->shape[2], .w = t->shape[3]};
}

static void
run_layer(const struct golden *golden, bool training)
{
    const struct golden_tensor *x = golden_get(golden, "x");
    const char *prefix = training ? "" : "eval.";
    struct fn_layer *model = model_make(golden_text(golden, "model"), 1);
    float *in = golden_floats(x), *gy = golden_floats(golden_get(golden, "gy"));
    struct step step = {.images = x->shape[0], .training = training, .x = in, .gy = gy};
    struct fn_error err = {0};
    char name[64];

    write_params(golden, model);
    step.net = fni_net_new(model, shape_of(x), step.images, FNI_TRAIN_INPUT, &err);
    if (!step.net)
        fail_msg("%s", err.message);
    step_run(&step, NULL);
    snprintf(name, sizeof name, "%sy", prefix);
    compare(golden, name, step.y);
    if (golden_has(golden, "%sdx", prefix)) {
        snprintf(name, sizeof name, "%sdx", prefix);
        compare(golden, name, step.dx);
        compare_params(golden, &step, model, prefix);
    }
    step_fini(&step);
    fn_layer_unref(model);
    free(in);
    free(gy);
}

static void
run_loss(const struct golden *golden)
{
    const struct golden_tensor *x = golden_get(golden, "x"), *labels = golden_get(golden, "labels");
    int n = x->shape[0], classes = x->shape[1];
    const struct fni_loss *loss = fni_loss_named("CrossEntropyLoss", NULL);
    float *losses = calloc((size_t)n, sizeof *losses), *dx = calloc(x->count, sizeof *dx), mean;
    double sum = 0;

    for (int first = 0; first < n; first += FNI_LANES) {
        int images = n - first < FNI_LANES ? n - first : FNI_LANES, label[FNI_LANES];
        float *logits = fni_alloc((size_t)classes * FNI_LANES, sizeof *logits, NULL);
        float *dlogits = fni_alloc((size_t)classes * FNI_LANES, sizeof *dlogits, NULL);
        double each[FNI_LANES];
        for (int i = 0; i < images; i++) {
            label[i] = (int)labels->values[first + i];
            for (int c = 0; c < classes; c++)
                logits[c * FNI_LANES + i] = (float)x->values[(first + i) * classes + c];
        }
        loss->block(logits, classes, label, images, 1.0f / (float)n, each, dlogits);
        for (int i = 0; i < images; i++) {
            losses[first + i] = (float)each[i];
            sum += each[i];
            for (int c = 0; c < classes; c++)
                dx[(first + i) * classes + c] = dlogits[c * FNI_LANES + i];
        }
        for (int c = 0; c < classes; c++)
            for (int i = images; i < FNI_LANES; i++)
                assert_true(dlogits[c * FNI_LANES + i] == 0);
        fni_free(logits);
        fni_free(dlogits);
    }
    mean = (float)(sum / n);
    compare(golden, "loss", &mean);
    compare(golden, "per_item", losses);
    compare(golden, "dx", dx);
    free(losses);
    free(dx);
}

/* MergeLayer with inputs of its own: a container for this test whose children are two leaves that take the first and
 * the last channels of the input, and the MergeLayer. */

static void
copy_channels(struct fni_node *node, const struct fni_pass *pass, int part, bool backward)
{
    bool last = node->path[strlen(node->path) - 1] == '1';
    size_t whole = fni_block_size(node->in[0]), size = fni_block_size(node->out), at = last ? whole - size : 0;

    for (int b = 0; b < fni_part_blocks(pass, part); b++) {
        if (backward) {
            float *dx = fni_node_dx(node, 0, pass, part) + (size_t)b * whole;
            if (!node->add_grad[0])
                memset(dx, 0, whole * sizeof *dx);
            for (size_t i = 0; i < size; i++)
                dx[at + i] += fni_node_dy(node, pass, part)[(size_t)b * size + i];
        } else {
            memcpy(fni_node_y(node, pass, part) + (size_t)b * size,
                   fni_node_x(node, 0, pass, part) + (size_t)b * whole + at, size * sizeof(float));
        }
    }
}

static void
channels_forward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    copy_channels(node, pass, part, false);
}

static void
channels_backward(struct fni_node *node, const struct fni_pass *pass, int part)
{
    copy_channels(node, pass, part, true);
}

static bool
channels_setup(struct fni_node *node, struct fn_error *err)
{
    (void)err;
    node->out.c = node->layer->refs; /* the test's way to say how many */
    return true;
}

static int
merge_trace(struct fn_layer *layer, struct fni_net *net, int input, struct fn_error *err)
{
    int x = fni_net_add(net, layer, 0, input, -1, err), original = fni_net_add(net, layer, 1, input, -1, err);
    return fni_net_add(net, layer, 2, x, original, err);
}

static const struct fni_layer_class channels = {
    .info = {.name = "channels"},
    .setup = channels_setup,
    .forward = channels_forward,
    .backward = channels_backward,
};

static const struct fni_layer_class merge_of_two = {
    .info = {.name = "merge_of_two"}, .trace = merge_trace, .children = ""};

/* [n][size] of two tensors side by side, and back. */
static void
side_by_side(float *both, float *a, size_t a_size, float *b, size_t b_size, int n, bool split)
{
    for (int i = 0; i < n; i++) {
        float *row = both + (size_t)i * (a_size + b_size);
        for (size_t k = 0; k < a_size; k++)
            *(split ? &a[(size_t)i * a_size + k] : &row[k]) = split ? row[k] : a[(size_t)i * a_size + k];
        for (size_t k = 0; k < b_size; k++)
            *(split ? &b[(size_t)i * b_size + k] : &row[a_size + k]) =
                split ? row[a_size + k] : b[(size_t)i * b_size + k];
    }
}

static void
run_merge(const struct golden *golden)
{
    const struct golden_tensor *x = golden_get(golden, "x"), *original = golden_get(golden, "orig");
    int n = x->shape[0];
    size_t x_size = x->count / (size_t)n, o_size = original->count / (size_t)n;
    struct fn_layer leaves[2] = {{.refs = x->shape[1], .class = &channels},
                                 {.refs = original->shape[1], .class = &channels}};
    struct fn_layer *children[3] = {&leaves[0], &leaves[1], model_make(golden_text(golden, "model"), 1)};
    struct fn_layer top = {.refs = 1, .class = &merge_of_two, .n_children = 3, .children = children};
    float *a = golden_floats(x), *b = golden_floats(original), *gy = golden_floats(golden_get(golden, "gy"));
    float *both = calloc((size_t)n, (x_size + o_size) * sizeof *both);
    struct step step = {.images = n, .training = true, .x = both, .gy = gy};
    struct fni_shape in = shape_of(x);

    in.c += original->shape[1];
    side_by_side(both, a, x_size, b, o_size, n, false);
    step.net = fni_net_new(&top, in, n, FNI_TRAIN_INPUT, NULL);
    assert_non_null(step.net);
    step_run(&step, NULL);
    compare(golden, "y", step.y);
    side_by_side(step.dx, a, x_size, b, o_size, n, true);
    compare(golden, "dx", a);
    compare(golden, "dorig", b);
    step_fini(&step);
    fn_layer_unref(children[2]);
    free(a);
    free(b);
    free(gy);
    free(both);
}

static void
test_layers(void **state)
{
    glob_t files;
    int cases = 0;

    (void)state;
    assert_int_equal(glob(TOP_SRCDIR "/tests/golden/layers/*.safetensors", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++, cases++) {
        char name[256];
        struct golden golden;
        snprintf(name, sizeof name, "layers/%s", strrchr(files.gl_pathv[i], '/') + 1);
        *strstr(name, ".safetensors") = '\0';
        golden = golden_open(name);
        print_message("%s: %s\n", name, golden_text(&golden, "model"));
        if (golden_has(&golden, "labels"))
            run_loss(&golden);
        else if (golden_has(&golden, "orig"))
            run_merge(&golden);
        else
            run_layer(&golden, true);
        if (golden_has(&golden, "eval.y"))
            run_layer(&golden, false);
        golden_close(&golden);
    }
    globfree(&files);
    assert_int_equal(cases, 50);
}

/* On each instruction set that this processor has. The choice is made once in a process, so each gets one of its own.
 */
int
main(void)
{
    static const char *const isas[] = {"base", "avx2", "avx512"};
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_layers)};
    int failed = 0;

    for (size_t i = 0; i < sizeof isas / sizeof *isas; i++) {
        int status;
        pid_t child;
        if (!fni_kernels_named(isas[i]))
            continue;
        child = fork();
        if (child == 0) {
            setenv("FN_ISA", isas[i], 1);
            return cmocka_run_group_tests_name(isas[i], tests, NULL, NULL) != 0;
        }
        failed |= child < 0 || waitpid(child, &status, 0) != child || status != 0;
    }
    return failed;
}
