/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the part of fnrepl-lang(7) that comes from the tables: commands, functions, types, the engine's rows,
 * settings. `make -C build man-tables` puts it into the page, tests/manual.sh compares. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <fn/fn.h>

#include "args.h"
#include "command.h"
#include "function.h"
#include "settings.h"
#include "table.h"
#include "type.h"

/* Text on lines of its own, each at most 78 columns: no line begins as a macro, no backslash is an escape. */
static void
put_text(const char *text)
{
    int column = 0;

    while (*text) {
        int word = (int)strcspn(text, " ");
        if (column > 0 && column + 1 + word > 78) {
            putchar('\n');
            column = 0;
        } else if (column > 0) {
            putchar(' ');
            column++;
        }
        if (column == 0 && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        column += word;
        for (; word > 0; word--, text++)
            *text == '\\' ? fputs("\\e", stdout) : putchar(*text);
        text += strspn(text, " ");
    }
}

/* One argument of a macro. */
static void
put_argument(const char *text)
{
    fputs(" \"", stdout);
    for (; *text; text++) {
        if (*text == '"')
            fputs("\"\"", stdout);
        else if (*text == '\\')
            fputs("\\e", stdout);
        else
            putchar(*text);
    }
    putchar('"');
}

/* A sentence made of a help line: a capital, a full stop. */
static void
put_sentence(const char *help)
{
    char sentence[1024];

    if (!help || !*help)
        return;
    snprintf(sentence, sizeof sentence, "%s.", help);
    /* Names keep their small letter. */
    if (sentence[strcspn(sentence, " .")] == ' ' && !memchr(sentence, '_', strcspn(sentence, " ")))
        sentence[0] = (char)toupper((unsigned char)sentence[0]);
    put_text(sentence);
    putchar('\n');
}

static void
put_display(const char *text)
{
    fputs(".Dl", stdout);
    put_argument(text);
    putchar('\n');
}

static bool
takes_many(const struct fn_param *param)
{
    return param->kind == FN_LAYERS || param->kind == ARG_VALUES || param->kind == ARG_KEYWORDS;
}

/* Those that may be left out in square brackets. */
static void
put_item(const char *macro, const char *name, const struct fn_param *params, int n_params)
{
    printf(".It %s", macro);
    put_argument(name);
    for (int i = 0; i < n_params; i++) {
        if (takes_many(&params[i]))
            printf(" Oo Ar %s ... Oc", params[i].name);
        else
            printf(params[i].fallback ? " Oo Ar %s Oc" : " Ar %s", params[i].name);
    }
    putchar('\n');
}

static void
put_params(const struct fn_param *params, int n_params)
{
    char name[256];

    if (n_params == 0)
        return;
    puts(".Bl -tag -width \"padding_mode\" -compact");
    for (int i = 0; i < n_params; i++) {
        const char *fallback = takes_many(&params[i]) ? NULL : params[i].fallback;
        struct text help = {0};
        snprintf(name, sizeof name, "%s%s%s", params[i].name, fallback ? "=" : "", fallback ? fallback : "");
        fputs(".It Ar", stdout);
        put_argument(name);
        putchar('\n');
        param_describe(&params[i], &help);
        put_text(help.bytes ? help.bytes : "");
        putchar('\n');
        text_fini(&help);
    }
    puts(".El");
}

static void
put_command(const struct command *command)
{
    put_item("Ic", command->verb, command->function.params, command->function.n_params);
    put_sentence(command->function.help);
    if (command->objects) {
        fputs("For", stdout);
        for (int j = 0; command->objects[j]; j++)
            printf("%s%s", j ? ", " : " ", command->objects[j]->name);
        puts(".");
    }
    if (command->binds)
        printf("Binds\n.Va %s .\n", command->binds);
    put_params(command->function.params, command->function.n_params);
    if (command->example)
        put_display(command->example);
    if (command->notebook)
        put_display(command->notebook);
}

static void
put_commands(void)
{
    const char *group = NULL;
    puts(".Sh COMMANDS\nArguments in square brackets may be left out; what is taken then stands\nbehind the equals "
         "sign.");
    for (int i = 0; i < command_count(); i++) {
        const struct command *command = command_get(i);
        if (!group || strcmp(command->group, group) != 0) {
            fputs(group ? ".El\n.Ss" : ".Ss", stdout);
            put_argument(command->group);
            puts("\n.Bl -tag -width Ds");
        }
        group = command->group;
        put_command(command);
    }
    puts(".El");
}

static void
put_functions(void)
{
    puts(".Sh FUNCTIONS\n.Bl -tag -width Ds");
    for (int i = 0; i < function_count(); i++) {
        const struct function *function = function_get(i);
        put_item("Fn", function->name, function->params, function->n_params);
        put_sentence(function->help);
        put_params(function->params, function->n_params);
    }
    puts(".El");
}

static void
put_types(void)
{
    puts(".Sh TYPES\n.Bl -tag -width Ds");
    for (int i = 0; i < type_count(); i++) {
        const struct type *type = type_get(i);
        printf(".It Vt");
        put_argument(type->name);
        putchar('\n');
        put_sentence(type->help);
        if (type->n_attributes == 0 && !type->methods)
            continue;
        puts(".Bl -tag -width \"padding_mode\" -compact");
        for (int j = 0; j < type->n_attributes; j++) {
            printf(".It Va .%s\n", type->attributes[j].name);
            put_sentence(type->attributes[j].help);
        }
        for (int j = 0; type->methods && type->methods[j]; j++) {
            printf(".It Fn .%s\n", type->methods[j]->name);
            put_sentence(type->methods[j]->help);
        }
        puts(".El");
    }
    puts(".El");
}

static void
put_tables(void)
{
    for (int i = 0; i < table_count(); i++) {
        const struct table *table = table_get(i);
        printf(".Sh ");
        for (const char *p = table->name; *p; p++)
            putchar(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
        puts("\n.Bl -tag -width Ds");
        for (int j = 0; j < table->count(); j++) {
            struct table_row row = table->get(j);
            put_item("Fn", row.name, row.params, row.n_params);
            put_sentence(row.help);
            put_params(row.params, row.n_params);
        }
        puts(".El");
    }
}

static void
put_settings(void)
{
    puts(".Sh SETTINGS");
    puts(".Ql \"set NAME VALUE\"\nchanges one,\n.Ql set\nlists all.\n.Bl -tag -width \"graphics=auto\"");
    for (int i = 0; i < setting_count(); i++) {
        const struct setting *setting = setting_get(i);
        printf(".It Va %s Ns = Ns %s\n", setting->name, setting->fallback);
        put_sentence(setting->help);
    }
    puts(".El\n.Pp\nThe terminals that\n.Va graphics\nmay name:\n.Bl -tag -width \"graphics=auto\"");
    for (int i = 0; i < fn_term_info_count(); i++) {
        printf(".It Cm %s\n", fn_term_info_get(i)->name);
        put_sentence(fn_term_info_get(i)->help);
    }
    puts(".El");
}

int
main(void)
{
    put_commands();
    put_functions();
    put_types();
    put_tables();
    put_settings();
    return 0;
}
