/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "complete.h"
#include "interrupt.h"

/* This file alone includes readline. Its callbacks have no argument of their own, and its history is a global, hence
 * these. */
static struct repl *completing_for;
static const char *offered_text;
static const char *history_file; /* NULL: none */
static int history_written;      /* readline's number of the first entry that is not in the file yet */
static struct completions found; /* what readline could list next */

enum { HISTORY_ENTRIES = 2000 };

/* Waits for a key. False: a signal came. */
static bool
wait_for_key(int fd)
{
    struct pollfd key = {.fd = fd, .events = POLLIN};
    sigset_t all, before;
    /* A signal between the look at the flags and the wait would be slept over. */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    bool ready = !rl_pending_signal() && !interrupt_seen() && ppoll(&key, 1, NULL, &before) > 0;
    sigprocmask(SIG_SETMASK, &before, NULL);
    return ready;
}

/* Acts on the signal that came. False: what is typed is dropped. */
static bool
take_signal(void)
{
    int came = rl_pending_signal();
    /* Restores the terminal, raises the signal for our own handler or to be stopped by it, prepares the terminal again;
     * measures a window whose size has changed. */
    rl_check_signals();
    if (interrupt_seen())
        return false;
    if (came == SIGTSTP || came == SIGTTIN || came == SIGTTOU)
        rl_forced_update_display();
    return true;
}

static int
insert_offered(void)
{
    rl_insert_text(offered_text);
    return 0;
}

/* One byte from the terminal. Ctrl-D finds the line empty where nobody touched what was offered. After Ctrl-C the line
 * that was typed is dropped and ended; readline's own reader would wait for another key first. */
static int
read_byte(FILE *stream)
{
    for (;;) {
        unsigned char byte;
        if (!wait_for_key(fileno(stream))) {
            if (take_signal())
                continue;
            rl_replace_line("", 0);
            return '\n';
        }
        ssize_t got = read(fileno(stream), &byte, 1);
        if (got == 1 && byte == CTRL('D') && offered_text && strcmp(rl_line_buffer, offered_text) == 0)
            rl_replace_line("", 0);
        if (got == 1)
            return byte;
        if (got == 0 || errno != EINTR)
            return EOF;
    }
}

/* The window may have changed since the last line. */
static int
measure_window(void)
{
    rl_reset_screen_size();
    return 0;
}

/* What is answered to a question of the listing. */
enum answer { NO, YES, ONE_MORE };

/* As readline's own: y or blank, n or q, and for a pager Enter for one line more. Ctrl-C is a no that goes on to end
 * the line, as interrupt_seen stays true. */
static enum answer
ask(const char *question)
{
    fprintf(rl_outstream, "%s", question);
    fflush(rl_outstream);
    for (;;) {
        int key = rl_read_key();
        if (interrupt_seen() || key < 0 || strchr("nNqQ\x7f\b\a\x1b", key))
            return NO;
        if (strchr("yY ", key))
            return YES;
        if (strchr("\r\n", key))
            return ONE_MORE;
        rl_ding();
    }
}

/* Writes the lines, with a pause where the screen is full unless the user's `page-completions` is off. */
static void
write_paged(const char *lines, int rows)
{
    const char *paging = rl_variable_value("page-completions");
    bool pages = rows > 1 && paging && strcmp(paging, "on") == 0;
    for (int left = rows - 1; *lines; left--) {
        if (pages && left == 0) {
            static const char more[] = "--More--";
            enum answer answer = ask(more);
            fprintf(rl_outstream, "\r%*s\r", (int)strlen(more), "");
            if (answer == NO)
                return;
            left = answer == YES ? rows - 1 : 1;
        }
        size_t length = strcspn(lines, "\n");
        fprintf(rl_outstream, "%.*s", (int)length, lines);
        rl_crlf();
        lines += length + (lines[length] == '\n');
    }
}

/* What was found, each with its help, in place of readline's columns of words. */
static void
list_with_help(char **matches, int count, int longest)
{
    int rows, columns;
    char question[80];
    struct text lines = {0};
    (void)matches;
    (void)longest;
    rl_get_screen_size(&rows, &columns);
    rl_crlf();
    bool many = rl_completion_query_items > 0 && count >= rl_completion_query_items;
    snprintf(question, sizeof question, "Display all %d possibilities? (y or n)", count);
    if (!many || ask(question) == YES) {
        if (many)
            rl_crlf();
        completions_list(&found, columns - 1, &lines); /* some terminals go on to the next row behind the last column */
        if (!lines.failed && lines.bytes)
            write_paged(lines.bytes, rows);
        text_fini(&lines);
    } else {
        rl_crlf();
    }
    rl_forced_update_display();
}

/* The words that completion found; readline asks for them one by one and frees them. */
static char **
complete_word(const char *word, int start, int end)
{
    (void)word;
    rl_attempted_completion_over = 1;
    completions_fini(&found);
    complete(completing_for, rl_line_buffer, start, end, &found);
    rl_completion_append_character = found.append;
    rl_completion_suppress_append = found.append == '\0';
    rl_filename_completion_desired = found.paths;
    rl_filename_quoting_desired = found.paths;
    rl_completion_suppress_quote = found.append == '\0' && found.paths; /* a folder: more comes before the quote */
    rl_completion_display_matches_hook = completions_helped(&found) ? list_with_help : NULL;
    char **matches = found.count > 0 ? calloc((size_t)found.count + 2, sizeof *matches) : NULL;
    if (!matches)
        return NULL;
    /* First what all have in common, then each. */
    const char *first = found.items[0].word;
    size_t common = strlen(first);
    for (int i = 1; i < found.count; i++)
        while (strncmp(first, found.items[i].word, common) != 0)
            common--;
    matches[0] = strndup(first, common);
    for (int i = 0; found.count > 1 && i < found.count; i++)
        if (!(matches[i + 1] = strdup(found.items[i].word)))
            break;
    return matches;
}

/* Answers of the terminal that come after the probe has stopped waiting (probe.c) are read and dropped. */
static int
drop_string(int count, int key)
{
    (void)count;
    (void)key;
    while ((key = rl_read_key()) >= 0x20)
        ;
    if (key == '\x1b') /* and a backslash */
        rl_read_key();
    return 0;
}

static void
bind_late_answers(void)
{
    Keymap maps[] = {emacs_standard_keymap, vi_insertion_keymap};
    for (int i = 0; i < 2; i++) {
        rl_bind_keyseq_in_map("\\e[", rl_skip_csi_sequence, maps[i]); /* unless it is a key that is bound */
        rl_bind_keyseq_in_map("\\e_G", drop_string, maps[i]);
        rl_bind_keyseq_in_map("\\eP>|", drop_string, maps[i]);
    }
}

/* What was typed while the terminal was asked. */
static void
give_back_typed(struct probe *probe)
{
    while (probe->given < probe->typed.length && rl_stuff_char((unsigned char)probe->typed.bytes[probe->given]))
        probe->given++;
}

void
line_init(struct repl *repl, const char *history)
{
    completing_for = repl;
    rl_readline_name = "fnrepl";
    rl_outstream = repl->out;
    rl_attempted_completion_function = complete_word;
    rl_completer_word_break_characters = (char *)" \t\n\"'`;,()[]{}=*<>%";
    rl_completer_quote_characters = "'\"";
    rl_filename_quote_characters = " \t'\"`;,()[]{}=*<>%#\\";
    rl_getc_function = read_byte;
    rl_startup_hook = measure_window;
    rl_catch_signals = 1;
    rl_variable_bind("show-all-if-ambiguous", "on"); /* an inputrc may say otherwise */
    rl_initialize();
    rl_variable_bind("mark-directories", "off"); /* completion has marked them */
    bind_late_answers();
    history_expansion_char = '\0';
    history_comment_char = '#';
    history_write_timestamps = 1; /* so that an entry may have several lines */
    using_history();
    stifle_history(HISTORY_ENTRIES);
    history_file = history;
    if (history)
        read_history(history);
    history_written = history_base + history_length;
}

void
line_remember(const char *text, size_t length, bool replace)
{
    char *entry = strndup(text, length);
    if (!entry)
        return;
    if (replace && history_length > 0)
        free_history_entry(remove_history(history_length - 1));
    add_history(entry);
    free(entry);
}

/* Adds a continuation line to the entry of its statement. */
static void
extend_history(const char *line)
{
    HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
    if (!last)
        return;
    size_t size = strlen(last->line) + strlen(line) + 2;
    char *joined = malloc(size);
    if (!joined)
        return;
    snprintf(joined, size, "%s\n%s", last->line, line);
    HIST_ENTRY *old = replace_history_entry(history_length - 1, joined, NULL);
    if (old)
        free_history_entry(old);
    free(joined);
}

/* After Ctrl-D the cursor stands behind the prompt, but where readline's bracketed paste has already moved it on. */
static void
end_line(void)
{
    const char *paste = rl_variable_value("enable-bracketed-paste");
    if (rl_readline_version < 0x0801 || !paste || strcmp(paste, "on") != 0)
        fputs("\n", stdout);
}

char *
line_read(const char *prompt, const char *offered)
{
    bool more = prompt[0] == '.';
    fflush(stdout);
    give_back_typed(&completing_for->probe);
    offered_text = offered;
    rl_startup_hook = offered ? insert_offered : NULL;
    interrupt_reading(true);
    char *line = readline(prompt);
    interrupt_reading(false);
    offered_text = NULL;
    if (interrupt_seen()) {
        free(line);
        return NULL;
    }
    if (!line) {
        end_line();
        return NULL;
    }
    if (more)
        extend_history(line);
    else if (line[strspn(line, " \t")] != '\0')
        add_history(line);
    size_t length = strlen(line);
    char *longer = realloc(line, length + 2);
    if (!longer) {
        free(line);
        return NULL;
    }
    memcpy(longer + length, "\n", 2);
    return longer;
}

void
line_save(void)
{
    int new = history_base + history_length - history_written;
    if (!history_file || new <= 0)
        return;
    /* Made before it is written, so that nobody else can read it at any time. */
    int fd = open(history_file, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd < 0)
        return;
    fchmod(fd, 0600);
    close(fd);
    if (append_history(new < history_length ? new : history_length, history_file) == 0)
        history_written += new;
}

void
line_fini(void)
{
    line_save();
    if (history_file) {
        history_truncate_file(history_file, HISTORY_ENTRIES);
        chmod(history_file, 0600);
    }
    clear_history();
    completions_fini(&found);
}
