/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"

/* As many independent chains as registers allow: two units times a latency of four or five cycles. */
enum { CHAINS = 12 };

double
NAME(peak)(long iterations)
{
    vf acc[CHAINS], factor = splat(0.5f), summand = splat(0.5f);

    REPEAT (k, CHAINS)
        acc[k] = splat((float)k);
    PIN(factor);
    PIN(summand);
    for (long i = 0; i < iterations; i++)
        REPEAT (k, CHAINS) {
            acc[k] = acc[k] * factor + summand;
            PIN(acc[k]);
        }
    return 2.0 * CHAINS * VECTOR * (double)iterations;
}
