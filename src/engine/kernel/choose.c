/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <fn/fn.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/tables.h"

static const struct fni_kernels *chosen;
static pthread_once_t once = PTHREAD_ONCE_INIT;

const struct fni_kernels *
fni_kernels_named(const char *name)
{
#ifdef HAVE_AVX512
    if (strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return &fni_avx512_kernels;
#endif
#ifdef HAVE_AVX2
    if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &fni_avx2_kernels;
#endif
    return strcmp(name, "base") == 0 ? &fni_base_kernels : NULL;
}

static void
choose(void)
{
    static const char *const widest_first[] = {"avx512", "avx2", "base"};
    const char *forced = getenv("FN_ISA");

    if (forced)
        chosen = fni_kernels_named(forced);
    for (int i = 0; !chosen; i++)
        chosen = fni_kernels_named(widest_first[i]);
}

const struct fni_kernels *
fni_kernels(void)
{
    pthread_once(&once, choose);
    return chosen;
}

const char *
fn_isa(void)
{
    return fni_kernels()->name;
}
