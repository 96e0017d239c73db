/* SPDX-License-Identifier: GPL-3.0-or-later
 * Runs a command and says how long it took and how much memory it had, for scripts. */
#include <errno.h>
#include <getopt.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static const char usage[] = "usage: measure [-n TIMES] -o FILE COMMAND [ARGUMENT ...]\n"
                            "  -n TIMES  run it so often (1), at most 1000\n"
                            "  -o FILE   gets one line: SECONDS MEGABYTES: median of wall time, highest resident size\n"
                            "Ends as the command does; with the first run that fails.\n";

enum { MAX_TIMES = 1000 };

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The command's exit status, as a shell has it. */
static int
run(char **command, double *seconds, double *megabytes)
{
    double start = now();
    struct rusage used;
    int error, status;
    pid_t child;

    error = posix_spawnp(&child, command[0], NULL, NULL, command, environ);
    if (error) {
        fprintf(stderr, "measure: %s: %s\n", command[0], strerror(error));
        return 127;
    }
    while (wait4(child, &status, 0, &used) < 0)
        if (errno != EINTR)
            return 127;
    *seconds = now() - start;
    if (used.ru_maxrss * 1024e-6 > *megabytes)
        *megabytes = (double)used.ru_maxrss * 1024e-6;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
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
    double seconds[MAX_TIMES], megabytes = 0;
    const char *name = NULL;
    int times = 1, status = 0;
    FILE *file;

    for (int c; (c = getopt(argc, argv, "+n:o:")) != -1;) {
        if (c == 'n')
            times = atoi(optarg);
        else if (c == 'o')
            name = optarg;
        else
            return fputs(usage, stderr), 2;
    }
    if (times < 1 || times > MAX_TIMES || !name || optind == argc)
        return fputs(usage, stderr), 2;
    for (int i = 0; i < times && status == 0; i++)
        status = run(argv + optind, &seconds[i], &megabytes);
    if (status)
        return status;
    qsort(seconds, (size_t)times, sizeof *seconds, compare);
    file = fopen(name, "w");
    if (!file || fprintf(file, "%.5f %.1f\n", seconds[times / 2], megabytes) < 0 || fclose(file) != 0) {
        fprintf(stderr, "measure: %s: %s\n", name, strerror(errno));
        return 127;
    }
    return 0;
}
