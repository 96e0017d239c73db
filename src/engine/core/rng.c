/* SPDX-License-Identifier: MIT */
#include <fn/rng.h>

#include <math.h>

/* Steele, Lea and Flood 2014: turns any 64 bits, also 0, into well mixed ones. */
static uint64_t
splitmix64(uint64_t *x)
{
    uint64_t z = *x += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static uint64_t
rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

void
fn_rng_seed(struct fn_rng *rng, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        rng->state[i] = splitmix64(&seed);
}

struct fn_rng
fn_rng_at(uint64_t seed, uint64_t stream, uint64_t index)
{
    struct fn_rng rng;
    uint64_t x = splitmix64(&seed) ^ stream;
    x = splitmix64(&x) ^ index;
    fn_rng_seed(&rng, x);
    return rng;
}

uint64_t
fn_rng_next(struct fn_rng *rng)
{
    uint64_t *s = rng->state;
    uint64_t result = rotate(s[0] + s[3], 23) + s[0];
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double
fn_rng_uniform(struct fn_rng *rng)
{
    return (double)(fn_rng_next(rng) >> 11) * 0x1p-53;
}

double
fn_rng_normal(struct fn_rng *rng)
{
    double u = 1 - fn_rng_uniform(rng); /* (0, 1] */
    double v = fn_rng_uniform(rng);
    return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);
}

uint64_t
fn_rng_below(struct fn_rng *rng, uint64_t n)
{
    uint64_t biased = -n % n; /* 2^64 mod n: numbers below it would come up once too often */
    for (;;) {
        uint64_t x = fn_rng_next(rng);
        if (x >= biased)
            return x % n;
    }
}
