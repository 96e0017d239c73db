/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <unistd.h>
#include <zlib.h>

#define CHECK(condition, ...)                                                                                          \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            fail_msg(__VA_ARGS__);                                                                                     \
    } while (0)

static unsigned char *
read_file(const char *path, size_t *size)
{
    size_t capacity = 1 << 20;
    unsigned char *bytes = malloc(capacity);
    gzFile f = gzopen(path, "rb"); /* reads what is not compressed as it is */
    int n;

    CHECK(f && bytes, "cannot open %s", path);
    for (*size = 0; (n = gzread(f, bytes + *size, (unsigned)(capacity - *size))) > 0;) {
        *size += (size_t)n;
        if (*size == capacity) {
            capacity *= 2;
            bytes = realloc(bytes, capacity);
            CHECK(bytes, "out of memory");
        }
    }
    CHECK(n == 0 && *size > 8, "cannot read %s", path);
    gzclose(f);
    return bytes;
}

static double
element(const char *dtype, const unsigned char *data, size_t i)
{
    double f64;
    float f32;
    int64_t i64;

    if (strncmp(dtype, "F64", 3) == 0)
        return memcpy(&f64, data + 8 * i, 8), f64;
    if (strncmp(dtype, "F32", 3) == 0)
        return memcpy(&f32, data + 4 * i, 4), (double)f32;
    if (strncmp(dtype, "I64", 3) == 0)
        return memcpy(&i64, data + 8 * i, 8), (double)i64;
    CHECK(strncmp(dtype, "U8", 2) == 0, "unknown dtype %.4s", dtype);
    return data[i];
}

static struct json_object *
field(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;
    CHECK(json_object_object_get_ex(object, key, &value), "no %s in the header", key);
    return value;
}

static struct golden_tensor
read_tensor(const char *name, struct json_object *object, const unsigned char *data, size_t size)
{
    struct golden_tensor tensor = {.name = strdup(name), .count = 1};
    struct json_object *shape = field(object, "shape"), *offsets = field(object, "data_offsets");
    size_t begin = (size_t)json_object_get_int64(json_object_array_get_idx(offsets, 0));
    size_t end = (size_t)json_object_get_int64(json_object_array_get_idx(offsets, 1));

    tensor.ndim = (int)json_object_array_length(shape);
    CHECK(tensor.ndim <= 4, "%s has too many dimensions", name);
    for (int i = 0; i < tensor.ndim; i++) {
        tensor.shape[i] = json_object_get_int(json_object_array_get_idx(shape, (size_t)i));
        tensor.count *= (size_t)tensor.shape[i];
    }
    CHECK(begin + tensor.count <= end && end <= size, "%s: its data is cut off", name);
    tensor.values = calloc(tensor.count + 1, sizeof *tensor.values);
    CHECK(tensor.name && tensor.values, "out of memory");
    for (size_t i = 0; i < tensor.count; i++)
        tensor.values[i] = element(json_object_get_string(field(object, "dtype")), data + begin, i);
    return tensor;
}

struct golden
golden_open(const char *name)
{
    struct golden golden = {0};
    struct json_object *header;
    struct json_tokener *tokener = json_tokener_new();
    char path[1024];
    unsigned char *bytes;
    uint64_t header_size;
    size_t size;

    snprintf(path, sizeof path - 3, "%s/tests/golden/%s.safetensors", TOP_SRCDIR, name);
    if (access(path, F_OK) != 0)
        strcat(path, ".gz");
    bytes = read_file(path, &size);
    memcpy(&header_size, bytes, 8);
    CHECK(header_size < size - 8, "%s: the header is too long", path);
    header = json_tokener_parse_ex(tokener, (const char *)bytes + 8, (int)header_size);
    CHECK(header, "%s: %s", path, json_tokener_error_desc(json_tokener_get_error(tokener)));
    golden.tensors = calloc((size_t)json_object_object_length(header) + 1, sizeof *golden.tensors);
    CHECK(golden.tensors, "out of memory");
    json_object_object_foreach(header, key, value)
    {
        if (strcmp(key, "__metadata__") == 0)
            golden.metadata = json_object_get(value);
        else
            golden.tensors[golden.n_tensors++] =
                read_tensor(key, value, bytes + 8 + header_size, size - 8 - header_size);
    }
    json_object_put(header);
    json_tokener_free(tokener);
    free(bytes);
    return golden;
}

const char *
golden_text(const struct golden *golden, const char *key)
{
    struct json_object *value = NULL;

    CHECK(golden->metadata && json_object_object_get_ex(golden->metadata, key, &value), "no %s in the metadata", key);
    return json_object_get_string(value);
}

void
golden_close(struct golden *golden)
{
    for (int i = 0; i < golden->n_tensors; i++) {
        free(golden->tensors[i].name);
        free(golden->tensors[i].values);
    }
    free(golden->tensors);
    json_object_put(golden->metadata);
    *golden = (struct golden){0};
}

static const struct golden_tensor *
find(const struct golden *golden, const char *name)
{
    for (int i = 0; i < golden->n_tensors; i++)
        if (strcmp(golden->tensors[i].name, name) == 0)
            return &golden->tensors[i];
    return NULL;
}

const struct golden_tensor *
golden_get(const struct golden *golden, const char *format, ...)
{
    const struct golden_tensor *tensor;
    char name[256];
    va_list ap;

    va_start(ap, format);
    vsnprintf(name, sizeof name, format, ap);
    va_end(ap);
    tensor = find(golden, name);
    CHECK(tensor, "no tensor %s in the golden file", name);
    return tensor;
}

bool
golden_has(const struct golden *golden, const char *format, ...)
{
    char name[256];
    va_list ap;

    va_start(ap, format);
    vsnprintf(name, sizeof name, format, ap);
    va_end(ap);
    return find(golden, name) != NULL;
}

float *
golden_floats(const struct golden_tensor *tensor)
{
    float *values = calloc(tensor->count + 1, sizeof *values);

    CHECK(values, "out of memory");
    for (size_t i = 0; i < tensor->count; i++)
        values[i] = (float)tensor->values[i];
    return values;
}

double
golden_distance(const struct golden_tensor *tensor, const float *values)
{
    double largest = 0;

    for (size_t i = 0; i < tensor->count; i++) {
        double d = fabs((double)values[i] - tensor->values[i]);
        if (isnan(d))
            return INFINITY;
        if (d > largest)
            largest = d;
    }
    return largest;
}
