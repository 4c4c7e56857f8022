/* mux/style_table.c -- the styles of one frame body. */
#include "mux/style_table.h"

#include "window/limits.h"

enum { STYLE_ATTRS = 1 << 6, STYLE_LINK = 1 << 7 };
enum { LINK_INLINE, LINK_NAMED };

void style_table_init(struct style_table *t)
{
	t->at[0] = (struct wire_style){0};
	t->count = 1;
}

/* FNV-1a, 64 bit, over URI, a zero and the id. Names a link among the links of one pane. */
uint64_t style_link_name(struct bytes uri, struct bytes id)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < uri.len; i++) {
		h = (h ^ uri.data[i]) * 0x100000001b3u;
	}
	h *= 0x100000001b3u;
	for (size_t i = 0; i < id.len; i++) {
		h = (h ^ id.data[i]) * 0x100000001b3u;
	}
	return h;
}

static void put_colour(struct wr *w, colour_t c)
{
	if (COLOUR_KIND(c) == 1) {
		wr_u8(w, (uint8_t)COLOUR_VALUE(c));
	} else if (COLOUR_KIND(c) == 2) {
		wr_u8(w, (uint8_t)(COLOUR_VALUE(c) >> 16));
		wr_u16(w, (uint16_t)COLOUR_VALUE(c));
	}
}

static colour_t get_colour(struct rd *r, unsigned kind)
{
	if (kind == 0) {
		return COLOUR_DEFAULT;
	}
	if (kind == 1) {
		return COLOUR_INDEX(rd_u8(r));
	}
	if (kind == 2) {
		uint32_t red = rd_u8(r);
		uint32_t rest = rd_u16(r);
		return 0x02000000u | red << 16 | rest;
	}
	rd_fail(r);
	return COLOUR_DEFAULT;
}

static void put_link(struct wr *w, const struct wire_style *s)
{
	if (s->by_name) {
		wr_u8(w, LINK_NAMED);
		wr_u64(w, s->name);
		return;
	}
	wr_u8(w, LINK_INLINE);
	wr_bytes(w, s->uri);
	wr_bytes(w, s->id);
}

static void put_definition(struct wr *w, const struct wire_style *s)
{
	const struct style *k = &s->look;
	unsigned kinds = COLOUR_KIND(k->fg) | COLOUR_KIND(k->bg) << 2 | COLOUR_KIND(k->us) << 4;
	wr_u8(w, (uint8_t)(kinds | (k->attrs ? STYLE_ATTRS : 0) | (s->has_link ? STYLE_LINK : 0)));
	put_colour(w, k->fg);
	put_colour(w, k->bg);
	put_colour(w, k->us);
	if (k->attrs) {
		wr_var(w, k->attrs);
	}
	if (s->has_link) {
		put_link(w, s);
	}
}

static size_t find_style(const struct style_table *t, const struct pool *pool, uint16_t id)
{
	if (id == 0) {
		return 0;
	}
	for (size_t i = t->count; i-- > 1;) {
		if (t->at[i].pool_id == id && t->at[i].pool == pool) {
			return i;
		}
	}
	return t->count;
}

static struct wire_style style_of(
        const struct pool *pool, uint16_t id, const struct link_book *book)
{
	struct wire_style s = {.look = *pool_style_get(pool, id), .pool = pool, .pool_id = id};
	const struct pool_link *link = pool_link_get(pool, s.look.link);
	if (link) {
		s.has_link = true;
		s.uri = link->uri;
		s.id = link->id;
		s.name = style_link_name(s.uri, s.id);
		s.by_name = book && book->holds && book->holds(book->ctx, pool, s.name);
	}
	return s;
}

void style_table_put(struct style_table *t, const struct pool *pool, uint16_t id,
        const struct link_book *book, struct wr *w)
{
	size_t ref = find_style(t, pool, id);
	if (ref == LIMIT_FRAME_STYLES) {
		w->bad = true;
		return;
	}
	wr_var(w, ref);
	if (ref == t->count) {
		t->at[ref] = style_of(pool, id, book);
		put_definition(w, &t->at[ref]);
		t->count++;
	}
}

static void get_link(struct rd *r, struct wire_style *s)
{
	uint8_t how = rd_u8(r);
	s->has_link = true;
	if (how == LINK_NAMED) {
		s->by_name = true;
		s->name = rd_u64(r);
	} else if (how == LINK_INLINE) {
		s->uri = rd_bytes(r, LIMIT_TERM_LINK);
		s->id = rd_bytes(r, LIMIT_LINK_ID);
	} else {
		rd_fail(r);
	}
}

static void get_definition(struct rd *r, struct wire_style *s)
{
	uint8_t kinds = rd_u8(r);
	s->look.fg = get_colour(r, kinds & 3u);
	s->look.bg = get_colour(r, kinds >> 2 & 3u);
	s->look.us = get_colour(r, kinds >> 4 & 3u);
	if (kinds & STYLE_ATTRS) {
		s->look.attrs = (uint16_t)rd_var_max(r, ATTR_ALL);
	}
	if (kinds & STYLE_LINK) {
		get_link(r, s);
	}
}

size_t style_table_get(struct style_table *t, struct rd *r)
{
	size_t ref = (size_t)rd_var_max(r, t->count);
	if (ref < t->count) {
		return ref;
	}
	if (ref == LIMIT_FRAME_STYLES) {
		rd_fail(r);
		return 0;
	}
	struct wire_style s = {0};
	get_definition(r, &s);
	if (r->bad) {
		return 0;
	}
	t->at[ref] = s;
	t->count++;
	return ref;
}

bool style_table_resolve(struct style_table *t, size_t ref, struct pool *pool,
        const struct link_book *book, uint16_t *id)
{
	struct wire_style *s = &t->at[ref];
	if (ref == 0) {
		*id = 0;
		return true;
	}
	if (s->pool == pool) {
		*id = s->pool_id;
		return true;
	}
	struct style k = s->look;
	if (s->by_name &&
	        !(book && book->find && book->find(book->ctx, pool, s->name, &s->uri, &s->id))) {
		return false;
	}
	k.link = s->has_link ? pool_link(pool, s->uri, s->id) : 0;
	s->pool = pool;
	s->pool_id = pool_style(pool, &k);
	*id = s->pool_id;
	return true;
}
