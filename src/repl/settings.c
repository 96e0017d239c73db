/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "repl.h"

/* A whole number of low .. high. */
static bool
read_number(const char *name, const char *value, uint64_t low, uint64_t high, uint64_t *number, struct fn_error *err)
{
    char *end;
    errno = 0;
    uint64_t read = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno || read < low || read > high)
        return fail(err, FN_ERROR_INPUT, "%s is a whole number from %" PRIu64 " to %" PRIu64 ", not '%s'", name, low,
                    high, value);
    *number = read;
    return true;
}

static bool
read_auto_number(const char *name, const char *value, uint64_t low, uint64_t high, int *number, struct fn_error *err)
{
    uint64_t read = 0;
    if (strcmp(value, "auto") != 0 && !read_number(name, value, low, high, &read, err))
        return false;
    *number = (int)read;
    return true;
}

static void
add_auto_number(int number, struct text *out)
{
    if (number == 0)
        text_add(out, "auto");
    else
        text_printf(out, "%d", number);
}

/* The index of value in words[count]; -1: err says which there are. */
static int
read_choice(const char *name, const char *value, const char *const *words, int count, struct fn_error *err)
{
    struct text list = {0};
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], value) == 0) {
            text_fini(&list);
            return i;
        }
        text_printf(&list, "%s%s", i == 0 ? "" : i == count - 1 ? " or " : ", ", words[i]);
    }
    fail(err, FN_ERROR_INPUT, "%s is %s, not '%s'", name, list.bytes ? list.bytes : "", value);
    text_fini(&list);
    return -1;
}

static const char *const whens[] = {[WHEN_AUTO] = "auto", [WHEN_ALWAYS] = "always", [WHEN_NEVER] = "never"};
static const char *const switches[] = {"off", "on"};

static void
offer(const char *const *words, int count, name_fn *found, void *user)
{
    for (int i = 0; i < count; i++)
        found(user, words[i], NULL);
}

static void
get_cmap(const struct repl *repl, struct text *out)
{
    text_add(out, fn_cmap_name((int)repl->settings.cmap));
}

static bool
set_cmap(struct repl *repl, const char *value, struct fn_error *err)
{
    const char *names[64];
    int count = 0;
    while (count < 64 && fn_cmap_name(count)) {
        names[count] = fn_cmap_name(count);
        count++;
    }
    int index = read_choice("cmap", value, names, count, err);
    if (index >= 0)
        repl->settings.cmap = (enum fn_cmap)index;
    return index >= 0;
}

static void
words_cmap(name_fn *found, void *user)
{
    for (int i = 0; fn_cmap_name(i); i++)
        found(user, fn_cmap_name(i), NULL);
}

static void
get_graphics(const struct repl *repl, struct text *out)
{
    text_add(out, repl->settings.graphics);
}

static bool
set_graphics(struct repl *repl, const char *value, struct fn_error *err)
{
    const char *names[64] = {"auto"};
    int count = 1;
    for (int i = 0; i < fn_term_info_count() && count < 64; i++)
        names[count++] = fn_term_info_get(i)->name;
    int index = read_choice("graphics", value, names, count, err);
    if (index >= 0)
        snprintf(repl->settings.graphics, sizeof repl->settings.graphics, "%s", names[index]);
    return index >= 0;
}

static void
words_graphics(name_fn *found, void *user)
{
    found(user, "auto", NULL);
    for (int i = 0; i < fn_term_info_count(); i++)
        found(user, fn_term_info_get(i)->name, fn_term_info_get(i)->help);
}

static void
get_color(const struct repl *repl, struct text *out)
{
    text_add(out, whens[repl->settings.color]);
}

static bool
set_color(struct repl *repl, const char *value, struct fn_error *err)
{
    int index = read_choice("color", value, whens, 3, err);
    if (index >= 0)
        repl->settings.color = (enum when)index;
    return index >= 0;
}

static void
words_color(name_fn *found, void *user)
{
    offer(whens, 3, found, user);
}

static void
get_width(const struct repl *repl, struct text *out)
{
    add_auto_number(repl->settings.width, out);
}

static bool
set_width(struct repl *repl, const char *value, struct fn_error *err)
{
    return read_auto_number("width", value, 20, 1000, &repl->settings.width, err);
}

static void
words_width(name_fn *found, void *user)
{
    found(user, "auto", NULL);
}

static void
get_threads(const struct repl *repl, struct text *out)
{
    add_auto_number(repl->settings.threads, out);
}

/* A learner keeps the threads it was made with, so they cannot change once there are any. */
static bool
set_threads(struct repl *repl, const char *value, struct fn_error *err)
{
    int threads;
    if (!read_auto_number("threads", value, 1, 64, &threads, err))
        return false;
    if (repl->pool && threads != repl->settings.threads)
        return fail(err, FN_ERROR_INPUT,
                    "threads cannot change once they work (%d now); set them first, or with --threads",
                    fn_pool_threads(repl->pool));
    repl->settings.threads = threads;
    return true;
}

static void
words_threads(name_fn *found, void *user)
{
    found(user, "auto", NULL);
}

static void
get_seed(const struct repl *repl, struct text *out)
{
    text_printf(out, "%" PRIu64, repl->settings.seed);
}

static bool
set_seed(struct repl *repl, const char *value, struct fn_error *err)
{
    if (!read_number("seed", value, 0, UINT64_MAX, &repl->settings.seed, err))
        return false;
    fn_rng_seed(&repl->rng, repl->settings.seed);
    return true;
}

static void
words_seed(name_fn *found, void *user)
{
    (void)found; /* any number */
    (void)user;
}

static void
get_pack(const struct repl *repl, struct text *out)
{
    text_add(out, whens[repl->settings.pack]);
}

static bool
set_pack(struct repl *repl, const char *value, struct fn_error *err)
{
    int index = read_choice("pack", value, whens, 3, err);
    if (index >= 0)
        repl->settings.pack = (enum when)index;
    return index >= 0;
}

static void
words_pack(name_fn *found, void *user)
{
    offer(whens, 3, found, user);
}

static void
get_progress(const struct repl *repl, struct text *out)
{
    text_add(out, switches[repl->settings.progress]);
}

static bool
set_progress(struct repl *repl, const char *value, struct fn_error *err)
{
    int index = read_choice("progress", value, switches, 2, err);
    if (index >= 0)
        repl->settings.progress = index;
    return index >= 0;
}

static void
words_progress(name_fn *found, void *user)
{
    offer(switches, 2, found, user);
}

static const struct setting settings[] = {
#define SETTING(name, fallback, help) {#name, fallback, help, get_##name, set_##name, words_##name},
#include "settings.def"
#undef SETTING
};

int
setting_count(void)
{
    return (int)(sizeof settings / sizeof *settings);
}

const struct setting *
setting_get(int index)
{
    return &settings[index];
}

const struct setting *
setting_find(const char *name)
{
    for (int i = 0; i < setting_count(); i++)
        if (strcmp(settings[i].name, name) == 0)
            return &settings[i];
    return NULL;
}

bool
settings_set(struct repl *repl, const char *name, const char *value, struct fn_error *err)
{
    const struct setting *setting = setting_find(name);
    if (setting)
        return setting->set(repl, value, err);
    struct nearest nearest = {.word = name};
    char hint[160];
    struct text known = {0};
    for (int i = 0; i < setting_count(); i++) {
        nearest_offer(&nearest, settings[i].name, NULL);
        text_printf(&known, "%s%s", i ? ", " : "", settings[i].name);
    }
    fail(err, FN_ERROR_INPUT, "there is no setting '%s'%s (there are %s)", name, nearest_hint(&nearest, hint),
         known.bytes ? known.bytes : "");
    text_fini(&known);
    return false;
}
