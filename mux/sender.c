/* mux/sender.c -- what the link pulls from: classes, tokens, and who goes next. */
#include "mux/sender_impl.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"

enum { VIEW_FOCUS, VIEW_VISIBLE, VIEW_HIDDEN };

struct sender *sender_new(
        const struct model *m, const struct store *shared, const struct store *own)
{
	struct sender *s = mem_zalloc(sizeof(*s));
	s->model = m;
	s->shared = shared;
	s->own = own;
	s->next_token = 1;
	s->stores_changed = true;
	style_table_init(&s->styles);
	return s;
}

static void flight_free(struct flight *f)
{
	if (f) {
		free(f->items);
		free(f);
	}
}

static void drop_flights(struct sender *s)
{
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&s->flights, &at, &id, &value);) {
		flight_free(value);
	}
	idmap_finish(&s->flights);
}

void sender_free(struct sender *s)
{
	if (!s) {
		return;
	}
	uint64_t id;
	void *value;
	drop_flights(s);
	for (size_t at = 0; idmap_next(&s->panes, &at, &id, &value);) {
		spane_free(value);
	}
	for (size_t at = 0; idmap_next(&s->objects, &at, &id, &value);) {
		sobject_free(value);
	}
	idmap_finish(&s->panes);
	idmap_finish(&s->objects);
	ranges_finish(&s->wants_seen);
	free(s->rows);
	for (size_t i = 0; i < 3; i++) {
		free(s->view[i]);
	}
	free(s);
}

struct spane *sender_pane(struct sender *s, uint32_t id)
{
	return idmap_get(&s->panes, id);
}

struct spane *sender_pane_make(struct sender *s, uint32_t id)
{
	struct spane *sp = idmap_get(&s->panes, id);
	if (!sp) {
		sp = mem_zalloc(sizeof(*sp));
		sp->id = id;
		idmap_put(&s->panes, id, sp);
	}
	return sp;
}

/* Panes that are gone take what was known of them along. */
static void sweep_panes(struct sender *s)
{
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&s->panes, &at, &id, &value);) {
		if (!model_pane(s->model, (uint32_t)id)) {
			spane_free(idmap_del(&s->panes, id));
			at = 0;
		}
	}
}

static void set_view(struct sender *s, int which, const uint32_t *ids, size_t count)
{
	s->view[which] = mem_realloc(s->view[which], (count + 1) * sizeof(*ids));
	if (count > 0) {
		memcpy(s->view[which], ids, count * sizeof(*ids));
	}
	s->view_count[which] = count;
}

void sender_set_view(struct sender *s, const uint32_t *visible, size_t visible_count,
        const uint32_t *hidden, size_t hidden_count)
{
	size_t focus = visible_count > 0 ? 1 : 0;
	set_view(s, VIEW_FOCUS, visible, focus);
	set_view(s, VIEW_VISIBLE, visible ? visible + focus : NULL, visible_count - focus);
	set_view(s, VIEW_HIDDEN, hidden, hidden_count);
	sweep_panes(s);
}

void sender_pane_output(struct sender *s, uint32_t pane, usec_t now, bool answers)
{
	struct spane *sp = sender_pane_make(s, pane);
	bool waits = sp->first_dirty_at != 0 && usec_since(sp->first_dirty_at, now) >= SENDER_QUIET;
	/* An interrupt's own echo is hardly worth the screen that the flood left: the prompt is right behind it. */
	if (answers && !sp->answers && (waits || sp->more)) {
		sp->mixed = true;
		sp->first_dirty_at = now;
	}
	if (sp->first_dirty_at == 0) {
		sp->first_dirty_at = now;
	}
	sp->output_at = now;
	sp->answers = sp->answers || answers;
	sp->answer_bodies = answers ? 0 : sp->answer_bodies;
}

void sender_pane_answered(struct sender *s, uint32_t pane)
{
	struct spane *sp = sender_pane(s, pane);
	if (sp) {
		sp->answered = sp->answers && !sp->mixed;
	}
}

void sender_set_lots(struct sender *s, usec_t span)
{
	s->lots = span;
}

void sender_store_changed(struct sender *s)
{
	s->stores_changed = true;
}

static int view_of(enum sync_class c)
{
	return c == SYNC_FOCUS     ? VIEW_FOCUS
	       : c == SYNC_VISIBLE ? VIEW_VISIBLE
	       : c == SYNC_HIDDEN  ? VIEW_HIDDEN
	                           : -1;
}

/* What goes of a pane whatever class it is in itself. */
static void pane_wide_ready(struct sender *s, struct spane *sp, struct pane *p, usec_t now, usec_t at[SYNC_CLASSES])
{
	at[SYNC_IDLE] = usec_min(at[SYNC_IDLE], shistory_idle_at(s, sp, p, now));
	at[SYNC_NOTE] = titles_is_due(sp, p) ? 0 : at[SYNC_NOTE];
	at[SYNC_ASKED] = shistory_is_due(s, sp, p, true, now) ? 0 : at[SYNC_ASKED];
}

static bool is_pane_wide(enum sync_class c)
{
	return c == SYNC_NOTE || c == SYNC_ASKED || c == SYNC_IDLE;
}

void sender_ready(struct sender *s, usec_t now, usec_t at[SYNC_CLASSES])
{
	static const uint8_t classes[] = {[VIEW_FOCUS] = SYNC_FOCUS, [VIEW_VISIBLE] = SYNC_VISIBLE, [VIEW_HIDDEN] = SYNC_HIDDEN};
	sobject_refresh(s);
	for (int c = 0; c < SYNC_CLASSES; c++) {
		at[c] = s->due[c] > 0 && c != SYNC_ECHO ? 0 : USEC_NEVER;
	}
	for (size_t v = 0; v < 3; v++) {
		for (size_t i = 0; i < s->view_count[v]; i++) {
			struct pane *p = model_pane(s->model, s->view[v][i]);
			if (!p) {
				continue;
			}
			struct spane *sp = sender_pane_make(s, p->id);
			usec_t ready = spane_ready_at(sp, p, now);
			at[classes[v]] = usec_min(at[classes[v]], ready);
			/* What the focused pane prints right after this client's input is as urgent as the echo itself. */
			at[SYNC_ECHO] = v == VIEW_FOCUS && sp->answers ? ready : at[SYNC_ECHO];
			pane_wide_ready(s, sp, p, now, at);
		}
	}
	/* What settled rides with an answer. Alone it judges predictions, and shows the user nothing: it is
	 * not worth the copies that echo is sent in. */
	if (s->due[SYNC_ECHO] > 0 && at[SYNC_ECHO] == USEC_NEVER) {
		at[SYNC_FOCUS] = 0;
	}
}

usec_t sender_ready_at(struct sender *s, enum sync_class c, usec_t now)
{
	usec_t at[SYNC_CLASSES];
	sender_ready(s, now, at);
	return at[c];
}

void sender_carries(struct sender *s, const struct item *item)
{
	struct flight *f = s->filling;
	f->items = mem_grow(f->items, &f->cap, f->count + 1, sizeof(*f->items));
	f->items[f->count++] = *item;
}

static bool holds_link(void *ctx, const struct pool *pool, uint64_t name)
{
	const struct spane *sp = ctx;
	(void)pool;
	const struct slink *l = idmap_get(&sp->links, name);
	return l && progress_is_done(&l->way);
}

struct msg_out sender_out(struct sender *s, const struct spane *sp, const struct pool *pool)
{
	union {
		const struct spane *in;
		void *out;
	} borrowed = {.in = sp};
	return (struct msg_out){.styles = &s->styles,
	        .pool = pool,
	        .links = {.ctx = borrowed.out, .holds = holds_link}};
}

static void fill_panes(struct sender *s, int view, struct wr *w, usec_t now)
{
	size_t count = s->view_count[view];
	unsigned first = s->turn[view];
	for (size_t i = 0; i < count; i++) {
		size_t at = (first + i) % count;
		struct pane *p = model_pane(s->model, s->view[view][at]);
		if (!p) {
			continue;
		}
		struct spane *sp = sender_pane_make(s, p->id);
		if (usec_reached(spane_ready_at(sp, p, now), now) && spane_fill(s, sp, p, w)) {
			s->turn[view] = (unsigned)(at + 1);
		}
	}
}

static void fill_wide(struct sender *s, enum sync_class c, struct wr *w)
{
	for (size_t v = 0; v < 3; v++) {
		for (size_t i = 0; i < s->view_count[v]; i++) {
			struct pane *p = model_pane(s->model, s->view[v][i]);
			if (!p) {
				continue;
			}
			struct spane *sp = sender_pane_make(s, p->id);
			if (c == SYNC_NOTE) {
				titles_fill(s, sp, p, w);
			} else {
				shistory_fill(s, sp, p, w, c == SYNC_ASKED);
			}
		}
	}
}

bool sender_fill(struct sender *s, enum sync_class c, struct wr *w, usec_t now, uint64_t *token)
{
	struct wr_mark mark = wr_mark(w);
	struct flight *f = mem_zalloc(sizeof(*f));
	f->token = s->next_token;
	s->filling = f;
	s->now = now;
	style_table_init(&s->styles);
	sobject_refresh(s);
	if (c == SYNC_ECHO) {
		fill_panes(s, VIEW_FOCUS, w, now);
		struct spane *sp = sender_pane_make(s, s->view[VIEW_FOCUS][0]);
		f->answer = f->count > 0 && !sp->more;
		/* A flood on a slow link is never all sent: it must not stay the answer to the line that began it. */
		if (f->count > 0 && ++sp->answer_bodies >= SENDER_ANSWER_BODIES) {
			sp->answers = sp->answered = false;
		}
	}
	/* What settled goes along with an answer, or else with the pane: see sender_ready. */
	if (c == SYNC_FOCUS || (c == SYNC_ECHO && f->count > 0)) {
		sobject_fill(s, SYNC_ECHO, w);
	}
	if (c != SYNC_ECHO) {
		sobject_fill(s, c, w);
	}
	if (view_of(c) >= 0) {
		fill_panes(s, view_of(c), w, now);
	} else if (is_pane_wide(c)) {
		fill_wide(s, c, w);
	}
	s->filling = NULL;
	if (f->count == 0) {
		flight_free(f);
		wr_undo(w, mark);
		return false;
	}
	s->next_token++;
	idmap_put(&s->flights, f->token, f);
	*token = f->token;
	return true;
}

static void settle(struct sender *s, struct flight *f, bool acked)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct item *item = &f->items[i];
		if (item->kind == ITEM_OBJECT) {
			(acked ? sobject_acked : sobject_lost)(s, item, f->token);
			continue;
		}
		struct spane *sp = sender_pane(s, item->pane);
		if (!sp) {
			continue;
		}
		if (item->kind == ITEM_EXTENT || item->kind == ITEM_MAPPED ||
		        item->kind == ITEM_RECORDS || item->kind == ITEM_LONG) {
			(acked ? shistory_acked : shistory_lost)(sp, item, f->token);
		} else {
			/* A short answer that was lost is as urgent as it was; a screenful is not. */
			if (f->answer && !acked && !sp->more) {
				sp->answers = true;
				sp->answer_bodies = 0;
			}
			(acked ? spane_acked : spane_lost)(sp, item, f->token);
		}
	}
	flight_free(f);
}

void sender_acked(struct sender *s, uint64_t token)
{
	struct flight *f = idmap_del(&s->flights, token);
	if (f) {
		settle(s, f, true);
	}
}

void sender_lost(struct sender *s, uint64_t token)
{
	struct flight *f = idmap_del(&s->flights, token);
	if (f) {
		settle(s, f, false);
	}
}

void sender_new_link(struct sender *s)
{
	struct idmap flights = s->flights;
	s->flights = (struct idmap){0};
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&flights, &at, &id, &value);) {
		settle(s, value, false);
	}
	idmap_finish(&flights);
	ranges_clear(&s->wants_seen);
}

static void want_all(struct sender *s)
{
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&s->panes, &at, &id, &value);) {
		struct spane *sp = value;
		spane_reset(sp, s->next_token);
		shistory_want(sp, 0, UINT64_MAX, s->next_token);
		ranges_clear(&sp->history.asked);
	}
	for (size_t at = 0; idmap_next(&s->objects, &at, &id, &value);) {
		sobject_want(s, (uint8_t)(id >> 32), (uint32_t)id);
	}
}

static void take_want(struct sender *s, const struct want *x)
{
	struct pane *p = model_pane(s->model, x->id);
	if (x->kind == WANT_ALL) {
		want_all(s);
	} else if (x->kind == WANT_OBJECT) {
		sobject_want(s, (uint8_t)x->lo, x->id);
	} else if (p) {
		struct spane *sp = sender_pane_make(s, x->id);
		if (x->kind == WANT_PANE) {
			spane_reset(sp, s->next_token);
		} else if (x->kind == WANT_LINE) {
			spane_want_line(sp, p, x->lo, s->next_token);
		} else {
			shistory_want(sp, x->lo, x->hi, s->next_token);
		}
	}
}

int sender_receive(struct sender *s, struct bytes frame)
{
	struct rd r;
	rd_init(&r, frame);
	while (r.left > 0 && !r.bad) {
		struct wants_msg *m = &s->wants;
		if (rd_u8(&r) != MSG_WANTS) {
			rd_fail(&r);
			break;
		}
		wants_msg_decode(&r, NULL, m);
		for (size_t i = 0; i < m->count && !r.bad; i++) {
			uint64_t version = m->at[i].version;
			if (!ranges_has(&s->wants_seen, version)) {
				ranges_add(&s->wants_seen, version, version + 1);
				ranges_trim_low(&s->wants_seen, 64);
				take_want(s, &m->at[i]);
			}
		}
	}
	if (r.bad) {
		s->bad_frames++;
		return ERR_PROTO;
	}
	return 0;
}

bool sender_is_quiet(const struct sender *s)
{
	for (size_t v = 0; v < 3; v++) {
		for (size_t i = 0; i < s->view_count[v]; i++) {
			const struct pane *p = model_pane(s->model, s->view[v][i]);
			const struct spane *sp = idmap_get(&s->panes, s->view[v][i]);
			if (p && (!sp || !spane_is_quiet(sp, p))) {
				return false;
			}
		}
	}
	return sobject_is_quiet(s);
}

bool sender_history_quiet(const struct sender *s)
{
	for (size_t v = 0; v < 3; v++) {
		for (size_t i = 0; i < s->view_count[v]; i++) {
			const struct pane *p = model_pane(s->model, s->view[v][i]);
			const struct spane *sp = idmap_get(&s->panes, s->view[v][i]);
			if (p && (!sp || !shistory_is_quiet(sp, p))) {
				return false;
			}
		}
	}
	return true;
}

size_t sender_in_flight(const struct sender *s)
{
	return s->flights.count;
}
