/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "repl.h"
#include "script.h"

static const struct fn_param params[] = {
    {.name = "step",
     .kind = ARG_WORD,
     .choices = "list off",
     .none_ok = true,
     .fallback = "None",
     .help = "its number: go there; list: the steps; off: no more of it; none: begin, or go on"},
};

/* From 0; -1 and err: there is no such step. */
static int
find_step(const char *word, struct fn_error *err)
{
    char *end;
    long number = strtol(word, &end, 10);
    if (end == word || *end != '\0')
        fail(err, FN_ERROR_INPUT, "lesson: step wants a number, list or off, not '%s'", word);
    else if (number < 1 || number > lesson_count())
        fail(err, FN_ERROR_INPUT, "lesson: there is no step %s; they are numbered from 1 to %d", word, lesson_count());
    else
        return (int)number - 1;
    return -1;
}

static void
add_list(const struct repl *repl, struct text *out)
{
    for (int i = 0; i < lesson_count(); i++)
        text_printf(out, "%s%3d  %s\n", repl->interactive && i == repl->lesson.step ? ">" : " ", i + 1,
                    lesson_title(i));
}

/* Steps first .. last - 1. */
static void
add_script(const struct repl *repl, int first, int last, struct text *out)
{
    for (int i = first; i < last; i++) {
        text_add(out, i > first ? "\n" : "");
        lesson_add_script(out, i, repl_columns(repl));
    }
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    struct repl *repl = call->repl;
    const char *word = arg_text(call, 0);
    bool list = word && strcmp(word, "list") == 0, off = word && strcmp(word, "off") == 0;
    int step = word && !list && !off ? find_step(word, err) : 0;
    struct text text = {0};

    if (step < 0)
        return NULL;
    if (off)
        repl->lesson.on = false;
    else if (list)
        add_list(repl, &text);
    else if (repl->interactive)
        lesson_begin(repl, word ? step : repl->lesson.step);
    else
        add_script(repl, step, word ? step + 1 : lesson_count(), &text);
    bool good = !text.failed || fail_memory(err);
    if (good && text.bytes)
        repl_print(repl, "%s", text.bytes);
    text_fini(&text);
    return good ? value_none() : NULL;
}

const struct command command_lesson = {
    .verb = "lesson",
    .group = "Session",
    .example = "lesson 12",
    .function = {.name = "lesson",
                 .help = "walk through the notebook step by step; off a terminal, print it as a script",
                 .params = params,
                 .n_params = 1,
                 .run = run},
};
