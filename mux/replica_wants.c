/* mux/replica_wants.c -- what a replica lacks and nobody will bring unasked, and the frames that say so. */
#include "mux/replica_impl.h"

#define LIMIT_WANT_LINES 16 /* of one pane; more: the whole pane */

static bool same(const struct want *a, uint8_t kind, uint32_t id, uint64_t lo)
{
	return a->kind == kind && a->id == id && a->lo == lo;
}

static struct rwant *find(struct replica *r, uint8_t kind, uint32_t id, uint64_t lo)
{
	for (size_t i = 0; i < r->want_count; i++) {
		if (same(&r->wants[i].want, kind, id, lo)) {
			return &r->wants[i];
		}
	}
	return NULL;
}

bool want_has(const struct replica *r, uint8_t kind, uint32_t id, uint64_t lo)
{
	for (size_t i = 0; i < r->want_count; i++) {
		if (same(&r->wants[i].want, kind, id, lo)) {
			return true;
		}
	}
	return false;
}

static void remove_at(struct replica *r, size_t i)
{
	memmove(&r->wants[i], &r->wants[i + 1], (r->want_count - i - 1) * sizeof(r->wants[0]));
	r->want_count--;
}

/* Drops the entries of a pane that asking for all of it covers. */
static void drop_lines(struct replica *r, uint32_t pane)
{
	for (size_t i = r->want_count; i-- > 0;) {
		if (r->wants[i].want.id == pane && r->wants[i].want.kind == WANT_LINE) {
			remove_at(r, i);
		}
	}
}

void want_forget_pane(struct replica *r, uint32_t id)
{
	drop_lines(r, id);
	for (size_t i = r->want_count; i-- > 0;) {
		uint8_t kind = r->wants[i].want.kind;
		if (r->wants[i].want.id == id && (kind == WANT_PANE || kind == WANT_HISTORY)) {
			remove_at(r, i);
		}
	}
}

static size_t lines_of(const struct replica *r, uint32_t pane)
{
	size_t n = 0;
	for (size_t i = 0; i < r->want_count; i++) {
		n += r->wants[i].want.kind == WANT_LINE && r->wants[i].want.id == pane;
	}
	return n;
}

/* A range of history next to (or over) one that was not sent yet joins it. */
static bool join_history(struct replica *r, uint32_t id, uint64_t lo, uint64_t hi)
{
	for (size_t i = 0; i < r->want_count; i++) {
		struct want *x = &r->wants[i].want;
		if (x->kind != WANT_HISTORY || x->id != id || lo > x->hi || hi < x->lo) {
			continue;
		}
		if (lo >= x->lo && hi <= x->hi && !r->wants[i].sent) {
			return true;
		}
		if (!r->wants[i].sent || (lo >= x->lo && hi <= x->hi)) {
			x->lo = lo < x->lo ? lo : x->lo;
			x->hi = hi > x->hi ? hi : x->hi;
			return !r->wants[i].sent || r->want_count == LIMIT_WANTS;
		}
	}
	return false;
}

/* The table is full: two ranges of one pane become one, or an entry gives way, to be found missing again. */
static void make_room(struct replica *r, uint8_t kind, uint32_t id, uint64_t *lo, uint64_t *hi)
{
	for (size_t i = 0; kind == WANT_HISTORY && i < r->want_count; i++) {
		struct want *x = &r->wants[i].want;
		if (x->kind == WANT_HISTORY && x->id == id) {
			*lo = x->lo < *lo ? x->lo : *lo;
			*hi = x->hi > *hi ? x->hi : *hi;
			remove_at(r, i);
			return;
		}
	}
	for (size_t i = 0; i < r->want_count; i++) {
		const struct want x = r->wants[i].want;
		if (x.kind == WANT_LINE) {
			drop_lines(r, x.id);
			want_add(r, WANT_PANE, x.id, 0, 0, 0);
			return;
		}
	}
	r->want_count = 0;
	want_add(r, WANT_ALL, 0, 0, 0, 0);
}

void want_add(struct replica *r, uint8_t kind, uint32_t id, uint64_t lo, uint64_t hi, uint64_t min)
{
	struct rwant *have = find(r, kind, id, lo);
	if (have && (kind != WANT_HISTORY || hi <= have->want.hi)) {
		have->min = min > have->min ? min : have->min;
		return;
	}
	if (have) {
		remove_at(r, (size_t)(have - r->wants));
	}
	if (kind == WANT_HISTORY && join_history(r, id, lo, hi)) {
		return;
	}
	if (kind == WANT_LINE && find(r, WANT_PANE, id, 0)) {
		return;
	}
	if (kind == WANT_LINE && lines_of(r, id) >= LIMIT_WANT_LINES) {
		kind = WANT_PANE;
		lo = min = 0;
	}
	if (kind == WANT_PANE) {
		drop_lines(r, id);
	}
	if (r->want_count == LIMIT_WANTS) {
		make_room(r, kind, id, &lo, &hi);
	}
	if (r->want_count < LIMIT_WANTS) {
		r->wants[r->want_count++] = (struct rwant){.min = min,
		        .want = {.kind = kind,
		                .id = id,
		                .lo = lo,
		                .hi = hi,
		                .version = ++r->want_version}};
		r->figures.asked++;
	}
}

static bool line_came(const struct replica *r, const struct rwant *w)
{
	const struct rpane *p = replica_pane_of(r, w->want.id);
	const struct rline *l = p ? rline_get(p, w->want.lo) : NULL;
	if (!p) {
		return true;
	}
	if (l && l->body && l->body->line.version >= w->min) {
		return true;
	}
	/* Gone from the screen: it is found missing again when it comes back. */
	return p->headed && p->order_rev == p->geometry_rev && !rpane_row_of(p, w->want.lo, NULL);
}

void want_cut_history(struct replica *r, uint32_t pane, uint64_t end)
{
	for (size_t i = 0; i < r->want_count; i++) {
		struct want *x = &r->wants[i].want;
		if (x->kind == WANT_HISTORY && x->id == pane && x->hi < WANT_TO_THE_END &&
		        x->hi > end) {
			x->hi = end > x->lo ? end : x->lo;
		}
	}
}

/* Cuts off what came at both ends; true when nothing is left. */
static bool history_came(const struct replica *r, struct rwant *w)
{
	const struct rpane *p = replica_pane_of(r, w->want.id);
	struct want *x = &w->want;
	if (!p || p->history_rev == 0) {
		return false;
	}
	uint64_t lo = history_first(p->shown.history), next = p->shown.history_next;
	x->lo = x->lo > lo ? x->lo : lo;
	if (x->hi >= WANT_TO_THE_END) {
		if (!w->heard) {
			return false; /* what is known of the end may be older than the question */
		}
		x->hi = next;
	}
	while (x->lo < x->hi && history_has(p->shown.history, x->lo)) {
		x->lo++;
	}
	while (x->lo < x->hi && history_has(p->shown.history, x->hi - 1)) {
		x->hi--;
	}
	return x->lo >= x->hi;
}

static bool came(const struct replica *r, struct rwant *w)
{
	struct rpane *p = replica_pane_of(r, w->want.id);
	uint64_t version;
	switch (w->want.kind) {
	case WANT_ALL:
		return w->heard;
	case WANT_PANE:
		return w->heard && p && rpane_is_whole(p);
	case WANT_LINE:
		return line_came(r, w);
	case WANT_HISTORY:
		return history_came(r, w);
	default:
		version = replica_object_version(r, (enum object_kind)w->want.lo, w->want.id);
		return version > 0 && version >= w->min;
	}
}

/* A pane that was dropped and that the server does not have any more never comes. */
static bool is_idle(const struct replica *r, const struct rwant *w)
{
	bool pane = w->want.kind == WANT_PANE || w->want.kind == WANT_HISTORY ||
	            w->want.kind == WANT_OBJECT;
	return pane && w->sent && w->heard && w->interval >= REPLICA_ASK_MAX &&
	       usec_since(w->asked_at, r->now) >= REPLICA_ASK_MAX / 2 &&
	       (w->want.kind == WANT_OBJECT || !replica_pane_of(r, w->want.id));
}

void want_settle(struct replica *r)
{
	for (size_t i = r->want_count; i-- > 0;) {
		if (came(r, &r->wants[i]) || is_idle(r, &r->wants[i])) {
			remove_at(r, i);
		}
	}
}

static usec_t repeat_at(const struct rwant *w)
{
	return w->sent ? usec_add(w->asked_at, w->interval) : 0;
}

/* One whose time has come is the link's business: it may not be able to send for long. */
usec_t want_deadline(const struct replica *r)
{
	usec_t best = USEC_NEVER;
	for (size_t i = 0; i < r->want_count; i++) {
		if (r->wants[i].sent && !usec_reached(repeat_at(&r->wants[i]), r->now)) {
			best = usec_min(best, repeat_at(&r->wants[i]));
		}
	}
	return best;
}

void replica_ready(const struct replica *r, usec_t at[SYNC_CLASSES])
{
	for (int c = 0; c < SYNC_CLASSES; c++) {
		at[c] = USEC_NEVER;
	}
	for (size_t i = 0; i < r->want_count; i++) {
		at[SYNC_FOCUS] = usec_min(at[SYNC_FOCUS], repeat_at(&r->wants[i]));
	}
}

/* What was asked for long enough ago without an answer is asked for again, as something new. */
static void repeat(struct replica *r, usec_t now)
{
	size_t count = r->want_count;
	for (size_t i = 0; i < count;) {
		struct rwant w = r->wants[i];
		if (!w.sent || !usec_reached(repeat_at(&w), now)) {
			i++;
			continue;
		}
		remove_at(r, i);
		count--;
		if (is_idle(r, &w)) {
			continue;
		}
		w.sent = false;
		w.interval = usec_min(w.interval * 2, REPLICA_ASK_MAX);
		w.want.version = ++r->want_version;
		r->wants[r->want_count++] = w;
		r->figures.asked++;
	}
}

bool replica_fill(struct replica *r, enum sync_class c, struct wr *w, usec_t now, uint64_t *token)
{
	struct wants_msg m = {.count = 0};
	struct msg_out out = {.styles = NULL};
	if (c != SYNC_FOCUS) {
		return false;
	}
	r->now = now > r->now ? now : r->now;
	repeat(r, now);
	for (size_t i = 0; i < r->want_count; i++) {
		if (!r->wants[i].sent) {
			m.at[m.count++] = r->wants[i].want;
		}
	}
	while (m.count > 0 && !msg_put(MSG_WANTS, &m, &out, w)) {
		m.count--;
	}
	if (m.count == 0) {
		return false;
	}
	uint64_t newest = m.at[m.count - 1].version;
	*token = r->next_token++;
	for (size_t i = 0; i < r->want_count; i++) {
		struct rwant *x = &r->wants[i];
		if (!x->sent && x->want.version <= newest) {
			x->sent = true;
			x->token = *token;
			x->asked_at = now;
			x->interval = x->interval > 0 ? x->interval
			                              : usec_max(REPLICA_ASK_MIN, 2 * r->srtt);
		}
	}
	return true;
}

void replica_acked(struct replica *r, uint64_t token)
{
	for (size_t i = 0; i < r->want_count; i++) {
		r->wants[i].heard =
		        r->wants[i].heard || (r->wants[i].sent && r->wants[i].token == token);
	}
}

/* The same versions may go again: the sender acts once on each. */
void replica_lost(struct replica *r, uint64_t token)
{
	for (size_t i = 0; i < r->want_count; i++) {
		if (r->wants[i].token == token) {
			r->wants[i].sent = false;
		}
	}
}
