/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson.h"

#include <string.h>

#include "command.h"
#include "parser.h"
#include "repl.h"

struct step {
    const char *title, *text;
    const char *command; /* one statement; it may have several lines */
};

static const struct step steps[] = {
#define STEP(title, text, command) {title, text, command},
#include "lesson.def"
#undef STEP
};

enum {
    N_STEPS = sizeof steps / sizeof *steps,
    WIDEST = 96 /* longer lines are hard to read */
};

int
lesson_count(void)
{
    return N_STEPS;
}

const char *
lesson_title(int step)
{
    return steps[step].title;
}

void
lesson_begin(struct repl *repl, int step)
{
    if (!repl->lesson.on)
        repl_print(repl, "Enter runs the line at the prompt, changed or not; Ctrl-U clears it.\n"
                         "`lesson list` shows the steps, `lesson 12` goes to one, `lesson off` ends.\n");
    repl->lesson = (struct lesson){.on = true, .step = step};
}

static void
tell(struct repl *repl)
{
    const struct step *step = &steps[repl->lesson.step];
    bool colour = repl_colour(repl, repl->out);
    int columns = repl_columns(repl) < WIDEST ? repl_columns(repl) : WIDEST;
    struct text text = {0};
    text_add_wrapped(&text, step->text, columns, "");
    repl_print(repl, "\n%s%d/%d  %s%s\n%s", colour ? "\033[1m" : "", repl->lesson.step + 1, N_STEPS, step->title,
               colour ? "\033[0m" : "", text.failed ? "" : text.bytes);
    text_fini(&text);
}

/* Several lines become one, which can be edited. */
static char *
one_line(const char *command)
{
    struct text line = {0};
    while (*command) {
        size_t length = strcspn(command, "\n");
        text_add_bytes(&line, command, length);
        char last = length > 0 ? command[length - 1] : '\0';
        command += length;
        command += strspn(command, "\n ");
        if (*command && *command != ')' && last != '(')
            text_add_char(&line, ' ');
    }
    return text_take(&line);
}

char *
lesson_offer(struct repl *repl)
{
    if (!repl->lesson.on)
        return NULL;
    if (!repl->lesson.told)
        tell(repl);
    repl->lesson.told = true;
    return one_line(steps[repl->lesson.step].command);
}

/* Whether an assignment has these targets: "xb,yb". */
static bool
assigns(const struct node *statement, const char *names)
{
    for (int i = 0; i < statement->n_children - 1; i++) {
        const char *name = statement->children[i]->name;
        size_t length = strcspn(names, ",");
        if (strlen(name) != length || strncmp(name, names, length) != 0)
            return false;
        names += length + (names[length] == ',');
    }
    return *names == '\0';
}

static bool
same_targets(const struct node *a, const struct node *b)
{
    if (a->n_children != b->n_children)
        return false;
    for (int i = 0; i < a->n_children - 1; i++)
        if (strcmp(a->children[i]->name, b->children[i]->name) != 0)
            return false;
    return true;
}

/* What an expression is about: the function or attribute that comes last, or the variable. */
static const char *
subject(const struct node *expression)
{
    while ((expression->kind == NODE_CALL || expression->kind == NODE_INDEX || expression->kind == NODE_TUPLE) &&
           expression->n_children > 0)
        expression = expression->children[0];
    return expression->name ? expression->name : "";
}

/* Whether a statement does what the step's does, perhaps with other arguments or in the notebook's words. */
static bool
is_same(const struct node *step, const struct node *typed)
{
    const struct command *command = step->command;
    if (command && typed->kind == NODE_ASSIGN)
        return command->binds && assigns(typed, command->binds);
    if (command && typed->kind == NODE_EXPRESSION)
        return strcmp(subject(typed->children[0]), command->function.name) == 0;
    if (step->kind != typed->kind)
        return false;
    switch (step->kind) {
    case NODE_COMMAND:
        return typed->command == command;
    case NODE_ASSIGN:
        return same_targets(step, typed);
    case NODE_DEF:
        return strcmp(step->name, typed->name) == 0;
    case NODE_EXPRESSION:
        return strcmp(subject(step->children[0]), subject(typed->children[0])) == 0;
    default:
        return true;
    }
}

static bool
is_step(int step, const struct node *typed)
{
    const char *command = steps[step].command;
    struct failure failure = {0};
    struct unit *unit = NULL;
    struct script *script = script_new("<lesson>", command, strlen(command), 1, &failure.error);
    bool same = script && parse(script, &unit, &failure) == PARSE_OK && is_same(unit->statements[0], typed);
    unit_unref(unit);
    script_unref(script);
    failure_fini(&failure);
    return same;
}

void
lesson_ran(struct repl *repl, const struct node *statement)
{
    struct lesson *lesson = &repl->lesson;
    if (!lesson->on || !lesson->told || !is_step(lesson->step, statement))
        return;
    lesson->told = false;
    if (++lesson->step < N_STEPS)
        return;
    *lesson = (struct lesson){0};
    repl_print(repl, "\nThis was the last step. `lesson` begins again.\n");
}

void
lesson_add_script(struct text *out, int step, int columns)
{
    char title[128];
    snprintf(title, sizeof title, "%d. %s.", step + 1, steps[step].title);
    text_add_wrapped(out, title, columns, "# ");
    text_add_wrapped(out, steps[step].text, columns, "# ");
    text_printf(out, "%s\n", steps[step].command);
}
