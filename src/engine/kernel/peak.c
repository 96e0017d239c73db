/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"

/* As many independent chains as registers allow: two units times a latency of four or five cycles. */
enum { CHAINS = 12 };

double
NAME(peak)(long iterations)
{
    volatile float keep; /* a result that nobody reads would not be computed */
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
    REPEAT (k, CHAINS - 1)
        acc[0] += acc[k + 1];
    keep = acc[0][0];
    (void)keep;
    return 2.0 * CHAINS * VECTOR * (double)iterations;
}
