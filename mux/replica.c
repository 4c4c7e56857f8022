/* mux/replica.c -- frames in, and what others read of the replica. */
#include "mux/replica_impl.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "window/limits.h"

struct replica *replica_new(void)
{
	struct replica *r = mem_zalloc(sizeof(*r));
	r->scratch = pool_new();
	r->cells = mem_calloc(LIMIT_TERM_COLS, sizeof(*r->cells));
	r->check_at = r->tidy_at = USEC_NEVER;
	r->next_token = 1;
	return r;
}

static void forget_everything(struct replica *r)
{
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&r->panes, &at, &id, &value);) {
		rpane_free(value);
	}
	for (size_t at = 0; idmap_next(&r->objects, &at, &id, &value);) {
		robject_free(value);
	}
	idmap_finish(&r->panes);
	idmap_finish(&r->objects);
	idmap_finish(&r->forgotten);
	r->want_count = 0;
	r->has_instance = false;
	r->check_at = USEC_NEVER;
	r->change++;
}

void replica_reset(struct replica *r)
{
	forget_everything(r);
	want_add(r, WANT_ALL, 0, 0, 0, 0); /* what came before this was forgotten, too */
}

void replica_free(struct replica *r)
{
	if (!r) {
		return;
	}
	forget_everything(r);
	pool_free(r->scratch);
	free(r->cells);
	free(r);
}

bool replica_refuses(struct replica *r)
{
	return r->refuse && r->refuse(r->refuse_ctx);
}

void assembly_finish(struct assembly *a)
{
	free(a->data);
	ranges_finish(&a->have);
	*a = (struct assembly){0};
}

int assembly_join(struct assembly *a, uint64_t version, size_t total, size_t offset,
        struct bytes data, bool zipped)
{
	if (a->begun && version < a->version) {
		return 0;
	}
	if (!a->begun || version > a->version || total != a->total || zipped != a->zipped) {
		assembly_finish(a);
		*a = (struct assembly){
		        .version = version, .total = total, .begun = true, .zipped = zipped};
		a->data = mem_alloc(total);
	}
	if (offset > total || data.len > total - offset || (data.len == 0 && total > 0)) {
		return -1;
	}
	if (data.len > 0) {
		memcpy(a->data + offset, data.data, data.len);
	}
	ranges_add(&a->have, offset, offset + data.len);
	return ranges_covers(&a->have, 0, total) ? 1 : 0;
}

struct rpane *replica_pane_of(const struct replica *r, uint32_t id)
{
	return idmap_get(&r->panes, id);
}

struct rpane *replica_pane_make(struct replica *r, uint32_t id)
{
	struct rpane *p = idmap_get(&r->panes, id);
	if (!p && r->panes.count < LIMIT_REPLICA_PANES) {
		p = mem_zalloc(sizeof(*p));
		p->shown.id = id;
		p->pool = pool_new();
		p->shown.pool = p->pool;
		p->shown.history = history_new(LIMIT_REPLICA_HISTORY);
		p->title = mem_strdup("");
		p->path = mem_strdup("");
		p->shown.title = p->title;
		p->shown.path = p->path;
		p->hold_at = USEC_NEVER;
		p->stuck_at = USEC_NEVER;
		idmap_put(&r->panes, id, p);
	}
	if (p) {
		p->touched = true;
		p->came_at = r->now;
	}
	return p;
}

void replica_forget_pane(struct replica *r, uint32_t id)
{
	rpane_free(idmap_del(&r->panes, id));
	want_forget_pane(r, id);
	const uint8_t kinds[] = {OBJECT_TITLES, OBJECT_ECHO};
	for (size_t i = 0; i < 2; i++) {
		robject_free(idmap_del(&r->objects, (uint64_t)kinds[i] << 32 | id));
	}
	r->changed = true;
}

static struct pool *pool_of(void *ctx, uint32_t pane)
{
	struct replica *r = ctx;
	struct rpane *p = replica_pane_make(r, pane);
	return p ? p->pool : r->scratch;
}

static bool find_link(
        void *ctx, const struct pool *pool, uint64_t name, struct bytes *uri, struct bytes *id)
{
	const struct replica *r = ctx;
	uint64_t pane;
	void *value;
	for (size_t at = 0; idmap_next(&r->panes, &at, &pane, &value);) {
		const struct rpane *p = value;
		if (p->pool == pool) {
			return rpane_find_link(p, name, uri, id);
		}
	}
	return false;
}

static void take(struct replica *r, enum msg_type type)
{
	struct rpane *p = NULL;
	switch (type) {
	case MSG_HEAD:
		p = replica_pane_make(r, r->msg.head.pane);
		if (p) {
			rpane_head(r, p, &r->msg.head);
		}
		break;
	case MSG_LINE:
		p = replica_pane_make(r, r->msg.line.pane);
		if (p) {
			rpane_line(r, p, &r->msg.line);
		}
		break;
	case MSG_HISTORY:
		p = replica_pane_make(r, r->msg.history.pane);
		if (p) {
			rpane_records(r, p, &r->msg.history);
		}
		break;
	case MSG_HISTORY_PART:
		p = replica_pane_make(r, r->msg.part.pane);
		if (p) {
			rpane_part(r, p, &r->msg.part);
		}
		break;
	case MSG_LINK:
		p = replica_pane_make(r, r->msg.link.pane);
		if (p) {
			rpane_link(p, &r->msg.link);
		}
		break;
	case MSG_OBJECT:
		replica_take_object(r, &r->msg.object);
		break;
	default:
		break;
	}
}

static void settle_panes(struct replica *r, bool all)
{
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&r->panes, &at, &id, &value);) {
		struct rpane *p = value;
		if (p->touched ||
		        (all && usec_reached(usec_min(p->hold_at, p->stuck_at), r->now))) {
			p->touched = false;
			rpane_settle(r, p);
			rpane_prune(p);
			rpane_collect(p);
		}
	}
}

static void settle(struct replica *r, bool all)
{
	settle_panes(r, all);
	if (usec_reached(r->check_at, r->now)) {
		replica_sweep(r);
	}
	want_settle(r);
	if (r->changed) {
		r->changed = false;
		r->change++;
	}
}

int replica_receive(struct replica *r, struct bytes frame, usec_t now)
{
	struct msg_in in = {.styles = &r->styles,
	        .links = {.ctx = r, .find = find_link},
	        .ctx = r,
	        .pool = pool_of,
	        .cells = r->cells};
	struct rd rd;
	rd_init(&rd, frame);
	r->now = now > r->now ? now : r->now;
	r->figures.frames++;
	style_table_init(&r->styles);
	while (rd.left > 0 && !rd.bad) {
		enum msg_type type = rd_u8(&rd);
		if (type == 0 || type >= MSG_TYPES || msg_defs[type].from != MSG_FROM_SERVER) {
			rd_fail(&rd);
			break;
		}
		msg_defs[type].decode(&rd, &in, &r->msg);
		if (!rd.bad) {
			take(r, type);
		}
	}
	settle(r, false);
	if (pool_wants_gc(r->scratch)) {
		pool_gc_begin(r->scratch);
		pool_gc_end(r->scratch);
	}
	if (rd.bad) {
		r->figures.bad_frames++;
		return ERR_PROTO;
	}
	return 0;
}

void replica_set_rtt(struct replica *r, usec_t srtt)
{
	r->srtt = srtt;
}

usec_t replica_deadline(const struct replica *r)
{
	usec_t best = usec_min(usec_min(r->check_at, r->tidy_at), want_deadline(r));
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&r->panes, &at, &id, &value);) {
		const struct rpane *p = value;
		best = usec_min(best, usec_min(p->hold_at, p->stuck_at));
	}
	return best;
}

void replica_tick(struct replica *r, usec_t now)
{
	r->now = now > r->now ? now : r->now;
	settle(r, true);
	if (usec_reached(r->tidy_at, r->now)) {
		replica_tidy(r);
	}
}

uint64_t replica_change(const struct replica *r)
{
	return r->change;
}

const struct replica_pane *replica_pane(const struct replica *r, uint32_t id)
{
	const struct rpane *p = replica_pane_of(r, id);
	return p && rpane_is_public(p) ? &p->shown : NULL;
}

bool replica_is_whole(const struct replica *r)
{
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&r->panes, &at, &id, &value);) {
		struct rpane *p = value;
		if (p->headed && (p->shown.torn || !rpane_is_whole(p))) {
			return false;
		}
	}
	/* What the tree names now may be among what was given up as named by nothing. */
	bool checks = r->check_at != USEC_NEVER && r->forgotten.count > 0;
	return r->want_count == 0 && !checks;
}

void replica_ask_history(struct replica *r, uint32_t pane, uint64_t lo, uint64_t hi)
{
	const struct rpane *p = replica_pane_of(r, pane);
	if (!p) {
		return;
	}
	uint64_t first = p->shown.history_first, next = p->shown.history_next;
	lo = lo > first ? lo : first;
	hi = hi < next ? hi : next;
	for (int gaps = 0; gaps < 8 && lo < hi; gaps++) {
		while (lo < hi && history_has(p->shown.history, hi - 1)) {
			hi--;
		}
		uint64_t top = hi;
		while (lo < hi && !history_has(p->shown.history, hi - 1)) {
			hi--;
		}
		if (hi < top && !want_has(r, WANT_HISTORY, pane, hi)) {
			want_add(r, WANT_HISTORY, pane, hi, top, 0);
		}
	}
}

void replica_drop_line(struct replica *r, uint32_t pane, uint64_t line)
{
	struct rpane *p = replica_pane_of(r, pane);
	const struct rline *l = p ? rline_get(p, line) : NULL;
	if (l) {
		uint64_t version = l->body ? l->body->line.version : 0;
		rline_forget(p, line);
		if (rpane_row_of(p, line, NULL)) {
			rline_lack(p, line, version);
			want_add(r, WANT_LINE, pane, line, 0, version);
		}
	}
}

void replica_want_pane(struct replica *r, uint32_t id)
{
	want_add(r, WANT_PANE, id, 0, 0, 0);
	want_add(r, WANT_HISTORY, id, 0, WANT_TO_THE_END, 0);
	want_add(r, WANT_OBJECT, id, OBJECT_ECHO, 0, 0);
}

void replica_drop_pane(struct replica *r, uint32_t pane)
{
	if (replica_pane_of(r, pane)) {
		replica_forget_pane(r, pane);
		replica_want_pane(r, pane);
	}
}

struct replica_figures replica_figures(const struct replica *r)
{
	struct replica_figures f = r->figures;
	f.wants = r->want_count;
	return f;
}

void replica_set_refuse(struct replica *r, bool (*refuse)(void *ctx), void *ctx)
{
	r->refuse = refuse;
	r->refuse_ctx = ctx;
}
