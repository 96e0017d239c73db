/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tensor_repr.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* PyTorch's torch/_tensor_str.py, with its default print options. */
enum { PRECISION = 4, THRESHOLD = 1000, EDGE = 3, LINE = 80 };

struct formatter {
    const struct fn_tensor *tensor;
    bool shorten;
    enum { FORMAT_FIXED, FORMAT_WHOLE, FORMAT_POWERS } format;
    int width;
    bool whole;         /* all are whole numbers */
    double least, most; /* of the absolute values that are finite and not 0; most 0: there is none */
    struct text *out;
};

static size_t
stride(const struct fn_tensor *tensor, int dim)
{
    size_t size = 1;
    for (int i = dim + 1; i < tensor->ndim; i++)
        size *= (size_t)tensor->shape[i];
    return size;
}

static bool
is_cut(const struct formatter *f, int dim)
{
    return f->shorten && f->tensor->shape[dim] > 2 * EDGE;
}

/* Calls `visit` with every number that will be printed. */
static void
walk(struct formatter *f, int dim, size_t offset, void (*visit)(struct formatter *f, double value))
{
    if (dim >= f->tensor->ndim || dim >= FN_MAX_DIMS) {
        visit(f, f->tensor->data[offset]);
        return;
    }
    int size = f->tensor->shape[dim];
    for (int i = 0; i < size; i++) {
        if (is_cut(f, dim) && i == EDGE)
            i = size - EDGE;
        walk(f, dim + 1, offset + (size_t)i * stride(f->tensor, dim), visit);
    }
}

static void
measure_range(struct formatter *f, double value)
{
    double size = fabs(value);
    if (!isfinite(value) || value == 0)
        return;
    f->whole = f->whole && value == ceil(value);
    if (f->most == 0 || size < f->least)
        f->least = size;
    if (size > f->most)
        f->most = size;
}

static int
print_number(const struct formatter *f, char *buffer, size_t size, double value)
{
    if (isnan(value))
        return snprintf(buffer, size, "nan");
    if (isinf(value))
        return snprintf(buffer, size, value < 0 ? "-inf" : "inf");
    if (f->tensor->integer)
        return snprintf(buffer, size, "%.0f", value);
    if (f->format == FORMAT_POWERS)
        return snprintf(buffer, size, "%.*e", PRECISION, value);
    if (f->format == FORMAT_WHOLE)
        return snprintf(buffer, size, "%.0f.", value);
    return snprintf(buffer, size, "%.*f", PRECISION, value);
}

/* Zeros and numbers that are not finite do not count for the width, but where all are integers. */
static void
measure_width(struct formatter *f, double value)
{
    char buffer[64];
    if (!f->tensor->integer && (!isfinite(value) || value == 0))
        return;
    int width = print_number(f, buffer, sizeof buffer, value);
    if (width > f->width)
        f->width = width;
}

static void
add_number(struct formatter *f, double value)
{
    char buffer[64];
    print_number(f, buffer, sizeof buffer, value);
    text_printf(f->out, "%*s", f->width, buffer);
}

static void
add_row(struct formatter *f, int indent, size_t offset)
{
    int size = f->tensor->shape[f->tensor->ndim - 1];
    int a_line = (LINE - indent) / (f->width + 2), placed = 0;
    if (a_line < 1)
        a_line = 1;
    text_add(f->out, "[");
    for (int i = 0; i < size; i++) {
        if (placed > 0)
            text_add(f->out, placed % a_line == 0 ? "," : ", ");
        if (placed > 0 && placed % a_line == 0)
            text_printf(f->out, "\n%*s", indent + 1, "");
        if (is_cut(f, f->tensor->ndim - 1) && i == EDGE) {
            text_add(f->out, " ...");
            i = size - EDGE - 1;
        } else {
            add_number(f, f->tensor->data[offset + (size_t)i]);
        }
        placed++;
    }
    text_add(f->out, "]");
}

static void
add_block(struct formatter *f, int dim, int indent, size_t offset)
{
    int ndim = f->tensor->ndim;
    if (dim == ndim - 1) {
        add_row(f, indent, offset);
        return;
    }
    int size = f->tensor->shape[dim];
    text_add(f->out, "[");
    for (int i = 0; i < size; i++) {
        if (i > 0) {
            text_add(f->out, ",");
            for (int n = dim; n < ndim - 1; n++)
                text_add(f->out, "\n");
            text_printf(f->out, "%*s", indent + 1, "");
        }
        if (is_cut(f, dim) && i == EDGE) {
            text_add(f->out, "...");
            i = size - EDGE - 1;
        } else {
            add_block(f, dim + 1, indent + 1, offset + (size_t)i * stride(f->tensor, dim));
        }
    }
    text_add(f->out, "]");
}

/* tensor([]), tensor([], size=(0, 3)) */
static void
add_empty(const struct fn_tensor *tensor, struct text *out)
{
    text_add(out, "tensor([]");
    if (tensor->ndim != 1) {
        text_add(out, ", size=(");
        for (int i = 0; i < tensor->ndim; i++)
            text_printf(out, "%s%d", i > 0 ? ", " : "", tensor->shape[i]);
        text_add(out, ")");
    }
    text_add(out, ")");
}

void
tensor_repr(const struct fn_tensor *tensor, struct text *out)
{
    size_t count = fn_tensor_count(tensor);
    if (count == 0) {
        add_empty(tensor, out);
        return;
    }
    struct formatter f = {.tensor = tensor, .shorten = count > THRESHOLD, .width = 1, .whole = true, .out = out};
    walk(&f, 0, 0, measure_range);
    bool far_apart = f.most > 0 && (f.most / f.least > 1000 || f.most > 1e8);
    if (far_apart || (!f.whole && f.least < 1e-4))
        f.format = FORMAT_POWERS;
    else
        f.format = f.whole ? FORMAT_WHOLE : FORMAT_FIXED;
    walk(&f, 0, 0, measure_width);
    text_add(out, "tensor(");
    if (tensor->ndim == 0)
        add_number(&f, tensor->data[0]);
    else
        add_block(&f, 0, (int)strlen("tensor("), 0);
    text_add(out, ")");
}
