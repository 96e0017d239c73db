/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "eval.h"

static const char *const symbols[] = {
    [OP_ADD] = "+",
    [OP_SUBTRACT] = "-",
    [OP_MULTIPLY] = "*",
    [OP_DIVIDE] = "/",
    [OP_FLOOR_DIVIDE] = "//",
    [OP_MODULO] = "%",
    [OP_POWER] = "**",
    [OP_EQUAL] = "==",
    [OP_NOT_EQUAL] = "!=",
    [OP_LESS] = "<",
    [OP_LESS_EQUAL] = "<=",
    [OP_GREATER] = ">",
    [OP_GREATER_EQUAL] = ">=",
};

static struct value *
too_large(struct fn_error *err)
{
    return fail(err, FN_ERROR_INPUT, "the result is too large for a whole number of 64 bits");
}

static struct value *
by_zero(struct fn_error *err)
{
    return fail(err, FN_ERROR_INPUT, "division by zero");
}

/* Rounds down, as Python does. b is not 0. */
static int64_t
floor_divide(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

static struct value *
power_int(int64_t base, int64_t exponent, struct fn_error *err)
{
    if (exponent < 0)
        return base == 0 ? by_zero(err) : value_float(pow((double)base, (double)exponent), err);
    int64_t result = 1;
    while (exponent > 0) {
        if ((exponent & 1) && __builtin_mul_overflow(result, base, &result))
            return too_large(err);
        exponent >>= 1;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base))
            return too_large(err);
    }
    return value_int(result, err);
}

static struct value *
int_arithmetic(enum operator op, int64_t a, int64_t b, struct fn_error *err)
{
    int64_t result;
    switch (op) {
    case OP_ADD:
        return __builtin_add_overflow(a, b, &result) ? too_large(err) : value_int(result, err);
    case OP_SUBTRACT:
        return __builtin_sub_overflow(a, b, &result) ? too_large(err) : value_int(result, err);
    case OP_MULTIPLY:
        return __builtin_mul_overflow(a, b, &result) ? too_large(err) : value_int(result, err);
    case OP_DIVIDE:
        return b == 0 ? by_zero(err) : value_float((double)a / (double)b, err);
    case OP_FLOOR_DIVIDE:
        return b == 0 ? by_zero(err) : a == INT64_MIN && b == -1 ? too_large(err) : value_int(floor_divide(a, b), err);
    case OP_MODULO:
        return b == 0 ? by_zero(err) : b == -1 ? value_int(0, err) : value_int(a - b * floor_divide(a, b), err);
    case OP_POWER:
        return power_int(a, b, err);
    default:
        return NULL;
    }
}

static struct value *
float_arithmetic(enum operator op, double a, double b, struct fn_error *err)
{
    switch (op) {
    case OP_ADD:
        return value_float(a + b, err);
    case OP_SUBTRACT:
        return value_float(a - b, err);
    case OP_MULTIPLY:
        return value_float(a * b, err);
    case OP_DIVIDE:
        return b == 0 ? by_zero(err) : value_float(a / b, err);
    case OP_FLOOR_DIVIDE:
        return b == 0 ? by_zero(err) : value_float(floor(a / b), err);
    case OP_MODULO: {
        if (b == 0)
            return by_zero(err);
        double rest = fmod(a, b);
        return value_float(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest, err);
    }
    case OP_POWER:
        if (a == 0 && b < 0)
            return by_zero(err);
        if (a < 0 && b != floor(b))
            return fail(err, FN_ERROR_INPUT, "a power with a fraction wants a number that is not negative");
        return value_float(pow(a, b), err);
    default:
        return NULL;
    }
}

static struct value *
compare(enum operator op, double a, double b)
{
    switch (op) {
    case OP_LESS:
        return value_bool(a < b);
    case OP_LESS_EQUAL:
        return value_bool(a <= b);
    case OP_GREATER:
        return value_bool(a > b);
    default:
        return value_bool(a >= b);
    }
}

/* Whole numbers as they are: a double holds only 53 bits. */
static struct value *
compare_int(enum operator op, int64_t a, int64_t b)
{
    return compare(op, (a > b) - (a < b), 0);
}

static bool
is_whole(const struct value *value)
{
    return value->type == &type_int || value->type == &type_bool;
}

static int64_t
whole(const struct value *value)
{
    return value->type == &type_bool ? value->truth : value->integer;
}

struct value *
operator_apply(struct repl *repl, enum operator op, struct value *a, struct value *b, struct fn_error *err)
{
    double x, y;
    if (op == OP_EQUAL || op == OP_NOT_EQUAL)
        return value_bool(value_equal(a, b) == (op == OP_EQUAL));
    if (is_whole(a) && is_whole(b))
        return op >= OP_LESS ? compare_int(op, whole(a), whole(b)) : int_arithmetic(op, whole(a), whole(b), err);
    if (value_to_number(a, &x) && value_to_number(b, &y))
        return op >= OP_LESS ? compare(op, x, y) : float_arithmetic(op, x, y, err);
    struct fn_error tried = {0};
    struct value *result = NULL;
    if (a->type->binary)
        result = a->type->binary(repl, op, a, b, &tried);
    if (!result && tried.kind == FN_ERROR_NONE && b->type->binary && b->type != a->type)
        result = b->type->binary(repl, op, a, b, &tried);
    if (!result && tried.kind != FN_ERROR_NONE)
        return fail(err, tried.kind, "%s", tried.message);
    if (!result)
        return fail(err, FN_ERROR_INPUT, "'%s' does not go with %s and %s", symbols[op], a->type->name, b->type->name);
    return result;
}
