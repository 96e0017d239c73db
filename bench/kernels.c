/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speed of the convolution kernels alone, hot in cache, on the notebook's layers, as a share of the processor's peak in
 * multiply-adds that is measured first. Taps in the padding are not counted.
 *
 *     kernels [ISA] [BLOCKS] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/memory.h"
#include "core/team.h"
#include "kernel/kernel.h"

enum { ROUNDS = 100 };

static const double round_seconds = 0.0004; /* many short rounds: some of them run undisturbed on a busy machine */

static double
now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- Peak ---- */

struct peak {
    const struct fni_kernels *kernels;
    double flops[2]; /* each thread's */
};

static void
peak_run(void *arg, struct fni_team team)
{
    struct peak *peak = arg;

    fni_team_sync(team);
    peak->flops[team.thread] = peak->kernels->peak(200000);
}

/* Best of several rounds, in FLOP/s, all threads together; 0 without so many threads. */
static double
measure_peak(const struct fni_kernels *kernels, int threads)
{
    struct fn_pool *pool = fn_pool_new(threads, NULL);
    double best = 0;

    if (!pool)
        return 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct peak peak = {.kernels = kernels};
        double start = now(), rate;
        fni_pool_run(pool, peak_run, &peak);
        rate = (peak.flops[0] + peak.flops[1]) / (now() - start);
        if (rate > best)
            best = rate;
    }
    fn_pool_free(pool);
    return best;
}

/* ---- Convolution ---- */

struct layer {
    int ci, co, size, stride;
};

struct job {
    const struct fni_kernels *kernels;
    struct fni_conv conv;
    float *x, *w, *y, *dw, *scratch;
    int blocks;
};

typedef void
pass_fn(struct job *job);

static void
forward(struct job *j)
{
    j->kernels->conv_forward(&j->conv, j->x, j->w, (struct fni_conv_end){.relu = true}, j->y, j->blocks);
}

static void
backward_data(struct job *j)
{
    j->kernels->conv_backward_data(&j->conv, j->y, j->w, (struct fni_conv_back_end){0}, j->x, j->blocks);
}

static void
backward_weights(struct job *j)
{
    j->kernels->conv_backward_weights(&j->conv, j->x, j->y, j->dw, j->scratch, j->blocks);
}

static const struct pass {
    const char *name;
    pass_fn *run;
} passes[] = {
    {"forward", forward},
    {"backward data", backward_data},
    {"backward weights", backward_weights},
};

/* Best seconds a call. */
static double
measure(pass_fn *pass, struct job *job, double guess)
{
    int repeats = (int)(round_seconds / guess) + 1;
    double best = 0;

    for (int i = 0; i < ROUNDS; i++) {
        double start = now(), seconds;
        for (int r = 0; r < repeats; r++)
            pass(job);
        seconds = (now() - start) / repeats;
        if (i == 0 || seconds < best)
            best = seconds;
    }
    return best;
}

static void
fill(float *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (float)(i * 2654435761u % 1024) / 1024 - 0.5f;
}

static bool
measure_layer(const struct fni_kernels *kernels, struct layer l, int blocks, double peak)
{
    struct job job = {.kernels = kernels, .blocks = blocks};
    struct fni_conv *c = &job.conv;
    size_t nx, ny, nw;
    double flops;

    if (!fni_conv_init(c, l.ci, l.size, l.size, l.co, 3, 3, l.stride, 1))
        return false;
    nx = (size_t)(blocks * c->ci * c->h * c->w * FNI_LANES);
    ny = (size_t)(blocks * c->co * c->oh * c->ow * FNI_LANES);
    nw = (size_t)(c->kh * c->kw * c->ci * c->co);
    flops = 2 * fni_conv_macs(c) * blocks * FNI_LANES;
    job.x = fni_alloc(nx, sizeof(float), NULL);
    job.y = fni_alloc(ny, sizeof(float), NULL);
    job.w = fni_alloc(nw, sizeof(float), NULL);
    job.dw = fni_alloc(nw, sizeof(float), NULL);
    job.scratch = fni_alloc(fni_conv_scratch(c), sizeof(float), NULL);
    if (job.x && job.y && job.w && job.dw && job.scratch) {
        fill(job.x, nx);
        fill(job.w, nw);
        printf("%3d -> %2d @%2d stride %d ", c->ci, c->co, c->h, c->stride);
        for (size_t i = 0; i < sizeof passes / sizeof *passes; i++) {
            double seconds = measure(passes[i].run, &job, flops / peak);
            printf("  %9.1f us %5.1f %%", seconds * 1e6, 100 * flops / seconds / peak);
        }
        printf("\n");
    }
    fni_free(job.x);
    fni_free(job.y);
    fni_free(job.w);
    fni_free(job.dw);
    fni_free(job.scratch);
    fni_conv_fini(c);
    return true;
}

static void
measure_kernels(const struct fni_kernels *kernels, int blocks)
{
    static const struct layer layers[] = {
        {1, 8, 28, 2},  {8, 8, 14, 1},  {8, 16, 14, 2}, {16, 16, 7, 1}, {16, 32, 7, 2},
        {32, 32, 4, 1}, {32, 16, 4, 2}, {16, 16, 2, 1}, {16, 10, 2, 2},
    };
    double peak = measure_peak(kernels, 1);

    printf("%s: peak %.1f GFLOP/s with one thread, %.1f with two; %d blocks of %d images\n", kernels->name, peak * 1e-9,
           measure_peak(kernels, 2) * 1e-9, blocks, FNI_LANES);
    printf("%21s", "");
    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
        printf("  %20s", passes[i].name);
    printf("\n");
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        if (!measure_layer(kernels, layers[i], blocks, peak))
            fprintf(stderr, "out of memory\n");
}

int
main(int argc, char **argv)
{
    static const char *const isas[] = {"avx512", "avx2", "base"};
    int blocks = argc > 2 ? atoi(argv[2]) : 4;

    for (size_t i = 0; i < sizeof isas / sizeof *isas; i++) {
        const struct fni_kernels *kernels = fni_kernels_named(isas[i]);
        if (kernels && (argc < 2 || strcmp(argv[1], isas[i]) == 0))
            measure_kernels(kernels, blocks < 1 ? 1 : blocks);
    }
    return 0;
}
