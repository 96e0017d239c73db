/* SPDX-License-Identifier: MIT */
#ifndef FNI_TABLES_H
#define FNI_TABLES_H

#include "kernel/kernel.h"

/* The tables that a build can have: HAVE_AVX2 and HAVE_AVX512 are the compiler's abilities, not the processor's. */
extern const struct fni_kernels fni_base_kernels, fni_avx2_kernels, fni_avx512_kernels;

#endif
