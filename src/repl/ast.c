/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ast.h"

#include <stdalign.h>
#include <stdlib.h>

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

struct unit *
unit_new(struct script *script, struct fn_error *err)
{
    struct unit *unit = calloc(1, sizeof *unit);
    if (!unit)
        return fail_memory(err);
    unit->refs = 1;
    unit->script = script_ref(script);
    return unit;
}

struct unit *
unit_ref(struct unit *unit)
{
    unit->refs++;
    return unit;
}

void
unit_unref(struct unit *unit)
{
    if (!unit || --unit->refs > 0)
        return;
    while (unit->blocks) {
        struct block *next = unit->blocks->next;
        free(unit->blocks);
        unit->blocks = next;
    }
    script_unref(unit->script);
    free(unit);
}

void *
unit_alloc(struct unit *unit, size_t size)
{
    size = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    if (!unit->blocks || unit->blocks->size - unit->blocks->used < size) {
        size_t room = size > 4000 ? size : 4000;
        struct block *block = calloc(1, sizeof *block + room);
        if (!block)
            return NULL;
        block->size = room;
        block->next = unit->blocks;
        unit->blocks = block;
    }
    void *memory = unit->blocks->bytes + unit->blocks->used;
    unit->blocks->used += size;
    return memory;
}

struct node *
node_new(struct unit *unit, enum node_kind kind, int offset, int end)
{
    struct node *node = unit_alloc(unit, sizeof *node);
    if (node) {
        node->kind = kind;
        node->offset = offset;
        node->end = end;
    }
    return node;
}
