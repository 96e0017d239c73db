/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_OPTIONS_H
#define REPL_OPTIONS_H

#include <stdbool.h>

#include <fn/error.h>

/* The command line. Strings are those of argv. */
struct options {
    bool help, version;
    bool interactive;                                      /* -i */
    bool quiet;                                            /* -q */
    bool keep_going;                                       /* -k */
    bool echo;                                             /* -x */
    bool no_rc;                                            /* -n */
    bool check;                                            /* --check */
    const char *command;                                   /* -c TEXT */
    const char *script;                                    /* NULL: none; "-": stdin */
    const char *seed, *threads, *graphics, *color, *width; /* settings; NULL: not given */
    int argc;                                              /* what follows the script */
    char **argv;
};

/* Errors: an unknown option, an option without its value. */
bool
options_parse(struct options *options, int argc, char **argv, struct fn_error *err);

extern const char options_usage[];

#endif
