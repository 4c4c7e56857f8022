/* window/history_block.h -- 128 records of a history in a row: open, to be changed and read, or
 * frozen, when they are compressed together and never change.
 *
 *   empty --add--> open --freeze--> frozen --melt--> open
 *                                   frozen --look--> frozen with a copy to read --forget--> frozen
 *
 * A frozen block has no gaps, save at its beginning. */
#pragma once

#include "base/buf.h"
#include "base/zip.h"
#include "window/line.h"

enum { BLOCK_RECORDS = 128 };

/* The records of a block where they can be read. */
struct records {
	struct buf arena; /* never consumed: head is 0 */
	size_t dead;      /* bytes of the arena that no record uses */
	uint32_t at[BLOCK_RECORDS];
	uint32_t len[BLOCK_RECORDS]; /* 0: a gap */
};

/* Zeroed memory is an empty block. */
struct block {
	struct records *open; /* NULL: frozen or empty; beside zip: the copy */
	uint8_t *zip;         /* not NULL: frozen */
	uint32_t zip_len, raw_len; /* equal: it would not become shorter, and is kept as it is */
	uint32_t kept;        /* records; of a frozen one the last that many */
};

void block_finish(struct block *b); /* empty again */
static inline bool block_is_frozen(const struct block *b)
{
	return b->zip != NULL;
}

/* Memory held, without the copy of a frozen one; and that of the copy. */
size_t block_bytes(const struct block *b);
size_t block_copy_bytes(const struct block *b);

/* Not for a frozen block: a record that l becomes, a packed one (in place of the one there), one
 * less. i < BLOCK_RECORDS. */
void block_add_line(struct block *b, size_t i, const struct line *l, const struct pool *p);
/* Records i.. that n lines of printable ASCII become, each of which ends in CR LF. Returns what comes after
 * them. */
const uint8_t *block_add_text(
        struct block *b, size_t i, const uint8_t *s, const uint16_t *lens, size_t n);
void block_add(struct block *b, size_t i, struct bytes packed);
void block_remove(struct block *b, size_t i);
void block_remove_some(struct block *b, size_t from, size_t to); /* from the front, as a rule */
void block_squeeze(struct block *b); /* gives back what removed records left */

bool block_has(const struct block *b, size_t i);
/* Record i of an open block, or of the copy; false: a gap. */
bool block_find(const struct block *b, size_t i, struct bytes *out);

/* Of an open block, whose gaps, if any, are all at the beginning. room: see base/zip.h. */
void block_freeze(struct block *b, struct zip_room **room);
/* Of a frozen block: a copy to read; without it again; open. */
void block_look(struct block *b);
void block_forget(struct block *b);
void block_melt(struct block *b);
/* Of a frozen block: the records before i count as removed. */
void block_skip(struct block *b, size_t i);
