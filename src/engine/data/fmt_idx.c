/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <fn/data.h>

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "data/listing.h"
#include "image/png.h"

/* LeCun's format: two zero bytes, the type (8: unsigned byte), the number of dimensions, each dimension as 4 bytes,
 * high one first, then the data. */

struct idx {
    char *path;
    gzFile file;
    int ndim;
    int shape[3]; /* images (n, height, width), labels (n) */
};

struct part {
    const char *prefix, *folder; /* of the IDX files; of the tree */
    struct idx images, labels;
};

struct job {
    const char *out;
    bool (*progress)(void *user, int done, int total);
    void *user;
    int done, total;
};

static char *
join(const char *folder, const char *name, const char *end, struct fn_error *err)
{
    struct fni_text path = {0};
    fni_text_add(&path, "%s/%s%s", folder, name, end);
    return fni_text_take(&path, err);
}

static void
idx_close(struct idx *idx)
{
    if (idx->file)
        gzclose(idx->file);
    free(idx->path);
    *idx = (struct idx){0};
}

/* zlib reads plain files, too, so the name is all that differs. */
static bool
idx_find(struct idx *idx, const char *folder, const char *name, struct fn_error *err)
{
    static const char *const ends[] = {"", ".gz"};
    struct fni_names there = {0};
    char text[512];

    for (int i = 0; i < 2; i++) {
        idx->path = join(folder, name, ends[i], err);
        if (!idx->path)
            return false;
        errno = 0;
        idx->file = gzopen(idx->path, "rbe");
        if (idx->file)
            return true;
        if (errno != ENOENT)
            return errno ? fni_fail(err, FN_ERROR_FILE, "%s: cannot open it: %s", idx->path, strerror(errno))
                         : fni_fail_memory(err);
        idx_close(idx);
    }
    fni_list_folder(folder, &there);
    fni_fail(err, FN_ERROR_FILE, "%s: no %s (or %s.gz) in this folder; there is: %s", folder, name, name,
             fni_names_join(&there, text, sizeof text));
    fni_names_fini(&there);
    return false;
}

static bool
idx_read(struct idx *idx, void *bytes, size_t size, struct fn_error *err)
{
    int error, got = gzread(idx->file, bytes, (unsigned)size);

    if (got >= 0 && (size_t)got == size)
        return true;
    if (got < 0)
        return fni_fail(err, FN_ERROR_FILE, "%s: cannot read it: %s", idx->path, gzerror(idx->file, &error));
    return fni_fail(err, FN_ERROR_FILE, "%s: the file ends early", idx->path);
}

static bool
idx_open(struct idx *idx, const char *folder, const char *prefix, const char *kind, int ndim, struct fn_error *err)
{
    unsigned char header[16];
    char name[64];

    snprintf(name, sizeof name, "%s-%s-idx%d-ubyte", prefix, kind, ndim);
    idx->ndim = ndim;
    if (!idx_find(idx, folder, name, err) || !idx_read(idx, header, 4 + 4 * (size_t)ndim, err))
        return false;
    if (header[0] || header[1] || header[2] != 8 || header[3] != ndim)
        return fni_fail(err, FN_ERROR_FILE,
                        "%s: not an IDX file of bytes in %d dimensions (it begins %02x%02x%02x%02x)", idx->path, ndim,
                        header[0], header[1], header[2], header[3]);
    for (int i = 0; i < ndim; i++) {
        const unsigned char *b = header + 4 + 4 * i;
        unsigned size = (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
        if (size < 1 || size > FNI_MAX_PIXELS)
            return fni_fail(err, FN_ERROR_FILE, "%s: dimension %d is %u, wanted 1 to %d", idx->path, i, size,
                            FNI_MAX_PIXELS);
        idx->shape[i] = (int)size;
    }
    return true;
}

static bool
idx_at_end(struct idx *idx, struct fn_error *err)
{
    int error;

    if (gzgetc(idx->file) != -1)
        return fni_fail(err, FN_ERROR_FILE, "%s: more bytes than its header says", idx->path);
    gzerror(idx->file, &error); /* at the end zlib has checked the sum of all */
    return error == Z_OK || error == Z_STREAM_END ||
           fni_fail(err, FN_ERROR_FILE, "%s: damaged: %s", idx->path, gzerror(idx->file, &error));
}

static bool
part_open(struct part *part, const char *folder, struct fn_error *err)
{
    if (!idx_open(&part->images, folder, part->prefix, "images", 3, err) ||
        !idx_open(&part->labels, folder, part->prefix, "labels", 1, err))
        return false;
    if (part->images.shape[0] == part->labels.shape[0])
        return true;
    return fni_fail(err, FN_ERROR_FILE, "%s has %d images, %s has %d labels", part->images.path, part->images.shape[0],
                    part->labels.path, part->labels.shape[0]);
}

static bool
make_folder(const char *path, struct fn_error *err)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST ||
           fni_fail(err, FN_ERROR_FILE, "%s: cannot make this folder: %s", path, strerror(errno));
}

static bool
write_image(const char *folder, int number, const struct fn_image *image, struct fn_error *err)
{
    char name[32], *path;
    uint8_t *bytes = NULL;
    size_t size;
    bool ok;

    snprintf(name, sizeof name, "%d.png", number);
    path = join(folder, name, "", err);
    ok = path && fn_image_encode(image, &bytes, &size, err) && fni_file_create(path, bytes, size, err);
    free(bytes);
    free(path);
    return ok;
}

static bool
write_item(const char *folder, bool known[256], unsigned char label, int number, const struct fn_image *image,
           struct fn_error *err)
{
    char name[8], *path;
    bool ok;

    snprintf(name, sizeof name, "%d", label);
    path = join(folder, name, "", err);
    ok = path && (known[label] || make_folder(path, err)) && write_image(path, number, image, err);
    known[label] = true;
    free(path);
    return ok;
}

static bool
write_part(struct part *part, struct job *job, struct fn_error *err)
{
    enum { STEP = 500 }; /* images between two calls of progress */
    int n = part->images.shape[0], h = part->images.shape[1], w = part->images.shape[2];
    bool known[256] = {false}, ok;
    char *folder = join(job->out, part->folder, "", err);
    struct fn_image *image = folder ? fn_image_new(w, h, 1, err) : NULL;

    ok = image && make_folder(folder, err);
    for (int i = 0; ok && i < n; i++) {
        unsigned char label;
        ok = idx_read(&part->labels, &label, 1, err) &&
             idx_read(&part->images, image->pixels, (size_t)h * (size_t)w, err) &&
             write_item(folder, known, label, job->done, image, err);
        job->done++;
        if (ok && job->progress && (job->done % STEP == 0 || job->done == job->total) &&
            !job->progress(job->user, job->done, job->total))
            ok = fni_fail(err, FN_ERROR_STOPPED, "stopped with %d of %d images written", job->done, job->total);
    }
    ok = ok && idx_at_end(&part->images, err) && idx_at_end(&part->labels, err);
    fn_image_unref(image);
    free(folder);
    return ok;
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void
remove_tree(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Image i of the train files is number i, image i of the test files number i + n_train: the numbers of untar_data's
 * tree. */
static bool
write_tree(struct part parts[2], struct job *job, const char *out, struct fn_error *err)
{
    struct stat st;

    if (lstat(out, &st) == 0)
        return fni_fail(err, FN_ERROR_FILE, "%s: it is there already", out);
    remove_tree(job->out); /* what an earlier run may have left */
    if (make_folder(job->out, err) && write_part(&parts[0], job, err) && write_part(&parts[1], job, err)) {
        if (rename(job->out, out) == 0)
            return true;
        fni_fail(err, FN_ERROR_FILE, "%s: cannot rename %s to it: %s", out, job->out, strerror(errno));
    }
    remove_tree(job->out);
    return false;
}

bool
fn_idx_to_png_tree(const char *folder, const char *out, bool (*progress)(void *user, int done, int total), void *user,
                   struct fn_error *err)
{
    struct part parts[2] = {{.prefix = "train", .folder = "training"}, {.prefix = "t10k", .folder = "testing"}};
    struct job job = {.progress = progress, .user = user};
    struct fni_text beside = {0};
    char *name = NULL;
    bool ok = part_open(&parts[0], folder, err) && part_open(&parts[1], folder, err);

    if (!ok)
        goto out;
    fni_text_add(&beside, "%s.part", out);
    name = fni_text_take(&beside, err);
    job.out = name;
    job.total = parts[0].images.shape[0] + parts[1].images.shape[0];
    ok = name && write_tree(parts, &job, out, err);
out:
    for (int i = 0; i < 2; i++) {
        idx_close(&parts[i].images);
        idx_close(&parts[i].labels);
    }
    free(name);
    return ok;
}
