/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "function.h"

#include <string.h>

#define FUNCTION(name) extern const struct function function_##name;
#include "functions.def"
#undef FUNCTION

static const struct function *const functions[] = {
#define FUNCTION(name) &function_##name,
#include "functions.def"
#undef FUNCTION
};

enum { N_FUNCTIONS = sizeof functions / sizeof *functions };

const struct function *
function_find(const char *name)
{
    for (int i = 0; i < N_FUNCTIONS; i++)
        if (strcmp(functions[i]->name, name) == 0)
            return functions[i];
    return NULL;
}

int
function_count(void)
{
    return N_FUNCTIONS;
}

const struct function *
function_get(int index)
{
    return functions[index];
}

struct value *
arg_value(const struct call *call, int index)
{
    return call->args[index];
}

bool
arg_is_none(const struct call *call, int index)
{
    return value_is_none(call->args[index]);
}

int64_t
arg_int(const struct call *call, int index)
{
    return call->args[index]->integer;
}

double
arg_float(const struct call *call, int index)
{
    return call->args[index]->number;
}

bool
arg_bool(const struct call *call, int index)
{
    return call->args[index]->truth;
}

const char *
arg_text(const struct call *call, int index)
{
    return arg_is_none(call, index) ? NULL : call->args[index]->text.bytes;
}
