/* mux/replica_line.c -- the lines that a replica holds of a pane. */
#include "mux/replica_impl.h"

#include <stdlib.h>

#include "base/mem.h"
#include "window/limits.h"

static struct body *body_new(uint64_t id, uint64_t version)
{
	struct body *b = mem_zalloc(sizeof(*b));
	b->refs = 1;
	b->line.id = id;
	b->line.version = version;
	return b;
}

void body_drop(struct body *b)
{
	if (b && --b->refs == 0) {
		free(b->line.cells);
		free(b);
	}
}

static void staged_drop(struct rpane *p, struct rline *l)
{
	if (l->staged) {
		ranges_finish(&l->staged->have);
		free(l->staged->cells);
		free(l->staged);
		l->staged = NULL;
		p->staged--;
	}
}

struct rline *rline_get(const struct rpane *p, uint64_t id)
{
	return idmap_get(&p->lines, id);
}

static struct rline *rline_make(struct rpane *p, uint64_t id)
{
	struct rline *l = rline_get(p, id);
	if (!l) {
		l = mem_zalloc(sizeof(*l));
		l->id = id;
		l->seen = p->seen;
		idmap_put(&p->lines, id, l);
	}
	return l;
}

void rline_blank(struct rpane *p, uint64_t id)
{
	struct rline *l = rline_make(p, id);
	if (!l->body) {
		l->body = body_new(id, 0);
	}
}

void rline_lack(struct rpane *p, uint64_t id, uint64_t version)
{
	struct rline *l = rline_make(p, id);
	l->lacks = version > l->lacks ? version : l->lacks;
}

static void rline_free(struct rpane *p, struct rline *l)
{
	staged_drop(p, l);
	body_drop(l->body);
	free(l);
}

void rline_forget(struct rpane *p, uint64_t id)
{
	struct rline *l = idmap_del(&p->lines, id);
	if (l) {
		rline_free(p, l);
	}
}

void rline_forget_all(struct rpane *p)
{
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&p->lines, &at, &id, &value);) {
		rline_free(p, value);
	}
	idmap_finish(&p->lines);
}

static void blank_cell(struct cell *c)
{
	*c = (struct cell){.style = c->style, .width = 1};
}

/* No half of a wide character stands alone at column x, whatever came. */
static void mend(struct line *l, uint16_t x)
{
	if (x > 0 && x - 1 < l->len && l->cells[x - 1].width == 2 &&
	        (x >= l->len || l->cells[x].width != 0)) {
		blank_cell(&l->cells[x - 1]);
	}
	if (x < l->len && l->cells[x].width == 0 && (x == 0 || l->cells[x - 1].width != 2)) {
		blank_cell(&l->cells[x]);
	}
}

/* The new content: what was there, with columns [lo, hi) and the facts replaced. */
static void apply(
        struct rpane *p, struct rline *l, const struct line_msg *m, const struct cell *cells)
{
	struct body *b = body_new(m->id, m->to);
	struct line *to = &b->line;
	if (m->base > 0) {
		line_copy(to, &l->body->line);
	}
	uint16_t lo = m->lo, hi = m->hi;
	line_reserve(to, m->len);
	to->len = m->len;
	if (hi > lo) {
		memcpy(to->cells + lo, cells, (size_t)(hi - lo) * sizeof(*cells));
	}
	mend(to, lo);
	mend(to, hi);
	mend(to, to->len);
	to->fill = m->fill;
	to->wrapped = m->wrapped;
	to->mark = m->mark;
	if (l->staged && l->staged->to <= m->to) {
		staged_drop(p, l);
	}
	body_drop(l->body);
	l->body = b;
	l->lacks = l->lacks > m->to ? l->lacks : 0;
}

static bool staged_fits(const struct staged *g, const struct line_msg *m)
{
	return g->base == m->base && g->to == m->to && g->lo == m->lo && g->hi == m->hi;
}

/* The sender will take it as received: so it is asked for, when its row is known. */
static void refuse(struct replica *r, struct rpane *p, const struct line_msg *m)
{
	r->figures.refused++;
	rline_lack(p, m->id, m->to);
	if (rpane_row_of(p, m->id, NULL)) {
		want_add(r, WANT_LINE, p->shown.id, m->id, 0, rline_get(p, m->id)->lacks);
	}
}

/* A part; NULL when the span is not complete yet. False: not kept. */
static bool stage(struct replica *r, struct rpane *p, struct rline *l, const struct line_msg *m,
        const struct cell **cells)
{
	*cells = NULL;
	if (l->staged && l->staged->to > m->to) {
		return true;
	}
	if (l->staged && !staged_fits(l->staged, m)) {
		bool conflict = l->staged->to == m->to;
		staged_drop(p, l);
		if (conflict) { /* two series of one version: parts of the right one may be gone */
			refuse(r, p, m);
		}
	}
	if (!l->staged) {
		if (p->staged >= LIMIT_REPLICA_STAGED) {
			return false;
		}
		l->staged = mem_zalloc(sizeof(*l->staged));
		p->staged++;
		*l->staged =
		        (struct staged){.base = m->base, .to = m->to, .lo = m->lo, .hi = m->hi};
		l->staged->cells = mem_calloc((size_t)(m->hi - m->lo) + 1, sizeof(*m->cells));
	}
	struct staged *g = l->staged;
	size_t n = (size_t)(m->part_hi - m->part_lo);
	if (n > 0) {
		memcpy(g->cells + (m->part_lo - m->lo), m->cells, n * sizeof(*m->cells));
	}
	ranges_add(&g->have, m->part_lo, m->part_hi);
	*cells = ranges_covers(&g->have, m->lo, m->hi) ? g->cells : NULL;
	return true;
}

void rpane_line(struct replica *r, struct rpane *p, const struct line_msg *m)
{
	struct rline *l = rline_get(p, m->id);
	bool known = l && l->body;
	if (known && m->to <= l->body->line.version) {
		return;
	}
	if (m->to == 0 || m->to > p->rev || !p->headed || m->unknown_link || replica_refuses(r) ||
	        (m->base > 0 && (!known || m->base > l->body->line.version))) {
		refuse(r, p, m);
		return;
	}
	l = rline_make(p, m->id);
	const struct cell *cells = m->cells;
	if (m->part_lo != m->lo || m->part_hi != m->hi) {
		if (!stage(r, p, l, m, &cells)) {
			refuse(r, p, m);
			return;
		}
		if (!cells) {
			return;
		}
	}
	apply(p, l, m, cells);
}

static void rlink_free(struct rlink *k)
{
	assembly_finish(&k->in);
	free(k);
}

void rpane_link(struct rpane *p, const struct link_msg *m)
{
	struct rlink *k = idmap_get(&p->links, m->name);
	if (!k) {
		if (p->links.count >= LIMIT_REPLICA_LINKS) {
			uint64_t name;
			void *value;
			for (size_t at = 0; idmap_next(&p->links, &at, &name, &value);) {
				rlink_free(value);
			}
			idmap_finish(&p->links);
		}
		k = mem_zalloc(sizeof(*k));
		idmap_put(&p->links, m->name, k);
	}
	if (k->uri.len > 0 || assembly_join(&k->in, 1, m->total, m->offset, m->data, false) != 1) {
		return;
	}
	struct rd rd;
	rd_init(&rd, bytes_of(k->in.data, k->in.total));
	k->uri = rd_bytes(&rd, LIMIT_TERM_LINK);
	k->id = rd_bytes(&rd, LIMIT_LINK_ID);
	if (!rd_done(&rd)) {
		k->uri = k->id = (struct bytes){0};
	}
}

bool rpane_find_link(const struct rpane *p, uint64_t name, struct bytes *uri, struct bytes *id)
{
	const struct rlink *k = idmap_get(&p->links, name);
	if (!k || k->uri.len == 0) {
		return false;
	}
	*uri = k->uri;
	*id = k->id;
	return true;
}

static void unpin(struct rpane *p)
{
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&p->lines, &at, &id, &value);) {
		struct rline *l = value;
		l->seen = l->seen == RLINE_PINNED ? p->seen : l->seen;
	}
}

/* Called while what is shown still is the screen that the program leaves. */
void rpane_pin(struct rpane *p)
{
	bool alternate = p->modes & MODE_ALT_SCREEN;
	if (alternate == p->alternate) {
		return;
	}
	p->alternate = alternate;
	unpin(p);
	for (uint16_t y = 0; alternate && y < p->shown.size.rows; y++) {
		struct rline *l = p->bodies[y] ? rline_get(p, p->bodies[y]->line.id) : NULL;
		if (l) {
			l->seen = RLINE_PINNED;
		}
	}
}

void rpane_prune(struct rpane *p)
{
	size_t keep = (size_t)p->size.rows * 5 + 64;
	uint64_t id;
	void *value;
	p->seen++;
	if (p->lines.count <= keep) {
		return;
	}
	for (uint16_t y = 0; y < p->size.rows; y++) {
		struct rline *l = rline_get(p, p->order[y]);
		if (l && l->seen != RLINE_PINNED) {
			l->seen = p->seen;
		}
	}
	while (p->lines.count > keep) {
		uint64_t oldest = UINT64_MAX;
		for (size_t at = 0; idmap_next(&p->lines, &at, &id, &value);) {
			const struct rline *l = value;
			oldest = l->seen < oldest ? l->seen : oldest;
		}
		if (oldest >= p->seen) {
			break;
		}
		for (size_t at = 0; idmap_next(&p->lines, &at, &id, &value);) {
			const struct rline *l = value;
			if (l->seen <= oldest) {
				rline_forget(p, id);
				at = 0;
			}
		}
	}
}

void rpane_collect(struct rpane *p)
{
	uint64_t id;
	void *value;
	if (!pool_wants_gc(p->pool)) {
		return;
	}
	pool_gc_begin(p->pool);
	for (size_t at = 0; idmap_next(&p->lines, &at, &id, &value);) {
		const struct rline *l = value;
		if (l->body) {
			pool_gc_line(p->pool, &l->body->line);
		}
		if (l->staged) {
			struct line staged = {.cells = l->staged->cells,
			        .len = (uint16_t)(l->staged->hi - l->staged->lo)};
			pool_gc_line(p->pool, &staged);
		}
	}
	for (uint16_t y = 0; y < p->shown.size.rows; y++) {
		if (p->bodies[y]) {
			pool_gc_line(p->pool, &p->bodies[y]->line);
		}
	}
	pool_gc_end(p->pool);
}
