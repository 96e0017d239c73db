/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <string.h>

#define COMMAND(name) extern const struct command command_##name;
#include "commands.def"
#undef COMMAND

static const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "commands.def"
#undef COMMAND
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

const struct command *
command_find(const char *verb)
{
    for (int i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i]->verb, verb) == 0)
            return commands[i];
    return NULL;
}

int
command_count(void)
{
    return N_COMMANDS;
}

const struct command *
command_get(int index)
{
    return commands[index];
}

bool
command_applies(const struct command *command, const struct type *type)
{
    for (int i = 0; command->objects && command->objects[i]; i++)
        if (command->objects[i] == type)
            return true;
    return false;
}

/* The notebook's name goes before the verb: another command's function may be called as this one's verb. */
static const struct command *
find(const char *name, bool (*fits)(const struct command *command, const struct type *type), const struct type *type)
{
    for (int i = 0; i < N_COMMANDS; i++)
        if (fits(commands[i], type) && strcmp(commands[i]->function.name, name) == 0)
            return commands[i];
    for (int i = 0; i < N_COMMANDS; i++)
        if (fits(commands[i], type) && strcmp(commands[i]->verb, name) == 0)
            return commands[i];
    return NULL;
}

const struct command *
command_find_method(const struct type *type, const char *name)
{
    return find(name, command_applies, type);
}

static bool
is_function(const struct command *command, const struct type *type)
{
    (void)type;
    return !command->objects && !command->statement;
}

const struct command *
command_find_function(const char *name)
{
    return find(name, is_function, NULL);
}
