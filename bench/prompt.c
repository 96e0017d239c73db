/* SPDX-License-Identifier: GPL-3.0-or-later
 * How long a program takes from its start to its first prompt, on a terminal that answers its questions at once: the
 * terminal's side is this program. */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char usage[] = "usage: prompt COMMAND [ARGUMENT ...]\n"
                            "Prints the median of 51 runs in seconds. The prompt is \"fn> \".\n";

/* What kitty 0.26.5 says of itself, its graphics, its cells, the width of a block; the last question is for its kind.
 */
static const char question[] = "\x1b[c";
static const char answers[] = "\x1bP>|kitty(0.26.5)\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[?5;2R\x1b[?62;c";

enum { RUNS = 51, TIMEOUT = 10000 };

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* False: there was no prompt. */
static bool
watch(int fd, char *screen, size_t size)
{
    size_t length = 0;
    bool answered = false;

    while (length + 1 < size) {
        struct pollfd output = {.fd = fd, .events = POLLIN};
        if (poll(&output, 1, TIMEOUT) <= 0)
            return false;
        ssize_t got = read(fd, screen + length, size - length - 1);
        if (got <= 0)
            return false;
        length += (size_t)got;
        screen[length] = '\0';
        if (!answered && strstr(screen, question)) {
            answered = true;
            if (write(fd, answers, sizeof answers - 1) < 0)
                return false;
        }
        if (strstr(screen, "fn> "))
            return answered;
    }
    return false;
}

/* Below 0: it failed. */
static double
run(char **command)
{
    static char screen[1 << 16];
    struct winsize window = {.ws_row = 24, .ws_col = 80};
    double start = now(), seconds = -1;
    int fd;
    pid_t child = forkpty(&fd, NULL, NULL, &window);

    if (child < 0)
        return -1;
    if (child == 0) {
        setenv("TERM", "xterm-kitty", 1);
        execvp(command[0], command);
        _exit(127);
    }
    screen[0] = '\0';
    if (watch(fd, screen, sizeof screen))
        seconds = now() - start;
    else
        fprintf(stderr, "prompt: there was none, but:\n%s\n", screen);
    kill(child, SIGKILL);
    close(fd);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
    return seconds;
}

static int
compare(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

int
main(int argc, char **argv)
{
    double seconds[RUNS];

    if (argc < 2) {
        fputs(usage, stderr);
        return 2;
    }
    for (int i = 0; i < RUNS; i++)
        if ((seconds[i] = run(argv + 1)) < 0)
            return 1;
    qsort(seconds, RUNS, sizeof *seconds, compare);
    printf("%.6f\n", seconds[RUNS / 2]);
    return 0;
}
