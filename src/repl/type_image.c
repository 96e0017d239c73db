/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"
#include "figure_out.h"

#include <stdlib.h>
#include <string.h>

static void
release(void *object)
{
    struct picture *picture = object;
    fn_image_unref(picture->image);
    fn_label_list_unref(picture->list);
    free(picture);
}

static struct fn_image *
image_of(const struct value *self)
{
    return ((const struct picture *)self->object)->image;
}

static void
repr(const struct value *self, struct text *out)
{
    image_repr(image_of(self), out);
}

static bool
equal(const struct value *a, const struct value *b)
{
    const struct fn_image *x = image_of(a), *y = image_of(b);
    return x->width == y->width && x->height == y->height && x->channels == y->channels &&
           memcmp(x->pixels, y->pixels, (size_t)x->width * (size_t)x->height * (size_t)x->channels) == 0;
}

static struct value *
get_shape(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    const struct fn_image *image = image_of(self);
    return value_size((int[]){image->channels, image->height, image->width}, 3, err);
}

static struct value *
get_size(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    const struct fn_image *image = image_of(self);
    return value_size((int[]){image->height, image->width}, 2, err);
}

/* Pixels in 0 .. 1, as fastai's Image keeps them. */
static struct value *
get_data(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    const struct fn_image *image = image_of(self);
    size_t channels = (size_t)image->channels, plane = (size_t)image->height * (size_t)image->width;
    struct fn_tensor *tensor = fn_tensor_new(3, (int[]){image->channels, image->height, image->width}, err);
    for (size_t c = 0; tensor && c < channels; c++)
        for (size_t i = 0; i < plane; i++)
            tensor->data[c * plane + i] = (float)image->pixels[i * channels + c] / 255;
    return value_object_take(&type_tensor, tensor, err);
}

static const struct attribute attributes[] = {
    {"shape", "(channels, height, width)", get_shape},
    {"size", "(height, width)", get_size},
    {"data", "the pixels as a tensor in 0 to 1", get_data},
};

/* On a place of plot_multi's grid nothing is drawn yet. */
static bool
put_on_axes(struct axes *axes, struct fn_image *image, const char *label, enum fn_cmap cmap, struct fn_error *err)
{
    char *copy = label ? strdup(label) : NULL;
    if (label && !copy)
        return fail_memory(err);
    fn_image_ref(image);
    fn_image_unref(axes->image);
    free(axes->label);
    *axes = (struct axes){.image = image, .label = copy, .cmap = cmap};
    return true;
}

enum { AX, FIGSIZE, TITLE, CMAP, Y, OUT, SCALE, N_PARAMS };

static const struct fn_param show_params[N_PARAMS] = {
    [AX] = {.name = "ax",
            .kind = ARG_OBJECT,
            .none_ok = true,
            .fallback = "None",
            .choices = "Axes",
            .help = "a place of plot_multi's grid to show it on"},
    [FIGSIZE] = PARAM_FIGSIZE,
    [TITLE] = {.name = "title", .kind = ARG_VALUE, .none_ok = true, .fallback = "None", .help = "what stands under it"},
    [CMAP] = PARAM_CMAP,
    [Y] =
        {.name = "y", .kind = ARG_VALUE, .none_ok = true, .fallback = "None", .help = "its label, instead of a title"},
    [OUT] = PARAM_OUT,
    [SCALE] = PARAM_SCALE,
};

static struct value *
show(struct call *call, struct fn_error *err)
{
    struct fn_image *image = image_of(call->self);
    struct axes *axes = value_object(arg_value(call, AX), &type_axes);
    int titled = arg_is_none(call, TITLE) ? Y : TITLE;
    enum fn_cmap cmap = arg_cmap(call, CMAP);
    struct text label = {0};
    struct value *result;

    if (!arg_is_none(call, titled))
        value_str(arg_value(call, titled), &label);
    if (label.failed)
        result = fail_memory(err);
    else if (axes)
        result = put_on_axes(axes, image, label.bytes, cmap, err) ? value_none() : NULL;
    else
        result = figure_show_take(call->repl, figure_of_image(image, label.bytes, cmap, err), FIGURE_FILE(call), err);
    text_fini(&label);
    return result;
}

static const struct function method_show = {
    .name = "show",
    .help = "draw the picture",
    .params = show_params,
    .n_params = N_PARAMS,
    .run = show,
};

static struct fn_figure *
figure(struct repl *repl, struct value *self, enum fn_cmap cmap, struct fn_error *err)
{
    (void)repl;
    return figure_of_image(image_of(self), NULL, cmap, err);
}

const struct type type_image = {
    .name = "Image",
    .help = "a picture",
    .free = release,
    .repr = repr,
    .equal = equal,
    .attributes = attributes,
    .n_attributes = 3,
    .methods = (const struct function *const[]){&method_show, NULL},
    .figure = figure,
};
