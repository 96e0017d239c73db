/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "data/store.h"

/* The file: a header, pixels from ALIGN on, then an entry for each file of the folder. All as this machine writes it:
 * the file is a cache, not an exchange. */

enum { ALIGN = 1 << 16 }; /* a multiple of every page size */

struct header {
    char magic[8];
    uint32_t order; /* of bytes */
    uint32_t mode;
    uint64_t key; /* of the folder's files */
    uint64_t count;
    uint64_t entries; /* where they begin; the file ends with them */
    uint64_t sum;     /* hash of the header up to here and of the entries: nothing in them is damaged */
};

struct entry {
    uint64_t offset; /* 0: not in this file */
    uint32_t width, height;
};

static const struct header blank = {.magic = "fnpack1\n", .order = 0x01020304};

static bool
fail_file(const char *file, const char *what, struct fn_error *err)
{
    return fni_fail(err, FN_ERROR_FILE, "%s: cannot %s it: %s", file, what, strerror(errno));
}

/* FNV-1a */
static const uint64_t hash_start = 0xcbf29ce484222325;

static uint64_t
hash(uint64_t h, const void *memory, size_t size)
{
    const unsigned char *bytes = memory;

    for (size_t i = 0; i < size; i++)
        h = (h ^ bytes[i]) * 0x100000001b3;
    return h;
}

/* Changes with any file's name, size or time. */
static bool
folder_key(const struct fni_store *store, uint64_t *key, struct fn_error *err)
{
    uint64_t h = hash_start;

    for (int i = 0; i < store->listing.files.count; i++) {
        const char *name = store->listing.files.names[i];
        struct stat st;
        if (stat(name, &st) != 0)
            return fail_file(name, "read", err);
        h = hash(h, fni_store_relative(store, i), strlen(fni_store_relative(store, i)) + 1);
        h = hash(h, &st.st_size, sizeof st.st_size);
        h = hash(h, &st.st_mtim, sizeof st.st_mtim);
    }
    *key = h;
    return true;
}

static uint64_t
sum_of(const struct header *header, const struct entry *entry)
{
    uint64_t h = hash(hash_start, header, offsetof(struct header, sum));
    return hash(h, entry, (size_t)header->count * sizeof *entry);
}

/* ---- Reading ---- */

static bool
header_fits(const struct header *header, const struct fni_store *store, uint64_t key, uint64_t size)
{
    uint64_t count = (uint64_t)store->listing.files.count;

    return memcmp(header->magic, blank.magic, sizeof blank.magic) == 0 && header->order == blank.order &&
           header->mode == store->mode && header->key == key && header->count == count && header->entries <= size &&
           header->entries % sizeof(uint64_t) == 0 && (size - header->entries) / sizeof(struct entry) == count &&
           (size - header->entries) % sizeof(struct entry) == 0;
}

static bool
entry_fits(const struct entry *entry, int channels, uint64_t end)
{
    uint64_t pixels = (uint64_t)entry->width * entry->height; /* 32 bits each */

    return entry->offset >= ALIGN && entry->offset <= end && pixels > 0 && entry->width <= INT32_MAX &&
           entry->height <= INT32_MAX && pixels <= (end - entry->offset) / (uint64_t)channels;
}

static const struct entry *
entries(const struct fni_pack *pack)
{
    return (const struct entry *)(const void *)(pack->bytes +
                                                ((const struct header *)(const void *)pack->bytes)->entries);
}

/* Whether all that is there is whole, and items[count] are there. */
static bool
pack_fits(const struct fni_pack *pack, const struct fni_store *store, uint64_t key, const int *items, int count)
{
    const struct header *header = (const struct header *)(const void *)pack->bytes;
    const struct entry *entry;

    if (!header_fits(header, store, key, pack->size))
        return false;
    entry = entries(pack);
    if (header->sum != sum_of(header, entry))
        return false;
    for (int i = 0; i < store->listing.files.count; i++)
        if (entry[i].offset && !entry_fits(&entry[i], store->channels, header->entries))
            return false;
    for (int i = 0; i < count; i++)
        if (!entry[items[i]].offset)
            return false;
    return true;
}

void
fni_pack_close(struct fni_pack *pack)
{
    if (pack->bytes)
        munmap(pack->bytes, pack->size);
    *pack = (struct fni_pack){0};
}

/* False where there is no such file, or it is of no use. */
static bool
pack_open(struct fni_pack *pack, const char *file, const struct fni_store *store, uint64_t key, const int *items,
          int count)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *bytes;

    if (fd < 0)
        return false;
    bytes = fstat(fd, &st) == 0 && st.st_size >= ALIGN && (uint64_t)st.st_size <= SIZE_MAX
                ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0)
                : MAP_FAILED;
    close(fd);
    if (bytes == MAP_FAILED)
        return false;
    *pack = (struct fni_pack){bytes, (size_t)st.st_size};
    if (pack_fits(pack, store, key, items, count))
        return true;
    fni_pack_close(pack);
    return false;
}

/* From now on the store's pixels are those of the file. Takes pack. */
static void
use_pack(struct fni_store *store, struct fni_pack pack)
{
    const struct entry *entry = entries(&pack);

    for (int i = 0; i < store->listing.files.count; i++)
        if (entry[i].offset)
            store->pixels[i] =
                (struct fni_pixels){pack.bytes + entry[i].offset, (int)entry[i].width, (int)entry[i].height};
    fni_blocks_free(store->blocks);
    store->blocks = NULL;
    fni_pack_close(&store->pack);
    store->pack = pack;
    /* stream.c asks for what will be needed. For a page that is needed although it is not there the system must not
     * read its surroundings: they may be megabytes, and would drive out what has been asked for. */
    madvise(pack.bytes, (size_t)((const struct header *)(const void *)pack.bytes)->entries, MADV_RANDOM);
}

/* ---- Writing ---- */

bool
fni_pack_extend(struct fni_store *store, struct fni_block *block, struct fn_error *err)
{
    size_t size = (block->size + ALIGN - 1) / ALIGN * ALIGN;
    void *bytes;

    /* not just made longer: what is written to a mapping has to find its place on the disk */
    errno = posix_fallocate(store->new_blocks, (off_t)store->end, (off_t)size);
    bytes =
        errno ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, store->new_blocks, (off_t)store->end);
    if (bytes == MAP_FAILED)
        return fni_fail(err, FN_ERROR_FILE, "cannot put more pixels into the packed file: %s", strerror(errno));
    block->bytes = bytes;
    block->size = size;
    block->offset = store->end;
    store->end += size;
    return true;
}

/* Ours alone; one that an earlier process has left is used again. */
static int
open_part(const char *part, struct fn_error *err)
{
    int fd = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    struct stat opened, named;

    if (fd < 0) {
        fail_file(part, "write", err);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &opened) != 0 || stat(part, &named) != 0 ||
        opened.st_ino != named.st_ino) {
        fni_fail(err, FN_ERROR_FILE, "%s: another process is writing it; try again when it is done", part);
        close(fd);
        return -1;
    }
    return fd;
}

static int
compare_blocks(const void *a, const void *b)
{
    const struct fni_block *const *x = a, *const *y = b;
    return ((*x)->bytes > (*y)->bytes) - ((*x)->bytes < (*y)->bytes);
}

/* The blocks by address; *count of them. */
static struct fni_block **
sorted_blocks(struct fni_block *blocks, size_t *count, struct fn_error *err)
{
    struct fni_block **sorted;
    size_t n = 0;

    for (const struct fni_block *block = blocks; block; block = block->next)
        n++;
    sorted = malloc((n + 1) * sizeof *sorted);
    if (!sorted) {
        fni_fail_memory(err);
        return NULL;
    }
    *count = n;
    for (n = 0; blocks; blocks = blocks->next)
        sorted[n++] = blocks;
    qsort(sorted, n, sizeof *sorted, compare_blocks);
    return sorted;
}

static uint64_t
offset_of(const uint8_t *bytes, struct fni_block *const *blocks, size_t count)
{
    size_t low = 0, high = count; /* the block is in [low, high) */

    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (blocks[middle]->bytes <= bytes)
            low = middle;
        else
            high = middle;
    }
    return blocks[low]->offset + (uint64_t)(bytes - blocks[low]->bytes);
}

static struct entry *
make_entries(const struct fni_store *store, struct fn_error *err)
{
    size_t files = (size_t)store->listing.files.count, count = 0;
    struct fni_block **blocks = sorted_blocks(store->blocks, &count, err);
    struct entry *entry = blocks ? fni_alloc(files, sizeof *entry, err) : NULL;

    for (size_t i = 0; entry && i < files; i++) {
        const struct fni_pixels *pixels = &store->pixels[i];
        if (pixels->bytes)
            entry[i] = (struct entry){offset_of(pixels->bytes, blocks, count), (uint32_t)pixels->width,
                                      (uint32_t)pixels->height};
    }
    free(blocks);
    return entry;
}

/* The entries behind the pixels, and last the header. */
static bool
finish_part(const struct fni_store *writer, uint64_t key, const char *part, struct fn_error *err)
{
    struct header header = blank;
    size_t files = (size_t)writer->listing.files.count;
    struct entry *entry = make_entries(writer, err);
    int fd = writer->new_blocks;
    bool ok;

    if (!entry)
        return false;
    header.mode = writer->mode;
    header.key = key;
    header.count = files;
    header.entries = writer->end;
    header.sum = sum_of(&header, entry);
    ok = lseek(fd, (off_t)writer->end, SEEK_SET) >= 0 && fni_write_all(fd, entry, files * sizeof *entry) &&
         lseek(fd, 0, SEEK_SET) >= 0 && fni_write_all(fd, &header, sizeof header) && fsync(fd) == 0;
    fni_free(entry);
    return ok || fail_file(part, "write", err);
}

struct work {
    const int *items;
    int count;
    struct fn_pool *pool;
    bool (*progress)(void *user, int done, int total);
    void *user;
};

/* Into an open, empty file. */
static bool
write_part(const struct fni_store *store, int fd, uint64_t key, const char *part, const struct work *work,
           struct fn_error *err)
{
    struct fni_store writer = {
        .mode = store->mode, .channels = store->channels, .listing = store->listing, .new_blocks = fd, .end = ALIGN};
    bool ok;

    writer.pixels = calloc((size_t)store->listing.files.count, sizeof *writer.pixels);
    if (!writer.pixels)
        return fni_fail_memory(err);
    ok = fni_store_decode(&writer, work->items, work->count, work->pool, work->progress, work->user, err) &&
         finish_part(&writer, key, part, err);
    fni_blocks_free(writer.blocks);
    free(writer.pixels);
    return ok;
}

static bool
pack_write(const struct fni_store *store, const char *file, uint64_t key, const struct work *work, struct fn_error *err)
{
    struct fni_text text = {0};
    char *part;
    int fd;
    bool ok;

    fni_text_add(&text, "%s.part", file);
    part = fni_text_take(&text, err);
    fd = part ? open_part(part, err) : -1;
    ok = fd >= 0 && (ftruncate(fd, 0) == 0 || fail_file(part, "write", err)) &&
         write_part(store, fd, key, part, work, err) && (rename(part, file) == 0 || fail_file(file, "write", err));
    if (fd >= 0 && !ok)
        unlink(part);
    if (fd >= 0)
        close(fd);
    free(part);
    return ok;
}

/* items and all that is decoded already, so that nobody who uses it loses it. */
static int *
all_needed(const struct fni_store *store, const int *items, int count, int *n_all, struct fn_error *err)
{
    int files = store->listing.files.count, n = count;
    int *all = malloc(((size_t)count + (size_t)files) * sizeof *all);

    if (!all) {
        fni_fail_memory(err);
        return NULL;
    }
    memcpy(all, items, (size_t)count * sizeof *all);
    for (int i = 0; i < files; i++)
        if (store->pixels[i].bytes)
            all[n++] = i;
    *n_all = n;
    return all;
}

bool
fni_store_pack(struct fni_store *store, const char *file, const int *items, int count, struct fn_pool *pool,
               bool (*progress)(void *user, int done, int total), void *user, struct fn_error *err)
{
    struct work work = {.pool = pool, .progress = progress, .user = user};
    struct fni_pack pack = {0};
    uint64_t key = 0;
    int *all;
    bool ok;

    if (!folder_key(store, &key, err))
        return false;
    all = all_needed(store, items, count, &work.count, err);
    if (!all)
        return false;
    work.items = all;
    ok = pack_open(&pack, file, store, key, all, work.count);
    if (!ok && pack_write(store, file, key, &work, err)) {
        ok = pack_open(&pack, file, store, key, all, work.count);
        if (!ok)
            fni_fail(err, FN_ERROR_FILE, "%s: it was changed while it was written, or its folder was", file);
    }
    free(all);
    if (ok)
        use_pack(store, pack);
    return ok;
}
