/* SPDX-License-Identifier: MIT */
#ifndef FNI_SIMD_H
#define FNI_SIMD_H

/* Vectors as GCC and clang have them in C, and what the files that are compiled once for each instruction set share.
 * This header must come before all others: it raises the optimisation of the file, whatever CFLAGS say. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC optimize("O3")
#endif

#include <stdbool.h>
#include <stddef.h>

#include "core/lanes.h"
#include "kernel/kernel.h"

#define INLINE static inline __attribute__((always_inline))

/* A loop that is unrolled entirely: `end` is a constant where it is inlined, at most 16. */
#define REPEAT(i, end) _Pragma("GCC unroll 16") for (int i = 0; i < (end); i++)

/* One that is not. */
#define LOOP(i, end) _Pragma("GCC unroll 1") for (int i = 0; i < (end); i++)

/* Floats in a vector, and vectors in a run of 16 lanes. */
#if defined __AVX512F__
#define VECTOR 16
#elif defined __AVX2__
#define VECTOR 8
#else
#define VECTOR 4
#endif
#define VECTORS (FNI_LANES / VECTOR)

typedef float vf __attribute__((vector_size(VECTOR * sizeof(float))));
typedef int vi __attribute__((vector_size(VECTOR * sizeof(int))));
typedef vf vf_in_memory __attribute__((may_alias)); /* floats may be read and written as vectors */

INLINE vf
load(const float *p)
{
    return *(const vf_in_memory *)p;
}

INLINE void
store(float *p, vf x)
{
    *(vf_in_memory *)p = x;
}

/* All lanes the same. A subtraction, as x - 0 is x even for -0: the compiler drops it, which it may not do with x + 0.
 */
INLINE vf
splat(float x)
{
    return x - (vf){0};
}

/* x where the mask is set, else 0. */
INLINE vf
keep(vi mask, vf x)
{
    return (vf)(mask & (vi)x);
}

/* The address of vector `index` of a batch: `block` floats lie between two blocks of 16 images. */
INLINE ptrdiff_t
vector_offset(int index, ptrdiff_t block)
{
    return index / VECTORS * block + index % VECTORS * VECTOR;
}

/* Where part `index` of `n` things starts, cut into `parts` of nearly the same size: 10 channels are 5 + 5. */
INLINE int
cut(int n, int index, int parts)
{
    return (int)((long long)n * index / parts);
}

/* max(0, x); a NaN stays one, so that a training that went astray shows it. */
INLINE vf
relu_of(vf x)
{
    return keep(~(x < 0), x);
}

/* Keeps a value in its register. Otherwise GCC folds the load into each use and reads it from memory many times. */
#if defined __AVX512F__
#define PIN(x) __asm__("" : "+v"(x))
#elif defined __x86_64__ || defined __i386__
#define PIN(x) __asm__("" : "+x"(x))
#elif defined __aarch64__
#define PIN(x) __asm__("" : "+w"(x))
#else
#define PIN(x) ((void)0)
#endif

/* Keeps an address in one register, moved step by step. Otherwise GCC works out the address of every step ahead and has
 * no registers left. */
#define PIN_ADDRESS(p) __asm__("" : "+r"(p))

/* Names that cross files carry the instruction set, ISA: sum is fni_avx2_sum. */
#define PASTE_NAMES(isa, name) fni_##isa##_##name
#define EXPAND_NAMES(isa, name) PASTE_NAMES(isa, name)
#define NAME(name) EXPAND_NAMES(ISA, name)

/* The members of struct fni_kernels, each of which is a function of one of these files. */
#define KERNELS(ROW)                                                                                                   \
    ROW(conv_forward)                                                                                                  \
    ROW(conv_backward_data)                                                                                            \
    ROW(conv_backward_weights)                                                                                         \
    ROW(sum)                                                                                                           \
    ROW(moments)                                                                                                       \
    ROW(dot)                                                                                                           \
    ROW(affine)                                                                                                        \
    ROW(affine_backward)                                                                                               \
    ROW(relu)                                                                                                          \
    ROW(relu_backward)                                                                                                 \
    ROW(add)                                                                                                           \
    ROW(spread)                                                                                                        \
    ROW(transpose)                                                                                                     \
    ROW(exponentials)                                                                                                  \
    ROW(adamw)                                                                                                         \
    ROW(accumulate)                                                                                                    \
    ROW(peak)

#define DECLARE(name) __typeof__(*((struct fni_kernels *)NULL)->name) NAME(name);
KERNELS(DECLARE)
#undef DECLARE

#endif
