/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "eval.h"
#include "interrupt.h"
#include "lesson.h"
#include "parser.h"

void
run_report(struct repl *repl, const struct failure *failure)
{
    fflush(repl->out);
    failure_print(failure, stderr, repl_colour(repl, stderr));
    fflush(stderr);
}

/* The first thing that went wrong decides. */
static void
set_status(struct repl *repl, int status)
{
    if (repl->status == STATUS_GOOD || status == STATUS_INTERRUPTED)
        repl->status = status;
}

/* A failed statement: says so, and whether to go on. */
static bool
after_failure(struct repl *repl, struct failure *failure)
{
    bool stopped = failure->error.kind == FN_ERROR_STOPPED;
    if (stopped && interrupt_ending()) {
        /* nobody reads on */
    } else if (stopped && repl->interactive) {
        repl_print(repl, "%s\n", failure->error.message);
        fflush(repl->out);
    } else {
        run_report(repl, failure);
    }
    if (!repl->interactive)
        set_status(repl, stopped ? STATUS_INTERRUPTED : STATUS_FAILED);
    failure_fini(failure);
    return repl->keep_going && !stopped;
}

static void
echo(struct repl *repl, const struct unit *unit, const struct node *node)
{
    const char *text = unit->script->text;
    const char *prompt = "fn> ";
    for (int start = node->offset; start < node->end; prompt = "... ") {
        int length = (int)strcspn(text + start, "\n");
        if (start + length > node->end)
            length = node->end - start;
        repl_print(repl, "%s%.*s\n", prompt, length, text + start);
        start += length + 1;
    }
}

/* False: stop. */
static bool
run_statement(struct repl *repl, struct unit *unit, const struct node *node, struct failure *failure)
{
    history_append(&repl->history, unit->script->text + node->offset, (size_t)(node->end - node->offset));
    if (repl->echo && !repl->interactive)
        echo(repl, unit, node);
    if (repl_interrupted(repl) && !repl->interactive)
        return failure_at(failure, unit->script, node->offset, FN_ERROR_STOPPED, "interrupted");
    return eval_statement(repl, unit, node, failure);
}

/* False: the rest of the input is not wanted. */
static bool
run_unit(struct repl *repl, struct unit *unit)
{
    struct failure failure = {0};
    for (int i = 0; i < unit->n_statements && !repl->quit; i++) {
        if (run_statement(repl, unit, unit->statements[i], &failure))
            lesson_ran(repl, unit->statements[i]);
        else if (!after_failure(repl, &failure))
            return repl->interactive;
        failure_fini(&failure);
    }
    return !repl->quit;
}

void
run_script(struct repl *repl, struct script *script, bool check)
{
    struct failure failure = {0};
    struct unit *unit;
    if (parse(script, &unit, &failure) != PARSE_OK) {
        run_report(repl, &failure);
        set_status(repl, STATUS_USAGE);
    } else if (!check) {
        run_unit(repl, unit);
    }
    unit_unref(unit);
    failure_fini(&failure);
}

static bool
is_notebook(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".ipynb") == 0 || strcmp(dot, ".md") == 0);
}

static struct script *
open_script(const char *path, struct fn_error *err)
{
    if (is_notebook(path))
        return fail(err, FN_ERROR_FILE,
                    "%s: notebook files are not known to this version; give a script of plain lines", path);
    return script_read(path, err);
}

void
run_file(struct repl *repl, const char *path, bool check)
{
    struct failure failure = {0};
    struct script *script = open_script(path, &failure.error);
    if (script) {
        run_script(repl, script, check);
    } else {
        run_report(repl, &failure);
        set_status(repl, STATUS_USAGE);
    }
    script_unref(script);
}

bool
run_nested(struct repl *repl, const char *path, struct failure *failure)
{
    struct unit *unit = NULL;
    bool good = false;
    if (repl->sources == MAX_SOURCES)
        return fail(&failure->error, FN_ERROR_INPUT, "%s: files source each other too deeply (%d)", path, MAX_SOURCES);
    struct script *script = open_script(path, &failure->error);
    repl->sources++;
    if (script && parse(script, &unit, failure) == PARSE_OK) {
        good = true;
        for (int i = 0; good && i < unit->n_statements && !repl->quit; i++)
            good = run_statement(repl, unit, unit->statements[i], failure);
    }
    repl->sources--;
    unit_unref(unit);
    script_unref(script);
    return good;
}

/* ---- Line by line ---- */

static bool
is_blank_line(const char *line)
{
    return line[strspn(line, " \t\r\n")] == '\0';
}

static char *
take_line(struct lines *lines, bool more, size_t *length)
{
    *length = lines->pending_length;
    char *line = lines->pending ? lines->pending : lines->next(lines, more, length);
    lines->pending = NULL;
    /* What is pasted into a terminal comes as one line with newlines in it. */
    for (size_t i = 0; line && i < *length; i++)
        if (line[i] == '\n' || i + 1 == *length)
            lines->line++;
    return line;
}

/* The lines of an indented block. Who types ends it with an empty line; elsewhere the next line that is not indented
 * does. */
static void
take_block(struct lines *lines, struct text *text)
{
    for (;;) {
        size_t length;
        char *line = take_line(lines, true, &length);
        if (!line)
            return;
        if (lines->repl->interactive ? is_blank_line(line)
                                     : !is_blank_line(line) && line[0] != ' ' && line[0] != '\t') {
            if (lines->repl->interactive) {
                free(line);
            } else {
                lines->pending = line;
                lines->pending_length = length;
                lines->line--;
            }
            return;
        }
        text_add_bytes(text, line, length);
        free(line);
    }
}

/* Reads lines until they are a statement or cannot become one. PARSE_OPEN: the input ended within one. */
static enum parse_status
read_statement(struct lines *lines, struct text *text, const char *name, int first, struct unit **unit,
               struct failure *failure)
{
    for (bool block = false;;) {
        struct script *script = script_new(name, text->bytes, text->length, first, &failure->error);
        enum parse_status status = script ? parse(script, unit, failure) : PARSE_ERROR;
        script_unref(script);
        if (status == PARSE_BLOCK && !block) {
            take_block(lines, text);
            block = true;
        } else if (status == PARSE_OPEN) {
            size_t length;
            char *line = take_line(lines, true, &length);
            if (!line)
                return status;
            text_add_bytes(text, line, length);
            free(line);
        } else {
            return status;
        }
        failure_fini(failure);
        if (text->failed) {
            fail_memory(&failure->error);
            return PARSE_ERROR;
        }
    }
}

bool
run_next(struct lines *lines, const char *name, bool check)
{
    struct repl *repl = lines->repl;
    int first = lines->line;
    size_t length;
    char *line = take_line(lines, false, &length);
    if (!line)
        return false;
    struct text text = {0};
    struct failure failure = {0};
    struct unit *unit = NULL;
    bool go_on = true;
    text_add_bytes(&text, line, length);
    free(line);
    enum parse_status status = text.failed ? PARSE_ERROR : read_statement(lines, &text, name, first, &unit, &failure);
    if (repl_interrupted(repl)) {
        go_on = repl->interactive; /* Ctrl-C drops the lines typed so far */
    } else if (status != PARSE_OK) {
        run_report(repl, &failure);
        if (!repl->interactive)
            set_status(repl, STATUS_USAGE);
        go_on = repl->interactive || repl->keep_going;
    } else if (!check) {
        if (lines->parsed)
            lines->parsed(unit);
        go_on = run_unit(repl, unit);
    }
    unit_unref(unit);
    failure_fini(&failure);
    text_fini(&text);
    return go_on;
}

static char *
next_of_file(struct lines *lines, bool more, size_t *length)
{
    (void)more;
    char *line = NULL;
    size_t size = 0;
    fflush(lines->repl->out);
    interrupt_reading(true);
    ssize_t got = getline(&line, &size, lines->file);
    interrupt_reading(false);
    if (got < 0) {
        free(line);
        return NULL;
    }
    *length = (size_t)got;
    return line;
}

void
run_stdin(struct repl *repl, bool check)
{
    struct lines lines = {.next = next_of_file, .repl = repl, .file = stdin, .line = 1};
    while (run_next(&lines, "<stdin>", check))
        continue;
    if (repl_interrupted(repl))
        set_status(repl, STATUS_INTERRUPTED);
    if (ferror(stdin) && !repl_interrupted(repl)) {
        struct failure failure = {0};
        fail(&failure.error, FN_ERROR_FILE, "the standard input cannot be read: %s", strerror(errno));
        run_report(repl, &failure);
        set_status(repl, STATUS_USAGE);
    }
    free(lines.pending);
}
