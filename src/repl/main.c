/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "interrupt.h"
#include "options.h"
#include "run.h"

static void
run(struct repl *repl, const struct options *options)
{
    bool typed = !options->command && !options->script && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    interrupt_catch(!typed);
    if (options->command) {
        struct failure failure = {0};
        struct script *script = script_new("<command>", options->command, strlen(options->command), 1, &failure.error);
        if (script) {
            run_script(repl, script, options->check);
        } else {
            run_report(repl, &failure);
            repl->status = STATUS_FAILED;
        }
        script_unref(script);
    } else if (options->script && strcmp(options->script, "-") != 0) {
        run_file(repl, options->script, options->check);
    } else if (!typed) {
        run_stdin(repl, options->check);
    }
    if (typed || (options->interactive && !repl->quit && !options->check && isatty(STDIN_FILENO))) {
        interrupt_catch(false);
        run_interactive(repl, !options->quiet, !options->no_rc);
    }
}

/* What could not be written is an error, not a success: a full disk, a closed pipe. */
static void
finish_output(struct repl *repl)
{
    if (fflush(repl->out) == 0 && !ferror(repl->out))
        return;
    fprintf(stderr, "fnrepl: error: the output could not be written: %s\n", strerror(errno));
    if (repl->status == STATUS_GOOD)
        repl->status = STATUS_FAILED;
}

/* The engine takes the widest set where FN_ISA asks for one that is not there; it is ours to say so. */
static void
check_isa(void)
{
    const char *wanted = getenv("FN_ISA");

    if (wanted && *wanted && strcmp(wanted, fn_isa()) != 0)
        fprintf(stderr, "fnrepl: warning: FN_ISA=%s is none of this processor's instruction sets, so %s is used\n",
                wanted, fn_isa());
}

int
main(int argc, char **argv)
{
    struct options options;
    struct fn_error err = {0};
    struct repl repl = {0};
    /* Characters as the user's locale has them; numbers always with a point. */
    setlocale(LC_CTYPE, "");
    if (!options_parse(&options, argc, argv, &err) ||
        (!options.help && !options.version && !repl_init(&repl, &options, &err))) {
        fprintf(stderr, "fnrepl: error: %s\n", err.message);
        repl_fini(&repl);
        return STATUS_USAGE;
    }
    repl.out = stdout;
    check_isa();
    if (options.help)
        fputs(options_usage, stdout);
    else if (options.version)
        printf("fnrepl %s (%s)\n", fn_version(), fn_isa());
    else
        run(&repl, &options);
    finish_output(&repl);
    repl_fini(&repl);
    interrupt_end();
    return repl.status;
}
