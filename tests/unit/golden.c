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

/* What stands after "key": inside one tensor's object, blanks skipped. */
static const char *
field(const char *object, const char *key)
{
    const char *at = strstr(object, key);
    CHECK(at, "no %s in the header", key);
    at += strlen(key);
    return at + strspn(at, "\": [");
}

static void
read_tensor(struct golden_tensor *tensor, const char *object, const unsigned char *data)
{
    const char *shape = field(object, "\"shape\""), *dtype = field(object, "\"dtype\"");
    size_t offset = strtoull(field(object, "\"data_offsets\""), NULL, 10);

    tensor->count = 1;
    for (; *shape != ']'; shape += strspn(shape, ", ")) {
        char *end;
        CHECK(tensor->ndim < 4, "%s has too many dimensions", tensor->name);
        tensor->shape[tensor->ndim] = (int)strtol(shape, &end, 10);
        CHECK(end > shape, "%s: cannot read the shape", tensor->name);
        tensor->count *= (size_t)tensor->shape[tensor->ndim++];
        shape = end;
    }
    tensor->values = calloc(tensor->count + 1, sizeof *tensor->values);
    CHECK(tensor->values, "out of memory");
    for (size_t i = 0; i < tensor->count; i++)
        tensor->values[i] = element(dtype, data + offset, i);
}

struct golden
golden_open(const char *name)
{
    struct golden golden = {0};
    char path[1024], *header;
    unsigned char *bytes;
    uint64_t header_size;
    size_t size;

    snprintf(path, sizeof path - 3, "%s/tests/golden/%s.safetensors", TOP_SRCDIR, name);
    if (access(path, F_OK) != 0)
        strcat(path, ".gz");
    bytes = read_file(path, &size);
    memcpy(&header_size, bytes, 8);
    CHECK(header_size < size - 8, "%s: the header is too long", path);
    header = strndup((const char *)bytes + 8, header_size);
    CHECK(header, "out of memory");
    /* {"NAME":{...},"NAME":{...}}: the only braces inside are those of the tensors */
    for (char *open = strchr(header + 1, '{'), *close; open; open = strchr(close + 1, '{')) {
        char *name_end = open, *name_start;
        close = strchr(open, '}');
        CHECK(close, "%s: the header is cut off", path);
        *close = '\0';
        while (*name_end != '"')
            name_end--;
        for (name_start = name_end - 1; *name_start != '"';)
            name_start--;
        if (strncmp(name_start + 1, "__metadata__", 12) == 0)
            continue;
        golden.tensors = realloc(golden.tensors, (size_t)(golden.n_tensors + 1) * sizeof *golden.tensors);
        CHECK(golden.tensors, "out of memory");
        golden.tensors[golden.n_tensors] =
            (struct golden_tensor){.name = strndup(name_start + 1, (size_t)(name_end - name_start - 1))};
        read_tensor(&golden.tensors[golden.n_tensors++], open, bytes + 8 + header_size);
    }
    free(header);
    free(bytes);
    return golden;
}

void
golden_close(struct golden *golden)
{
    for (int i = 0; i < golden->n_tensors; i++) {
        free(golden->tensors[i].name);
        free(golden->tensors[i].values);
    }
    free(golden->tensors);
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
