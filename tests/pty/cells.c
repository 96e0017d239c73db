/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in one way what is on a screen, whatever sequences it was drawn with: a line a row, each character after its
 * colours where they change, as in {1,5;244}. The terminal's own colour is empty; a blank's foreground does not matter,
 * and neither do blanks at the end that show nothing.
 *
 *     cells < SCREEN        what a program wrote, or tmux capture-pane -p -e */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct colours {
    char foreground[24], background[24]; /* "": the terminal's own; "1", "5;244", "2;255;0;0" */
};

/* "38;5;1" from the 5 on: "5;1". Returns what follows. */
static char *
read_extended(char *s, char *colour)
{
    int numbers = *s == '2' ? 4 : 2, length = 0;
    while (s[length] && s[length] != 'm' && (s[length] != ';' || --numbers > 0) && length < 23)
        length++;
    memcpy(colour, s, (size_t)length);
    colour[length] = '\0';
    return s + length;
}

/* "38;5;1;44m"; returns what follows the m. */
static char *
read_sequence(char *s, struct colours *now)
{
    for (;;) {
        long code = strtol(s, &s, 10);
        bool foreground = code < 40 || (code >= 90 && code < 100);
        char *colour = foreground ? now->foreground : now->background;
        if (code == 0)
            *now = (struct colours){0};
        else if (code == 38 || code == 48)
            s = read_extended(*s == ';' ? s + 1 : s, colour);
        else if (code == 39 || code == 49)
            *colour = '\0';
        else if (code >= 30)
            snprintf(colour, sizeof now->foreground, "%ld", code % 10 + (code >= 90 ? 8 : 0));
        if (*s != ';')
            return *s == 'm' ? s + 1 : s;
        s++;
    }
}

/* The row, and how long it is without what shows nothing. */
static void
write_row(char *s, struct colours *now)
{
    struct colours last = {0};
    size_t capacity = 64 * strlen(s) + 1, length = 0, shown = 0;
    char *row = malloc(capacity);
    if (!row)
        exit(1);
    while (*s && *s != '\r' && *s != '\n') {
        if (s[0] == '\x1b' && s[1] == '[') {
            s = read_sequence(s + 2, now);
            continue;
        }
        struct colours of = *now;
        if (*s == ' ')
            strcpy(of.foreground, last.foreground);
        if (strcmp(of.foreground, last.foreground) != 0 || strcmp(of.background, last.background) != 0)
            length += (size_t)snprintf(row + length, capacity - length, "{%s,%s}", of.foreground, of.background);
        last = of;
        row[length++] = *s;
        if (*s++ != ' ' || of.background[0])
            shown = length;
    }
    printf("%.*s\n", (int)shown, row);
    free(row);
}

int
main(void)
{
    struct colours now = {0};
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0)
        write_row(line, &now);
    free(line);
    return 0;
}
