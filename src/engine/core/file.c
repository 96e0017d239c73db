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

static int
create(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

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
        fd = create(*name);
        if (fd >= 0 || errno != EEXIST)
            break;
    }
    return fd;
}

bool
fni_write_all(int fd, const void *memory, size_t size)
{
    const char *bytes = memory;

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

/* Closes fd in any case. */
static bool
write_and_close(int fd, const void *bytes, size_t size, bool durable)
{
    bool ok = fni_write_all(fd, bytes, size) && (!durable || fsync(fd) == 0);
    int error = errno;

    if (close(fd) != 0)
        return false;
    errno = error;
    return ok;
}

static bool
fail_write(const char *path, struct fn_error *err)
{
    return fni_fail(err, FN_ERROR_FILE, "%s: cannot write it: %s", path, strerror(errno));
}

bool
fni_file_write(const char *path, const void *bytes, size_t size, struct fn_error *err)
{
    char *name = NULL;
    int fd = open_beside(path, &name);
    bool ok;

    if (!name)
        return fni_fail_memory(err);
    ok = fd >= 0 && write_and_close(fd, bytes, size, true) && rename(name, path) == 0;
    if (!ok) {
        fail_write(path, err);
        if (fd >= 0)
            unlink(name);
    }
    free(name);
    return ok;
}

bool
fni_file_create(const char *path, const void *bytes, size_t size, struct fn_error *err)
{
    int fd = create(path);
    return (fd >= 0 && write_and_close(fd, bytes, size, false)) || fail_write(path, err);
}
