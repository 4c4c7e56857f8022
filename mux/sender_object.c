/* mux/sender_object.c -- rows of the stores, and titles, on their way to one client. */
#include "mux/sender_impl.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/zip.h"
#include "window/limits.h"

#define OBJECT_HEADER 24 /* bytes of an object message beside its data, at most */
#define OBJECT_PIECE 32  /* a shorter piece of a longer object is not worth its header */

static uint64_t object_key(uint8_t kind, uint32_t id)
{
	return (uint64_t)kind << 32 | id;
}

void sobject_free(struct sobject *o)
{
	if (o) {
		progress_finish(&o->way);
		free(o->wire);
		free(o);
	}
}

static const struct object *row_of(const struct sender *s, uint8_t kind, uint32_t id)
{
	const struct object *row = s->own ? store_get(s->own, kind, id) : NULL;
	return row || !s->shared ? row : store_get(s->shared, kind, id);
}

/* A version begins: its form on the wire is made once. */
static void begin(struct sender *s, struct sobject *o, const struct object *row)
{
	free(o->wire);
	o->wire = NULL;
	o->zipped = false;
	o->wire_len = row->len;
	if (object_defs[row->kind].compress) {
		struct buf packed = {0};
		zip_pack(bytes_of(row->data, row->len), &packed);
		if (packed.len < row->len) {
			o->wire_len = packed.len;
			o->wire = mem_alloc(packed.len);
			memcpy(o->wire, buf_bytes(&packed).data, packed.len);
			o->zipped = true;
		}
		buf_finish(&packed);
	}
	progress_begin(&o->way, row->version, o->wire_len, s->next_token);
}

static void see_row(struct sender *s, const struct object *row)
{
	uint64_t key = object_key(row->kind, row->id);
	struct sobject *o = idmap_get(&s->objects, key);
	if (!o) {
		o = mem_zalloc(sizeof(*o));
		o->kind = row->kind;
		o->id = row->id;
		idmap_put(&s->objects, key, o);
	}
	o->seen = s->object_scan;
	if (!o->way.begun || o->way.version != row->version) {
		begin(s, o, row);
	}
}

static void recount(struct sender *s)
{
	uint64_t key;
	void *value;
	memset(s->due, 0, sizeof(s->due));
	for (size_t at = 0; idmap_next(&s->objects, &at, &key, &value);) {
		const struct sobject *o = value;
		if (!progress_is_sent(&o->way)) {
			s->due[object_defs[o->kind].class]++;
		}
	}
}

static void forget_gone(struct sender *s)
{
	uint64_t key;
	void *value;
	for (size_t at = 0; idmap_next(&s->objects, &at, &key, &value);) {
		struct sobject *o = value;
		if (o->seen != s->object_scan) {
			sobject_free(idmap_del(&s->objects, key));
			at = 0;
		}
	}
}

void sobject_refresh(struct sender *s)
{
	const struct store *stores[2] = {s->shared, s->own};
	uint64_t change[2] = {0, 0};
	size_t rows = 0;
	for (size_t i = 0; i < 2; i++) {
		change[i] = stores[i] ? store_change(stores[i]) : 0;
		rows += stores[i] ? store_count(stores[i]) : 0;
	}
	if (!s->stores_changed && change[0] == s->store_seen[0] && change[1] == s->store_seen[1]) {
		return;
	}
	s->stores_changed = false;
	s->object_scan++;
	for (size_t i = 0; i < 2; i++) {
		s->store_seen[i] = change[i];
		for (size_t k = 0; stores[i] && k < store_count(stores[i]); k++) {
			see_row(s, store_at(stores[i], k));
		}
	}
	if (s->objects.count > rows) {
		forget_gone(s);
	}
	recount(s);
}

/* Writes the next piece of `from`; false when there is no room for a useful one. */
static bool put_piece(
        struct sender *s, struct wr *w, struct object_msg *m, struct bytes from, struct range *gap)
{
	size_t left = wr_left(w), want = (size_t)(gap->hi - gap->lo);
	if (from.len == 0) {
		want = 0;
		gap->hi = gap->lo + 1;
	}
	if (left < OBJECT_HEADER) {
		return false;
	}
	size_t room = left - OBJECT_HEADER;
	if (room < want && room < OBJECT_PIECE) {
		return false;
	}
	size_t take = want < room ? want : room;
	m->total = (uint32_t)from.len;
	m->offset = (uint32_t)gap->lo;
	m->data = bytes_of(take > 0 ? from.data + gap->lo : NULL, take);
	if (take > 0) {
		gap->hi = gap->lo + take;
	}
	struct msg_out out = {.styles = &s->styles};
	return msg_put(MSG_OBJECT, m, &out, w);
}

static bool fill_object(struct sender *s, struct sobject *o, struct wr *w)
{
	const struct object *row = row_of(s, o->kind, o->id);
	struct range gap;
	bool wrote = false;
	while (row && row->version == o->way.version && progress_gap(&o->way, &gap)) {
		struct object_msg m = {
		        .kind = o->kind, .id = o->id, .version = row->version, .zipped = o->zipped};
		struct bytes from = bytes_of(o->wire ? o->wire : row->data, o->wire_len);
		if (!put_piece(s, w, &m, from, &gap)) {
			break;
		}
		progress_sent(&o->way, gap.lo, gap.hi);
		sender_carries(s, &(struct item){.kind = ITEM_OBJECT,
		                          .id = object_key(o->kind, o->id),
		                          .to = row->version,
		                          .lo = gap.lo,
		                          .hi = gap.hi});
		wrote = true;
	}
	return wrote;
}

bool sobject_fill(struct sender *s, enum sync_class c, struct wr *w)
{
	bool wrote = false;
	for (uint8_t kind = 0; kind < OBJECT_KINDS && s->due[c] > 0; kind++) {
		if (object_defs[kind].class != c) {
			continue;
		}
		uint64_t key;
		void *value;
		for (size_t at = 0; idmap_next(&s->objects, &at, &key, &value);) {
			struct sobject *o = value;
			if (o->kind == kind && !progress_is_sent(&o->way)) {
				wrote = fill_object(s, o, w) || wrote;
			}
		}
	}
	if (wrote) {
		recount(s);
	}
	return wrote;
}

bool sobject_is_quiet(const struct sender *s)
{
	const struct store *stores[2] = {s->shared, s->own};
	for (size_t i = 0; i < 2; i++) {
		for (size_t k = 0; stores[i] && k < store_count(stores[i]); k++) {
			const struct object *row = store_at(stores[i], k);
			const struct sobject *o =
			        idmap_get(&s->objects, object_key(row->kind, row->id));
			if (!o || o->way.version != row->version || !progress_is_done(&o->way)) {
				return false;
			}
		}
	}
	return true;
}

void sobject_want(struct sender *s, uint8_t kind, uint32_t id)
{
	struct spane *sp = kind == OBJECT_TITLES ? sender_pane(s, id) : NULL;
	if (sp) {
		sp->titles.begun = false;
		sp->titles.floor = s->next_token;
	}
	struct sobject *o = idmap_get(&s->objects, object_key(kind, id));
	if (o) {
		progress_begin(&o->way, o->way.version, o->wire_len, s->next_token);
		recount(s);
	}
}

void sobject_claim(struct sender *s, uint8_t kind, uint32_t id, uint64_t version)
{
	struct sobject *o = idmap_get(&s->objects, object_key(kind, id));
	if (o && o->way.version == version) {
		progress_claim(&o->way, version, o->wire_len);
		recount(s);
	}
}

void sobject_acked(struct sender *s, const struct item *item, uint64_t token)
{
	struct sobject *o = idmap_get(&s->objects, item->id);
	if (o) {
		progress_acked(&o->way, item->to, item->lo, item->hi, token);
	}
}

void sobject_lost(struct sender *s, const struct item *item, uint64_t token)
{
	struct sobject *o = idmap_get(&s->objects, item->id);
	if (o && progress_lost(&o->way, item->to, item->lo, item->hi, token)) {
		recount(s);
	}
}

enum { TITLES_MAX = 2 * (LIMIT_TERM_TITLE + 8) + PALETTE_PACKED_MAX };

static size_t titles_bytes(struct pane *p, uint8_t *room, size_t cap)
{
	struct wr w;
	struct buf palette = {0};
	palette_pack(term_palette(p->term), &palette);
	wr_init(&w, room, cap);
	wr_bytes(&w, bytes_str(term_title(p->term)));
	wr_bytes(&w, bytes_str(term_path(p->term)));
	wr_put(&w, buf_bytes(&palette).data, palette.len);
	buf_finish(&palette);
	return w.len;
}

bool titles_is_due(struct spane *sp, struct pane *p)
{
	uint64_t rev = term_section_rev(p->term, TERM_TITLES);
	return rev > 0 &&
	       (!sp->titles.begun || sp->titles.version != rev || !progress_is_sent(&sp->titles));
}

bool titles_fill(struct sender *s, struct spane *sp, struct pane *p, struct wr *w)
{
	if (!titles_is_due(sp, p)) {
		return false;
	}
	uint8_t room[TITLES_MAX];
	size_t len = titles_bytes(p, room, sizeof(room));
	uint64_t rev = term_section_rev(p->term, TERM_TITLES);
	progress_follow(&sp->titles, rev, len, s->next_token);
	bool wrote = false;
	for (struct range gap; progress_gap(&sp->titles, &gap); wrote = true) {
		struct object_msg m = {.kind = OBJECT_TITLES, .id = sp->id, .version = rev};
		if (!put_piece(s, w, &m, bytes_of(room, len), &gap)) {
			break;
		}
		progress_sent(&sp->titles, gap.lo, gap.hi);
		sender_carries(s, &(struct item){.kind = ITEM_TITLES,
		                          .pane = sp->id,
		                          .to = rev,
		                          .lo = gap.lo,
		                          .hi = gap.hi});
	}
	return wrote;
}
