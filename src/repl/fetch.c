/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <md5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datadir.h"
#include "libcurl.h"

enum { CONNECT_SECONDS = 10, STALL_SECONDS = 30 };

struct transfer {
    int fd;
    int write_errno;
    long long offset; /* bytes that were there before */
    const struct untar_progress *progress;
};

static size_t
on_data(char *bytes, size_t size, size_t count, void *user)
{
    struct transfer *transfer = user;
    size_t left = size * count;

    while (left > 0) {
        ssize_t n = write(transfer->fd, bytes, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            transfer->write_errno = errno;
            return 0;
        }
        bytes += n;
        left -= n;
    }
    return size * count;
}

static int
on_progress(void *user, curl_off_t total, curl_off_t done, curl_off_t up_total, curl_off_t up_done)
{
    const struct transfer *transfer = user;
    const struct untar_progress *progress = transfer->progress;

    (void)up_total;
    (void)up_done;
    if (!progress)
        return 0;
    return !progress->call(progress->user, "download", transfer->offset + done, total ? transfer->offset + total : 0);
}

static CURL *
new_request(const struct libcurl *lib, const char *url, struct transfer *transfer, char *message)
{
    CURL *curl = lib->curl_easy_init();

    if (!curl)
        return NULL;
    lib->curl_easy_setopt(curl, CURLOPT_URL, url);
    lib->curl_easy_setopt(curl, CURLOPT_USERAGENT, "fnrepl");
    lib->curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    lib->curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    lib->curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    lib->curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
    lib->curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    lib->curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    lib->curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    lib->curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    lib->curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)STALL_SECONDS);
    lib->curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
    lib->curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
    lib->curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    lib->curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    lib->curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
    lib->curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    lib->curl_easy_setopt(curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)transfer->offset);
    return curl;
}

/* The first `offset` bytes of fd are kept and the rest of the file is asked for. *restart: the server will not give a
 * part of it. */
static bool
download(const char *url, int fd, const char *path, long long offset, bool *restart,
         const struct untar_progress *progress, struct fn_error *err)
{
    const struct libcurl *lib = libcurl_get(err);
    struct transfer transfer = {.fd = fd, .offset = offset, .progress = progress};
    char message[CURL_ERROR_SIZE] = "";
    long status = 0;
    CURLcode code;
    CURL *curl;

    *restart = false;
    if (!lib)
        return false;
    if (ftruncate(fd, offset) != 0 || lseek(fd, offset, SEEK_SET) < 0)
        return data_fail(err, FN_ERROR_FILE, "cannot write %s: %s", path, strerror(errno));
    curl = new_request(lib, url, &transfer, message);
    if (!curl)
        return data_fail(err, FN_ERROR_MEMORY, "out of memory");
    code = lib->curl_easy_perform(curl);
    lib->curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    lib->curl_easy_cleanup(curl);
    if (code == CURLE_OK)
        return true;
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return data_fail(err, FN_ERROR_STOPPED, "stopped while downloading %s", url);
    if (code == CURLE_WRITE_ERROR && transfer.write_errno)
        return data_fail(err, FN_ERROR_FILE, "cannot write %s: %s", path, strerror(transfer.write_errno));
    *restart = offset > 0 && (code == CURLE_RANGE_ERROR || status == 416);
    return data_fail(err, FN_ERROR_FILE, "%s cannot be read: %s", url,
                     message[0] ? message : lib->curl_easy_strerror(code));
}

/* What is wrong with the file, or true. */
static bool
check(const char *name, const char *path, long long size, const char *md5, struct fn_error *err)
{
    char sum[MD5_DIGEST_STRING_LENGTH];
    struct stat st;

    if (stat(path, &st) != 0)
        return data_fail(err, FN_ERROR_FILE, "cannot read %s: %s", path, strerror(errno));
    if (st.st_size != size)
        return data_fail(err, FN_ERROR_FILE, "%s has %lld bytes, wanted %lld", name, (long long)st.st_size, size);
    if (!MD5File(path, sum))
        return data_fail(err, FN_ERROR_FILE, "cannot read %s: %s", path, strerror(errno));
    if (strcmp(sum, md5) != 0)
        return data_fail(err, FN_ERROR_FILE, "%s has the md5 sum %s, wanted %s", name, sum, md5);
    return true;
}

bool
fetch_is_whole(const char *path, long long size, const char *md5)
{
    return check(path, path, size, md5, NULL);
}

/* Downloads to fd, which may hold the beginning, and checks. */
static bool
fetch_part(const char *url, int fd, const char *part, long long size, const char *md5,
           const struct untar_progress *progress, struct fn_error *err)
{
    long long offset = md5 ? lseek(fd, 0, SEEK_END) : 0;
    bool restart = false;

    if (offset > size)
        offset = 0;
    if (offset == 0 || offset < size) {
        if (!download(url, fd, part, offset, &restart, progress, err) && !restart)
            return false;
    }
    if (!md5)
        return true;
    if (!restart && check(url, part, size, md5, err))
        return true;
    if (offset > 0) { /* what was there before may have been something else */
        if (!download(url, fd, part, 0, &restart, progress, err))
            return false;
        if (check(url, part, size, md5, err))
            return true;
    }
    unlink(part); /* neither the file nor its beginning */
    return false;
}

bool
fetch_file(const char *url, const char *path, long long size, const char *md5, const struct untar_progress *progress,
           struct fn_error *err)
{
    char *part = data_text(err, "%s.part", path);
    struct stat st;
    bool ok = false;
    int fd = -1;

    if (!part)
        return false;
    fd = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        data_fail(err, FN_ERROR_FILE, "cannot write %s: %s", part, strerror(errno));
        goto out;
    }
    if (!fetch_part(url, fd, part, size, md5, progress, err)) {
        if (!md5 || (fstat(fd, &st) == 0 && st.st_size == 0))
            unlink(part);
        goto out;
    }
    ok = fsync(fd) == 0 && rename(part, path) == 0;
    if (!ok)
        data_fail(err, FN_ERROR_FILE, "cannot write %s: %s", path, strerror(errno));
out:
    if (fd >= 0)
        close(fd);
    free(part);
    return ok;
}
