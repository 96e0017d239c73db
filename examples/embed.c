/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trains the notebook's five conv2 on a folder of images, training/CLASS/NAME.png and testing/CLASS/NAME.png:
 *
 *     cc embed.c $(pkg-config --cflags --libs fn) -o embed && ./embed FOLDER */
#include <stdio.h>

#include <fn/fn.h>

/* def conv2(ni,nf) = conv_layer(ni, nf, stride=2) */
static struct fn_layer *
conv2(int ni, int nf, struct fn_rng *rng, struct fn_error *err)
{
    const struct fn_arg args[] = {{.kind = FN_INT, .number = ni},
                                  {.kind = FN_INT, .number = nf},
                                  {.name = "stride", .kind = FN_INT, .number = 2}};
    return fn_layer_new("conv_layer", args, 3, rng, err);
}

/* Sequential(conv2(1,8), conv2(8,16), conv2(16,32), conv2(32,16), conv2(16,classes), Flatten()) */
static struct fn_layer *
build(int classes, struct fn_rng *rng, struct fn_error *err)
{
    const int widths[] = {1, 8, 16, 32, 16, classes};
    struct fn_layer *parts[6] = {0}, *model = NULL;
    struct fn_arg args[6] = {0};
    bool ok = true;

    for (int i = 0; i < 6 && ok; i++) {
        parts[i] = i < 5 ? conv2(widths[i], widths[i + 1], rng, err) : fn_layer_new("Flatten", NULL, 0, rng, err);
        args[i] = (struct fn_arg){.kind = FN_LAYER, .layer = parts[i]};
        ok = parts[i] != NULL;
    }
    if (ok)
        model = fn_layer_new("Sequential", args, 6, rng, err);
    for (int i = 0; i < 6; i++)
        fn_layer_unref(parts[i]); /* the model has its own references */
    return model;
}

static bool
on_epoch_end(void *user, const struct fn_recorder *recorder)
{
    int last = recorder->n_epochs - 1;
    (void)user;
    printf("epoch %d: train_loss %.6f, valid_loss %.6f, accuracy %.6f\n", last + 1, recorder->train_losses[last],
           recorder->val_losses[last], recorder->metrics[last]);
    return true; /* false would stop the training */
}

int
main(int argc, char **argv)
{
    const struct fn_one_cycle schedule = {.max_lr = 0.1};
    const struct fn_callbacks callbacks = {.on_epoch_end = on_epoch_end};
    struct fn_error err = {0};
    struct fn_rng rng;
    fn_rng_seed(&rng, 1);
    /* Each step takes what the one before made; after a failure the steps that follow are left out. */
    struct fn_pool *pool = fn_pool_new(0, &err);
    struct fn_image_list *il = pool && argc == 2 ? fn_image_list_from_folder(argv[1], FN_IMAGE_L, &err) : NULL;
    struct fn_item_lists *sd = il ? fn_split_by_folder(il, "training", "testing", &err) : NULL;
    struct fn_label_lists *ll = sd ? fn_label_from_folder(sd, &err) : NULL;
    const struct fn_data_bunch_options bunch = {.bs = 128, .pool = pool};
    struct fn_data_bunch *bytes = ll ? fn_data_bunch_new(ll, &bunch, &err) : NULL;
    struct fn_data_bunch *data = bytes ? fn_data_bunch_normalize(bytes, NULL, &rng, &err) : NULL;
    struct fn_layer *model = data ? build(fn_label_list_class_count(ll->train), &rng, &err) : NULL;
    const struct fn_learner_options options = {
        .metrics = {{.name = "accuracy"}}, .n_metrics = 1, .wd = -1, .pool = pool};
    struct fn_learner *learn = model ? fn_learner_new(data, model, &options, &err) : NULL;
    bool ok = learn && fn_learner_fit_one_cycle(learn, 3, &schedule, &callbacks, &err);

    if (!ok)
        fprintf(stderr, "embed: %s\n", argc == 2 ? err.message : "usage: embed FOLDER");
    fn_learner_free(learn), fn_layer_unref(model), fn_data_bunch_unref(data), fn_data_bunch_unref(bytes);
    fn_label_lists_unref(ll), fn_item_lists_unref(sd), fn_image_list_unref(il), fn_pool_free(pool);
    return !ok;
}
