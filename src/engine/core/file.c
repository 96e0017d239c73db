/* SPDX-License-Identifier: MIT */
#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "core/fail.h"

/* Opens PATH.PID.N.part, which must be new: two writers of one path never share it. *name is freed by the caller. */
static int
open_beside(const char *path, char **name)
{
    enum { TRIES = 100 };
    size_t room = strlen(path) + 64;
    int fd = -1;

    *name = malloc(room);
    if (!*name)
        return -1;
    for (int i = 0; i < TRIES; i++) {
        snprintf(*name, room, "%s.%ld.%d.part", path, (long)getpid(), i);
        fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST)
            break;
    }
    return fd;
}

static bool
write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

bool
fni_file_write(const char *path, const void *bytes, size_t size, bool durable, struct fn_error *err)
{
    char *name = NULL;
    bool ok = false;
    int fd = open_beside(path, &name);

    if (!name)
        return fni_fail_memory(err);
    if (fd < 0)
        goto out;
    ok = write_all(fd, bytes, size) && (!durable || fsync(fd) == 0);
    if (close(fd) != 0)
        ok = false;
    ok = ok && rename(name, path) == 0;
out:
    if (!ok) {
        fni_fail(err, FN_ERROR_FILE, "%s: cannot write it: %s", path, strerror(errno));
        if (fd >= 0)
            unlink(name);
    }
    free(name);
    return ok;
}
