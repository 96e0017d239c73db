/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What completion finds for a line, and how it lists that. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complete.h"
#include "options.h"
#include "run.h"

#include <cmocka.h> /* last: its macro `fail` is a function of the program's */

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char session[] = "il = ImageList.from_folder('%s/tests/data/good', convert_mode='L')\n"
                              "ll = il.split_none().label_from_folder()\n"
                              "ll = ll.transform((rand_pad(padding=3, size=8), []))\n"
                              "text = 'a text\\nof two lines'\n"
                              "rows = [[1, 2], [defaults], URLs]\n"
                              "def conv(ni, nf=8, act=None): return Conv2d(ni, nf, 3)\n";

static void
run(struct repl *repl, const char *source)
{
    struct fn_error err = {0};
    struct script *script = script_new("test", source, strlen(source), 1, &err);
    assert_non_null(script);
    run_script(repl, script, false);
    script_unref(script);
    assert_int_equal(repl->status, STATUS_GOOD);
}

/* A session in a folder of its own. */
static int
start(void **state)
{
    static struct repl repl;
    static char folder[] = "/tmp/test_complete.XXXXXX";
    static const char *const files[] = {"a.fn", "b.ipynb", "c.md", "d.txt", "digits.tar.gz", "digits.ZIP"};
    struct options options = {0};
    struct fn_error err = {0};
    struct text source = {0};
    char *top = realpath(getenv("top_srcdir") ? getenv("top_srcdir") : ".", NULL);
    text_printf(&source, session, top);
    free(top);
    if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("more", 0700) != 0 || mkdir("my scripts", 0700) != 0)
        return -1;
    setenv("HOME", folder, 1);
    for (size_t i = 0; i < COUNT(files); i++)
        fclose(fopen(files[i], "w"));
    fclose(fopen("my scripts/e.fn", "w"));
    *state = &repl;
    if (!repl_init(&repl, &options, &err))
        return -1;
    run(&repl, source.bytes);
    text_fini(&source);
    return 0;
}

static int
stop(void **state)
{
    repl_fini(*state);
    return system("rm -r \"$HOME\"");
}

/* As readline finds it: the last word of the line, or what stands behind an open quote. */
static int
word_start(const char *line)
{
    const char *quote = strchr(line, '\'');
    size_t at = strlen(line);
    if (quote && !strchr(quote + 1, '\''))
        return (int)(quote + 1 - line);
    while (at > 0 && !strchr(" \t\n\"'`;,()[]{}=*<>%", line[at - 1]))
        at--;
    return (int)at;
}

/* What is listed at the end of the line. */
static char *
list(struct repl *repl, const char *line, int columns)
{
    struct completions found = {0};
    struct text out = {0};
    complete(repl, line, word_start(line), (int)strlen(line), &found);
    text_add(&out, "");
    completions_list(&found, columns, &out);
    completions_fini(&found);
    return text_take(&out);
}

static void
lists(struct repl *repl, const char *line, int columns, const char *wanted)
{
    char *found = list(repl, line, columns);
    print_message("%s\n", line);
    assert_string_equal(found, wanted);
    free(found);
}

static void
names_have_their_help(void **state)
{
    lists(*state, "fi", 79, "fit  train with the one-cycle schedule\n");
    lists(*state, "x = to", 79,
          "top_k_accuracy  share of images whose class is among the k most likely\n"
          "torch           nn, F or torch in front of a known name\n");
    lists(*state, "te", 79, "text  'a text\\nof two lines'\n");
    lists(*state, "co", 40,
          "conv        <function conv(ni, nf=8, a..\n"
          "conv2d      nn.Conv2d with fastai's in..\n"
          "conv_layer  a sequence of convolution ..\n");
    lists(*state, "co", 20,
          "conv        <funct..\n"
          "conv2d      nn.Con..\n"
          "conv_layer  a sequ..\n");
    lists(*state, "set c", 79,
          "cmap   colours of pictures of one channel: gray (white on black), binary (bla..\n"
          "color  escape sequences: auto, always or never\n");
    lists(*state, "set cmap ", 79,
          "binary\n"
          "gray\n"
          "magma\n"
          "viridis\n");
    lists(*state, "learner model metrics=", 79,
          "accuracy        share of images whose most likely class is the right one\n"
          "conv            <function conv(ni, nf=8, act=None)>\n"
          "error_rate      share of images whose most likely class is a wrong one\n"
          "il              ImageList (40 items)\n"
          "ll              LabelLists;\n"
          "rows            [[1, 2], [<defaults: see `set`>], <class URLs>]\n"
          "text            'a text\\nof two lines'\n"
          "top_k_accuracy  share of images whose class is among the k most likely\n");
    lists(*state, "no_such", 79, "");
}

static void
parameters_show_their_defaults(void **state)
{
    lists(*state, "fit 3 m", 79,
          "max_lr=0.003  the learning rate at the top of the cycle (1e-12 to 1e+06)\n"
          "moms=None     momentum at the ends and at the top of the cycle; None: (0.95, ..\n");
    lists(*state, "conv(n", 79,
          "nf=8\n"
          "ni=\n"
          "nn    nn, F or torch in front of a known name\n");
    lists(*state, "conv(1, a", 79,
          "abs       a number without its sign\n"
          "accuracy  share of images whose most likely class is the right one\n"
          "act=None\n"
          "argv      the script's own arguments\n"
          "augment   draw one item many times, its transforms drawn anew each time\n");
    lists(*state, "rand_pad(3, mode=", 79,
          "border\n"
          "reflection\n"
          "zeros\n");
    lists(*state, "transform rand_pad s", 79, "size=  height and width (1 to 16384)\n");
    lists(*state, "transform rand_pad mode=", 79,
          "border\n"
          "reflection\n"
          "zeros\n");
}

static void
attributes_of_items(void **state)
{
    lists(*state, "defaults.cm", 79,
          "cmap  colours of pictures of one channel: gray (white on black), binary (blac..\n");
    lists(*state, "rows[1][0].cm", 79,
          "cmap  colours of pictures of one channel: gray (white on black), binary (blac..\n");
    lists(*state, "print(rows[-1].MN", 79, "MNIST  https://s3.amazonaws.com/fast-ai-imageclas/mnist_png.tgz\n");
    lists(*state, "show rows[2].MN", 79, "MNIST  https://s3.amazonaws.com/fast-ai-imageclas/mnist_png.tgz\n");
    lists(*state, "rows[1][0].cmap.", 79, "");
    lists(*state, "rows[3].", 79, "");
    lists(*state, "rows[x].", 79, "");
    lists(*state, "rows[1.", 79, "");
    lists(*state, "conv(1)[0].", 79, "");
    lists(*state, "conv(1).", 79, "");
    lists(*state, "text[0]rows.", 79, "");
    lists(*state, "[0].", 79, "");
}

/* An item of the train set is padded anew each time it is looked at, but not for completion. */
static void
looking_draws_no_numbers(void **state)
{
    struct repl *repl = *state;
    struct fn_rng before = repl->rng;
    lists(*state, "ll.train[0][0].sh", 79,
          "shape  (channels, height, width)\n"
          "show   draw the picture\n");
    assert_memory_equal(&repl->rng, &before, sizeof before);
    run(repl, "x = ll.train[0]");
    assert_memory_not_equal(&repl->rng, &before, sizeof before);
}

static void
paths_fit(void **state)
{
    lists(*state, "source ", 79,
          "a.fn\n"
          "b.ipynb\n"
          "c.md\n"
          "more/\n"
          "my scripts/\n");
    lists(*state, "untar di", 79,
          "digits.ZIP\n"
          "digits.tar.gz\n");
    lists(*state, "ls ", 79,
          "more/\n"
          "my scripts/\n");
    lists(*state, "source 'my scripts/", 79, "e.fn\n");
    lists(*state, "source '~/my scripts/", 79, "e.fn\n");
    lists(*state, "source ~/", 79,
          "a.fn\n"
          "b.ipynb\n"
          "c.md\n"
          "more/\n"
          "my scripts/\n");
    lists(*state, "ImageList.from_folder('m", 79,
          "more/\n"
          "my scripts/\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_have_their_help),
        cmocka_unit_test(parameters_show_their_defaults),
        cmocka_unit_test(attributes_of_items),
        cmocka_unit_test(looking_draws_no_numbers),
        cmocka_unit_test(paths_fit),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, start, stop);
}
