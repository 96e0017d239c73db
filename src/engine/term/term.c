/* SPDX-License-Identifier: MIT */
#include "term/term.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "term/pixels.h"

static const struct fni_term *const terms[] = {
#define FNI_TERM(name) &fni_term_##name,
#include "term/terms.def"
#undef FNI_TERM
};

enum { N_TERMS = sizeof terms / sizeof *terms };

int
fn_term_info_count(void)
{
    return N_TERMS;
}

const struct fn_term_info *
fn_term_info_get(int index)
{
    return index >= 0 && index < N_TERMS ? &terms[index]->info : NULL;
}

static bool
has_any(const char *text, const char *const *words)
{
    for (; text && *words; words++)
        if (strstr(text, *words))
            return true;
    return false;
}

/* What "xterm" or "screen" promises, 8 colours, is less than most terminals that call themselves so have. */
static bool
few_colours(const struct fn_term_facts *facts)
{
    return facts->n_colours > 8 ? facts->n_colours <= 16 : facts->n_colours > 0 && !facts->named;
}

const char *
fn_term_choose(const struct fn_term_facts *facts)
{
    /* The kernel's console has no Braille, and not every font of its has half blocks; vt100 to vt525 and hard copy have
     * no colours. */
    static const char *const simple[] = {"dumb", "unknown", NULL};
    static const char *const console[] = {"linux", NULL};
    static const char *const plain[] = {"vt1", "vt2", "vt3", "vt4", "vt5", "-m", NULL};
    static const char *const direct[] = {"direct", "truecolor", "24bit", "kitty", "alacritty", "foot", "ghostty", NULL};

    if (!facts->tty || !facts->utf8 || !facts->term || !*facts->term || has_any(facts->term, simple))
        return fni_term_ascii.info.name;
    if (has_any(facts->term, console))
        return facts->console_blocks && !facts->no_color ? fni_term_blocks16.info.name : fni_term_ascii.info.name;
    if (facts->no_color || has_any(facts->term, plain))
        return facts->wide_blocks ? fni_term_ascii.info.name : fni_term_braille.info.name;
    if (facts->kitty)
        return fni_term_kitty.info.name;
    if (facts->iterm2)
        return fni_term_iterm2.info.name;
    if (facts->sixel)
        return fni_term_sixel.info.name;
    if (facts->wide_blocks)
        return fni_term_ascii.info.name;
    if (has_any(facts->colorterm, direct) || has_any(facts->term, direct))
        return fni_term_blocks.info.name;
    if (few_colours(facts))
        return fni_term_blocks16.info.name;
    return fni_term_blocks256.info.name;
}

static const struct fni_term *
find(const char *name, struct fn_error *err)
{
    struct fni_text names = {0};
    char *list;

    for (int i = 0; i < N_TERMS; i++)
        if (strcmp(terms[i]->info.name, name) == 0)
            return terms[i];
    for (int i = 0; i < N_TERMS; i++)
        fni_text_add(&names, "%s%s", i ? ", " : "", terms[i]->info.name);
    list = fni_text_take(&names, err);
    if (list)
        fni_fail(err, FN_ERROR_INPUT, "graphics: unknown terminal '%s', wanted one of: %s", name, list);
    free(list);
    return NULL;
}

static bool
render_cells(const struct fni_term *term, const struct fn_figure *figure, const struct fn_term_window *window,
             struct fni_text *out, struct fn_error *err)
{
    const struct fni_encoder *encoder = fn_figure_is_picture(figure) ? term->picture : term->lines;
    struct fn_canvas *canvas;
    int wide, high;
    bool ok;

    fn_figure_size(figure, encoder->cell_width, encoder->cell_height, window->columns, window->rows, &wide, &high);
    canvas = fn_canvas_new(wide, high, encoder->cell_width, encoder->cell_height, term->colours == FNI_MONO, err);
    if (!canvas)
        return false;
    ok = fn_figure_draw(figure, canvas, err) && encoder->encode(canvas, term->colours, out, err);
    fn_canvas_free(canvas);
    return ok;
}

static bool
render_pixels(const struct fni_term *term, const struct fn_figure *figure, const struct fn_term_window *window,
              struct fni_text *out, struct fn_error *err)
{
    int wide, high;
    struct fn_image *image = fni_term_pixels(figure, window, &wide, &high, err);
    bool ok = image && term->send(image, wide, high, out, err);

    fn_image_unref(image);
    return ok;
}

static int
cell_size(int pixels, int unknown)
{
    enum { MOST = 64 };
    return pixels < 1 ? unknown : pixels < MOST ? pixels : MOST;
}

bool
fn_term_render(const char *name, const struct fn_figure *figure, struct fn_term_window window, char **bytes,
               size_t *size, struct fn_error *err)
{
    const struct fni_term *term = find(name, err);
    struct fni_text out = {0};

    *bytes = NULL;
    *size = 0;
    if (!term)
        return false;
    window.columns = window.columns > 0 ? window.columns : 80;
    window.cell_width = cell_size(window.cell_width, 8);
    window.cell_height = cell_size(window.cell_height, 16);
    if (!(term->send ? render_pixels : render_cells)(term, figure, &window, &out, err)) {
        free(out.data);
        return false;
    }
    *size = out.size;
    *bytes = fni_text_take(&out, err);
    if (!*bytes)
        *size = 0;
    return *bytes != NULL;
}
