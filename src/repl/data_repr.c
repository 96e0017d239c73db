/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_values.h"

/* How fastai 1.0.42 prints its lists (ItemList.__repr__, LabelList.__repr__, LabelLists.__repr__). */

enum { FIRST_ITEMS = 5 };

void
image_repr(const struct fn_image *image, struct text *out)
{
    text_printf(out, "Image (%d, %d, %d)", image->channels, image->height, image->width);
}

static void
list_repr(const char *name, int count, const char *path, const void *list,
          void (*item)(const void *list, int index, struct text *out), struct text *out)
{
    text_printf(out, "%s (%d items)\n[", name, count);
    for (int i = 0; i < count && i < FIRST_ITEMS; i++) {
        if (i > 0)
            text_add(out, ", ");
        item(list, i, out);
    }
    text_printf(out, "]...\nPath: %s", path);
}

/* A file that cannot be decoded is no reason not to show the list: its place says why. */
static void
image_item(const void *list, int index, struct text *out)
{
    struct fn_error err;
    struct fn_image *image = fn_image_list_get(list, index, &err);
    if (image)
        image_repr(image, out);
    else
        text_printf(out, "<%s>", err.message);
    fn_image_unref(image);
}

void
image_list_repr(const struct fn_image_list *list, struct text *out)
{
    list_repr("ImageList", fn_image_list_count(list), fn_image_list_path(list), list, image_item, out);
}

static void
category_item(const void *list, int index, struct text *out)
{
    const struct fn_label_list *labels = list;
    text_printf(out, "Category %s", fn_label_list_class(labels, fn_label_list_y(labels, index)));
}

void
category_list_repr(const struct fn_label_list *list, struct text *out)
{
    list_repr("CategoryList", fn_label_list_count(list), fn_image_list_path(fn_label_list_x(list)), list, category_item,
              out);
}

void
label_list_repr(const struct fn_label_list *list, struct text *out)
{
    text_add(out, "LabelList\ny: ");
    category_list_repr(list, out);
    text_add(out, "\nx: ");
    image_list_repr(fn_label_list_x(list), out);
}

void
label_parts_repr(const char *name, const struct fn_label_list *train, const struct fn_label_list *valid,
                 struct text *out)
{
    text_printf(out, "%s;\n\nTrain: ", name);
    label_list_repr(train, out);
    text_add(out, ";\n\nValid: ");
    label_list_repr(valid, out);
    text_add(out, ";\n\nTest: None");
}
