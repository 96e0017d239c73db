/* SPDX-License-Identifier: MIT */
#ifndef FN_FN_H
#define FN_FN_H

/* libfn: fastai v1's lesson 7 as a C library. The headers in the order of the data:
 *
 *   PNG -> image list -> split -> labels -> transform -> batch -> forward -> loss -> backward -> optimizer -> recorder
 *       -> figure -> terminal */

#include <fn/error.h>
#include <fn/rng.h>
#include <fn/arg.h>
#include <fn/pool.h>
#include <fn/tensor.h>
#include <fn/image.h>
#include <fn/data.h>
#include <fn/layer.h>
#include <fn/learner.h>
#include <fn/figure.h>
#include <fn/term.h>

/* "0.1.0" */
const char *
fn_version(void);

/* The instruction set that the kernels run on: "avx512", "avx2", "base". Chosen once, on first use; FN_ISA in the
 * environment forces one that the processor has. */
const char *
fn_isa(void);

#endif
