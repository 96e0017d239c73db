/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "constant.h"
#include "script.h"
#include "type.h"
#include "untar.h"

/* fastai's URLs: URLs.MNIST is the address of the data set. */

static void
repr(const struct value *self, struct text *out)
{
    (void)self;
    text_add(out, "<class URLs>");
}

static struct value *
attribute(struct repl *repl, struct value *self, const char *name, struct fn_error *err)
{
    (void)repl;
    (void)self;
    for (int i = 0; i < untar_url_count(); i++)
        if (strcmp(untar_url_get(i)->name, name) == 0)
            return value_string(untar_url_get(i)->address, err);
    return NULL;
}

static void
attribute_names(struct repl *repl, const struct value *self, name_fn *found, void *user)
{
    (void)repl;
    (void)self;
    for (int i = 0; i < untar_url_count(); i++)
        found(user, untar_url_get(i)->name, untar_url_get(i)->address);
}

struct value *
constant_URLs(struct repl *repl, struct fn_error *err)
{
    return value_object_take(&type_urls, repl, err); /* it has no state: any object will do */
}

const struct type type_urls = {
    .name = "URLs",
    .help = "the addresses of data sets, for untar_data",
    .repr = repr,
    .attribute = attribute,
    .attribute_names = attribute_names,
};
