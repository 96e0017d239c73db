/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "data_values.h"
#include "learner.h"
#include "script.h"

enum { IMAGE, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [IMAGE] = {.name = "img", .kind = ARG_VALUE, .help = "a picture, as il[0], or one with its label, as ll.train[0]"},
};

static const struct picture *
find_picture(const struct value *what, struct fn_error *err)
{
    const struct picture *picture;

    if (value_is_list(what) && what->list.count == 2)
        what = what->list.items[0];
    picture = value_object(what, &type_image);
    if (!picture)
        fail(err, FN_ERROR_INPUT, "predict: a value of type %s is no picture; wanted one, as il[0] or ll.train[0]",
             what->type->name);
    return picture;
}

static struct value *
number(double value, struct fn_error *err)
{
    struct fn_tensor *tensor = fn_tensor_new(0, NULL, err);

    if (tensor) {
        tensor->data[0] = (float)value;
        tensor->integer = true;
    }
    return value_object_take(&type_tensor, tensor, err);
}

/* (Category, tensor(its number), tensor(probabilities)) */
static struct value *
run(struct call *call, struct fn_error *err)
{
    struct fn_learner *learner = ((struct learner *)call->self->object)->learner;
    struct fn_label_list *train = fn_data_bunch_train(fn_learner_data(learner));
    const struct picture *picture = find_picture(arg_value(call, IMAGE), err);
    int classes = fn_label_list_class_count(train), class;
    struct fn_tensor *probabilities = picture ? fn_tensor_new(1, &classes, err) : NULL;
    struct value *items[3];
    int made = 0;

    if (!probabilities)
        return NULL;
    if (!fn_learner_predict(learner, picture->image, &class, probabilities->data, err)) {
        fn_tensor_unref(probabilities);
        return NULL;
    }
    made += (items[made] = value_object_take(&type_tensor, probabilities, err)) != NULL;
    made += made == 1 && (items[made] = number(class, err));
    made += made == 2 && (items[made] = value_category(train, class, err));
    if (made < 3) {
        while (made > 0)
            value_unref(items[--made]);
        return NULL;
    }
    return value_list_take(&type_tuple, (struct value *[]){items[2], items[1], items[0]}, 3, err);
}

const struct command command_predict = {
    .verb = "predict",
    .group = "Training",
    .objects = learner_only,
    .example = "predict il[0]",
    .notebook = "learn.predict(il[0])",
    .function =
        {
            .name = "predict",
            .help = "the class of a picture, its number, and the probability of each class",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
