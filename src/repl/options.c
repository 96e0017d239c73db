/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "script.h"

const char options_usage[] =
    "usage: fnrepl [OPTION]... [SCRIPT [ARG]...]\n"
    "       fnrepl [OPTION]... -c TEXT [ARG]...\n"
    "\n"
    "The fastai lesson 7 notebook as an interactive terminal. SCRIPT \"-\" is the standard input.\n"
    "\n"
    "  -c TEXT          run TEXT\n"
    "  -i               stay interactive after a script\n"
    "  -q               no banner\n"
    "  -k               go on after an error\n"
    "  -x               show each statement before it runs\n"
    "  -n               do not read the start-up file\n"
    "  --check          parse only\n"
    "  --seed N         seed of everything random (42)\n"
    "  --threads N      threads that work (as many as there are processors)\n"
    "  --graphics MODE  how figures are shown\n"
    "  --color WHEN     escape sequences: auto, always or never\n"
    "  --width N        columns that output may fill\n"
    "  --version        print the version\n"
    "  --help           print this\n"
    "\n"
    "Exit status: 0 all done, 1 a statement failed, 2 usage or syntax, 130 interrupted.\n";

enum {
    OPTION_CHECK = 256,
    OPTION_SEED,
    OPTION_THREADS,
    OPTION_GRAPHICS,
    OPTION_COLOR,
    OPTION_WIDTH,
    OPTION_VERSION,
    OPTION_HELP
};

static const struct option rows[] = {
    {"check", no_argument, NULL, OPTION_CHECK},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"graphics", required_argument, NULL, OPTION_GRAPHICS},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"width", required_argument, NULL, OPTION_WIDTH},
    {"version", no_argument, NULL, OPTION_VERSION},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static void
take(struct options *options, int option)
{
    switch (option) {
    case 'i':
        options->interactive = true;
        break;
    case 'q':
        options->quiet = true;
        break;
    case 'k':
        options->keep_going = true;
        break;
    case 'x':
        options->echo = true;
        break;
    case 'n':
        options->no_rc = true;
        break;
    case OPTION_CHECK:
        options->check = true;
        break;
    case OPTION_SEED:
        options->seed = optarg;
        break;
    case OPTION_THREADS:
        options->threads = optarg;
        break;
    case OPTION_GRAPHICS:
        options->graphics = optarg;
        break;
    case OPTION_COLOR:
        options->color = optarg;
        break;
    case OPTION_WIDTH:
        options->width = optarg;
        break;
    case OPTION_VERSION:
        options->version = true;
        break;
    case 'h':
    case OPTION_HELP:
        options->help = true;
        break;
    }
}

bool
options_parse(struct options *options, int argc, char **argv, struct fn_error *err)
{
    *options = (struct options){0};
    opterr = 0;
    optind = 1;
    /* "+": the first word that is no option is the script; what follows is the script's own, as is what follows -c
     * TEXT. */
    for (int option; !options->command && (option = getopt_long(argc, argv, "+:c:iqkxnh", rows, NULL)) != -1;) {
        const char *word = argv[optind - 1];
        if (option == ':')
            return fail(err, FN_ERROR_INPUT, "the option %s wants a value", word);
        if (option == '?' && optopt && optopt < 256)
            return fail(err, FN_ERROR_INPUT, "the option -%c is not known (see fnrepl --help)", optopt);
        if (option == '?')
            return fail(err, FN_ERROR_INPUT, "the option %s is not known or takes no value (see fnrepl --help)", word);
        if (option == 'c')
            options->command = optarg;
        take(options, option);
    }
    if (!options->command && optind < argc)
        options->script = argv[optind++];
    options->argc = argc - optind;
    options->argv = argv + optind;
    return true;
}
