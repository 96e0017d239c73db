/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/kd.h>
#include <sys/ioctl.h>
#endif

/* The questions, and the answers to them (XTerm Control Sequences; kitty's graphics protocol):
 *
 *     CSI > 0 q                         DCS > | NAME VERSION ST     which terminal: XTVERSION
 *     APC G i=31,...,a=q;AAAA ST        APC G i=31;OK ST            kitty's protocol, by a picture of one pixel
 *     CSI 16 t                          CSI 6 ; HEIGHT ; WIDTH t    pixels of a character
 *     a block character, CSI ? 6 n      CSI ? ROW ; COLUMN R        DECXCPR: how far the cursor moved; st leaves ? out
 *     CSI c                             CSI ? 62 ; 4 ... c          DA1: 4 is sixels
 *
 * Every terminal answers the last, so it ends the waiting. */
static const char name[] = "\x1b[>0q", kitty[] = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\",
                  rest[] = "\x1b[16t"
                           "\r\xe2\x96\x88\x1b[?6n\r\x1b[K"
                           "\x1b[c";

enum { PATIENCE = 250 }; /* milliseconds */

/* ---- Answers ---- */

static bool
starts(const struct probe *probe, const char *with)
{
    return probe->length >= strlen(with) && memcmp(probe->sequence, with, strlen(with)) == 0;
}

/* Whether `number` is among those of a list between semicolons. */
static bool
lists(const char *list, long number)
{
    while (*list >= '0' && *list <= '9') {
        char *end;
        if (strtol(list, &end, 10) == number)
            return true;
        list = *end == ';' ? end + 1 : end;
    }
    return false;
}

/* CSI ... FINAL; false: a key. */
static bool
understand_csi(struct probe *probe)
{
    const char *numbers = probe->sequence + 2;
    char final = probe->sequence[probe->length - 1];
    int a, b;
    if (*numbers == '?' && final == 'c') {
        probe->sixel = lists(numbers + 1, 4);
        probe->all = true;
    } else if (final == 'R' && sscanf(numbers + (*numbers == '?'), "%d;%d", &a, &b) == 2) {
        probe->wide_blocks = b == 3;
    } else if (final == 't' && sscanf(numbers, "6;%d;%d", &a, &b) == 2) {
        probe->cell_height = a > 0 ? a : 0;
        probe->cell_width = b > 0 ? b : 0;
    } else {
        return strchr("cnty", final) != NULL; /* no key ends like this */
    }
    return true;
}

/* DCS or APC, without its end. */
static void
understand_string(struct probe *probe)
{
    if (starts(probe, "\x1b_Gi=31;OK"))
        probe->kitty = true;
    if (starts(probe, "\x1bP>|"))
        probe->named = true;
    if (starts(probe, "\x1bP>|iTerm2"))
        probe->iterm2 = true;
}

static void
take(struct probe *probe, bool understood)
{
    if (!understood)
        text_add_bytes(&probe->typed, probe->sequence, probe->length);
    probe->length = 0;
}

void
probe_byte(struct probe *probe, char byte)
{
    bool string = starts(probe, "\x1bP") || starts(probe, "\x1b_");
    if (probe->length == 0 && byte != '\x1b') {
        text_add_bytes(&probe->typed, &byte, 1);
        return;
    }
    if (string && (byte == '\a' || (byte == '\\' && probe->sequence[probe->length - 1] == '\x1b'))) {
        probe->sequence[probe->length] = '\0';
        understand_string(probe);
        take(probe, true);
        return;
    }
    if (probe->length < sizeof probe->sequence - 2)
        probe->sequence[probe->length++] = byte;
    else if (string) /* of a long one the start says enough; its end may need the byte before */
        probe->sequence[probe->length - 1] = byte;
    else
        take(probe, false);
    probe->sequence[probe->length] = '\0';
    if (string || probe->length < 2)
        return;
    if (!starts(probe, "\x1b[")) {
        if (byte != 'P' && byte != '_')
            take(probe, false);
    } else if (probe->length > 2 && byte >= 0x40 && byte <= 0x7e) {
        take(probe, understand_csi(probe));
    }
}

void
probe_end(struct probe *probe)
{
    take(probe, false);
}

void
probe_fini(struct probe *probe)
{
    text_fini(&probe->typed);
}

/* ---- Asking ---- */

static long long
milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

static bool
ask(int out, const char *question)
{
    size_t size = strlen(question);
    while (size > 0) {
        ssize_t n = write(out, question, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        question += n;
        size -= (size_t)n;
    }
    return true;
}

static void
listen_to(struct probe *probe, int in)
{
    long long end = milliseconds() + PATIENCE;
    for (long long left = PATIENCE; left > 0 && !probe->all; left = end - milliseconds()) {
        struct pollfd wait = {.fd = in, .events = POLLIN};
        char bytes[256];
        ssize_t n = 0;
        if (poll(&wait, 1, (int)left) > 0)
            n = read(in, bytes, sizeof bytes);
        else if (errno != EINTR)
            break;
        if (n <= 0 && wait.revents)
            break;
        for (ssize_t i = 0; i < n; i++)
            probe_byte(probe, bytes[i]);
    }
    probe_end(probe);
}

static bool
is_console(const char *term)
{
    return term && strcmp(term, "linux") == 0;
}

/* The kernel's console would show some of the questions, but its font can be looked at: those that Debian installs have
 * no half blocks, the kernel's own have. */
static void
look_at_console(struct probe *probe, int out)
{
#ifdef __linux__
    enum { MOST = 0xffff };
    struct unimapdesc map = {.entry_ct = MOST, .entries = calloc(MOST, sizeof *map.entries)};
    bool upper = false, lower = false;
    if (map.entries && ioctl(out, GIO_UNIMAP, &map) == 0)
        for (int i = 0; i < map.entry_ct; i++) {
            upper = upper || map.entries[i].unicode == 0x2580;
            lower = lower || map.entries[i].unicode == 0x2584;
        }
    probe->console_blocks = upper && lower;
    free(map.entries);
#else
    (void)probe;
    (void)out;
#endif
}

/* tmux and screen show no pictures of kitty's, and tmux takes the question for a title. */
static bool
is_multiplexer(const char *term)
{
    return getenv("TMUX") || strncmp(term, "tmux", 4) == 0 || strncmp(term, "screen", 6) == 0;
}

/* What has no colours has no pixels. */
static bool
worth_asking(const char *term)
{
    static const char *const simple[] = {"", "dumb", "unknown", NULL};
    for (int i = 0; term && simple[i]; i++)
        if (strcmp(term, simple[i]) == 0)
            return false;
    return term && strncmp(term, "vt", 2) != 0;
}

void
probe_terminal(struct probe *probe, int in, int out)
{
    const char *term = getenv("TERM");
    struct termios before, raw;
    if (is_console(term)) {
        look_at_console(probe, out);
        return;
    }
    if (!worth_asking(term) || tcgetattr(in, &before) != 0)
        return;
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(in, TCSANOW, &raw) != 0)
        return;
    if (ask(out, name) && (is_multiplexer(term) || ask(out, kitty)) && ask(out, rest))
        listen_to(probe, in);
    tcsetattr(in, TCSANOW, &before);
}

void
probe_environment(struct probe *probe)
{
    const char *term = getenv("TERM"), *program = getenv("TERM_PROGRAM");
    bool xterm = term && strncmp(term, "xterm", 5) == 0 && getenv("XTERM_VERSION");
    probe->named = xterm || (program && strcmp(program, "tmux") == 0);
    if (term && (strcmp(term, "xterm-kitty") == 0 || strcmp(term, "xterm-ghostty") == 0))
        probe->kitty = true;
    else if (program && strcmp(program, "iTerm.app") == 0)
        probe->iterm2 = true;
}
