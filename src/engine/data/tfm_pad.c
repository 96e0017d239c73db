/* SPDX-License-Identifier: MIT */
#include "core/fail.h"
#include "data/transform.h"

static bool
resize(const struct fn_transform *transform, const int in[2], int out[2], struct fn_error *err)
{
    int padding = (int)transform->values[0];

    if (transform->values[1] == FNI_REFLECTION && (padding >= in[0] || padding >= in[1]))
        return fni_fail(err, FN_ERROR_INPUT,
                        "pad: padding is %d, wanted less than the image (%d x %d) for mode='reflection'", padding,
                        in[1], in[0]);
    out[0] = in[0] + 2 * padding;
    out[1] = in[1] + 2 * padding;
    return true;
}

static void
place(const struct fn_transform *transform, struct fn_rng *rng, struct fni_step step[2])
{
    (void)rng;
    for (int axis = 0; axis < 2; axis++) {
        step[axis].shift = -(int)transform->values[0];
        step[axis].outside = (enum fni_outside)transform->values[1];
    }
}

static const struct fn_param params[] = {
    {"padding", FN_INT, .low = 0, .high = 4096, .help = "pixels on each side"},
    {"mode", FN_CHOICE, .fallback = "reflection", .choices = FNI_OUTSIDE_CHOICES, .help = "what to fill with"},
};

const struct fni_transform_class fni_transform_pad = {
    .info = {"pad", "pads each side with zeros, the border's pixels, or a reflection", params, 2},
    .resize = resize,
    .place = place,
};
