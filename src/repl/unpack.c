/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datadir.h"
#include "libarchive.h"

/* A relative path without "..": it cannot leave the folder that it is taken from. */
static bool
stays_inside(const char *path)
{
    if (path[0] == '/' || path[0] == '\0')
        return false;
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
            return false;
    }
    return true;
}

/* libarchive's own checks come after these; these give the better message, and look at where links point, which
 * libarchive does not. */
static bool
check_entry(const struct libarchive *lib, const char *archive, struct archive_entry *entry, struct fn_error *err)
{
    const char *name = lib->archive_entry_pathname(entry);
    const char *hard = lib->archive_entry_hardlink(entry);
    const char *soft = lib->archive_entry_symlink(entry);

    if (!name)
        return data_fail(err, FN_ERROR_FILE, "%s: an entry's name is not text in this locale", archive);
    if (!stays_inside(name))
        return data_fail(err, FN_ERROR_FILE, "%s: the entry \"%s\" would be written outside the folder", archive, name);
    if ((hard && !stays_inside(hard)) || (soft && !stays_inside(soft)))
        return data_fail(err, FN_ERROR_FILE, "%s: the entry \"%s\" is a link to \"%s\", outside its folder", archive,
                         name, hard ? hard : soft);
    if (!hard && lib->archive_entry_filetype(entry) != AE_IFREG && lib->archive_entry_filetype(entry) != AE_IFDIR &&
        lib->archive_entry_filetype(entry) != AE_IFLNK)
        return data_fail(err, FN_ERROR_FILE, "%s: the entry \"%s\" is neither file, folder nor link", archive, name);
    return true;
}

static struct archive *
new_reader(const struct libarchive *lib)
{
    struct archive *in = lib->archive_read_new();

    if (!in)
        return NULL;
    lib->archive_read_support_format_tar(in);
    lib->archive_read_support_format_zip(in);
    lib->archive_read_support_filter_gzip(in);
    lib->archive_read_support_filter_bzip2(in);
    lib->archive_read_support_filter_xz(in);
    lib->archive_read_support_filter_zstd(in);
    return in;
}

static struct archive *
new_writer(const struct libarchive *lib)
{
    struct archive *out = lib->archive_write_disk_new();

    if (out)
        lib->archive_write_disk_set_options(out, ARCHIVE_EXTRACT_SECURE_SYMLINKS | ARCHIVE_EXTRACT_SECURE_NODOTDOT |
                                                     ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS);
    return out;
}

/* Into the working folder. */
static bool
copy_entries(const struct libarchive *lib, const char *name, struct archive *in, struct archive *out, long long size,
             const struct untar_progress *progress, struct fn_error *err)
{
    struct archive_entry *entry;
    long long last = -1;
    int status, files = 0;

    while ((status = lib->archive_read_next_header(in, &entry)) != ARCHIVE_EOF) {
        long long done = lib->archive_filter_bytes(in, -1);

        if (status < ARCHIVE_WARN)
            return data_fail(err, FN_ERROR_FILE, "%s: %s", name, lib->archive_error_string(in));
        if (!check_entry(lib, name, entry, err))
            return false;
        lib->archive_entry_set_perm(entry, lib->archive_entry_filetype(entry) == AE_IFDIR ? 0777 : 0666);
        if (lib->archive_read_extract2(in, entry, out) != ARCHIVE_OK)
            return data_fail(err, FN_ERROR_FILE, "%s: the entry \"%s\": %s", name, lib->archive_entry_pathname(entry),
                             lib->archive_error_string(in));
        files += lib->archive_entry_filetype(entry) == AE_IFREG;
        if (progress && done != last && !progress->call(progress->user, "unpack", done, size))
            return data_fail(err, FN_ERROR_STOPPED, "stopped while unpacking %s", name);
        last = done;
    }
    if (lib->archive_write_close(out) != ARCHIVE_OK)
        return data_fail(err, FN_ERROR_FILE, "%s: %s", name, lib->archive_error_string(out));
    return files > 0 || data_fail(err, FN_ERROR_FILE, "%s: there is no file in this archive", name);
}

/* libarchive writes below the working folder, and its check for links on the way would also refuse a link above it
 * (~/.cache is one for some), so the working folder is changed and put back. */
static bool
copy_into(const struct libarchive *lib, const char *name, struct archive *in, long long size, const char *folder,
          const struct untar_progress *progress, struct fn_error *err)
{
    struct archive *out = new_writer(lib);
    int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool ok = false;

    if (!out)
        data_fail(err, FN_ERROR_MEMORY, "out of memory");
    else if (here < 0)
        data_fail(err, FN_ERROR_FILE, "cannot open the working folder: %s", strerror(errno));
    else if (chdir(folder) != 0)
        data_fail(err, FN_ERROR_FILE, "cannot change to the folder %s: %s", folder, strerror(errno));
    else {
        ok = copy_entries(lib, name, in, out, size, progress, err);
        lib->archive_write_free(out); /* sets what it has put off, in this folder */
        out = NULL;
        if (fchdir(here) != 0)
            ok = data_fail(err, FN_ERROR_FILE, "cannot return to the working folder: %s", strerror(errno));
    }
    lib->archive_write_free(out);
    if (here >= 0)
        close(here);
    return ok;
}

bool
unpack_archive(const char *archive, const char *folder, const struct untar_progress *progress, struct fn_error *err)
{
    const struct libarchive *lib = libarchive_get(err);
    struct archive *in = lib ? new_reader(lib) : NULL;
    struct stat st;
    int fd = -1;
    bool ok = false;

    if (!lib)
        return false;
    if (!in) {
        data_fail(err, FN_ERROR_MEMORY, "out of memory");
        goto out;
    }
    fd = open(archive, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        data_fail(err, FN_ERROR_FILE, "cannot read %s: %s", archive, strerror(errno));
        goto out;
    }
    if (lib->archive_read_open_fd(in, fd, 1 << 16) != ARCHIVE_OK) {
        data_fail(err, FN_ERROR_FILE, "%s: %s", archive, lib->archive_error_string(in));
        goto out;
    }
    ok = copy_into(lib, archive, in, st.st_size, folder, progress, err);
out:
    lib->archive_read_free(in);
    if (fd >= 0)
        close(fd);
    return ok;
}
