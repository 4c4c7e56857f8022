/* mux/replica_inventory.c -- what a replica holds, for the hello of its next link. */
#include "mux/inventory.h"
#include "mux/replica_impl.h"

/* Lines [y, end) of the newest order that have consecutive ids and one version. */
static uint16_t run_end(const struct rpane *p, uint16_t y, uint64_t *version)
{
	const struct rline *l = rline_get(p, p->order[y]);
	uint16_t end = y;
	*version = l && l->body ? l->body->line.version : 0;
	for (; end < p->size.rows; end++) {
		const struct rline *k = rline_get(p, p->order[end]);
		uint64_t v = k && k->body ? k->body->line.version : 0;
		if (v != *version || p->order[end] != p->order[y] + (uint64_t)(end - y)) {
			break;
		}
	}
	return end;
}

static uint64_t put_lines(const struct rpane *p, struct wr *w)
{
	uint64_t count = 0, next = 0, version;
	for (uint16_t y = 0; y < p->size.rows;) {
		uint16_t end = run_end(p, y, &version);
		if (version > 0) {
			wr_svar(w, (int64_t)(p->order[y] - next));
			wr_var(w, (uint64_t)(end - y));
			wr_var(w, p->rev - version);
			next = p->order[y] + (uint64_t)(end - y);
			count++;
		}
		y = end;
	}
	return count;
}

/* Newest intervals first, 16 at most. */
static uint64_t put_history(const struct rpane *p, struct wr *w)
{
	const struct history *h = p->shown.history;
	uint64_t lo = history_first(h), hi = p->shown.history_next, count = 0, next = 0;
	while (hi > lo && count < 16) {
		while (hi > lo && !history_has(h, hi - 1)) {
			hi--;
		}
		uint64_t top = hi;
		while (hi > lo && history_has(h, hi - 1)) {
			hi--;
		}
		if (hi < top) {
			wr_svar(w, (int64_t)(hi - next));
			wr_var(w, top - hi);
			next = top;
			count++;
		}
	}
	return count;
}

/* Counts are two-byte vars that are filled in afterwards. */
static void put_counted(
        const struct rpane *p, struct wr *w, uint64_t (*put)(const struct rpane *p, struct wr *w))
{
	size_t at = w->len;
	wr_u16(w, 0);
	uint64_t count = put(p, w);
	if (wr_ok(w)) {
		wr_patch_u16(w, at, (uint16_t)(0x4000u | count));
	}
}

static void put_pane(const struct rpane *p, struct wr *w)
{
	struct wr_mark mark = wr_mark(w);
	if (!p->headed || p->order_rev == 0) {
		return;
	}
	wr_u8(w, INVENTORY_PANE);
	wr_var(w, p->shown.id);
	wr_var(w, p->rev);
	wr_var(w, p->shown.history_epoch);
	put_counted(p, w, put_lines);
	put_counted(p, w, put_history);
	if (!wr_ok(w)) {
		wr_undo(w, mark);
	}
}

static void put_objects(const struct replica *r, struct wr *w)
{
	uint64_t key;
	void *value;
	for (size_t at = 0; idmap_next(&r->objects, &at, &key, &value);) {
		const struct robject *o = value;
		struct wr_mark mark = wr_mark(w);
		if (o->version == 0 || o->kind >= OBJECT_KINDS) {
			continue;
		}
		wr_u8(w, INVENTORY_OBJECT);
		wr_u8(w, o->kind);
		wr_var(w, o->id);
		wr_var(w, o->version);
		if (!wr_ok(w)) {
			wr_undo(w, mark);
			return;
		}
	}
}

void replica_inventory(const struct replica *r, uint32_t first, struct wr *out)
{
	uint8_t room[LIMIT_INVENTORY];
	struct wr w;
	size_t cap = wr_left(out) < sizeof(room) ? wr_left(out) : sizeof(room);
	wr_init(&w, room, cap);
	wr_u64(&w, r->has_instance ? r->instance : 0);
	const struct rpane *p = replica_pane_of(r, first);
	if (p) {
		put_pane(p, &w);
	}
	put_objects(r, &w);
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&r->panes, &at, &id, &value);) {
		if (id != first) {
			put_pane(value, &w);
		}
	}
	if (wr_ok(&w)) {
		wr_put(out, room, w.len);
	}
}
