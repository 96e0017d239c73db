/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_DATA_VALUES_H
#define REPL_DATA_VALUES_H

#include "repl.h"

/* What the values of the data half hold (value->object), by type:
 *
 *     image_list     struct fn_image_list           items          struct fn_image_list, as its paths
 *     item_lists     struct fn_item_lists           category_list  struct fn_label_list, as its labels
 *     label_list     struct fn_label_list           label_lists    struct fn_label_lists
 *     data_bunch     struct fn_data_bunch           transform      struct fn_transform
 *     tensor         struct fn_tensor
 *
 * and the structs below. Each holds one reference. */

/* type_image: pixels, and where they came from if a list of labelled images made them. */
struct picture {
    struct fn_image *image;
    struct fn_label_list *list; /* what drew the transforms; NULL: none did */
    int index;                  /* of the item in it */
};

/* type_category: a class of a list. Prints as its name. */
struct category {
    struct fn_label_list *list;
    int index; /* 0 .. classes - 1 */
};

/* type_data_loader: the batches of one part. */
struct data_loader {
    struct fn_data_bunch *data;
    bool valid;
};

/* type_axes: one place of a grid that plot_multi fills. The one value that changes: show writes into it. */
struct axes {
    struct fn_image *image; /* NULL: still empty */
    char *label;            /* NULL: none */
    enum fn_cmap cmap;
};

/* L or RGB, as PIL calls them. */
#define PARAM_CONVERT_MODE(default)                                                                                    \
    {                                                                                                                  \
        .name = "convert_mode", .kind = FN_CHOICE, .fallback = default, .choices = "L RGB",                            \
        .help = "L: one channel of grey; RGB: three channels"                                                          \
    }

enum fn_image_mode
image_mode(const char *name);

/* The pictures in a folder, by its absolute path. Errors about the folder begin with `as`. */
struct value *
value_image_list(const char *as, const char *folder, enum fn_image_mode mode, struct fn_error *err);

/* A value of type_image; consumes the image (NULL: the engine failed, err is filled), references the list. */
struct value *
value_image_take(struct fn_image *image, struct fn_label_list *list, int index, struct fn_error *err);

struct value *
value_category(struct fn_label_list *list, int index, struct fn_error *err);

/* (Image, Category): what a list of labelled images holds at index. Draws its transforms from the session's numbers. */
struct value *
value_labelled(struct repl *repl, struct fn_label_list *list, int index, struct fn_error *err);

/* A tuple of two; consumes both, NULL of either (err is filled) gives NULL. */
struct value *
value_pair_take(struct value *first, struct value *second, struct fn_error *err);

/* The names of the classes of a list as a list of str. */
struct value *
value_classes(const struct fn_label_list *list, struct fn_error *err);

/* One picture with an optional label, as `show` draws it. */
struct fn_figure *
figure_of_image(struct fn_image *image, const char *label, enum fn_cmap cmap, struct fn_error *err);

/* What value_repr writes, as fastai 1.0.42 has it: "ImageList (70000 items)", the first five items, the folder. Decodes
 * no more than those. */
void
image_list_repr(const struct fn_image_list *list, struct text *out);

void
category_list_repr(const struct fn_label_list *list, struct text *out);

/* "LabelList", y, x */
void
label_list_repr(const struct fn_label_list *list, struct text *out);

/* "NAME;", Train, Valid and Test. */
void
label_parts_repr(const char *name, const struct fn_label_list *train, const struct fn_label_list *valid,
                 struct text *out);

/* How the commands that make a DataBunch show it: images and batches of each part, the shape, mean and std. */
bool
data_bunch_print(struct repl *repl, struct value *value, struct fn_error *err);

/* "Image (channels, height, width)" */
void
image_repr(const struct fn_image *image, struct text *out);

#endif
