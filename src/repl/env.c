/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "env.h"

#include <stdlib.h>
#include <string.h>

#include "script.h"

/* A session has tens of names: an array in the order of their first binding needs no more than a walk. */
struct binding {
    char *name;
    struct value *value;
};

struct env {
    const struct env *outer;
    struct binding *bindings;
    int count, capacity;
};

struct env *
env_new(const struct env *outer, struct fn_error *err)
{
    struct env *env = calloc(1, sizeof *env);
    if (!env)
        return fail_memory(err);
    env->outer = outer;
    return env;
}

void
env_free(struct env *env)
{
    if (!env)
        return;
    for (int i = 0; i < env->count; i++) {
        free(env->bindings[i].name);
        value_unref(env->bindings[i].value);
    }
    free(env->bindings);
    free(env);
}

static struct binding *
find(const struct env *env, const char *name)
{
    for (int i = 0; i < env->count; i++)
        if (strcmp(env->bindings[i].name, name) == 0)
            return &env->bindings[i];
    return NULL;
}

struct value *
env_get(const struct env *env, const char *name)
{
    for (; env; env = env->outer) {
        const struct binding *binding = find(env, name);
        if (binding)
            return binding->value;
    }
    return NULL;
}

bool
env_set(struct env *env, const char *name, struct value *value, struct fn_error *err)
{
    struct binding *binding = find(env, name);
    if (binding) {
        struct value *old = binding->value;
        binding->value = value_ref(value);
        value_unref(old);
        return true;
    }
    if (env->count == env->capacity) {
        int capacity = env->capacity ? 2 * env->capacity : 16;
        struct binding *bindings = realloc(env->bindings, (size_t)capacity * sizeof *bindings);
        if (!bindings)
            return fail_memory(err);
        env->bindings = bindings;
        env->capacity = capacity;
    }
    char *copy = strdup(name);
    if (!copy)
        return fail_memory(err);
    env->bindings[env->count++] = (struct binding){copy, value_ref(value)};
    return true;
}

int
env_count(const struct env *env)
{
    return env->count;
}

const char *
env_name(const struct env *env, int index)
{
    return env->bindings[index].name;
}

struct value *
env_value(const struct env *env, int index)
{
    return env->bindings[index].value;
}
