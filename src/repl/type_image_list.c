/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "data_values.h"
#include "listing.h"

static void
release(void *object)
{
    fn_image_list_unref(object);
}

static void
repr(const struct value *self, struct text *out)
{
    image_list_repr(self->object, out);
}

static struct value *
get_items(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_items, fn_image_list_ref(self->object), err);
}

static struct value *
get_path(struct repl *repl, struct value *self, struct fn_error *err)
{
    (void)repl;
    return value_path(fn_image_list_path(self->object), err);
}

static const struct attribute attributes[] = {
    {"items", "the files, as a list of paths", get_items},
    {"path", "the folder they are in", get_path},
};

static int64_t
length(const struct value *self)
{
    return fn_image_list_count(self->object);
}

static struct value *
item(struct repl *repl, struct value *self, int64_t index, struct fn_error *err)
{
    (void)repl;
    return value_image_take(fn_image_list_get(self->object, (int)index, err), NULL, 0, err);
}

static struct value *
slice(struct repl *repl, struct value *self, int64_t first, int64_t step, int64_t count, struct fn_error *err)
{
    (void)repl;
    return value_object_take(&type_image_list,
                             fn_image_list_slice(self->object, (int)first, (int)step, (int)count, err), err);
}

enum { PATH, CONVERT_MODE, N_PARAMS };

static const struct fn_param from_folder_params[N_PARAMS] = {
    [PATH] = {.name = "path", .kind = ARG_PATH, .choices = "/", .help = "the folder, with its folders below"},
    [CONVERT_MODE] = PARAM_CONVERT_MODE("RGB"),
};

struct value *
value_image_list(const char *as, const char *folder, enum fn_image_mode mode, struct fn_error *err)
{
    char *path = check_folder(as, folder, err) ? absolute_path(folder, err) : NULL;
    struct fn_image_list *list = path ? fn_image_list_from_folder(path, mode, err) : NULL;
    free(path);
    return value_object_take(&type_image_list, list, err);
}

static struct value *
from_folder(struct call *call, struct fn_error *err)
{
    return value_image_list("from_folder", arg_text(call, PATH), image_mode(arg_text(call, CONVERT_MODE)), err);
}

static const struct function method_from_folder = {
    .name = "from_folder",
    .help = "list the pictures in a folder and in the folders below it",
    .params = from_folder_params,
    .n_params = N_PARAMS,
    .run = from_folder,
};

const struct type type_image_list = {
    .name = "ImageList",
    .help = "the pictures in a folder; nothing is decoded before it is needed",
    .stage = "il",
    .free = release,
    .repr = repr,
    .attributes = attributes,
    .n_attributes = 2,
    .class_methods = (const struct function *const[]){&method_from_folder, NULL},
    .length = length,
    .item = item,
    .slice = slice,
};
