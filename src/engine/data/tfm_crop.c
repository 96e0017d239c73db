/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "core/fail.h"
#include "data/transform.h"

static bool
resize(const struct fn_transform *transform, const int in[2], int out[2], struct fn_error *err)
{
    int size = (int)transform->values[0];

    if (size > in[0] || size > in[1])
        return fni_fail(err, FN_ERROR_INPUT, "crop: size is %d, wanted at most the image (%d x %d)", size, in[1],
                        in[0]);
    out[0] = out[1] = size;
    return true;
}

/* fastai's _crop_default: int((height - size + 1) * row_pct), row before column. At 1.0 that would be one too far. */
static void
place(const struct fn_transform *transform, struct fn_rng *rng, struct fni_step step[2])
{
    for (int axis = 0; axis < 2; axis++) {
        double share = transform->values[1 + axis];
        int room = step[axis].size - (int)transform->values[0];
        if (isnan(share))
            share = fn_rng_uniform(rng);
        step[axis].shift = (int)((room + 1) * share);
        if (step[axis].shift > room)
            step[axis].shift = room;
    }
}

static const struct fn_param params[] = {
    {"size", FN_INT, .low = 1, .high = 16384, .help = "height and width"},
    {"row_pct", FN_FLOAT, .none_ok = true, .fallback = "0.5", .low = 0, .high = 1,
     .help = "0 top to 1 bottom; None: at random"},
    {"col_pct", FN_FLOAT, .none_ok = true, .fallback = "0.5", .low = 0, .high = 1,
     .help = "0 left to 1 right; None: at random"},
};

const struct fni_transform_class fni_transform_crop = {
    .info = {"crop", "cuts out a square", params, 3},
    .resize = resize,
    .place = place,
};
