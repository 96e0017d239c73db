/* SPDX-License-Identifier: MIT */
#ifndef FN_POOL_H
#define FN_POOL_H

#include <fn/error.h>

/* A team of threads that works on one thing at a time. Idle threads sleep, and where other processes hold processors some
 * take no part for a while. Results never depend on how many do. */
struct fn_pool;

/* threads >= 1, or 0: as many as the process may run on (its affinity mask, at most 64). The calling thread is one of
 * them. Owner frees with fn_pool_free, NULL allowed. Errors: memory, no thread to be had. */
struct fn_pool *
fn_pool_new(int threads, struct fn_error *err);

void
fn_pool_free(struct fn_pool *pool);

int
fn_pool_threads(const struct fn_pool *pool);

#endif
