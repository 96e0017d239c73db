/* SPDX-License-Identifier: MIT */
#ifndef FN_RNG_H
#define FN_RNG_H

#include <stdint.h>

/* Random numbers: xoshiro256++ (Blackman and Vigna 2018), seeded through splitmix64, so that every seed, 0 too, gives
 * a good state. The struct is plain data: copy it to save the state, copy it back to restore it. */
struct fn_rng {
    uint64_t state[4];
};

void
fn_rng_seed(struct fn_rng *rng, uint64_t seed);

uint64_t
fn_rng_next(struct fn_rng *rng);

/* Uniform in [0, 1), 53 bits. */
double
fn_rng_uniform(struct fn_rng *rng);

/* Standard normal (Box and Muller). */
double
fn_rng_normal(struct fn_rng *rng);

/* Uniform in 0 .. n - 1 without bias; n > 0. */
uint64_t
fn_rng_below(struct fn_rng *rng, uint64_t n);

/* The generator of item `index` of stream `stream` under `seed`. Nothing is carried from one item to the next, so the
 * numbers do not depend on who draws them first: this is what makes a seed independent of the number of threads. */
struct fn_rng
fn_rng_at(uint64_t seed, uint64_t stream, uint64_t index);

#endif
