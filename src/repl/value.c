/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "value.h"

#include <stdlib.h>
#include <string.h>

#include "script.h"
#include "type.h"

/* None, True and False are not counted and never released. */
enum { UNCOUNTED = -1 };

static struct value none = {.refs = UNCOUNTED, .type = &type_none};
static struct value truths[2] = {{.refs = UNCOUNTED, .type = &type_bool, .truth = false},
                                 {.refs = UNCOUNTED, .type = &type_bool, .truth = true}};

struct value *
value_ref(struct value *value)
{
    if (value && value->refs != UNCOUNTED)
        value->refs++;
    return value;
}

void
value_unref(struct value *value)
{
    if (!value || value->refs == UNCOUNTED || --value->refs > 0)
        return;
    if (value_is_list(value)) {
        for (int i = 0; i < value->list.count; i++)
            value_unref(value->list.items[i]);
        free(value->list.items);
    } else if (value_is_text(value)) {
        free(value->text.bytes);
    } else if (value->type->free) {
        value->type->free(value->object);
    }
    free(value);
}

static struct value *
make(const struct type *type, struct fn_error *err)
{
    struct value *value = calloc(1, sizeof *value);
    if (!value)
        return fail_memory(err);
    value->refs = 1;
    value->type = type;
    return value;
}

struct value *
value_none(void)
{
    return &none;
}

struct value *
value_bool(bool truth)
{
    return &truths[truth];
}

struct value *
value_int(int64_t integer, struct fn_error *err)
{
    struct value *value = make(&type_int, err);
    if (value)
        value->integer = integer;
    return value;
}

struct value *
value_float(double number, struct fn_error *err)
{
    struct value *value = make(&type_float, err);
    if (value)
        value->number = number;
    return value;
}

static struct value *
make_text(const struct type *type, const char *bytes, size_t length, struct fn_error *err)
{
    struct value *value = make(type, err);
    if (!value)
        return NULL;
    value->text.bytes = malloc(length + 1);
    if (!value->text.bytes) {
        free(value);
        return fail_memory(err);
    }
    memcpy(value->text.bytes, bytes, length);
    value->text.bytes[length] = '\0';
    value->text.length = length;
    return value;
}

struct value *
value_string(const char *string, struct fn_error *err)
{
    return make_text(&type_string, string, strlen(string), err);
}

struct value *
value_string_length(const char *bytes, size_t length, struct fn_error *err)
{
    return make_text(&type_string, bytes, length, err);
}

struct value *
value_path(const char *path, struct fn_error *err)
{
    return make_text(&type_path, path, strlen(path), err);
}

struct value *
value_list_take(const struct type *type, struct value *const *items, int count, struct fn_error *err)
{
    struct value *value = make(type, err);
    if (value && count > 0) {
        value->list.items = malloc((size_t)count * sizeof *items);
        if (!value->list.items) {
            free(value);
            value = fail_memory(err);
        }
    }
    if (!value) {
        for (int i = 0; i < count; i++)
            value_unref(items[i]);
        return NULL;
    }
    for (int i = 0; i < count; i++)
        value->list.items[i] = items[i];
    value->list.count = count;
    return value;
}

struct value *
value_size(const int *shape, int ndim, struct fn_error *err)
{
    struct value *items[FN_MAX_DIMS];
    for (int i = 0; i < ndim; i++) {
        items[i] = value_int(shape[i], err);
        if (!items[i]) {
            while (i > 0)
                value_unref(items[--i]);
            return NULL;
        }
    }
    return value_list_take(&type_size, items, ndim, err);
}

struct value *
value_object_take(const struct type *type, void *object, struct fn_error *err)
{
    if (!object)
        return NULL;
    struct value *value = make(type, err);
    if (value)
        value->object = object;
    else if (type->free)
        type->free(object);
    return value;
}

void *
value_object(const struct value *value, const struct type *type)
{
    return value && value->type == type ? value->object : NULL;
}

bool
value_is_none(const struct value *value)
{
    return value->type == &type_none;
}

bool
value_is_text(const struct value *value)
{
    return value->type == &type_string || value->type == &type_path;
}

bool
value_is_list(const struct value *value)
{
    return value->type == &type_list || value->type == &type_tuple || value->type == &type_size;
}

bool
value_to_number(const struct value *value, double *number)
{
    if (value->type == &type_bool)
        *number = value->truth;
    else if (value->type == &type_int)
        *number = (double)value->integer;
    else if (value->type == &type_float)
        *number = value->number;
    else
        return false;
    return true;
}

bool
value_truth(const struct value *value)
{
    double number;
    if (value_is_none(value))
        return false;
    if (value_to_number(value, &number))
        return number != 0;
    return !value->type->length || value->type->length(value) > 0;
}

void
value_repr(const struct value *value, struct text *out)
{
    value->type->repr(value, out);
}

void
value_str(const struct value *value, struct text *out)
{
    (value->type->str ? value->type->str : value->type->repr)(value, out);
}

bool
value_equal(const struct value *a, const struct value *b)
{
    double x, y;
    if (a == b)
        return true;
    if (a->type == &type_int && b->type == &type_int)
        return a->integer == b->integer;
    if (value_to_number(a, &x) && value_to_number(b, &y))
        return x == y;
    if (a->type != b->type)
        return false;
    return a->type->equal && a->type->equal(a, b);
}
