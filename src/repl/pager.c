/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pager.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "screen.h"

/* What a shell says of a command that is not there. */
enum { NOT_FOUND = 127 };

/* The rows that a text takes on a screen so wide, every character as wide as the others. */
static int
count_rows(const char *text, int width)
{
    int rows = 0;
    while (*text) {
        int columns = 0;
        for (; *text && *text != '\n'; text++)
            columns += ((unsigned char)*text & 0xc0) != 0x80;
        rows += columns > width ? (columns + width - 1) / width : 1;
        text += *text == '\n';
    }
    return rows;
}

static bool
is_too_high(const struct repl *repl, const char *text)
{
    const char *term = getenv("TERM");
    if (!repl->tty || !repl->interactive || !term || strcmp(term, "dumb") == 0)
        return false;
    struct screen screen = screen_of(fileno(repl->out));
    /* The prompt wants a row too. */
    return screen.width > 0 && screen.height > 0 && count_rows(text, screen.width) >= screen.height;
}

/* Gives the text to a command. Ctrl-C means the pager alone meanwhile, as with system(3), and one that is left early
 * does not end this program. False: there is no such command. */
static bool
page(const char *command, const char *text)
{
    const int signals[] = {SIGINT, SIGQUIT, SIGPIPE};
    struct sigaction ignore = {.sa_handler = SIG_IGN}, old[3];
    struct termios terminal;
    bool known = tcgetattr(STDIN_FILENO, &terminal) == 0;
    FILE *pipe = popen(command, "w");
    if (!pipe)
        return false;
    for (int i = 0; i < 3; i++)
        sigaction(signals[i], &ignore, &old[i]);
    fputs(text, pipe);
    int status = pclose(pipe);
    for (int i = 0; i < 3; i++)
        sigaction(signals[i], &old[i], NULL);
    /* One that was killed leaves the terminal as it needed it. */
    if (known)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal);
    return status != -1 && !(WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND);
}

void
pager_show(struct repl *repl, const char *text)
{
    const char *pager = getenv("PAGER");
    if (!pager || !*pager)
        pager = "command -v less >/dev/null || exit 127; exec less -RFX";
    fflush(repl->out);
    if (!is_too_high(repl, text) || !page(pager, text))
        repl_print(repl, "%s", text);
}
