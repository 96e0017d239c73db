/* SPDX-License-Identifier: MIT */
#include "kernel/simd.h"

/* exp(x) for x <= 0, to about one unit in the last place: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial for exp(r)
 * (Moshier's Cephes, expf), and 2^n by its bits. Below the least normal number it stays there; a NaN stays one. */
INLINE vf
exp_of(vf x)
{
    const float least = -87;
    vi low = x < least;
    vi n;
    vf r, p;

    x = (vf)((low & (vi)splat(least)) | (~low & (vi)x));
    n = __builtin_convertvector(x * 1.44269504f - 0.5f, vi);
    p = __builtin_convertvector(n, vf);
    r = x - p * 0.693359375f + p * 2.12194440e-4f;
    p = splat(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1;
    return p * (vf)((n + 127) << 23);
}

void
NAME(exponentials)(const float *x, int classes, float *e, float largest[FNI_LANES], float sum[FNI_LANES])
{
    for (int v = 0; v < FNI_LANES; v += VECTOR) {
        vf most = load(x + v), total = {0};
        for (int c = 1; c < classes; c++) {
            vf value = load(x + c * FNI_LANES + v);
            vi more = value > most;
            most = (vf)((more & (vi)value) | (~more & (vi)most));
        }
        for (int c = 0; c < classes; c++) {
            vf value = exp_of(load(x + c * FNI_LANES + v) - most);
            total += value;
            if (e)
                store(e + c * FNI_LANES + v, value);
        }
        store(largest + v, most);
        store(sum + v, total);
    }
}
