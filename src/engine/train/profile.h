/* SPDX-License-Identifier: MIT */
#ifndef FNI_PROFILE_H
#define FNI_PROFILE_H

#include "nn/clock.h"
#include "nn/net.h"

/* Every EVERY-th batch of a fit is measured, the first one among them: a few hundred looks at the clock, which do not
 * change what they measure. */
struct fni_profile {
    int threads, slots;
    int batches;              /* measured since the fit began */
    int shares;               /* threads that took part in them, one batch after the other */
    struct fni_clock *clocks; /* [threads] */
    double *seconds;          /* [threads][slots] */
};

enum { FNI_PROFILE_EVERY = 8 };

bool
fni_profile_init(struct fni_profile *profile, const struct fni_net *net, int threads, struct fn_error *err);

void
fni_profile_fini(struct fni_profile *profile);

void
fni_profile_start(struct fni_profile *profile);

#endif
