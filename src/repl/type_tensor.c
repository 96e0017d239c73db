/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"
#include "tensor_repr.h"

#include <math.h>
#include <string.h>

static void
release(void *object)
{
    fn_tensor_unref(object);
}

static void
repr(const struct value *self, struct text *out)
{
    tensor_repr(self->object, out);
}

static bool
equal(const struct value *a, const struct value *b)
{
    const struct fn_tensor *x = a->object, *y = b->object;
    if (x->ndim != y->ndim || memcmp(x->shape, y->shape, (size_t)x->ndim * sizeof *x->shape) != 0)
        return false;
    for (size_t i = 0; i < fn_tensor_count(x); i++)
        if (x->data[i] != y->data[i])
            return false;
    return true;
}

static struct value *
get_shape(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    const struct fn_tensor *tensor = self->object;
    return value_size(tensor->shape, tensor->ndim, err);
}

static struct value *
get_ndim(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_int(((const struct fn_tensor *)self->object)->ndim, err);
}

static const struct attribute attributes[] = {
    {"shape", "the size of each dimension", get_shape},
    {"ndim", "the number of dimensions", get_ndim},
};

static int64_t
length(const struct value *self)
{
    const struct fn_tensor *tensor = self->object;
    return tensor->ndim > 0 ? tensor->shape[0] : 0;
}

/* A copy of `count` parts of the first dimension; without `keep` of the one part, a dimension less. */
static struct value *
pick(const struct fn_tensor *tensor, int64_t first, int64_t step, int64_t count, bool keep, struct fn_error *err)
{
    int shape[FN_MAX_DIMS], ndim = tensor->ndim - !keep;
    for (int i = 0; i < ndim; i++)
        shape[i] = tensor->shape[i + !keep];
    if (keep)
        shape[0] = (int)count;
    struct fn_tensor *part = fn_tensor_new(ndim, shape, err);
    if (!part)
        return NULL;
    size_t size = 1;
    for (int i = 1; i < tensor->ndim; i++)
        size *= (size_t)tensor->shape[i];
    for (int64_t i = 0; i < count; i++)
        memcpy(part->data + (size_t)i * size, tensor->data + (size_t)(first + i * step) * size, size * sizeof(float));
    part->integer = tensor->integer;
    return value_object_take(&type_tensor, part, err);
}

static struct value *
item(struct repl *repl, struct value *self, int64_t index, struct fn_error *err)
{
    (void)repl;
    return pick(self->object, index, 1, 1, false, err);
}

static struct value *
slice(struct repl *repl, struct value *self, int64_t first, int64_t step, int64_t count, struct fn_error *err)
{
    (void)repl;
    return pick(self->object, first, step, count, true, err);
}

/* ---- Methods ---- */

static struct value *
size(struct call *call, struct fn_error *err)
{
    return get_shape(call->repl, call->self, err);
}

/* The notebook moves its batch to the GPU here. */
static struct value *
cuda(struct call *call, struct fn_error *err)
{
    (void)err;
    repl_print(call->repl, "cuda: there is no GPU in use, the tensor stays on the CPU\n");
    return value_ref(call->self);
}

static struct value *
cpu(struct call *call, struct fn_error *err)
{
    (void)err;
    return value_ref(call->self);
}

static struct value *
number(double value, bool integer, struct fn_error *err)
{
    struct fn_tensor *tensor = fn_tensor_new(0, NULL, err);
    if (tensor) {
        tensor->data[0] = (float)value;
        tensor->integer = integer;
    }
    return value_object_take(&type_tensor, tensor, err);
}

static double
sum_of(const struct fn_tensor *tensor)
{
    double sum = 0;
    for (size_t i = 0; i < fn_tensor_count(tensor); i++)
        sum += tensor->data[i];
    return sum;
}

static struct value *
sum(struct call *call, struct fn_error *err)
{
    const struct fn_tensor *tensor = call->self->object;
    return number(sum_of(tensor), tensor->integer, err);
}

/* PyTorch has these of floating point numbers alone. */
static bool
wants_floats(const struct call *call, struct fn_error *err)
{
    const struct fn_tensor *tensor = call->self->object;
    if (!tensor->integer)
        return true;
    return fail(err, FN_ERROR_INPUT, "%s: this tensor holds whole numbers (labels), wanted floating point numbers",
                call->function->name);
}

static struct value *
mean(struct call *call, struct fn_error *err)
{
    const struct fn_tensor *tensor = call->self->object;
    return wants_floats(call, err) ? number(sum_of(tensor) / (double)fn_tensor_count(tensor), false, err) : NULL;
}

/* Unbiased, as PyTorch's. */
static struct value *
std(struct call *call, struct fn_error *err)
{
    const struct fn_tensor *tensor = call->self->object;
    double count = (double)fn_tensor_count(tensor), middle = sum_of(tensor) / count, squares = 0;
    if (!wants_floats(call, err))
        return NULL;
    for (size_t i = 0; i < fn_tensor_count(tensor); i++)
        squares += (tensor->data[i] - middle) * (tensor->data[i] - middle);
    return number(count > 1 ? sqrt(squares / (count - 1)) : NAN, false, err);
}

/* The largest of sign * value. */
static struct value *
extreme(struct call *call, float sign, struct fn_error *err)
{
    const struct fn_tensor *tensor = call->self->object;
    size_t count = fn_tensor_count(tensor);
    if (count == 0)
        return fail(err, FN_ERROR_INPUT, "%s: the tensor is empty", call->function->name);
    float best = tensor->data[0];
    for (size_t i = 1; i < count; i++)
        if (sign * tensor->data[i] > sign * best || isnan(tensor->data[i]))
            best = tensor->data[i];
    return number(best, tensor->integer, err);
}

static struct value *
min(struct call *call, struct fn_error *err)
{
    return extreme(call, -1, err);
}

static struct value *
max(struct call *call, struct fn_error *err)
{
    return extreme(call, 1, err);
}

/* The number of a tensor that has one. */
static struct value *
to_number(struct call *call, struct fn_error *err)
{
    const struct fn_tensor *tensor = call->self->object;
    if (fn_tensor_count(tensor) != 1)
        return fail(err, FN_ERROR_INPUT, "item: the tensor holds %zu numbers, wanted one", fn_tensor_count(tensor));
    return tensor->integer ? value_int((int64_t)tensor->data[0], err) : value_float(tensor->data[0], err);
}

static const struct function method_size = {.name = "size", .help = "the size of each dimension", .run = size};
static const struct function method_cuda = {.name = "cuda", .help = "the tensor: it stays on the CPU", .run = cuda};
static const struct function method_cpu = {.name = "cpu", .help = "the tensor", .run = cpu};
static const struct function method_sum = {.name = "sum", .help = "of all its numbers", .run = sum};
static const struct function method_mean = {.name = "mean", .help = "of all its numbers", .run = mean};
static const struct function method_std = {.name = "std", .help = "unbiased, of all its numbers", .run = std};
static const struct function method_min = {.name = "min", .help = "the least of its numbers", .run = min};
static const struct function method_max = {.name = "max", .help = "the largest of its numbers", .run = max};
static const struct function method_item = {.name = "item", .help = "its only number", .run = to_number};

/* Pixels (c, h, w) or (h, w), from the least number as black to the largest as white. */
static struct fn_figure *
figure(struct repl *repl, struct value *self, enum fn_cmap cmap, struct fn_error *err)
{
    (void)repl;
    const struct fn_tensor *t = self->object;
    const int *hw = t->shape + t->ndim - 2;
    if (t->ndim < 2 || t->ndim > 3 || (t->ndim == 3 && t->shape[0] != 1 && t->shape[0] != 3) || t->integer)
        return fail(err, FN_ERROR_INPUT, "show: a picture is (1, h, w), (3, h, w) or (h, w), and not %s",
                    t->integer ? "labels" : "of this tensor's shape");
    size_t channels = t->ndim == 3 ? (size_t)t->shape[0] : 1, count = fn_tensor_count(t), plane = count / channels;
    struct fn_image *image = fn_image_new(hw[1], hw[0], (int)channels, err);
    if (!image)
        return NULL;
    float least = t->data[0], most = t->data[0];
    for (size_t i = 1; i < count; i++) {
        least = fminf(least, t->data[i]);
        most = fmaxf(most, t->data[i]);
    }
    for (size_t i = 0; i < count; i++) {
        float share = most > least ? (t->data[i] - least) / (most - least) : 0;
        image->pixels[i % plane * channels + i / plane] = (uint8_t)lrintf(255 * (share > 0 ? share : 0));
    }
    struct fn_figure *made = figure_of_image(image, NULL, cmap, err);
    fn_image_unref(image);
    return made;
}

const struct type type_tensor = {
    .name = "Tensor",
    .help = "numbers in up to four dimensions",
    .free = release,
    .repr = repr,
    .equal = equal,
    .attributes = attributes,
    .n_attributes = 2,
    .methods = (const struct function *const[]){&method_size, &method_cuda, &method_cpu, &method_sum, &method_mean,
                                                &method_std, &method_min, &method_max, &method_item, NULL},
    .length = length,
    .item = item,
    .slice = slice,
    .figure = figure,
};
