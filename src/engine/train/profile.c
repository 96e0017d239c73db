/* SPDX-License-Identifier: MIT */
#include "train/profile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "kernel/kernel.h"
#include "nn/conv.h"
#include "train/learner.h"

enum { LINE = 64 / sizeof(double) }; /* threads do not write to one another's cache lines */

bool
fni_profile_init(struct fni_profile *profile, const struct fni_net *net, int threads, struct fn_error *err)
{
    int slots = fni_node_slot(fni_net_node_count(net), FNI_FORWARD);

    profile->threads = threads;
    profile->slots = (slots + LINE - 1) / LINE * LINE;
    profile->clocks = fni_alloc((size_t)threads, sizeof *profile->clocks, err);
    profile->seconds = fni_alloc((size_t)threads * (size_t)profile->slots, sizeof *profile->seconds, err);
    if (!profile->clocks || !profile->seconds)
        return false;
    for (int t = 0; t < threads; t++)
        profile->clocks[t].seconds = profile->seconds + (size_t)t * (size_t)profile->slots;
    return true;
}

void
fni_profile_fini(struct fni_profile *profile)
{
    fni_free(profile->clocks);
    fni_free(profile->seconds);
    *profile = (struct fni_profile){0};
}

void
fni_profile_start(struct fni_profile *profile)
{
    profile->batches = profile->shares = 0;
    memset(profile->seconds, 0, (size_t)profile->threads * (size_t)profile->slots * sizeof *profile->seconds);
}

/* Seconds a batch, the mean over the threads that took part. */
static double
mean(const struct fni_profile *profile, int slot)
{
    double sum = 0;

    for (int t = 0; t < profile->threads; t++)
        sum += profile->clocks[t].seconds[slot];
    return sum / profile->shares;
}

static void
fill_row(const struct fni_profile *profile, const struct fni_node *node, int images, struct fn_profile_row *row)
{
    const struct fni_conv_state *state = node->state;
    bool conv = node->class->forward == fni_conv_node_forward;
    double flops = conv ? 2 * fni_conv_macs(&state->conv) * images : 0;

    *row = (struct fn_profile_row){
        .name = node->class->info.name,
        .path = node->path,
        .forward = mean(profile, fni_node_slot(node->index, FNI_FORWARD)),
        .backward_data = mean(profile, fni_node_slot(node->index, FNI_BACKWARD_DATA)),
        .backward_weights = mean(profile, fni_node_slot(node->index, FNI_BACKWARD_WEIGHTS)),
        .forward_flops = flops,
        .backward_data_flops = node->want_grad[0] ? flops : 0,
        .backward_weights_flops = flops,
    };
}

bool
fn_learner_profile(const struct fn_learner *learner, struct fn_profile *result, struct fn_error *err)
{
    const struct fni_profile *profile = &learner->profile;
    int nodes = fni_net_node_count(learner->train_net) - 1;
    struct fn_profile_row *rows;

    if (profile->batches == 0)
        return fni_fail(err, FN_ERROR_INPUT, "nothing has been trained yet: fit first");
    rows = calloc((size_t)nodes, sizeof *rows);
    if (!rows)
        return fni_fail_memory(err);
    for (int i = 0; i < nodes; i++)
        fill_row(profile, fni_net_node(learner->train_net, i + 1), learner->train_images, &rows[i]);
    *result = (struct fn_profile){
        .batches = profile->batches,
        .images = learner->train_images,
        .threads = profile->threads,
        .assemble = mean(profile, FNI_ASSEMBLE),
        .loss = mean(profile, FNI_LOSS),
        .optimizer = mean(profile, FNI_OPTIMIZER),
        .wait = mean(profile, FNI_WAIT),
        .n_rows = nodes,
        .rows = rows,
    };
    return true;
}

void
fn_profile_fini(struct fn_profile *profile)
{
    free(profile->rows);
    *profile = (struct fn_profile){0};
}

/* ---- Peak ---- */

static void
run_peak(void *arg, struct fni_team team)
{
    double *operations = arg;
    operations[team.thread] = fni_kernels()->peak(2500000);
}

double
fn_pool_peak(struct fn_pool *pool)
{
    /* A run takes some 10 ms and all of them a third of a second: in less the system may leave two threads that were
     * just woken on one processor, and half the peak would be the best. */
    enum { RUNS = 40 };
    int threads = fn_pool_threads(pool);
    double *operations = calloc((size_t)threads, sizeof *operations), best = 0;

    for (int run = 0; operations && run < RUNS; run++) {
        double start = fni_seconds(), sum = 0, seconds;
        memset(operations, 0, (size_t)threads * sizeof *operations); /* not all may take part */
        fni_pool_run(pool, run_peak, operations);
        seconds = fni_seconds() - start;
        for (int t = 0; t < threads; t++)
            sum += operations[t];
        best = fmax(best, sum / seconds);
    }
    free(operations);
    return best;
}
