/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "datadir.h"
#include "libcurl.h"

void
source_fini(struct source *source)
{
    free(source->where);
    free(source->file);
    free(source->name);
}

static const char *const suffixes[] = {".tgz",    ".tar.gz",  ".tbz2", ".tar.bz2", ".txz",
                                       ".tar.xz", ".tar.zst", ".tar",  ".zip"};

/* "mnist_png" of ".../mnist_png.tgz?version=2"; NULL where no such name can be had. */
static bool
name_of_archive(const char *path, char **file, char **name, struct fn_error *err)
{
    size_t end = strncmp(path, "http", 4) == 0 ? strcspn(path, "?#") : strlen(path);
    size_t start = end;

    while (start > 0 && path[start - 1] != '/')
        start--;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        size_t n = strlen(suffixes[i]);
        if (end - start <= n || path[start] == '.' || strncasecmp(path + end - n, suffixes[i], n) != 0)
            continue;
        *file = data_text(err, "%.*s", (int)(end - start), path + start);
        *name = data_text(err, "%.*s", (int)(end - start - n), path + start);
        return *file && *name;
    }
    return data_fail(err, FN_ERROR_INPUT,
                     "%s: the name of an archive ends in .tgz, .tar.gz, .tar.bz2, .tar.xz, .tar.zst, .tar or .zip",
                     path);
}

/* The path that a file: URL names: file:///path or file:/path, with %20 and the like. */
static char *
path_of_file_url(const char *url, struct fn_error *err)
{
    const char *path = url + strlen("file:");
    const struct libcurl *lib = libcurl_get(err);
    char *decoded, *copy = NULL;

    if (!lib)
        return NULL;
    if (strncmp(path, "//", 2) == 0) {
        path += 2;
        if (strncmp(path, "localhost/", 10) == 0)
            path += strlen("localhost");
    }
    if (path[0] != '/') {
        data_fail(err, FN_ERROR_INPUT, "%s: wanted file:///PATH, a file of this machine", url);
        return NULL;
    }
    decoded = lib->curl_easy_unescape(NULL, path, 0, NULL);
    if (decoded)
        copy = data_text(err, "%s", decoded);
    else
        data_fail(err, FN_ERROR_MEMORY, "out of memory");
    lib->curl_free(decoded);
    return copy;
}

static bool
source_init_local(struct source *source, const char *path, struct fn_error *err)
{
    struct stat st;

    source->where = realpath(path, NULL);
    if (!source->where || stat(source->where, &st) != 0)
        return data_fail(err, FN_ERROR_FILE,
                         "%s: %s; wanted MNIST, an archive, an address (http://, https://, file://) or a folder with "
                         "MNIST's IDX files",
                         path, strerror(errno));
    if (S_ISDIR(st.st_mode)) {
        source->kind = SOURCE_IDX;
        source->name = data_text(err, "%s_png", strrchr(source->where, '/') + 1);
        return source->name != NULL;
    }
    source->kind = SOURCE_ARCHIVE;
    return name_of_archive(source->where, &source->file, &source->name, err);
}

bool
source_init(struct source *source, const char *what, struct fn_error *err)
{
    char *path;
    bool ok;

    *source = (struct source){0};
    if (strncmp(what, "file:", 5) == 0) {
        path = path_of_file_url(what, err);
        ok = path && source_init_local(source, path, err);
        free(path);
    } else if (strncmp(what, "http://", 7) == 0 || strncmp(what, "https://", 8) == 0) {
        source->kind = SOURCE_URL;
        source->where = data_text(err, "%s", what);
        ok = source->where && name_of_archive(what, &source->file, &source->name, err);
    } else if (strstr(what, "://")) {
        ok = data_fail(err, FN_ERROR_INPUT, "%s: wanted an address with http://, https:// or file://", what);
    } else {
        ok = source_init_local(source, what, err);
    }
    if (!ok)
        source_fini(source);
    return ok;
}
