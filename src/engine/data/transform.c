/* SPDX-License-Identifier: MIT */
#include "data/transform.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"

static const struct fni_transform_class *const table[] = {
#define FNI_TRANSFORM(name) &fni_transform_##name,
#include "data/transforms.def"
#undef FNI_TRANSFORM
};

enum { TABLE_SIZE = sizeof table / sizeof *table };

int
fn_transform_info_count(void)
{
    return TABLE_SIZE;
}

const struct fn_transform_info *
fn_transform_info_get(int index)
{
    return &table[index]->info;
}

static const struct fni_transform_class *
find(const char *name, struct fn_error *err)
{
    const char *names[TABLE_SIZE], *near;
    char all[256] = "";

    for (int i = 0; i < TABLE_SIZE; i++) {
        if (strcmp(table[i]->info.name, name) == 0)
            return table[i];
        names[i] = table[i]->info.name;
        assert(strlen(all) + strlen(names[i]) + 3 < sizeof all);
        strcat(strcat(all, i ? ", " : ""), names[i]);
    }
    near = fni_nearest(name, names, TABLE_SIZE);
    fni_fail(err, FN_ERROR_INPUT, "no transform '%s'%s%s%s; there is: %s", name, near ? ", did you mean '" : "",
             near ? near : "", near ? "'" : "", all);
    return NULL;
}

static int
choice_place(const char *choices, const char *word)
{
    int place = 0;
    size_t size = strlen(word);

    for (const char *c = choices; *c; c += strspn(c, " "), place++) {
        size_t n = strcspn(c, " ");
        if (n == size && memcmp(c, word, n) == 0)
            return place;
        c += n;
    }
    assert(!"a choice that fni_args_bind has checked");
    return 0;
}

int
fn_transform_new(const char *name, const struct fn_arg *args, int n_args, struct fn_transform *out[FN_TRANSFORM_STEPS],
                 struct fn_error *err)
{
    const struct fni_transform_class *class = find(name, err);
    const struct fn_transform_info *info = class ? &class->info : NULL;
    struct fni_value values[FNI_TRANSFORM_VALUES];
    double numbers[FNI_TRANSFORM_VALUES] = {0};

    if (!class || !fni_args_bind(name, info->params, info->n_params, args, n_args, values, err))
        return 0;
    for (int i = 0; i < info->n_params; i++) {
        if (values[i].kind == FN_NONE)
            numbers[i] = NAN;
        else if (values[i].kind == FN_CHOICE)
            numbers[i] = choice_place(info->params[i].choices, values[i].text);
        else
            numbers[i] = values[i].number;
    }
    if (class->build)
        return class->build(numbers, out, err);
    out[0] = fni_transform_step(class, numbers, err);
    return out[0] ? 1 : 0;
}

struct fn_transform *
fni_transform_step(const struct fni_transform_class *class, const double *values, struct fn_error *err)
{
    struct fn_transform *transform = calloc(1, sizeof *transform);

    if (!transform) {
        fni_fail_memory(err);
        return NULL;
    }
    transform->refs = 1;
    transform->class = class;
    memcpy(transform->values, values, (size_t) class->info.n_params * sizeof *values);
    return transform;
}

struct fn_transform *
fn_transform_ref(struct fn_transform *transform)
{
    transform->refs++;
    return transform;
}

void
fn_transform_unref(struct fn_transform *transform)
{
    if (transform && --transform->refs == 0)
        free(transform);
}

const char *
fn_transform_name(const struct fn_transform *transform)
{
    return transform->class->info.name;
}

bool
fni_transforms_resize(struct fn_transform *const *steps, int n_steps, const int in[2], int out[2], struct fn_error *err)
{
    out[0] = in[0];
    out[1] = in[1];
    for (int i = 0; i < n_steps; i++) {
        int now[2] = {out[0], out[1]};
        if (!steps[i]->class->resize(steps[i], now, out, err))
            return false;
    }
    return true;
}
