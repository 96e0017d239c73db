/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <fn/pool.h>

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/team.h"

enum {
    LINE = 64,
    MOST_BY_DEFAULT = 64,
    SPINS = 1000, /* about 20 microseconds: longer than a balanced barrier takes, shorter than a time slice by far */
};

struct worker {
    pthread_t id;
    struct fni_team team;
};

/* Everything waits in the same way: for a counter to change. `job` counts the runs handed out, `phase` the barriers
 * passed. They are written under the mutex, so that no sleeper misses a change, and read without it while spinning. */
struct fn_pool {
    int threads;
    int spins; /* 0 where threads outnumber processors: spinning would only hold up whom we wait for */
    fni_team_fn *fn;
    void *arg; /* of the present run; fn NULL: the workers end */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    _Alignas(LINE) atomic_uint job;
    _Alignas(LINE) atomic_uint phase;
    _Alignas(LINE) atomic_int arrived; /* threads that wait at the present barrier */
    struct worker workers[];           /* threads - 1 */
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

static void
wait_for_change(struct fn_pool *pool, atomic_uint *counter, unsigned seen)
{
    for (int i = 0; i < pool->spins; i++) {
        if (atomic_load_explicit(counter, memory_order_acquire) != seen)
            return;
        pause_briefly();
    }
    pthread_mutex_lock(&pool->mutex);
    while (atomic_load(counter) == seen)
        pthread_cond_wait(&pool->changed, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
}

static void
change(struct fn_pool *pool, atomic_uint *counter)
{
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add(counter, 1);
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->mutex);
}

void
fni_team_sync(struct fni_team team)
{
    struct fn_pool *pool = team.pool;
    unsigned phase;

    if (team.threads == 1)
        return;
    phase = atomic_load(&pool->phase);
    if (atomic_fetch_add(&pool->arrived, 1) == team.threads - 1) {
        atomic_store(&pool->arrived, 0);
        change(pool, &pool->phase);
    } else {
        wait_for_change(pool, &pool->phase, phase);
    }
}

void
fni_pool_run(struct fn_pool *pool, fni_team_fn *fn, void *arg)
{
    struct fni_team team = {.pool = pool, .thread = 0, .threads = fn_pool_threads(pool)};

    if (team.threads > 1) {
        pool->fn = fn;
        pool->arg = arg;
        change(pool, &pool->job);
    }
    fn(arg, team);
    fni_team_sync(team);
}

static void *
work(void *arg)
{
    struct worker *worker = arg;
    struct fn_pool *pool = worker->team.pool;

    for (unsigned job = 0;; job++) {
        wait_for_change(pool, &pool->job, job);
        if (!pool->fn)
            return NULL;
        pool->fn(pool->arg, worker->team);
        fni_team_sync(worker->team);
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
    pool->fn = NULL;
    change(pool, &pool->job);
    for (int i = 0; i < started; i++)
        pthread_join(pool->workers[i].id, NULL);
}

static bool
start(struct fn_pool *pool, struct fn_error *err)
{
    sigset_t all, before;
    int failed = 0, n = pool->threads - 1, i;

    sigfillset(&all); /* signals are for the program's own threads */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (i = 0; i < n; i++) {
        struct worker *worker = &pool->workers[i];
        worker->team = (struct fni_team){.pool = pool, .thread = i + 1, .threads = pool->threads};
        failed = pthread_create(&worker->id, NULL, work, worker);
        if (failed)
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!failed)
        return true;
    stop(pool, i);
    return fni_fail(err, FN_ERROR_MEMORY, "cannot start thread %d of %d: %s", i + 2, pool->threads, strerror(failed));
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
    pool = fni_alloc(1, sizeof *pool + (size_t)(threads - 1) * sizeof *pool->workers, err);
    if (!pool)
        return NULL;
    pool->threads = threads;
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
