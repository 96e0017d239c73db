/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIBARCHIVE_H
#define LIBARCHIVE_H

#include <archive.h>
#include <archive_entry.h>

#include "library.h"

#define ARCHIVE_FUNCTIONS(ROW)                                                                                         \
    ROW(archive_entry_filetype)                                                                                        \
    ROW(archive_entry_hardlink)                                                                                        \
    ROW(archive_entry_pathname)                                                                                        \
    ROW(archive_entry_set_perm)                                                                                        \
    ROW(archive_entry_symlink)                                                                                         \
    ROW(archive_error_string)                                                                                          \
    ROW(archive_filter_bytes)                                                                                          \
    ROW(archive_read_extract2)                                                                                         \
    ROW(archive_read_free)                                                                                             \
    ROW(archive_read_new)                                                                                              \
    ROW(archive_read_next_header)                                                                                      \
    ROW(archive_read_open_fd)                                                                                          \
    ROW(archive_read_support_filter_bzip2)                                                                             \
    ROW(archive_read_support_filter_gzip)                                                                              \
    ROW(archive_read_support_filter_xz)                                                                                \
    ROW(archive_read_support_filter_zstd)                                                                              \
    ROW(archive_read_support_format_tar)                                                                               \
    ROW(archive_read_support_format_zip)                                                                               \
    ROW(archive_write_close)                                                                                           \
    ROW(archive_write_disk_new)                                                                                        \
    ROW(archive_write_disk_set_options)                                                                                \
    ROW(archive_write_free)

struct libarchive {
    ARCHIVE_FUNCTIONS(LIBRARY_MEMBER)
};

/* Loads it the first time. NULL: *err. */
const struct libarchive *
libarchive_get(struct fn_error *err);

#endif
