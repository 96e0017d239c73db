/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dashboard.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "figure_out.h"
#include "learner.h"
#include "screen_window.h"
#include "script.h"

enum { DRAWS_A_SECOND = 20, PREDICTIONS_A_SECOND = 2, MOST_PICTURES = 32, MOST_TABLE = 16 };
enum { GREEN = (int)0xff2e9e44, RED = (int)0xffd8403f }; /* those of figures */

/* Pictures of the valid set, at equal distances in it. */
struct strip {
    int count;
    struct fn_image *images[MOST_PICTURES];
    const char *truths[MOST_PICTURES], *predictions[MOST_PICTURES]; /* borrowed from the lists; NULL: none yet */
    float *probabilities;
    double due; /* when they are predicted again */
};

struct dashboard {
    struct repl *repl;
    struct value *shown;        /* the learner in training, or the last one; NULL: none yet */
    struct fn_learner *learner; /* the engine's */
    struct window window;
    bool open;
    bool left; /* somebody left it, or it cannot be: it stays closed */
    bool paused, over, help, stop;
    enum growing plot;
    struct training training;
    struct fn_figure *figure; /* of the plot, kept when the training is over */
    struct strip strip;
    double drawn;      /* when */
    double paused_for; /* seconds of this training */

    FILE *out;  /* the terminal's, while repl->out is `held` */
    FILE *held; /* in memory: what the statement prints */
    char *bytes;
    size_t size;
};

static double
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

struct dashboard *
dashboard_new(struct repl *repl, struct fn_error *err)
{
    struct dashboard *d = calloc(1, sizeof *d);
    if (!d)
        return fail_memory(err);
    d->repl = repl;
    return d;
}

static void
strip_fini(struct strip *strip)
{
    for (int i = 0; i < strip->count; i++)
        fn_image_unref(strip->images[i]);
    free(strip->probabilities);
    *strip = (struct strip){0};
}

/* What cannot be read is left out: it is only looked at. */
static void
strip_init(struct strip *strip, const struct fn_learner *learner)
{
    struct fn_label_list *valid = fn_data_bunch_valid(fn_learner_data(learner));
    int count = valid ? fn_label_list_count(valid) : 0, places = count < MOST_PICTURES ? count : MOST_PICTURES;
    strip_fini(strip);
    if (places == 0)
        return;
    strip->probabilities = calloc((size_t)fn_label_list_class_count(valid), sizeof *strip->probabilities);
    for (int i = 0; strip->probabilities && i < places; i++) {
        int index = (int)((long long)i * count / places);
        struct fn_image *image = fn_image_list_get(fn_label_list_x(valid), index, NULL);
        if (!image)
            continue;
        strip->images[strip->count] = image;
        strip->truths[strip->count++] = fn_label_list_class(valid, fn_label_list_y(valid, index));
    }
}

/* Which picture stands at a place of the screen: at equal distances again. */
static int
strip_index(const struct strip *strip, int place, int places)
{
    return places < strip->count ? place * strip->count / places : place;
}

/* Of those that are shown, twice a second, and so rarely that it takes a hundredth of the time. */
static void
strip_predict(struct strip *strip, struct fn_learner *learner, int places, bool at_once)
{
    struct fn_label_list *train = fn_data_bunch_train(fn_learner_data(learner));
    double start = now(), took;
    if (!at_once && start < strip->due)
        return;
    for (int k = 0; k < strip->count && k < places; k++) {
        int class, i = strip_index(strip, k, places);
        bool good = fn_learner_predict(learner, strip->images[i], &class, strip->probabilities, NULL);
        strip->predictions[i] = good ? fn_label_list_class(train, class) : NULL;
    }
    took = now() - start;
    strip->due = start + (100 * took > 1.0 / PREDICTIONS_A_SECOND ? 100 * took : 1.0 / PREDICTIONS_A_SECOND);
}

/* ---- Drawing ---- */

static void
draw_text(struct dashboard *d, int row, attr_t attributes, const char *text)
{
    window_text(row, 0, d->window.width, attributes, CUT_END, text);
}

static void
draw_plot(struct dashboard *d, const struct dashboard_layout *layout)
{
    static const char *const wait[N_GROWING] = {"two batches", "two batches", "two batches", "an epoch with metrics"};
    if (!d->over) {
        fn_figure_free(d->figure);
        d->figure = growing_figure(d->learner, d->plot);
    }
    if (d->figure) {
        window_figure(&d->window, d->figure, layout->plot_row, 0, layout->plot_rows, d->window.width, NULL);
        return;
    }
    struct text text = {0};
    text_printf(&text, "There is something to draw after %s.", wait[d->plot]);
    draw_text(d, layout->plot_row, A_NORMAL, text.bytes ? text.bytes : "");
    text_fini(&text);
}

static void
draw_strip(struct dashboard *d, const struct dashboard_layout *layout)
{
    for (int k = 0; k < layout->pictures && k < d->strip.count; k++) {
        int i = strip_index(&d->strip, k, layout->pictures);
        const char *prediction = d->strip.predictions[i], *truth = d->strip.truths[i];
        int column = k * (layout->picture_columns + 1), row = layout->strip_row + layout->strip_rows - 1;
        bool right = prediction && strcmp(prediction, truth) == 0;
        struct text label = {0};
        window_picture(&d->window, d->strip.images[i], d->repl->settings.cmap, layout->strip_row, column,
                       layout->strip_rows - 1, layout->picture_columns, NULL);
        if (prediction)
            text_printf(&label, "%s %s %s", prediction, right ? "==" : "!=", truth);
        else
            text_add(&label, truth);
        window_text(row, column, layout->picture_columns,
                    prediction ? window_ink(&d->window, right ? GREEN : RED) : A_NORMAL, CUT_END,
                    label.bytes ? label.bytes : "");
        text_fini(&label);
    }
}

static void
draw_table(struct dashboard *d, const struct dashboard_layout *layout)
{
    const char *lines[MOST_TABLE];
    int lengths[MOST_TABLE], rows = layout->table_rows < MOST_TABLE ? layout->table_rows : MOST_TABLE;
    fflush(d->held);
    int count = dashboard_table(d->bytes ? d->bytes : "", rows, lines, lengths);
    for (int i = 0; i < count; i++) {
        struct text line = {0};
        text_add_bytes(&line, lines[i], (size_t)lengths[i]);
        draw_text(d, layout->table_row + i, A_NORMAL, line.bytes ? line.bytes : "");
        text_fini(&line);
    }
}

static void
draw_keys(struct dashboard *d, int row)
{
    static const char *const hints[2][4] = {
        {"space pause  Tab plot  s stop  v go on in lines  q quit to the prompt",
         "space pause Tab plot s stop v lines q quit", "spc pause Tab plot s stop v line q quit", ""},
        {"it is over; Tab plot  q or Enter back to the prompt", "Tab plot  q back to the prompt", "q back", ""},
    };
    int hint = 0;
    while ((int)strlen(hints[d->over][hint]) > d->window.width)
        hint++;
    draw_text(d, row, A_REVERSE, hints[d->over][hint]);
}

static void
draw(struct dashboard *d)
{
    struct window *window = &d->window;
    int pixels[2] = {d->strip.count ? d->strip.images[0]->width : 0, d->strip.count ? d->strip.images[0]->height : 0};
    struct dashboard_layout layout = dashboard_lay_out(window->width, window->height, pixels[0], pixels[1]);
    struct text state = {0};
    d->drawn = now();
    erase();
    dashboard_state(&d->training, d->paused, d->over, window->width, &state);
    draw_text(d, 0, A_BOLD, state.bytes ? state.bytes : "");
    text_fini(&state);
    if (!layout.fits) {
        if (window->height > 1)
            draw_text(d, 1, A_NORMAL, "too small for more: 40x12");
        return;
    }
    if (layout.strip_rows > 0)
        strip_predict(&d->strip, d->learner, layout.pictures, false);
    draw_plot(d, &layout);
    if (layout.strip_rows > 0)
        draw_strip(d, &layout);
    draw_table(d, &layout);
    draw_keys(d, layout.key_row);
}

/* ---- Opening and closing ---- */

/* From here on what is printed goes to the file in memory. */
static bool
hold(struct dashboard *d, struct fn_error *err)
{
    d->held = open_memstream(&d->bytes, &d->size);
    if (!d->held) {
        fail_memory(err);
        return false;
    }
    fflush(d->repl->out);
    d->out = d->repl->out;
    d->repl->out = d->held;
    return true;
}

static void
release(struct dashboard *d)
{
    d->repl->out = d->out;
    fclose(d->held);
    if (d->bytes)
        fwrite(d->bytes, 1, d->size, d->out);
    fflush(d->out);
    free(d->bytes);
    d->bytes = NULL;
    d->held = NULL;
}

static void
close_window(struct dashboard *d)
{
    if (!d->open)
        return;
    d->open = false;
    d->left = true;
    window_close(&d->window);
    release(d);
}

void
dashboard_begin(struct dashboard *d, struct value *learner)
{
    struct fn_error err = {0};
    if (!d || d->left)
        return;
    value_ref(learner);
    value_unref(d->shown);
    d->shown = learner;
    d->learner = ((const struct learner *)learner->object)->learner;
    d->over = d->paused = false;
    d->paused_for = 0;
    d->training = (struct training){.what = "training"};
    if (!d->open) {
        bool tty = d->repl->tty && isatty(STDIN_FILENO);
        bool colours = tty && figure_in_colours(d->repl);
        d->open = tty && window_open(&d->window, colours, &err);
        if (d->open && !hold(d, &err)) {
            window_close(&d->window);
            d->open = false;
        }
        d->left = !d->open;
        if (d->left && tty)
            fprintf(stderr, "no dashboard: %s\n", err.message);
    }
    if (!d->open)
        return;
    strip_init(&d->strip, d->learner);
    draw(d);
    refresh();
}

bool
dashboard_is_open(const struct dashboard *d)
{
    return d && d->open;
}

bool
dashboard_due(const struct dashboard *d)
{
    return now() - d->drawn >= 1.0 / DRAWS_A_SECOND;
}

/* ---- Keys ---- */

static void
change_plot(struct dashboard *d, enum growing plot)
{
    d->plot = plot;
    if (!d->over)
        return;
    fn_figure_free(d->figure);
    d->figure = growing_figure(d->learner, plot);
}

/* False: somebody leaves. */
static bool
answer(struct dashboard *d, int key)
{
    switch (key) {
    case 'q':
    case WINDOW_CTRL('C'):
    case WINDOW_CTRL('D'):
    case WINDOW_ENDED:
        d->stop = true;
        return false;
    case 's':
        d->stop = !d->over;
        return true;
    case 'v':
        return false;
    case '\n':
    case '\r':
    case -KEY_ENTER:
        return !d->over;
    case ' ':
        d->paused = !d->over && !d->paused;
        return true;
    case '\t':
        change_plot(d, (d->plot + 1) % N_GROWING);
        return true;
    case WINDOW_CTRL('Z'):
        window_stop(&d->window);
        return true;
    case WINDOW_CTRL('L'):
        clearok(curscr, TRUE);
        return true;
    default:
        if (key >= '1' && key < '1' + N_GROWING)
            change_plot(d, (enum growing)(key - '1'));
        return true;
    }
}

bool
dashboard_show(struct dashboard *d, const struct training *training)
{
    bool stays = true;
    double start = now();
    int key;
    d->training = *training;
    d->training.seconds -= d->paused_for;
    d->training.rate *= training->seconds / d->training.seconds;
    draw(d);
    while (stays && !d->stop && (key = d->paused ? window_key(&d->window) : window_poll(&d->window)) != WINDOW_NONE) {
        stays = answer(d, key);
        draw(d);
    }
    if (now() - start > 1.0 / DRAWS_A_SECOND) /* else it was no pause */
        d->paused_for += now() - start;
    bool stop = d->stop;
    d->stop = false;
    if (!stays)
        close_window(d);
    return !stop;
}

void
dashboard_end(struct dashboard *d, bool finished)
{
    if (!d)
        return;
    if (d->open) {
        d->paused = false;
        if (finished) {
            d->training.done = d->training.total;
            d->training.share = 1;
        }
        strip_predict(&d->strip, d->learner, MOST_PICTURES, true);
        draw(d);
        refresh();
        d->over = true;
    }
}

void
dashboard_free(struct dashboard *d)
{
    if (!d)
        return;
    if (d->open) {
        do
            draw(d);
        while (answer(d, window_key(&d->window)));
        close_window(d);
    }
    fn_figure_free(d->figure);
    strip_fini(&d->strip);
    value_unref(d->shown);
    free(d);
}
