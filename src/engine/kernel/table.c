/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"
#include "kernel/tables.h"

#define STRING(word) EXPANDED_STRING(word)
#define EXPANDED_STRING(word) #word

#define ENTRY(name) .name = NAME(name),

const struct fni_kernels NAME(kernels) = {.name = STRING(ISA), .vector = VECTOR, KERNELS(ENTRY)};
