/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "data/transform.h"

/* fastai's rand_pad: [pad(padding, mode), crop(size, row_pct=(0, 1), col_pct=(0, 1))]. */
static int
build(const double *values, struct fn_transform *out[FN_TRANSFORM_STEPS], struct fn_error *err)
{
    double padding = values[0], size = values[1], mode = values[2];

    out[0] = fni_transform_step(&fni_transform_pad, (double[]){padding, mode}, err);
    out[1] = out[0] ? fni_transform_step(&fni_transform_crop, (double[]){size, NAN, NAN}, err) : NULL;
    if (!out[1]) {
        fn_transform_unref(out[0]);
        return 0;
    }
    return 2;
}

static const struct fn_param params[] = {
    {"padding", FN_INT, .low = 0, .high = 4096, .help = "pixels on each side"},
    {"size", FN_INT, .low = 1, .high = 16384, .help = "height and width"},
    {"mode", FN_CHOICE, .fallback = "reflection", .choices = FNI_OUTSIDE_CHOICES, .help = "what to fill with"},
};

const struct fni_transform_class fni_transform_rand_pad = {
    .info = {"rand_pad", "pads each side, then cuts out a square at a random place", params, 3},
    .build = build,
};
