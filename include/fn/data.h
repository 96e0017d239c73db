/* SPDX-License-Identifier: MIT */
#ifndef FN_DATA_H
#define FN_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fn/arg.h>
#include <fn/error.h>
#include <fn/image.h>
#include <fn/pool.h>
#include <fn/rng.h>
#include <fn/tensor.h>

/* fastai's data block: ImageList -> ItemLists -> LabelLists -> DataBunch. Each step makes a new object and leaves the
 * one before as it was; all are shared and counted, and all lists of one folder share one store of decoded pixels. */

/* ---- ImageList ---- */

struct fn_image_list;

/* All files under `path` with an image extension (.png), recursively, hidden files and folders skipped, links to
 * folders not followed, sorted as bytes of the whole path. Nothing is decoded yet. Errors: not a folder, a folder that
 * cannot be read, no image (what is there is listed). */
struct fn_image_list *
fn_image_list_from_folder(const char *path, enum fn_image_mode mode, struct fn_error *err);

struct fn_image_list *
fn_image_list_ref(struct fn_image_list *list);

void
fn_image_list_unref(struct fn_image_list *list);

int
fn_image_list_count(const struct fn_image_list *list);

const char *
fn_image_list_path(const struct fn_image_list *list); /* the folder */

/* The full path of an item, borrowed; 0 <= index < count. */
const char *
fn_image_list_item(const struct fn_image_list *list, int index);

/* Decodes if needed; one reference. Errors name the file. */
struct fn_image *
fn_image_list_get(const struct fn_image_list *list, int index, struct fn_error *err);

/* Items first, first + step, ... as Python's list[start:stop:step] picks them; count items. */
struct fn_image_list *
fn_image_list_slice(struct fn_image_list *list, int first, int step, int count, struct fn_error *err);

/* ---- Labels ---- */

struct fn_label_list; /* items with their classes, and the transforms that apply to them: train, valid */

struct fn_label_list *
fn_label_list_ref(struct fn_label_list *list);

void
fn_label_list_unref(struct fn_label_list *list);

int
fn_label_list_count(const struct fn_label_list *list);

struct fn_image_list *
fn_label_list_x(const struct fn_label_list *list); /* borrowed */

/* Class of an item, 0 .. n_classes - 1. */
int
fn_label_list_y(const struct fn_label_list *list, int index);

int
fn_label_list_class_count(const struct fn_label_list *list);

const char *
fn_label_list_class(const struct fn_label_list *list, int cls);

/* The image after the list's transforms, which draw from rng (may be NULL where none of them is random). One reference.
 * Errors name the file: decoding, a transform that does not fit its size. */
struct fn_image *
fn_label_list_get(const struct fn_label_list *list, int index, struct fn_rng *rng, struct fn_error *err);

struct fn_label_list *
fn_label_list_slice(struct fn_label_list *list, int first, int step, int count, struct fn_error *err);

/* ---- ItemLists and LabelLists: a train and a valid part ---- */

struct fn_item_lists {
    int refs;
    struct fn_image_list *train, *valid; /* valid has 0 items after split_none */
};

/* First folder below the list's path: `train` and `valid`; other items are left out, as in fastai. Errors: a folder
 * that is not there or holds no item of the list (those that do are listed). */
struct fn_item_lists *
fn_split_by_folder(struct fn_image_list *list, const char *train, const char *valid, struct fn_error *err);

/* valid: int(valid_pct * count) items in random order; train: the rest in the list's order. 0 <= valid_pct < 1, 0 is
 * fn_split_none; the same seed gives the same split. Errors: a valid_pct that leaves no valid item. */
struct fn_item_lists *
fn_split_by_rand_pct(struct fn_image_list *list, double valid_pct, uint64_t seed, struct fn_error *err);

struct fn_item_lists *
fn_split_none(struct fn_image_list *list, struct fn_error *err);

struct fn_item_lists *
fn_item_lists_ref(struct fn_item_lists *lists);

void
fn_item_lists_unref(struct fn_item_lists *lists);

struct fn_label_lists {
    int refs;
    struct fn_label_list *train, *valid;
};

/* The class of an item is the name of its folder; the classes are those of train, sorted as bytes. Errors: a valid item
 * of a class that train does not have (names the file and lists the classes); an empty class, that is a folder without
 * images beside folders that are classes. */
struct fn_label_lists *
fn_label_from_folder(struct fn_item_lists *lists, struct fn_error *err);

struct fn_label_lists *
fn_label_lists_ref(struct fn_label_lists *lists);

void
fn_label_lists_unref(struct fn_label_lists *lists);

/* ---- Transforms ---- */

struct fn_transform; /* one step on pixels: shared, counted, immutable */

struct fn_transform_info {
    const char *name; /* "pad", "crop", "rand_pad" */
    const char *help;
    const struct fn_param *params;
    int n_params;
};

int
fn_transform_info_count(void);

const struct fn_transform_info *
fn_transform_info_get(int index);

/* As in fastai one name may stand for several steps: rand_pad is [pad, crop at a random place]. */
#define FN_TRANSFORM_STEPS 4

/* Returns the number of steps written to out (each one reference), 0 on error. Whether a step fits an image (a crop as
 * large as it, a reflection wider than it) shows when it meets one: fn_label_list_get and fn_data_bunch_new say which.
 */
int
fn_transform_new(const char *name, const struct fn_arg *args, int n_args, struct fn_transform *out[FN_TRANSFORM_STEPS],
                 struct fn_error *err);

struct fn_transform *
fn_transform_ref(struct fn_transform *transform);

void
fn_transform_unref(struct fn_transform *transform);

const char *
fn_transform_name(const struct fn_transform *transform);

/* New label lists with these steps (borrowed arrays, each step is referenced) in place of any earlier ones; at most 16
 * for each part. */
struct fn_label_lists *
fn_label_lists_transform(struct fn_label_lists *lists, struct fn_transform *const *train, int n_train,
                         struct fn_transform *const *valid, int n_valid, struct fn_error *err);

/* ---- DataBunch ---- */

#define FN_MAX_CHANNELS 4

struct fn_stats {
    int channels;
    float mean[FN_MAX_CHANNELS], std[FN_MAX_CHANNELS]; /* of pixels in 0 .. 1; std > 0 */
};

extern const struct fn_stats fn_mnist_stats; /* 0.1307, 0.3081 */

struct fn_data_bunch; /* shared, counted */

struct fn_data_bunch_options {
    int bs;               /* images in a train batch, >= 1; 0: 64 */
    int val_bs;           /* 0: bs */
    struct fn_pool *pool; /* decodes; borrowed for the call; NULL: one thread */
    /* From the calling thread, after some files are decoded: done of those that had to be. False stops with
     * FN_ERROR_STOPPED. May be NULL. */
    bool (*progress)(void *user, int done, int total);
    void *user;
    /* NULL: pixels are held in memory. Else the file that holds them, for folders with more pixels than memory: written
     * at the first call (as PACK.part, renamed when it is whole), found again later as long as no file of the folder
     * changes, mapped, and read ahead while training. An epoch's order is then random in two steps: pieces
     * of some 128 KB are dealt to windows of some 16 MB, to each from all over the list, and the images of a window
     * mixed. */
    const char *pack;
};

/* Decodes every image of both parts that is not decoded yet, in parallel, into 8-bit memory; what is decoded stays so,
 * also after an error or a stop. Errors: the first file that cannot be decoded; an empty train part; sizes that differ
 * after the transforms (the first file that is not like most, its size, theirs). */
struct fn_data_bunch *
fn_data_bunch_new(struct fn_label_lists *lists, const struct fn_data_bunch_options *options, struct fn_error *err);

struct fn_data_bunch *
fn_data_bunch_ref(struct fn_data_bunch *data);

void
fn_data_bunch_unref(struct fn_data_bunch *data);

/* A copy that normalises: (u8 / 255 - mean) / std, also if data does so already with other numbers. stats NULL: mean
 * and unbiased std of one train batch (fastai 1.0.51), its items and transforms drawn from rng as
 * fn_data_bunch_one_batch does. stats of one channel stand for all; rng is not used then. Errors: stats of other
 * channels, a std of 0. */
struct fn_data_bunch *
fn_data_bunch_normalize(struct fn_data_bunch *data, const struct fn_stats *stats, struct fn_rng *rng,
                        struct fn_error *err);

const struct fn_stats *
fn_data_bunch_stats(const struct fn_data_bunch *data); /* NULL: not normalised */

struct fn_label_list *
fn_data_bunch_train(const struct fn_data_bunch *data); /* borrowed */

struct fn_label_list *
fn_data_bunch_valid(const struct fn_data_bunch *data);

int
fn_data_bunch_bs(const struct fn_data_bunch *data);

int
fn_data_bunch_val_bs(const struct fn_data_bunch *data);

/* (c, h, w) after the transforms. */
void
fn_data_bunch_shape(const struct fn_data_bunch *data, int shape[3]);

/* Batches in an epoch of train (the last short one dropped) and in valid (kept). Where the train set is smaller than
 * bs its one short batch is kept. */
int
fn_data_bunch_train_batches(const struct fn_data_bunch *data);

int
fn_data_bunch_valid_batches(const struct fn_data_bunch *data);

/* One shuffled train batch: x (bs, c, h, w) as the model sees it (normalised), y (bs) whole numbers. rng advances. */
bool
fn_data_bunch_one_batch(const struct fn_data_bunch *data, struct fn_rng *rng, struct fn_tensor **x,
                        struct fn_tensor **y, struct fn_error *err);

/* ---- IDX files (the format of the original MNIST) ---- */

/* Writes the tree that untar_data(URLs.MNIST) has, out/{training,testing}/<digit>/<number>.png, from the four IDX
 * files of `folder` (train-images-idx3-ubyte ..., also with .gz). Numbers go on from train to test: 0.png to 59999.png,
 * 60000.png to 69999.png. `out` must not be there; it appears whole (beside it OUT.part is used and removed) or not at
 * all. progress as above. Errors name the file: not there (what is, is listed), not IDX, too short or too long. */
bool
fn_idx_to_png_tree(const char *folder, const char *out, bool (*progress)(void *user, int done, int total), void *user,
                   struct fn_error *err);

#endif
