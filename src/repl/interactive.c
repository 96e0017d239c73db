/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crash.h"
#include "interrupt.h"
#include "lesson.h"
#include "line.h"
#include "run.h"

/* $VARIABLE/fnrepl/FILE, or ~/FALLBACK/fnrepl/FILE; NULL: there is no home. */
static char *
user_file(const char *variable, const char *fallback, const char *file)
{
    const char *base = getenv(variable), *home = getenv("HOME");
    struct text text = {0};
    if (base && base[0] == '/')
        text_printf(&text, "%s/fnrepl/%s", base, file);
    else if (home && home[0])
        text_printf(&text, "%s/%s/fnrepl/%s", home, fallback, file);
    else
        return NULL;
    return text_take(&text);
}

/* Makes the folders of a path that are missing, for the user alone. */
static void
make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
}

static char *
next_of_terminal(struct lines *lines, bool more, size_t *length)
{
    char *offered = more ? NULL : lesson_offer(lines->repl);
    char *line = line_read(more ? "... " : "fn> ", offered);
    free(offered);
    *length = line ? strlen(line) : 0;
    return line;
}

/* What was pasted is one line to readline; its history has an entry for each statement, or statements on one line. */
static void
remember(const struct unit *unit)
{
    const char *text = unit->script->text;
    int entries = 0;
    for (int i = 0; i < unit->n_statements; i++) {
        const struct node *first = unit->statements[i], *last = first;
        for (; i + 1 < unit->n_statements; last = unit->statements[++i]) {
            const struct node *next = unit->statements[i + 1];
            if (memchr(text + last->end, '\n', (size_t)(next->offset - last->end)))
                break;
        }
        if (entries > 0 || i + 1 < unit->n_statements)
            line_remember(text + first->offset, (size_t)(last->end - first->offset), entries == 0);
        entries++;
    }
    line_save(); /* now, as nobody knows how what runs will end */
}

void
run_interactive(struct repl *repl, bool banner, bool rc)
{
    struct lines lines = {.next = next_of_terminal, .parsed = remember, .repl = repl, .line = 1};
    char *history = user_file("XDG_STATE_HOME", ".local/state", "history");
    char *start_up = user_file("XDG_CONFIG_HOME", ".config", "fnreplrc");
    crash_catch();
    if (history)
        make_folders(history);
    if (rc && start_up && access(start_up, F_OK) == 0)
        run_file(repl, start_up, false);
    repl->interactive = true;
    repl->status = STATUS_GOOD;
    line_init(repl, history);
    if (banner && !repl->quit)
        repl_print(repl,
                   "fnrepl %s: fastai's lesson 7 in a terminal.\n"
                   "`lesson` walks through it, `help` lists the commands, Ctrl-D leaves.\n",
                   fn_version());
    if (repl->tty && !repl->quit) { /* last, so that what is typed ahead is not echoed in front of the prompt */
        fflush(repl->out);
        probe_terminal(&repl->probe, STDIN_FILENO, fileno(repl->out));
    }
    while (!repl->quit && !interrupt_ending()) {
        bool go_on = run_next(&lines, "<input>", false);
        bool dropped = interrupt_seen();
        interrupt_clear();
        if (!go_on && !dropped)
            break;
    }
    line_fini();
    free(lines.pending);
    free(history);
    free(start_up);
}
