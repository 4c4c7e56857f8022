/* mux/style_table.h -- the styles of one frame body. A style is defined where it is first used: a
 * reference equal to the number of styles known so far is followed by its definition. Reference 0 is
 * the default style. Both ends build the same table while they write or read.
 *
 * definition = kinds (u8: 2 bits each fg, bg, underline colour: 0 default, 1 index, 2 rgb; bit 6
 * attributes follow, bit 7 a link follows), colours (u8 or 3 bytes each), attributes (var), link
 * (u8 0: URI and id, each a var length and bytes; u8 1: u64 name of a link that was sent on its own) */
#pragma once

#include "base/rd.h"
#include "base/wr.h"
#include "window/pool.h"

#define LIMIT_FRAME_STYLES 320 /* styles of one frame body */
#define LIMIT_LINK_ID 1024     /* bytes of the id of a hyperlink */

struct wire_style {
	struct style look;       /* its link is not used */
	bool has_link, by_name;
	uint64_t name;           /* when by_name */
	struct bytes uri, id;    /* borrowed from the frame (reader) or the pool (writer) */
	const struct pool *pool; /* pool and id in it, once known */
	uint16_t pool_id;
};

struct style_table {
	struct wire_style at[LIMIT_FRAME_STYLES];
	size_t count;
};

/* Says which links the other end is known to hold, and finds the text of one that was sent on its own. */
struct link_book {
	void *ctx;
	bool (*holds)(void *ctx, const struct pool *pool, uint64_t name);                            /* writer */
	bool (*find)(void *ctx, const struct pool *pool, uint64_t name, struct bytes *uri, struct bytes *id); /* reader */
};

void style_table_init(struct style_table *t);
uint64_t style_link_name(struct bytes uri, struct bytes id);

/* Writes the reference of style `id` of `pool`, and its definition when it is new. When w has no room
 * (or the table is full) w fails and the caller takes back both with wr_undo and style_table_undo. */
void style_table_put(struct style_table *t, const struct pool *pool, uint16_t id, const struct link_book *book,
	struct wr *w);
static inline void style_table_undo(struct style_table *t, size_t count)
{
	t->count = count;
}

/* Reads a reference (and definition). Fails r on what is out of range. Returns the reference. */
size_t style_table_get(struct style_table *t, struct rd *r);
/* The id of reference `ref` in pool, interned when it is new there. False: its link is not known. */
bool style_table_resolve(struct style_table *t, size_t ref, struct pool *pool, const struct link_book *book,
	uint16_t *id);
