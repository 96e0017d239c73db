/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "top_losses.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learner.h"
#include "script.h"

enum { MOST_DRAWN = 4096 };

/* The largest first; what is not a number is larger than all; equal ones in the order of the list. */
static int
by_loss(const void *a, const void *b)
{
    const struct top_loss *left = a, *right = b;
    float x = isnan(left->loss) ? INFINITY : left->loss, y = isnan(right->loss) ? INFINITY : right->loss;
    return x > y ? -1 : x < y ? 1 : left->index - right->index;
}

static void
judge(struct top_loss *item, const float *probabilities, int classes, int actual, float loss)
{
    item->actual = actual;
    item->loss = loss;
    item->probability = probabilities[actual];
    for (int c = 1; c < classes; c++)
        if (probabilities[c] > probabilities[item->predicted])
            item->predicted = c;
}

static void
top_losses_free(void *object)
{
    struct top_losses *top = object;
    if (top)
        value_unref(top->data);
    free(top);
}

struct value *
top_losses_make(struct value *learner, int shown, struct fn_error *err)
{
    struct learner *l = learner->object;
    struct fn_label_list *valid = fn_data_bunch_valid(l->data->object);
    size_t count = (size_t)fn_label_list_count(valid), classes = (size_t)fn_label_list_class_count(valid);
    struct top_losses *top = calloc(1, sizeof *top + count * sizeof *top->items);
    float *probabilities = malloc((count * classes + 1) * sizeof *probabilities);
    float *losses = malloc((count + 1) * sizeof *losses);
    struct value *value = NULL;

    if (!top || !probabilities || !losses)
        fail_memory(err);
    else if (fn_learner_get_preds(l->learner, probabilities, losses, err)) {
        top->data = value_ref(l->data);
        top->count = (int)count;
        top->shown = shown < top->count ? shown : top->count;
        for (int i = 0; i < top->count; i++) {
            top->items[i].index = i;
            judge(&top->items[i], probabilities + (size_t)i * classes, (int)classes, fn_label_list_y(valid, i),
                  losses[i]);
        }
        qsort(top->items, count, sizeof *top->items, by_loss);
        value = value_object_take(&type_top_losses, top, err);
        top = NULL;
    }
    top_losses_free(top);
    free(probabilities);
    free(losses);
    return value;
}

const char *
top_losses_class(const struct top_losses *top, int class)
{
    return fn_label_list_class(fn_data_bunch_train(top->data->object), class);
}

static int
widest(const struct top_losses *top, int least)
{
    for (int i = 0; i < top->shown; i++) {
        int predicted = text_columns(top_losses_class(top, top->items[i].predicted));
        int actual = text_columns(top_losses_class(top, top->items[i].actual));
        least = predicted > least ? predicted : least;
        least = actual > least ? actual : least;
    }
    return least;
}

/* The file's path from the folder, where it is inside it. */
static const char *
inside(const char *file, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(file, folder, length) == 0 && file[length] == '/' ? file + length + 1 : file;
}

/* A line a picture: fastai's prediction, actual, loss, probability, and the file. */
static void
top_losses_repr(const struct value *self, struct text *out)
{
    const struct top_losses *top = self->object;
    struct fn_image_list *files = fn_label_list_x(fn_data_bunch_valid(top->data->object));
    const char *folder = fn_image_list_path(files);
    int width = widest(top, sizeof "prediction" - 1);

    text_add_padded(out, "prediction", width + 2);
    text_add_padded(out, "actual", width + 2);
    text_add(out, "loss       probability  file");
    for (int i = 0; i < top->shown; i++) {
        const struct top_loss *item = &top->items[i];
        text_add(out, "\n");
        text_add_padded(out, top_losses_class(top, item->predicted), width + 2);
        text_add_padded(out, top_losses_class(top, item->actual), width + 2);
        text_printf(out, "%-9.6f  %-11.6f  %s", (double)item->loss, (double)item->probability,
                    inside(fn_image_list_item(files, item->index), folder));
    }
    text_printf(out, "\nPath: %s", folder);
}

static int64_t
top_losses_length(const struct value *self)
{
    return ((const struct top_losses *)self->object)->count;
}

/* A picture with its label, as ll.valid[i] is. */
static struct value *
top_losses_item(struct repl *repl, struct value *self, int64_t index, struct fn_error *err)
{
    const struct top_losses *top = self->object;
    const struct type *list = &type_label_list;
    struct fn_label_list *valid = fn_data_bunch_valid(top->data->object);
    struct value *of = value_object_take(list, fn_label_list_ref(valid), err);
    struct value *item = of ? list->item(repl, of, top->items[index].index, err) : NULL;
    value_unref(of);
    return item;
}

static struct fn_figure *
top_losses_figure(struct repl *repl, struct value *self, enum fn_cmap cmap, struct fn_error *err)
{
    const struct top_losses *top = self->object;
    struct fn_image_list *files = fn_label_list_x(fn_data_bunch_valid(top->data->object));
    int count = top->shown < MOST_DRAWN ? top->shown : MOST_DRAWN, columns = (int)ceil(sqrt(count)), made = 0;
    int rows = (count + columns - 1) / columns;
    struct fn_grid_item *items = calloc((size_t)rows * (size_t)columns, sizeof *items);
    struct fn_figure *figure = NULL;

    (void)repl;
    if (!items)
        return fail_memory(err);
    for (; made < count; made++) {
        const struct top_loss *item = &top->items[made];
        items[made].image = fn_image_list_get(files, item->index, err);
        if (!items[made].image)
            break;
        items[made].label = top_losses_class(top, item->predicted);
        items[made].truth = top_losses_class(top, item->actual);
    }
    if (made == count)
        figure = fn_figure_grid(items, rows, columns, cmap, err);
    while (made > 0)
        fn_image_unref(items[--made].image);
    free(items);
    return figure;
}

const struct type type_top_losses = {
    .name = "TopLosses",
    .help = "the pictures of the valid set, those with the largest loss first",
    .stage = "top_losses",
    .free = top_losses_free,
    .repr = top_losses_repr,
    .length = top_losses_length,
    .item = top_losses_item,
    .figure = top_losses_figure,
};
