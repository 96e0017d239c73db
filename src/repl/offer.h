/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPL_OFFER_H
#define REPL_OFFER_H

#include "completions.h"
#include "repl.h"

/* What completion offers for a word, by the kind of what may stand there. */
struct search {
    struct repl *repl;
    const char *word;   /* what is typed of it */
    const char *prefix; /* what names begin with: the end of the word */
    const char *before; /* put in front of each: "il." before an attribute, a quote */
    const char *after;  /* put behind each: "=" behind a parameter, a quote */
    struct completions *found;
};

/* A name_fn: user is a struct search. Takes names that begin with the prefix. */
void
offer(void *user, const char *name, const char *help);

void
offer_verbs(struct search *search);

/* Whatever may stand in an expression, variables too. */
void
offer_names(struct search *search);

/* Words separated by blanks. */
void
offer_choices(struct search *search, const char *choices);

/* The attributes and methods of the object, for what stands behind the `dot` in the word. */
void
offer_attributes(struct search *search, struct value *object, const char *dot);

/* Folders, and files with one of the endings (choices of an ARG_PATH, see function.h), from the folder that the word
 * names. */
void
offer_paths(struct search *search, const char *endings);

/* NAME= for the parameters that are not yet taken by positional arguments. */
void
offer_params(struct search *search, const struct fn_param *params, int n_params, int n_taken);

/* What may be the value of a parameter in a command. */
void
offer_values(struct search *search, const struct fn_param *param);

#endif
