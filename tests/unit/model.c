/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char model_basic[] = "Sequential(Conv2d(1, 8, 3, stride=2, padding=1), BatchNorm2d(8), ReLU(),"
                           "Conv2d(8, 16, 3, stride=2, padding=1), BatchNorm2d(16), ReLU(),"
                           "Conv2d(16, 32, 3, stride=2, padding=1), BatchNorm2d(32), ReLU(),"
                           "Conv2d(32, 16, 3, stride=2, padding=1), BatchNorm2d(16), ReLU(),"
                           "Conv2d(16, 10, 3, stride=2, padding=1), BatchNorm2d(10), Flatten())";
const char model_refactor[] = "Sequential(conv_layer(1, 8, stride=2), conv_layer(8, 16, stride=2),"
                              "conv_layer(16, 32, stride=2), conv_layer(32, 16, stride=2),"
                              "conv_layer(16, 10, stride=2), Flatten())";
const char model_resnet[] = "Sequential(Sequential(conv_layer(1, 8, stride=2), res_block(8)),"
                            "Sequential(conv_layer(8, 16, stride=2), res_block(16)),"
                            "Sequential(conv_layer(16, 32, stride=2), res_block(32)),"
                            "Sequential(conv_layer(32, 16, stride=2), res_block(16)),"
                            "conv_layer(16, 10, stride=2), Flatten())";

struct reader {
    const char *at;
    struct fn_rng *rng;
    struct fn_error *err;
};

static void
blanks(struct reader *r)
{
    while (isspace((unsigned char)*r->at))
        r->at++;
}

static size_t
word(struct reader *r, char *name, size_t size)
{
    size_t n = 0;

    blanks(r);
    while ((isalnum((unsigned char)*r->at) || *r->at == '_') && n + 1 < size)
        name[n++] = *r->at++;
    name[n] = '\0';
    blanks(r);
    return n;
}

static struct fn_layer *
call(struct reader *r, const char *name);

/* One argument: a number, a word, a call. text[32] keeps a word. */
static struct fn_arg
argument(struct reader *r, char *text)
{
    struct fn_arg arg = {.kind = FN_CHOICE, .text = text};

    blanks(r);
    if (isdigit((unsigned char)*r->at) || *r->at == '-' || *r->at == '.') {
        char *end;
        arg = (struct fn_arg){.kind = FN_FLOAT, .number = strtod(r->at, &end)};
        r->at = end;
        return arg;
    }
    assert_true(word(r, text, 32) > 0);
    if (*r->at == '(')
        arg = (struct fn_arg){.kind = FN_LAYER, .layer = call(r, text)};
    else if (strcmp(text, "None") == 0)
        arg.kind = FN_NONE;
    else if (strcmp(text, "True") == 0 || strcmp(text, "False") == 0)
        arg = (struct fn_arg){.kind = FN_BOOL, .number = text[0] == 'T'};
    return arg;
}

static struct fn_layer *
call(struct reader *r, const char *name)
{
    enum { MOST = 24 };
    struct fn_arg args[MOST];
    char names[MOST][32], texts[MOST][32];
    struct fn_layer *layer = NULL;
    bool ok = true;
    int n = 0;

    assert_int_equal(*r->at++, '(');
    for (blanks(r); *r->at != ')'; n++) {
        const char *before = r->at;
        bool named;
        assert_true(n < MOST);
        named = word(r, names[n], 32) > 0 && *r->at == '=';
        r->at = named ? r->at + 1 : before;
        args[n] = argument(r, texts[n]);
        args[n].name = named ? names[n] : NULL;
        ok &= args[n].kind != FN_LAYER || args[n].layer;
        blanks(r);
        if (*r->at == ',')
            r->at++;
        blanks(r);
    }
    r->at++;
    if (ok)
        layer = fn_layer_new(name, args, n, r->rng, r->err);
    for (int i = 0; i < n; i++)
        if (args[i].kind == FN_LAYER)
            fn_layer_unref((struct fn_layer *)args[i].layer);
    return layer;
}

struct fn_layer *
model_parse(const char *text, struct fn_rng *rng, struct fn_error *err)
{
    struct reader r = {.at = text, .rng = rng, .err = err};
    char name[32];

    assert_true(word(&r, name, sizeof name) > 0);
    return call(&r, name);
}

struct fn_layer *
model_make(const char *text, uint64_t seed)
{
    struct fn_error err = {0};
    struct fn_rng rng;
    struct fn_layer *model;

    fn_rng_seed(&rng, seed);
    model = model_parse(text, &rng, &err);
    if (!model)
        fail_msg("%s: %s", text, err.message);
    return model;
}

int
model_param(const struct fn_layer *model, const char *name)
{
    for (int i = 0; i < fn_layer_parameter_count(model); i++)
        if (strcmp(fn_layer_parameter(model, i).name, name) == 0)
            return i;
    fail_msg("no parameter '%s'", name);
    return -1;
}

static void *
need(void *memory)
{
    assert_non_null(memory);
    return memory;
}

/* [images][size] from and to [blocks][size][16], this thread's blocks. */
static void
to_lanes(const struct fni_pass *pass, const float *from, size_t size, float *to)
{
    for (int b = pass->first_block; b < pass->end_block; b++)
        for (int lane = 0; lane < FNI_LANES; lane++)
            for (size_t i = 0; i < size; i++)
                to[((size_t)b * size + i) * FNI_LANES + (size_t)lane] =
                    lane < fni_block_images(pass->batch, b) ? from[(size_t)(b * FNI_LANES + lane) * size + i] : 0;
}

static void
from_lanes(const struct fni_pass *pass, const float *from, size_t size, float *to)
{
    for (int b = pass->first_block; b < pass->end_block; b++)
        for (int lane = 0; lane < fni_block_images(pass->batch, b); lane++)
            for (size_t i = 0; i < size; i++)
                to[(size_t)(b * FNI_LANES + lane) * size + i] = from[((size_t)b * size + i) * FNI_LANES + (size_t)lane];
}

static void
work(void *arg, struct fni_team team)
{
    struct step *s = arg;
    struct fni_pass pass = fni_net_pass(team, s->images, s->training, s->seed, 0);
    size_t in = fni_shape_size(fni_net_node(s->net, 0)->out), out = fni_shape_size(fni_net_output_shape(s->net));

    to_lanes(&pass, s->x, in, fni_net_input(s->net));
    fni_net_forward(s->net, &pass);
    from_lanes(&pass, fni_net_output(s->net), out, s->y);
    if (s->labels)
        fni_net_loss(s->net, &pass, fni_loss_named("CrossEntropyLoss", NULL), s->labels, s->losses);
    else if (s->gy)
        to_lanes(&pass, s->gy, out, fni_net_output_grad(s->net));
    if (fni_net_use(s->net) == FNI_INFER || (!s->labels && !s->gy))
        return;
    fni_net_backward(s->net, &pass);
    if (s->dx)
        from_lanes(&pass, fni_net_input_grad(s->net), in, s->dx);
    fni_team_sync(team);
    if (team.thread == 0)
        fni_net_reduce(s->net, &pass, 0, fni_net_param_floats(s->net));
}

void
step_run(struct step *s, struct fn_pool *pool)
{
    size_t in = fni_shape_size(fni_net_node(s->net, 0)->out), out = fni_shape_size(fni_net_output_shape(s->net));

    if (!s->y)
        s->y = need(malloc((size_t)s->images * out * sizeof *s->y));
    if (!s->dx && fni_net_use(s->net) == FNI_TRAIN_INPUT)
        s->dx = need(malloc((size_t)s->images * in * sizeof *s->dx));
    if (!s->losses && s->labels)
        s->losses = need(malloc((size_t)s->images * sizeof *s->losses));
    fni_pool_run(pool, work, s);
}

void
step_fini(struct step *s)
{
    free(s->y);
    free(s->dx);
    free(s->losses);
    fni_net_free(s->net);
}

/* The place of a parameter in the tree, as fn_layer_parameter counts. */
static struct fni_param *
find(const struct fn_layer *layer, int *index)
{
    struct fni_param *param = NULL;

    if (*index < layer->n_params)
        return &layer->params[*index];
    *index -= layer->n_params;
    for (int i = 0; i < layer->n_children && !param; i++)
        param = find(layer->children[i], index);
    return param;
}

float *
step_grad(const struct step *step, const struct fn_layer *model, const char *name)
{
    int index = model_param(model, name);
    struct fni_param *param = find(model, &index);

    for (int i = 0; i < fni_net_param_count(step->net); i++) {
        struct fni_net_param p = fni_net_param(step->net, i);
        struct fni_param gradient = *p.param;
        float *values;
        if (p.param != param)
            continue;
        gradient.value = fni_net_grad(step->net) + p.offset;
        values = need(malloc(param->count * sizeof *values));
        fni_param_read(&gradient, values);
        return values;
    }
    fail_msg("'%s' is no trainable parameter of the net", name);
    return NULL;
}
