/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNTAR_H
#define UNTAR_H

#include <stdbool.h>

#include <fn/error.h>

/* fastai's untar_data: a data set by name, archive or address becomes a folder in the data folder,
 * $XDG_CACHE_HOME/fnrepl/data. What is interrupted at any point is never taken for complete: files are fetched to
 * NAME.part and archives unpacked to .unpack, and both are renamed when they are whole. */

/* A row of urls.def. */
struct untar_url {
    const char *name;    /* "MNIST" */
    const char *address; /* of the archive */
    long long size;      /* of the archive, in bytes */
    const char *md5;     /* of the archive, 32 hexadecimal digits */
    const char *folder;  /* what it unpacks to: "mnist_png" */
    int pictures;        /* in that folder */
};

int
untar_url_count(void);

const struct untar_url *
untar_url_get(int index);

/* Told often what is being done: step is "download", "unpack" or "convert"; done and total count bytes ("convert":
 * pictures), total is 0 where it is not known. Returning false stops with FN_ERROR_STOPPED. NULL: nobody is told. */
struct untar_progress {
    bool (*call)(void *user, const char *step, long long done, long long total);
    void *user;
};

/* what is
 *   MNIST or URLs.MNIST   looked for in the data folder and in ~/.fastai/data, then taken from where FNREPL_MNIST in the
 *                         environment says (a file, an address or a folder as below), then downloaded and checked
 *   FILE.tgz, file://...  unpacked (.tar, .zip, and .tar with gzip, bzip2, xz or zstd)
 *   http://, https://     downloaded and unpacked
 *   a folder              of MNIST's four IDX files: written as the tree of PNG files that MNIST's archive has
 *
 * Returns the absolute path of the folder, to be freed by the caller; an archive's only top-level folder is that
 * folder. What was fetched before is not fetched again. Errors: what was tried and what can be done. Not for two
 * threads at once: unpacking changes the working folder for its time. */
char *
untar_data(const char *what, const struct untar_progress *progress, struct fn_error *err);

#endif
