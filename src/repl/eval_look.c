/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdlib.h>

#include "eval.h"
#include "lexer.h"
#include "repl.h"

enum { LONGEST = 64 }; /* of a name or number */

/* What value.name or, without a value, name is; name[length] ends there. NULL as eval_look. */
static struct value *
look_name(struct repl *repl, struct value *value, const char *start, size_t length, struct fn_error *err)
{
    char name[LONGEST];
    if (length == 0 || length >= sizeof name)
        return NULL;
    snprintf(name, sizeof name, "%.*s", (int)length, start);
    if (value)
        return eval_attribute(repl, value, name, err);
    struct value *variable = env_get(repl->env, name);
    return variable ? value_ref(variable) : repl_known(repl, name, err);
}

static struct value *
look_item(struct repl *repl, struct value *value, const char *start, size_t length, struct fn_error *err)
{
    char digits[LONGEST], *end;
    if (length == 0 || length >= sizeof digits || !(isdigit((unsigned char)start[0]) || start[0] == '-'))
        return NULL;
    snprintf(digits, sizeof digits, "%.*s", (int)length, start);
    struct value *key = value_int(strtoll(digits, &end, 10), err);
    struct value *item = key && *end == '\0' ? sequence_index(repl, value, key, err) : NULL;
    value_unref(key);
    return item;
}

static size_t
name_length(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && lexer_is_name_part(text[n]))
        n++;
    return n;
}

struct value *
eval_look(struct repl *repl, const char *chain, size_t length, struct fn_error *err)
{
    struct fn_rng rng = repl->rng; /* which an item of the train set draws from, for its transform */
    size_t at = name_length(chain, length);
    struct value *value = look_name(repl, NULL, chain, at, err);
    while (value && at < length) {
        struct value *next = NULL;
        size_t start = at + 1, n = 0;
        if (chain[at] == '.') {
            n = name_length(chain + start, length - start);
            next = look_name(repl, value, chain + start, n, err);
            at = start + n;
        } else if (chain[at] == '[') {
            while (start + n < length && chain[start + n] != ']')
                n++;
            next = start + n < length ? look_item(repl, value, chain + start, n, err) : NULL;
            at = start + n + 1;
        }
        value_unref(value);
        value = next;
    }
    repl->rng = rng;
    return value;
}
