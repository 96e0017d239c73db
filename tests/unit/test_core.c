/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <fn/pool.h>
#include <fn/rng.h>
#include <fn/tensor.h>

#include "core/args.h"
#include "core/fail.h"
#include "core/lanes.h"
#include "core/memory.h"
#include "core/team.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* ---- Random numbers ---- */

/* The first outputs of the authors' C code for the state 1, 2, 3, 4. */
static void
rng_is_xoshiro256pp(void **state)
{
    static const uint64_t wanted[] = {41943041, 58720359, 3588806011781223, 3591011842654386};
    struct fn_rng rng = {{1, 2, 3, 4}};

    (void)state;
    for (int i = 0; i < COUNT(wanted); i++)
        assert_true(fn_rng_next(&rng) == wanted[i]);
}

/* splitmix64's published outputs for the seed 0. */
static void
rng_is_seeded_by_splitmix64(void **state)
{
    static const uint64_t wanted[4] = {0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f, 0xf88bb8a8724c81ec};
    struct fn_rng rng;

    (void)state;
    fn_rng_seed(&rng, 0);
    assert_memory_equal(rng.state, wanted, sizeof wanted);
    assert_true(fn_rng_next(&rng) == 0x53175d61490b23df);
}

static void
rng_distributions(void **state)
{
    enum { N = 100000 };
    struct fn_rng rng;
    double uniform = 0, normal = 0, square = 0;
    int below[7] = {0};

    (void)state;
    fn_rng_seed(&rng, 42);
    for (int i = 0; i < N; i++) {
        double u = fn_rng_uniform(&rng), z = fn_rng_normal(&rng);
        uint64_t b = fn_rng_below(&rng, 7);
        assert_true(u >= 0 && u < 1);
        assert_true(isfinite(z));
        assert_true(b < 7);
        uniform += u;
        normal += z;
        square += z * z;
        below[b]++;
    }
    assert_true(fabs(uniform / N - 0.5) < 0.005);
    assert_true(fabs(normal / N) < 0.015);
    assert_true(fabs(square / N - 1) < 0.02);
    for (int i = 0; i < 7; i++)
        assert_true(abs(below[i] - N / 7) < 600); /* 5 standard deviations */
    assert_true(fn_rng_below(&rng, 1) == 0);
}

/* A draw from one item's generator must say nothing of another's: neither the same nor a shifted sequence. */
static void
rng_at_is_independent(void **state)
{
    enum { N = 64 };
    struct fn_rng a = fn_rng_at(7, 1, 0), again = fn_rng_at(7, 1, 0);
    uint64_t first[3 * N];
    int n = 0;

    (void)state;
    assert_memory_equal(&a, &again, sizeof a);
    for (uint64_t i = 0; i < N; i++) {
        struct fn_rng by_seed = fn_rng_at(i, 1, 0), by_stream = fn_rng_at(1000, i, 0),
                      by_index = fn_rng_at(1000, 99, i);
        first[n++] = fn_rng_next(&by_seed);
        first[n++] = fn_rng_next(&by_stream);
        first[n++] = fn_rng_next(&by_index);
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            assert_true(first[i] != first[j]);
}

/* ---- Arguments ---- */

static const struct fn_param conv_params[] = {
    {.name = "ni", .kind = FN_INT, .low = 1, .high = 4096},
    {.name = "nf", .kind = FN_INT, .low = 1, .high = 4096, .help = "channels out"},
    {.name = "ks", .kind = FN_INT, .fallback = "3", .low = 1, .high = 99},
    {.name = "bias", .kind = FN_BOOL, .fallback = "True"},
    {.name = "padding", .kind = FN_INT, .none_ok = true, .fallback = "None", .low = 0, .high = 99},
    {.name = "slope", .kind = FN_FLOAT, .fallback = "0.25"},
    {.name = "mode", .kind = FN_CHOICE, .fallback = "zeros", .choices = "zeros reflection"},
};

static struct fn_arg
number(const char *name, double x)
{
    return (struct fn_arg){.name = name, .kind = x == floor(x) ? FN_INT : FN_FLOAT, .number = x};
}

static void
args_bind_positions_names_and_defaults(void **state)
{
    struct fn_arg args[] = {
        number(NULL, 8), number(NULL, 16), number("slope", 2), {.name = "mode", .kind = FN_TEXT, .text = "reflection"}};
    struct fni_value v[COUNT(conv_params)];
    struct fn_error err;

    (void)state;
    assert_true(fni_args_bind("Conv", conv_params, COUNT(conv_params), args, COUNT(args), v, &err));
    assert_int_equal(v[0].number, 8);
    assert_int_equal(v[1].number, 16);
    assert_int_equal(v[2].number, 3);
    assert_int_equal(v[3].kind, FN_BOOL);
    assert_int_equal(v[3].number, 1);
    assert_int_equal(v[4].kind, FN_NONE);
    assert_true(v[5].number == 2);
    assert_string_equal(v[6].text, "reflection");
}

static void
args_refuse(void **state)
{
    struct refused {
        struct fn_arg args[8];
        int n;
        const char *message;
    } refused[] = {
        {{number(NULL, 8)}, 1, "Conv: the argument nf is missing: channels out"},
        {{number(NULL, 8), number("nff", 16)},
         2,
         "Conv: unknown argument 'nff', did you mean 'nf'? (ni, nf, ks, bias, padding, slope, mode)"},
        {{number(NULL, 8), number("whatever", 16)},
         2,
         "Conv: unknown argument 'whatever', it takes: ni, nf, ks, bias, padding, slope, mode"},
        {{number(NULL, 8), number("ni", 16)}, 2, "Conv: the argument ni is given twice"},
        {{number(NULL, 8), number(NULL, 0)}, 2, "Conv: nf is 0, wanted 1 to 4096"},
        {{number(NULL, 8), number(NULL, 1.5)}, 2, "Conv: nf is 1.5, wanted a whole number"},
        {{number(NULL, 8), {.kind = FN_NONE}}, 2, "Conv: nf is None, wanted a whole number"},
        {{number(NULL, 8), number(NULL, 8), {.name = "mode", .kind = FN_CHOICE, .text = "zero"}},
         3,
         "Conv: mode is 'zero', wanted one of: zeros reflection"},
        {{number(NULL, 8), number(NULL, 8), number("slope", NAN)}, 3, "Conv: slope is nan, wanted a number"},
        {{number(NULL, 1),
          number(NULL, 1),
          number(NULL, 1),
          number(NULL, 1),
          number(NULL, 1),
          number(NULL, 1),
          {.kind = FN_TEXT, .text = "zeros"},
          number(NULL, 1)},
         8,
         "Conv: 8 arguments, it takes at most 7"},
    };
    struct fni_value v[COUNT(conv_params)];

    (void)state;
    for (int i = 0; i < COUNT(refused); i++) {
        struct fn_error err = {0};
        assert_false(fni_args_bind("Conv", conv_params, COUNT(conv_params), refused[i].args, refused[i].n, v, &err));
        assert_int_equal(err.kind, FN_ERROR_INPUT);
        assert_string_equal(err.message, refused[i].message);
    }
    assert_false(fni_args_bind("Conv", conv_params, COUNT(conv_params), NULL, 0, v, NULL));
}

static void
args_collect_layers(void **state)
{
    static const struct fn_param params[] = {
        {.name = "dense", .kind = FN_BOOL, .fallback = "False"},
        {.name = "layers", .kind = FN_LAYERS},
    };
    struct fn_arg args[] = {{.kind = FN_BOOL, .number = 1}, {.kind = FN_LAYER}, {.kind = FN_LAYER}, {.kind = FN_INT}};
    struct fni_value v[2];
    struct fn_error err;

    (void)state;
    assert_true(fni_args_bind("Seq", params, 2, args, 3, v, &err));
    assert_int_equal(v[1].first, 1);
    assert_int_equal(v[1].count, 2);
    assert_true(fni_args_bind("Seq", params, 2, args, 1, v, &err));
    assert_int_equal(v[1].count, 0);
    assert_false(fni_args_bind("Seq", params, 2, args, 4, v, &err));
    assert_string_equal(err.message, "Seq: argument 4 is a whole number, wanted a layer");
}

static void
nearest_word(void **state)
{
    static const char *const words[] = {"flatten", "relu", "conv_layer", "res_block"};

    (void)state;
    assert_string_equal(fni_nearest("relo", words, COUNT(words)), "relu");
    assert_string_equal(fni_nearest("flaten", words, COUNT(words)), "flatten");
    assert_string_equal(fni_nearest("conv_layr", words, COUNT(words)), "conv_layer");
    assert_string_equal(fni_nearest("resblock", words, COUNT(words)), "res_block");
    assert_null(fni_nearest("kangaroo", words, COUNT(words)));
    assert_null(fni_nearest("relu", words, 0));
}

/* ---- Memory ---- */

static void
alloc_is_aligned_and_zero(void **state)
{
    static const size_t sizes[] = {0, 1, 63, 64, 65, 5 << 20};

    (void)state;
    for (int i = 0; i < COUNT(sizes); i++) {
        unsigned char *p = fni_alloc(sizes[i], 1, NULL), any = 0;
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 64, 0);
        for (size_t k = 0; k < sizes[i]; k++)
            any |= p[k];
        assert_int_equal(any, 0);
        fni_free(p);
    }
}

static void
alloc_overflow_is_an_error(void **state)
{
    struct fn_error err = {0};

    (void)state;
    assert_null(fni_alloc(SIZE_MAX / 2, 3, &err));
    assert_int_equal(err.kind, FN_ERROR_MEMORY);
    assert_null(fni_alloc(SIZE_MAX, 1, NULL));
    fni_free(NULL);
}

static void
text_grows(void **state)
{
    struct fni_text text = {0};
    char *s;

    (void)state;
    for (int i = 0; i < 1000; i++)
        fni_text_add(&text, "%d,", i);
    fni_text_add(&text, "%0500d", 7); /* longer than the formatting buffer */
    fni_text_bytes(&text, "a\0b", 3);
    assert_int_equal(text.size, 10 * 2 + 90 * 3 + 900 * 4 + 500 + 3);
    s = fni_text_take(&text, NULL);
    assert_memory_equal(s, "0,1,2,3,", 8);
    assert_memory_equal(s + 3890, "0000", 4);
    assert_memory_equal(s + 3890 + 499, "7a\0b", 5);
    free(s);
    s = fni_text_take(&text, NULL);
    assert_string_equal(s, "");
    free(s);
}

static void
fail_without_a_place_for_the_message(void **state)
{
    struct fn_error err;

    (void)state;
    assert_false(fni_fail(NULL, FN_ERROR_FILE, "%s", "x"));
    assert_false(fni_fail(&err, FN_ERROR_FILE, "%02000d", 1));
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
}

/* ---- Tensors ---- */

static void
tensor_counts_and_refuses(void **state)
{
    const int shape[] = {2, 3, 0, 5}, negative[] = {2, -1}, huge[] = {2147483647, 2147483647, 2147483647};
    struct fn_error err = {0};
    struct fn_tensor *t = fn_tensor_new(2, shape, &err), *u;

    (void)state;
    assert_non_null(t);
    assert_int_equal(fn_tensor_count(t), 6);
    for (int i = 0; i < 6; i++)
        assert_true(t->data[i] == 0);
    u = fn_tensor_ref(t);
    fn_tensor_unref(t);
    assert_int_equal(u->refs, 1);
    fn_tensor_unref(u);
    fn_tensor_unref(NULL);

    t = fn_tensor_new(4, shape, &err);
    assert_int_equal(fn_tensor_count(t), 0);
    fn_tensor_unref(t);
    t = fn_tensor_new(0, NULL, &err);
    assert_int_equal(fn_tensor_count(t), 1);
    fn_tensor_unref(t);

    assert_null(fn_tensor_new(5, shape, &err));
    assert_int_equal(err.kind, FN_ERROR_INPUT);
    assert_null(fn_tensor_new(2, negative, &err));
    assert_int_equal(err.kind, FN_ERROR_INPUT);
    assert_null(fn_tensor_new(3, huge, &err));
}

/* ---- Lanes ---- */

static void
batch_parts_cover_all_blocks_once(void **state)
{
    (void)state;
    for (int images = 1; images < 2000; images++) {
        struct fni_batch b = fni_batch(images);
        int next = 0, counted = 0;

        assert_true(b.parts <= FNI_MAX_PARTS);
        for (int p = 0; p < b.parts; p++) {
            int first, end;
            fni_part_range(b, p, &first, &end);
            assert_int_equal(first, next);
            assert_true(end > first);
            next = end;
        }
        assert_int_equal(next, b.blocks);
        for (int i = 0; i < b.blocks; i++)
            counted += fni_block_images(b, i);
        assert_int_equal(counted, images);
    }
}

/* ---- Threads ---- */

enum { MOST_THREADS = 8, ROUNDS = 300 };

struct relay {
    int threads;             /* of the pool; a run may have fewer */
    int stamp[MOST_THREADS]; /* the round each thread is in; plain memory: the barrier has to order it */
    int wrong[MOST_THREADS];
    int runs[MOST_THREADS];
};

/* Between two barriers nobody may be seen in another round than one's own. */
static void
relay_run(void *arg, struct fni_team team)
{
    struct relay *relay = arg;

    relay->runs[team.thread]++;
    relay->wrong[team.thread] += team.threads < 1 || team.threads > relay->threads || team.thread >= team.threads;
    for (int round = 1; round <= ROUNDS; round++) {
        relay->stamp[team.thread] = round;
        fni_team_sync(team);
        for (int i = 0; i < team.threads; i++)
            relay->wrong[team.thread] += relay->stamp[i] != round;
        fni_team_sync(team);
    }
}

static void
pool_runs_and_meets(void **state)
{
    static const int threads[] = {1, 2, 3, 8};

    (void)state;
    for (int k = 0; k < COUNT(threads); k++) {
        struct fn_error err;
        struct fn_pool *pool = fn_pool_new(threads[k], &err);
        struct relay relay = {.threads = threads[k]};

        assert_non_null(pool);
        assert_int_equal(fn_pool_threads(pool), threads[k]);
        for (int run = 0; run < 5; run++)
            fni_pool_run(pool, relay_run, &relay);
        for (int i = 0; i < MOST_THREADS; i++) {
            assert_int_equal(relay.wrong[i], 0);
            assert_in_range(relay.runs[i], i == 0 ? 5 : 0, i < threads[k] ? 5 : 0);
        }
        fn_pool_free(pool);
    }
}

/* Between two meetings every piece is done once, by whomever. */
enum { PIECES = 1000 };

struct pieces {
    atomic_int done[PIECES];
    atomic_int wrong;
};

static void
claim_pieces(void *arg, struct fni_team team)
{
    struct pieces *pieces = arg;

    for (int round = 1; round <= 20; round++) {
        int n = round % 4 == 0 ? 0 : round * 47;
        for (int i = -1; (i = fni_team_claim(team, n, i)) >= 0;)
            pieces->wrong += i >= n || atomic_fetch_add(&pieces->done[i < PIECES ? i : 0], 1) != 0;
        fni_team_sync(team);
        if (team.thread == 0)
            for (int i = 0; i < PIECES; i++)
                pieces->wrong += atomic_exchange(&pieces->done[i], 0) != (i < n);
        fni_team_sync(team);
    }
}

static void
pool_claims_every_piece_once(void **state)
{
    static const int threads[] = {1, 2, 3, 8};
    static struct pieces pieces;

    (void)state;
    for (int k = 0; k < COUNT(threads); k++) {
        struct fn_pool *pool = fn_pool_new(threads[k], NULL);
        assert_non_null(pool);
        for (int run = 0; run < 5; run++)
            fni_pool_run(pool, claim_pieces, &pieces);
        assert_int_equal(pieces.wrong, 0);
        fn_pool_free(pool);
    }
    fni_pool_run(NULL, claim_pieces, &pieces);
    assert_int_equal(pieces.wrong, 0);
}

/* The last thread comes late to every meeting, as if it had to share its processor: it is left out, but not for ever.
 */
static void
come_late(void *arg, struct fni_team team)
{
    struct relay *relay = arg;

    relay->runs[team.thread]++;
    if (team.threads > 1 && team.thread == team.threads - 1)
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    fni_team_sync(team);
}

static void
pool_leaves_out_who_comes_late(void **state)
{
    struct fn_pool *pool = fn_pool_new(0, NULL);
    struct relay relay = {.threads = fn_pool_threads(pool)};
    time_t start = time(NULL);
    int runs = 0, together = 0;

    (void)state;
    if (relay.threads < 2 || relay.threads > MOST_THREADS) {
        fn_pool_free(pool);
        skip();
    }
    while (relay.runs[1] == runs && time(NULL) - start < 60) { /* all take part: 100 ms of waiting for the late one */
        fni_pool_run(pool, come_late, &relay);
        runs++;
    }
    assert_true(relay.runs[1] < runs);
    together = relay.runs[1];
    while (relay.runs[1] == together && time(NULL) - start < 60)
        fni_pool_run(pool, come_late, &relay);
    assert_true(relay.runs[1] > together);
    fn_pool_free(pool);
}

static void
pool_of_none_is_a_team_of_one(void **state)
{
    struct relay relay = {.threads = 1};

    (void)state;
    fni_pool_run(NULL, relay_run, &relay);
    assert_int_equal(relay.runs[0], 1);
    assert_int_equal(relay.wrong[0], 0);
    assert_int_equal(fn_pool_threads(NULL), 1);
    fn_pool_free(NULL);
}

static void
pool_size(void **state)
{
    struct fn_error err = {0};
    struct fn_pool *pool = fn_pool_new(0, &err);

    (void)state;
    assert_non_null(pool);
    assert_in_range(fn_pool_threads(pool), 1, 64);
    fn_pool_free(pool);
    assert_null(fn_pool_new(-1, &err));
    assert_int_equal(err.kind, FN_ERROR_INPUT);
    assert_string_equal(err.message, "-1 threads, wanted 1 or more, or 0 for one a processor");
}

static void
team_share_splits_all(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 5; threads++)
        for (int n = 0; n < 20; n++) {
            int next = 0;
            for (int i = 0; i < threads; i++) {
                int first, end;
                fni_team_share((struct fni_team){.thread = i, .threads = threads}, n, &first, &end);
                assert_int_equal(first, next);
                assert_true(end >= first && end - first <= n / threads + 1);
                next = end;
            }
            assert_int_equal(next, n);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rng_is_xoshiro256pp),
        cmocka_unit_test(rng_is_seeded_by_splitmix64),
        cmocka_unit_test(rng_distributions),
        cmocka_unit_test(rng_at_is_independent),
        cmocka_unit_test(args_bind_positions_names_and_defaults),
        cmocka_unit_test(args_refuse),
        cmocka_unit_test(args_collect_layers),
        cmocka_unit_test(nearest_word),
        cmocka_unit_test(alloc_is_aligned_and_zero),
        cmocka_unit_test(alloc_overflow_is_an_error),
        cmocka_unit_test(text_grows),
        cmocka_unit_test(fail_without_a_place_for_the_message),
        cmocka_unit_test(tensor_counts_and_refuses),
        cmocka_unit_test(batch_parts_cover_all_blocks_once),
        cmocka_unit_test(pool_runs_and_meets),
        cmocka_unit_test(pool_claims_every_piece_once),
        cmocka_unit_test(pool_leaves_out_who_comes_late),
        cmocka_unit_test(pool_of_none_is_a_team_of_one),
        cmocka_unit_test(pool_size),
        cmocka_unit_test(team_share_splits_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
