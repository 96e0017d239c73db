/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <stdlib.h>

#include "args.h"
#include "data_values.h"
#include "table.h"
#include "transforms.h"

enum { TFMS, KEYWORDS, N_PARAMS };

static const struct fn_param params[N_PARAMS] = {
    [TFMS] = {.name = "tfms",
              .kind = ARG_NAME,
              .none_ok = true,
              .fallback = "None",
              .choices = "transforms",
              .help = "(train, valid): two lists of steps; or the name of a transform of the train part"},
    [KEYWORDS] = {.name = "args", .kind = ARG_KEYWORDS, .help = "what the named transform takes"},
};

/* The steps of one part, borrowed from a list of transforms. */
struct part {
    struct fn_transform **steps;
    int count;
};

static bool
part_init(struct part *part, const char *name, const struct value *list, struct fn_error *err)
{
    *part = (struct part){0};
    if (value_is_none(list))
        return true;
    if (!value_is_list(list))
        return fail(err, FN_ERROR_INPUT, "transform: the %s part wants a list of transforms, not a value of type %s",
                    name, list->type->name);
    part->steps = calloc((size_t)list->list.count + 1, sizeof *part->steps);
    if (!part->steps)
        return fail_memory(err);
    for (int i = 0; i < list->list.count; i++) {
        part->steps[i] = value_object(list->list.items[i], &type_transform);
        if (!part->steps[i]) {
            const char *found = list->list.items[i]->type->name;
            free(part->steps);
            part->steps = NULL;
            return fail(err, FN_ERROR_INPUT,
                        "transform: item %d of the %s part is a value of type %s, wanted a transform%s", i, name, found,
                        list->list.items[i]->type == &type_list ? " (spread a list with *)" : "");
        }
    }
    part->count = list->list.count;
    return true;
}

static struct value *
apply(struct call *call, const struct value *train, const struct value *valid, struct fn_error *err)
{
    struct part parts[2] = {0};
    struct fn_label_lists *lists = NULL;
    if (part_init(&parts[0], "train", train, err) && part_init(&parts[1], "valid", valid, err))
        lists = fn_label_lists_transform(call->self->object, parts[0].steps, parts[0].count, parts[1].steps,
                                         parts[1].count, err);
    free(parts[0].steps);
    free(parts[1].steps);
    return value_object_take(&type_label_lists, lists, err);
}

/* transform rand_pad padding=3 size=28: a row of the engine's table and what it takes. */
static struct value *
apply_named(struct call *call, const char *name, struct fn_error *err)
{
    const struct value *keywords = arg_value(call, KEYWORDS);
    int count = keywords->list.count;
    struct given *args = calloc((size_t)count + 1, sizeof *args);
    if (!args)
        return fail_memory(err);
    for (int i = 0; i < count; i++) {
        const struct value *pair = keywords->list.items[i];
        args[i] = (struct given){pair->list.items[0]->text.bytes, pair->list.items[1], -1};
    }
    struct value *steps = value_transforms(name, args, count, err);
    free(args);
    struct value *lists = steps ? apply(call, steps, value_none(), err) : NULL;
    value_unref(steps);
    return lists;
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    const struct value *tfms = arg_value(call, TFMS);
    const struct value *variable = value_is_text(tfms) ? env_get(call->repl->env, tfms->text.bytes) : NULL;
    if (variable)
        tfms = variable;
    const struct row_ref *row = value_object(tfms, &type_row);
    if (row)
        return apply_named(call, row->row.name, err);
    if (value_is_text(tfms))
        return apply_named(call, tfms->text.bytes, err);
    if (arg_value(call, KEYWORDS)->list.count > 0)
        return fail(err, FN_ERROR_INPUT, "transform: '%s' belongs to no transform that is named",
                    arg_value(call, KEYWORDS)->list.items[0]->list.items[0]->text.bytes);
    if (value_is_none(tfms))
        return apply(call, value_none(), value_none(), err);
    if (!value_is_list(tfms) || tfms->list.count != 2)
        return fail(err, FN_ERROR_INPUT,
                    "transform: tfms wants two lists, of the train and of the valid part, as in "
                    "([*rand_pad(padding=3, size=28)], [])");
    return apply(call, tfms->list.items[0], tfms->list.items[1], err);
}

/* What the transform that is named takes. */
static bool
keywords(const char *line, const struct fn_param **with, int *n_params)
{
    char name[64];
    struct row_ref ref;
    if (sscanf(line, "%*s %63s", name) != 1 || !table_find(name, &ref))
        return false;
    *with = ref.row.params;
    *n_params = ref.row.n_params;
    return true;
}

const struct command command_transform = {
    .verb = "transform",
    .group = "Data",
    .objects = (const struct type *const[]){&type_label_lists, NULL},
    .binds = "ll",
    .quiet = true,
    .example = "transform rand_pad padding=3 size=28 mode=zeros",
    .notebook = "ll = ll.transform(tfms)",
    .keywords = keywords,
    .function =
        {
            .name = "transform",
            .help = "change each picture every time it is looked at; replace earlier transforms",
            .params = params,
            .n_params = N_PARAMS,
            .run = run,
        },
};
