/* SPDX-License-Identifier: MIT */
#include "nn/loss.h"

#include <string.h>

#include "core/args.h"
#include "core/fail.h"

#define LOSS(name) extern const struct fni_loss fni_loss_##name;
#include "nn/losses.def"
#undef LOSS

static const struct fni_loss *const losses[] = {
#define LOSS(name) &fni_loss_##name,
#include "nn/losses.def"
#undef LOSS
};

enum { N_LOSSES = sizeof losses / sizeof *losses };

int
fn_loss_info_count(void)
{
    return N_LOSSES;
}

const struct fn_row_info *
fn_loss_info_get(int index)
{
    return &losses[index]->info;
}

const struct fni_loss *
fni_loss_named(const char *name, struct fn_error *err)
{
    const char *names[N_LOSSES], *near;
    char all[256] = "";

    for (int i = 0; i < N_LOSSES; i++) {
        names[i] = losses[i]->info.name;
        if (strcmp(names[i], name) == 0)
            return losses[i];
        if (strlen(all) + strlen(names[i]) + 3 < sizeof all)
            strcat(strcat(all, i ? ", " : ""), names[i]);
    }
    near = fni_nearest(name, names, N_LOSSES);
    if (near)
        fni_fail(err, FN_ERROR_INPUT, "unknown loss '%s', did you mean '%s'? (%s)", name, near, all);
    else
        fni_fail(err, FN_ERROR_INPUT, "unknown loss '%s', there are: %s", name, all);
    return NULL;
}
