/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <md5.h>

#include "fetch.h"
#include "sandbox.h"

/* A web server of one file on the loopback interface, in a child process. */
enum manner {
    WHOLE,      /* the file, whatever is asked for */
    RANGES,     /* the part that is asked for; an error if no part is */
    CUT,        /* a third of the file, then the connection ends */
    NOT_THERE,  /* 404 */
    SHORT_PAGE, /* another, shorter file */
};

enum { SIZE = 300000 };
static unsigned char content[SIZE];
static char sum[MD5_DIGEST_STRING_LENGTH];
static pid_t server;
static char url[64];

static void
answer(int fd, enum manner manner)
{
    char request[4096], head[256];
    const char *range;
    size_t from = 0, n = 0, size = SIZE;
    int length;

    while (n < sizeof request - 1) {
        ssize_t got = read(fd, request + n, sizeof request - 1 - n);
        if (got <= 0)
            return;
        n += got;
        request[n] = '\0';
        if (strstr(request, "\r\n\r\n"))
            break;
    }
    range = strcasestr(request, "\r\nRange: bytes=");
    if (manner == NOT_THERE || (manner == RANGES && !range)) {
        dprintf(fd, "HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        return;
    }
    if (manner == RANGES)
        from = strtoul(range + strlen("\r\nRange: bytes="), NULL, 10);
    if (manner == SHORT_PAGE)
        size = 100;
    length = snprintf(head, sizeof head, "HTTP/1.0 %s\r\nContent-Length: %zu\r\n",
                      manner == RANGES ? "206 Partial Content" : "200 OK", size - from);
    if (manner == RANGES)
        length +=
            snprintf(head + length, sizeof head - length, "Content-Range: bytes %zu-%zu/%zu\r\n", from, size - 1, size);
    dprintf(fd, "%s\r\n", head);
    if (manner == CUT)
        size = SIZE / 3;
    while (from < size) {
        ssize_t put = write(fd, content + from, size - from);
        if (put <= 0)
            return;
        from += put;
    }
}

static void
start(enum manner manner)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(listener >= 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 4), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/set.tgz", ntohs(address.sin_port));
    server = fork();
    assert_true(server >= 0);
    if (server == 0) {
        signal(SIGPIPE, SIG_IGN);
        alarm(60);
        for (;;) {
            int fd = accept(listener, NULL, NULL);
            if (fd < 0)
                _exit(1);
            answer(fd, manner);
            close(fd);
        }
    }
    close(listener);
}

static void
stop(void)
{
    if (server > 0) {
        kill(server, SIGKILL);
        waitpid(server, NULL, 0);
    }
    server = 0;
}

static int
setup(void **state)
{
    for (int i = 0; i < SIZE; i++)
        content[i] = (i * 2654435761u) >> 13;
    MD5Data(content, SIZE, sum);
    return sandbox_setup(state);
}

static int
teardown(void **state)
{
    stop();
    return sandbox_teardown(state);
}

static bool
fetch(const char *md5, const struct untar_progress *progress, struct fn_error *err)
{
    *err = (struct fn_error){0};
    return fetch_file(url, sandbox_path("set.tgz"), SIZE, md5, progress, err);
}

static void
test_whole_file(void **state)
{
    struct fn_error err;

    (void)state;
    start(WHOLE);
    assert_true(fetch(sum, NULL, &err));
    assert_true(sandbox_holds("set.tgz", content, SIZE));
    assert_false(sandbox_exists("set.tgz.part"));
    assert_true(fetch_is_whole(sandbox_path("set.tgz"), SIZE, sum));
    assert_false(fetch_is_whole(sandbox_path("set.tgz"), SIZE - 1, sum));
    assert_false(fetch_is_whole(sandbox_path("other.tgz"), SIZE, sum));
}

static void
test_wrong_sum_leaves_nothing(void **state)
{
    struct fn_error err;

    (void)state;
    start(WHOLE);
    assert_false(fetch("03639f83c4e3d19e0a3a53a8a997c487", NULL, &err));
    assert_int_equal(err.kind, FN_ERROR_FILE);
    assert_non_null(strstr(err.message, sum));
    assert_non_null(strstr(err.message, "03639f83c4e3d19e0a3a53a8a997c487"));
    assert_false(sandbox_exists("set.tgz"));
    assert_false(sandbox_exists("set.tgz.part"));
}

static void
test_wrong_size_leaves_nothing(void **state)
{
    struct fn_error err;

    (void)state;
    start(SHORT_PAGE);
    assert_false(fetch(sum, NULL, &err));
    assert_non_null(strstr(err.message, "100 bytes, wanted 300000"));
    assert_false(sandbox_exists("set.tgz"));
    assert_false(sandbox_exists("set.tgz.part"));
}

static void
test_interrupted_goes_on(void **state)
{
    struct fn_error err;

    (void)state;
    start(CUT);
    assert_false(fetch(sum, NULL, &err));
    assert_false(sandbox_exists("set.tgz"));
    assert_true(sandbox_holds("set.tgz.part", content, SIZE / 3));
    stop();
    start(RANGES); /* answers only a request for a part */
    assert_true(fetch(sum, NULL, &err));
    assert_true(sandbox_holds("set.tgz", content, SIZE));
    assert_false(sandbox_exists("set.tgz.part"));
}

static void
test_interrupted_starts_anew_without_ranges(void **state)
{
    struct fn_error err;

    (void)state;
    start(CUT);
    assert_false(fetch(sum, NULL, &err));
    stop();
    start(WHOLE);
    assert_true(fetch(sum, NULL, &err));
    assert_true(sandbox_holds("set.tgz", content, SIZE));
}

static void
test_foreign_part_is_replaced(void **state)
{
    static const char foreign[SIZE]; /* zeroes; already the right size */
    struct fn_error err;

    (void)state;
    start(WHOLE);
    sandbox_write("set.tgz.part", foreign, SIZE);
    assert_true(fetch(sum, NULL, &err));
    assert_true(sandbox_holds("set.tgz", content, SIZE));
}

static void
test_interrupted_unknown_file_leaves_nothing(void **state)
{
    struct fn_error err;

    (void)state;
    start(CUT);
    assert_false(fetch(NULL, NULL, &err));
    assert_false(sandbox_exists("set.tgz"));
    assert_false(sandbox_exists("set.tgz.part"));
}

static void
test_old_file_survives_failure(void **state)
{
    struct fn_error err;

    (void)state;
    sandbox_write("set.tgz", "old", 3);
    start(CUT);
    assert_false(fetch(NULL, NULL, &err));
    assert_true(sandbox_holds("set.tgz", "old", 3));
}

static void
test_not_there(void **state)
{
    struct fn_error err;

    (void)state;
    start(NOT_THERE);
    assert_false(fetch(sum, NULL, &err));
    assert_non_null(strstr(err.message, "404"));
    assert_non_null(strstr(err.message, url));
    assert_false(sandbox_exists("set.tgz.part"));
}

static void
test_no_server(void **state)
{
    struct fn_error err;

    (void)state;
    start(WHOLE);
    stop();
    assert_false(fetch(sum, NULL, &err));
    assert_non_null(strstr(err.message, url));
    assert_false(sandbox_exists("set.tgz.part"));
}

static bool
stop_halfway(void *user, const char *step, long long done, long long total)
{
    assert_string_equal(step, "download");
    assert_true(total == 0 || total == SIZE);
    *(long long *)user = done;
    return done == 0;
}

static void
test_callback_stops(void **state)
{
    long long done = 0;
    struct untar_progress progress = {stop_halfway, &done};
    struct fn_error err;

    (void)state;
    start(WHOLE);
    assert_false(fetch(sum, &progress, &err));
    assert_int_equal(err.kind, FN_ERROR_STOPPED);
    assert_true(done > 0);
    assert_false(sandbox_exists("set.tgz"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_whole_file),
        TEST(test_wrong_sum_leaves_nothing),
        TEST(test_wrong_size_leaves_nothing),
        TEST(test_interrupted_goes_on),
        TEST(test_interrupted_starts_anew_without_ranges),
        TEST(test_foreign_part_is_replaced),
        TEST(test_interrupted_unknown_file_leaves_nothing),
        TEST(test_old_file_survives_failure),
        TEST(test_not_there),
        TEST(test_no_server),
        TEST(test_callback_stops),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
