/* SPDX-License-Identifier: MIT */
#ifndef FNI_TEAM_H
#define FNI_TEAM_H

#include <fn/pool.h>

/* How the threads of a pool work together: every thread runs the same function over its own share (as an OpenMP
 * parallel region does), and they meet in fni_team_sync. A NULL pool is a team of one. */
struct fni_team {
    struct fn_pool *pool;
    int thread; /* 0 .. threads - 1; 0 is the caller of fni_pool_run */
    int threads;
};

typedef void
fni_team_fn(void *arg, struct fni_team team);

/* Runs fn in every thread of the pool and returns when all have returned. Not reentrant. */
void
fni_pool_run(struct fn_pool *pool, fni_team_fn *fn, void *arg);

/* Barrier with full memory ordering. Spins briefly, then sleeps. */
void
fni_team_sync(struct fni_team team);

/* The same in two halves: what a thread does between arriving and waiting, which must not be what others wait for,
 * fills the time in which it would wait for slower ones. */
unsigned long
fni_team_arrive(struct fni_team team);

void
fni_team_wait(struct fni_team team, unsigned long meeting);

/* Pieces of work 0 .. n - 1 that any thread may do, each of them one, once between two meetings:
 *     for (int i = -1; (i = fni_team_claim(team, n, i)) >= 0;)
 * Half the threads begin at the front, half at the back: with two threads a piece mostly stays with the same one. */
int
fni_team_claim(struct fni_team team, int n, int last);

/* Share of 0 .. n - 1 that belongs to this thread: contiguous, in thread order. */
static inline void
fni_team_share(struct fni_team team, int n, int *first, int *end)
{
    *first = (int)((long long)n * team.thread / team.threads);
    *end = (int)((long long)n * (team.thread + 1) / team.threads);
}

#endif
