/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <fn/pool.h>

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/team.h"

enum {
    LINE = 64,
    MOST_BY_DEFAULT = 64,
    SPINS = 10000, /* about 200 microseconds: longer than parts of uneven length make each other wait, shorter than a
                      time slice */

    /* nanoseconds, see adapt() */
    WINDOW = 100000000,
    FIRST_HOLD = 100000000,
    LONGEST_HOLD = 800000000,
};

struct worker {
    pthread_t id;
    struct fni_team team;
    atomic_int cpu; /* where its last run began */
};

/* Everything waits in the same way: for a number to change. `job` counts the runs handed out and says in its lower half
 * how many threads take part, `phase` counts the barriers passed. They are written under the mutex, so that no sleeper
 * misses a change, and read without it while spinning. */
enum { HALF = sizeof(unsigned long) * 4 };
#define ACTIVE(job) ((int)((job) & ((1ul << HALF) - 1)))

struct fn_pool {
    int threads;
    int spins; /* 0 where threads outnumber processors: spinning would only hold up whom we wait for */
    fni_team_fn *fn;
    void *arg; /* of the present run; no thread active: the workers end */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int active;                 /* threads that take part in runs now */
    long long ran, hold, retry; /* thread-nanoseconds in this window; how long, and until when, with fewer threads */
    atomic_llong slept;         /* of them asleep at barriers */
    _Alignas(LINE) atomic_ulong job;
    _Alignas(LINE) atomic_ulong phase;
    _Alignas(LINE) atomic_int arrived;   /* threads that wait at the present barrier */
    _Alignas(LINE) atomic_ulong claimed; /* pieces since a barrier: from the front, and from the back */
    struct worker workers[];             /* one a thread; the first is whoever calls */
};

static void
pause_briefly(void)
{
#if defined __x86_64__ || defined __i386__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

static long long
now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

/* Returns the new number. *slept, if not NULL, grows by the nanoseconds after the spinning. */
static unsigned long
wait_for_change(struct fn_pool *pool, atomic_ulong *number, unsigned long seen, atomic_llong *slept)
{
    unsigned long value;
    long long start;

    for (int i = 0; i < pool->spins; i++) {
        value = atomic_load_explicit(number, memory_order_acquire);
        if (value != seen)
            return value;
        pause_briefly();
    }
    start = slept ? now() : 0;
    pthread_mutex_lock(&pool->mutex);
    while ((value = atomic_load(number)) == seen)
        pthread_cond_wait(&pool->changed, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
    if (slept)
        atomic_fetch_add(slept, now() - start);
    return value;
}

static void
change(struct fn_pool *pool, atomic_ulong *number, unsigned long value)
{
    pthread_mutex_lock(&pool->mutex);
    atomic_store(number, value);
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->mutex);
}

unsigned long
fni_team_arrive(struct fni_team team)
{
    struct fn_pool *pool = team.pool;
    unsigned long phase;

    if (team.threads == 1)
        return 0;
    phase = atomic_load(&pool->phase);
    if (atomic_fetch_add(&pool->arrived, 1) == team.threads - 1) {
        atomic_store(&pool->arrived, 0);
        atomic_store(&pool->claimed, 0);
        change(pool, &pool->phase, phase + 1);
    }
    return phase;
}

void
fni_team_wait(struct fni_team team, unsigned long meeting)
{
    if (team.threads > 1)
        wait_for_change(team.pool, &team.pool->phase, meeting, &team.pool->slept);
}

int
fni_team_claim(struct fni_team team, int n, int last)
{
    bool back = team.thread % 2 == 1;
    unsigned long before, front_count, back_count;

    if (team.threads == 1)
        return last + 1 < n ? last + 1 : -1;
    before = atomic_fetch_add(&team.pool->claimed, back ? 1ul << HALF : 1ul);
    front_count = before & ((1ul << HALF) - 1);
    back_count = before >> HALF;
    if (front_count + back_count >= (unsigned long)n)
        return -1;
    return back ? n - 1 - (int)back_count : (int)front_count;
}

void
fni_team_sync(struct fni_team team)
{
    fni_team_wait(team, fni_team_arrive(team));
}

/* Where another process holds a processor, the team waits for the thread that has to share it, and may be slower than
 * without that thread. If one of n threads is away for a share f of the time, the others sleep as long: n - 1 of n
 * threads for f. Without it the rest does (n - 1) / n of the work, which is more than 1 - f where f is over 1 / n. Then
 * it takes no part for a while, before all try again. No result depends on it. */
static void
adapt(struct fn_pool *pool, long long end)
{
    long long n = pool->active;

    if (n < pool->threads && end >= pool->retry)
        pool->active = pool->threads;
    else if (pool->ran < WINDOW * n)
        return;
    else if (n > 1 && atomic_load(&pool->slept) * n * n > pool->ran * (n - 1)) {
        pool->active--;
        pool->retry = end + pool->hold;
        pool->hold = pool->hold * 2 < LONGEST_HOLD ? pool->hold * 2 : LONGEST_HOLD;
    } else if (n == pool->threads)
        pool->hold = FIRST_HOLD;
    pool->ran = 0;
    atomic_store(&pool->slept, 0);
}

/* Where another process runs, a system may put two threads of the team on one processor and take long to part them:
 * then the second moves away. */
static void
step_aside(struct fn_pool *pool, int thread)
{
    int here = sched_getcpu();
    cpu_set_t allowed, free;
    bool clash = false;

    atomic_store_explicit(&pool->workers[thread].cpu, here, memory_order_relaxed);
    for (int t = 0; t < thread; t++)
        clash |= atomic_load_explicit(&pool->workers[t].cpu, memory_order_relaxed) == here;
    if (!clash || sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return;
    free = allowed;
    for (int t = 0; t < thread; t++)
        CPU_CLR((size_t)atomic_load_explicit(&pool->workers[t].cpu, memory_order_relaxed), &free);
    if (CPU_COUNT(&free) > 0 && sched_setaffinity(0, sizeof free, &free) == 0) {
        atomic_store_explicit(&pool->workers[thread].cpu, sched_getcpu(), memory_order_relaxed);
        sched_setaffinity(0, sizeof allowed, &allowed);
    }
}

void
fni_pool_run(struct fn_pool *pool, fni_team_fn *fn, void *arg)
{
    struct fni_team team = {.pool = pool, .thread = 0, .threads = pool ? pool->active : 1};
    long long start, end;

    if (!pool || pool->threads == 1) {
        fn(arg, team);
        return;
    }
    start = now();
    if (pool->spins > 0)
        step_aside(pool, 0);
    if (team.threads > 1) {
        unsigned long count = (atomic_load(&pool->job) >> HALF) + 1;
        pool->fn = fn;
        pool->arg = arg;
        change(pool, &pool->job, count << HALF | (unsigned long)team.threads);
    }
    fn(arg, team);
    fni_team_sync(team);
    if (pool->spins > 0) { /* who asks for more threads than processors gets them */
        end = now();
        pool->ran += (end - start) * team.threads;
        adapt(pool, end);
    }
}

static void *
work(void *arg)
{
    struct worker *worker = arg;
    struct fn_pool *pool = worker->team.pool;

    for (unsigned long job = 0;;) {
        struct fni_team team = worker->team;
        job = wait_for_change(pool, &pool->job, job, NULL);
        team.threads = ACTIVE(job);
        if (team.threads == 0)
            return NULL;
        if (team.thread >= team.threads)
            continue;
        if (pool->spins > 0)
            step_aside(pool, team.thread);
        pool->fn(pool->arg, team);
        fni_team_sync(team);
    }
}

static int
processors(void)
{
    cpu_set_t set;
    long online;

    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
    online = sysconf(_SC_NPROCESSORS_ONLN); /* more processors than a cpu_set_t holds */
    return online < 1 ? 1 : (int)online;
}

/* Ends the workers that were started. */
static void
stop(struct fn_pool *pool, int started)
{
    change(pool, &pool->job, ((atomic_load(&pool->job) >> HALF) + 1) << HALF);
    for (int i = 1; i <= started; i++)
        pthread_join(pool->workers[i].id, NULL);
}

static bool
start(struct fn_pool *pool, struct fn_error *err)
{
    sigset_t all, before;
    int failed = 0, i;

    sigfillset(&all); /* signals are for the program's own threads */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (i = 1; i < pool->threads; i++) {
        struct worker *worker = &pool->workers[i];
        worker->team = (struct fni_team){.pool = pool, .thread = i, .threads = pool->threads};
        failed = pthread_create(&worker->id, NULL, work, worker);
        if (failed)
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!failed)
        return true;
    stop(pool, i - 1);
    return fni_fail(err, FN_ERROR_MEMORY, "cannot start thread %d of %d: %s", i + 1, pool->threads, strerror(failed));
}

struct fn_pool *
fn_pool_new(int threads, struct fn_error *err)
{
    int cpus = processors();
    struct fn_pool *pool;

    if (threads < 0) {
        fni_fail(err, FN_ERROR_INPUT, "%d threads, wanted 1 or more, or 0 for one a processor", threads);
        return NULL;
    }
    if (threads == 0)
        threads = cpus < MOST_BY_DEFAULT ? cpus : MOST_BY_DEFAULT;
    pool = fni_alloc(1, sizeof *pool + (size_t)threads * sizeof *pool->workers, err);
    if (!pool)
        return NULL;
    pool->threads = pool->active = threads;
    pool->hold = FIRST_HOLD;
    pool->spins = threads <= cpus ? SPINS : 0;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->changed, NULL);
    if (!start(pool, err)) {
        fni_free(pool);
        return NULL;
    }
    return pool;
}

void
fn_pool_free(struct fn_pool *pool)
{
    if (!pool)
        return;
    stop(pool, pool->threads - 1);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->mutex);
    fni_free(pool);
}

int
fn_pool_threads(const struct fn_pool *pool)
{
    return pool ? pool->threads : 1;
}
