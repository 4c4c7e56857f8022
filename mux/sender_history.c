/* mux/sender_history.c -- records of history, their extent, and which lines became records, on their
 * way to one client. */
#include "mux/sender_impl.h"

#include <stdlib.h>

#include "base/mem.h"

#define RECORDS_HEADER 24 /* bytes of a history message beside its records, at most */
#define RECORD_PIECE 32   /* a shorter piece of a long record is not worth its header */

static void long_free(struct slong *l)
{
	progress_finish(&l->way);
	free(l);
}

static void forget_longs(struct shistory *h)
{
	for (size_t i = 0; i < h->long_count; i++) {
		ranges_remove(&h->sent, h->longs[i]->number, h->longs[i]->number + 1);
		long_free(h->longs[i]);
	}
	h->long_count = 0;
}

void shistory_finish(struct shistory *h)
{
	forget_longs(h);
	free(h->longs);
	progress_finish(&h->extent);
	ranges_finish(&h->sent);
	ranges_finish(&h->acked);
	ranges_finish(&h->asked);
}

static void forget_from(struct shistory *h, uint64_t n)
{
	ranges_remove(&h->sent, n, UINT64_MAX);
	ranges_remove(&h->acked, n, UINT64_MAX);
}

void shistory_see(struct spane *sp, struct term *t)
{
	struct shistory *h = &sp->history;
	uint32_t epoch = term_history_epoch(t);
	if (!h->begun) {
		h->begun = true;
		h->epoch = epoch;
	}
	if (h->epoch != epoch) {
		/* As the head will say: what the client may drop must count as not sent. */
		forget_from(h, term_history_kept(t, h->acked_epoch));
		forget_longs(h);
		h->epoch = epoch;
	}
	ranges_remove(&h->sent, 0, history_first(term_history(t)));
	ranges_remove(&h->acked, 0, history_first(term_history(t)));
}

/* Lines that the client is known to keep as they were when they became records need no transfer. */
static void collect_scrolled(struct spane *sp, struct term *t, struct head_msg *head)
{
	struct term_scrolled newest[LIMIT_SCROLLED];
	size_t n = term_scrolled(t, newest, LIMIT_SCROLLED);
	head->scrolled_count = 0;
	for (size_t i = 0; i < n; i++) {
		const struct term_scrolled *x = &newest[i];
		if (x->version > 0 && x->number >= head->first && x->number < head->next &&
		        spane_line_acked(sp, x->id) == x->version &&
		        !ranges_has(&sp->history.sent, x->number)) {
			head->scrolled[head->scrolled_count++] = *x;
		}
	}
}

bool shistory_section(struct spane *sp, struct term *t, struct head_msg *head)
{
	struct shistory *h = &sp->history;
	head->first = history_first(term_history(t));
	head->next = history_next(term_history(t));
	collect_scrolled(sp, t, head);
	if (progress_is_done(&h->extent) && head->scrolled_count == 0) {
		return false;
	}
	head->sections |= HEAD_HISTORY;
	head->history_rev = h->extent.version;
	head->epoch = h->epoch;
	head->since = h->acked_epoch;
	head->kept = term_history_kept(t, h->acked_epoch);
	if (head->kept >= head->next) {
		head->kept = h->epoch == h->acked_epoch ? UINT64_MAX : head->next;
	}
	return true;
}

void shistory_section_sent(struct sender *s, struct spane *sp, const struct head_msg *head)
{
	struct shistory *h = &sp->history;
	progress_sent(&h->extent, 0, 1);
	sender_carries(s, &(struct item){.kind = ITEM_EXTENT,
	                          .pane = sp->id,
	                          .id = h->epoch,
	                          .to = h->extent.version,
	                          .hi = 1});
	for (size_t i = 0; i < head->scrolled_count; i++) {
		uint64_t n = head->scrolled[i].number;
		ranges_add(&h->sent, n, n + 1);
		sender_carries(s, &(struct item){.kind = ITEM_MAPPED,
		                          .pane = sp->id,
		                          .to = h->epoch,
		                          .lo = n,
		                          .hi = n + 1});
	}
}

static void bounds(struct term *t, uint64_t *lo, uint64_t *hi)
{
	*lo = history_first(term_history(t));
	*hi = history_next(term_history(t));
	if (*hi - *lo > LIMIT_REPLICA_HISTORY) {
		*lo = *hi - LIMIT_REPLICA_HISTORY;
	}
}

/* The next records to send, newest first. */
static bool next_gap(struct spane *sp, struct term *t, bool asked, struct range *out)
{
	struct shistory *h = &sp->history;
	uint64_t lo, hi;
	bounds(t, &lo, &hi);
	if (!asked) {
		return ranges_last_gap(&h->sent, lo, hi < h->idle_hi ? hi : h->idle_hi, out);
	}
	while (h->asked.count > 0) {
		struct range want = h->asked.at[h->asked.count - 1];
		want.lo = want.lo > lo ? want.lo : lo;
		want.hi = want.hi < hi ? want.hi : hi;
		if (ranges_last_gap(&h->sent, want.lo, want.hi, out)) {
			return true;
		}
		ranges_remove(&h->asked, h->asked.at[h->asked.count - 1].lo, UINT64_MAX);
	}
	return false;
}

/* A lot is what there is when it begins: it ends, however fast more comes. */
usec_t shistory_idle_at(struct sender *s, struct spane *sp, struct pane *p, usec_t now)
{
	struct shistory *h = &sp->history;
	struct range gap;
	shistory_see(sp, p->term);
	if (h->idle_at == 0 || !next_gap(sp, p->term, false, &gap)) {
		h->idle_hi = UINT64_MAX;
		h->idle_at = next_gap(sp, p->term, false, &gap) ? usec_max(usec_add(now, s->lots), 1) : 0;
	}
	if (h->idle_at != 0 && h->idle_hi == UINT64_MAX && usec_reached(h->idle_at, now)) {
		h->idle_hi = history_next(term_history(p->term));
	}
	return h->idle_at != 0 ? h->idle_at : USEC_NEVER;
}

bool shistory_is_due(struct sender *s, struct spane *sp, struct pane *p, bool asked, usec_t now)
{
	struct range gap;
	if (!asked) {
		return usec_reached(shistory_idle_at(s, sp, p, now), now);
	}
	if (sp->history.asked.count == 0) {
		return false;
	}
	shistory_see(sp, p->term);
	return next_gap(sp, p->term, asked, &gap);
}

static struct slong *long_of(struct sender *s, struct shistory *h, uint64_t number, size_t len)
{
	for (size_t i = 0; i < h->long_count; i++) {
		if (h->longs[i]->number == number) {
			return h->longs[i];
		}
	}
	struct slong *l = mem_zalloc(sizeof(*l));
	l->number = number;
	progress_begin(&l->way, h->epoch, len, s->next_token);
	h->longs = mem_grow(h->longs, &h->long_cap, h->long_count + 1, sizeof(struct slong *));
	h->longs[h->long_count++] = l;
	return l;
}

static void long_drop(struct shistory *h, uint64_t number)
{
	for (size_t i = 0; i < h->long_count; i++) {
		if (h->longs[i]->number == number) {
			long_free(h->longs[i]);
			h->longs[i] = h->longs[--h->long_count];
			return;
		}
	}
}

/* A piece of one record; true when something was written. */
static bool put_long(struct sender *s, struct spane *sp, uint64_t number, struct bytes record,
        struct wr *w, bool asked)
{
	struct shistory *h = &sp->history;
	struct slong *l = long_of(s, h, number, record.len);
	struct range gap;
	if (wr_left(w) < RECORDS_HEADER + RECORD_PIECE || !progress_gap(&l->way, &gap)) {
		return false;
	}
	size_t room = wr_left(w) - RECORDS_HEADER, take = (size_t)(gap.hi - gap.lo);
	take = take < room ? take : room;
	struct history_part m = {.pane = sp->id,
	        .epoch = h->epoch,
	        .number = number,
	        .total = (uint32_t)record.len,
	        .offset = (uint32_t)gap.lo,
	        .data = bytes_of(record.data + gap.lo, take)};
	struct msg_out out = {.styles = &s->styles};
	if (!msg_put(MSG_HISTORY_PART, &m, &out, w)) {
		return false;
	}
	progress_sent(&l->way, gap.lo, gap.lo + take);
	sender_carries(s, &(struct item){.kind = ITEM_LONG,
	                          .asked = asked,
	                          .pane = sp->id,
	                          .id = number,
	                          .to = h->epoch,
	                          .lo = gap.lo,
	                          .hi = gap.lo + take});
	if (progress_is_sent(&l->way)) {
		ranges_add(&h->sent, number, number + 1);
	}
	return true;
}

/* Whole records from number `from` downward. They are packed one by one, since what history_packed
 * lends ends with the next call. */
static size_t put_records(
        struct sender *s, struct spane *sp, struct history *from, struct range gap, struct wr *w)
{
	struct wr_mark mark = wr_mark(w);
	size_t n = 0, count_at;
	wr_u8(w, MSG_HISTORY);
	wr_var(w, sp->id);
	wr_var(w, sp->history.epoch);
	wr_var(w, gap.hi - 1);
	count_at = w->len;
	wr_u16(w, 0);
	(void)s;
	while (wr_ok(w) && n < LIMIT_HISTORY_RUN && gap.hi - n > gap.lo) {
		struct wr_mark before = wr_mark(w);
		struct bytes record;
		if (!history_packed(from, gap.hi - 1 - n, &record)) {
			break;
		}
		wr_bytes(w, record);
		if (!wr_ok(w)) {
			wr_undo(w, before);
			break;
		}
		n++;
	}
	if (n == 0) {
		wr_undo(w, mark);
		return 0;
	}
	wr_patch_u16(w, count_at, (uint16_t)(0x4000u | n)); /* a var of two bytes */
	return n;
}

/* One run of records, or a piece of a long one. False when no room is left. */
static bool put_some(struct sender *s, struct spane *sp, struct pane *p, struct range gap,
        struct wr *w, bool asked, bool first)
{
	struct shistory *h = &sp->history;
	struct history *from = term_history(p->term);
	size_t n = put_records(s, sp, from, gap, w);
	if (n > 0) {
		ranges_add(&h->sent, gap.hi - n, gap.hi);
		sender_carries(s, &(struct item){.kind = ITEM_RECORDS,
		                          .asked = asked,
		                          .pane = sp->id,
		                          .to = h->epoch,
		                          .lo = gap.hi - n,
		                          .hi = gap.hi});
		return true;
	}
	struct bytes record;
	if (!history_packed(from, gap.hi - 1, &record)) {
		ranges_add(&h->sent, gap.hi - 1, gap.hi); /* there is nothing to send */
		ranges_add(&h->acked, gap.hi - 1, gap.hi);
		return true;
	}
	return first && put_long(s, sp, gap.hi - 1, record, w, asked);
}

/* The client must know the extent of this epoch before records of it come. */
static bool put_extent(struct sender *s, struct spane *sp, struct pane *p, struct wr *w)
{
	struct head_msg *m = &s->head;
	struct shistory *h = &sp->history;
	struct msg_out out = {.styles = &s->styles};
	progress_follow(&h->extent, term_section_rev(p->term, TERM_HISTORY), 1, s->next_token);
	if (progress_is_done(&h->extent) || (h->told && h->acked_epoch == h->epoch)) {
		return true;
	}
	*m = (struct head_msg){.pane = sp->id, .rev = h->extent.version};
	m->geometry_rev = m->cursor_rev = 0;
	if (!shistory_section(sp, p->term, m)) {
		return true;
	}
	m->scrolled_count = 0;
	if (!msg_put(MSG_HEAD, m, &out, w)) {
		return false;
	}
	shistory_section_sent(s, sp, m);
	return true;
}

bool shistory_fill(struct sender *s, struct spane *sp, struct pane *p, struct wr *w, bool asked)
{
	bool wrote = false;
	struct range gap;
	if (!shistory_is_due(s, sp, p, asked, s->now) || wr_left(w) < SENDER_HEAD_ROOM) {
		return false;
	}
	if (!put_extent(s, sp, p, w)) {
		return false;
	}
	while (wr_left(w) > RECORDS_HEADER && next_gap(sp, p->term, asked, &gap)) {
		if (!put_some(s, sp, p, gap, w, asked, !wrote)) {
			break;
		}
		wrote = true;
	}
	return wrote;
}

bool shistory_is_quiet(const struct spane *sp, const struct pane *p)
{
	uint64_t lo, hi;
	bounds(p->term, &lo, &hi);
	return sp->history.epoch == term_history_epoch(p->term) &&
	       ranges_covers(&sp->history.acked, lo, hi);
}

/* The oldest floor gives way to one over all records, which only means that more is sent again. */
static void add_floor(struct shistory *h, uint64_t lo, uint64_t hi, uint64_t token)
{
	size_t max = sizeof(h->floors) / sizeof(h->floors[0]);
	if (h->floor_count < max) {
		h->floors[h->floor_count++] = (struct sfloor){lo, hi, token};
		return;
	}
	h->floors[0] = (struct sfloor){0, UINT64_MAX, h->floors[1].token};
	memmove(&h->floors[1], &h->floors[2], (max - 2) * sizeof(h->floors[0]));
	h->floors[max - 1] = (struct sfloor){lo, hi, token};
}

static bool is_void(const struct shistory *h, const struct item *item, uint64_t token)
{
	uint64_t lo = item->kind == ITEM_LONG ? item->id : item->lo;
	uint64_t hi = item->kind == ITEM_LONG ? item->id + 1 : item->hi;
	for (size_t i = 0; i < h->floor_count; i++) {
		if (token < h->floors[i].token && lo < h->floors[i].hi && hi > h->floors[i].lo) {
			return true;
		}
	}
	return item->to != h->epoch;
}

void shistory_want(struct spane *sp, uint64_t lo, uint64_t hi, uint64_t floor)
{
	struct shistory *h = &sp->history;
	add_floor(h, lo, hi, floor);
	ranges_remove(&h->sent, lo, hi);
	ranges_remove(&h->acked, lo, hi);
	ranges_add(&h->asked, lo, hi);
	for (size_t i = h->long_count; i-- > 0;) {
		if (h->longs[i]->number >= lo && h->longs[i]->number < hi) {
			long_drop(h, h->longs[i]->number);
		}
	}
}

static struct slong *find_long(struct shistory *h, uint64_t number)
{
	for (size_t i = 0; i < h->long_count; i++) {
		if (h->longs[i]->number == number) {
			return h->longs[i];
		}
	}
	return NULL;
}

void shistory_acked(struct spane *sp, const struct item *item, uint64_t token)
{
	struct shistory *h = &sp->history;
	if (item->kind == ITEM_EXTENT) {
		if (token >= sp->floor && item->id > h->acked_epoch) {
			h->acked_epoch = (uint32_t)item->id;
		}
		if (token >= sp->floor) {
			h->told = true;
			progress_acked(&h->extent, item->to, 0, 1, token);
		}
	} else if (is_void(h, item, token)) {
		shistory_lost(sp, item, token); /* it came, and was not kept */
	} else if (item->kind == ITEM_LONG) {
		struct slong *l = find_long(h, item->id);
		if (l && progress_acked(&l->way, item->to, item->lo, item->hi, token) &&
		        progress_is_done(&l->way)) {
			ranges_add(&h->sent, item->id, item->id + 1);
			ranges_add(&h->acked, item->id, item->id + 1);
			long_drop(h, item->id);
		}
	} else {
		ranges_add(&h->sent, item->lo, item->hi);
		ranges_add(&h->acked, item->lo, item->hi);
	}
}

static void records_lost(struct shistory *h, const struct item *item)
{
	struct range gap;
	for (uint64_t lo = item->lo; ranges_first_gap(&h->acked, lo, item->hi, &gap); lo = gap.hi) {
		ranges_remove(&h->sent, gap.lo, gap.hi);
		if (item->asked) {
			ranges_add(&h->asked, gap.lo, gap.hi);
		}
	}
	for (size_t i = 0; i < h->long_count; i++) { /* all of it is under way in pieces, too */
		if (progress_is_sent(&h->longs[i]->way)) {
			ranges_add(&h->sent, h->longs[i]->number, h->longs[i]->number + 1);
		}
	}
}

void shistory_lost(struct spane *sp, const struct item *item, uint64_t token)
{
	struct shistory *h = &sp->history;
	if (item->kind == ITEM_EXTENT) {
		if (token >= sp->floor && progress_lost(&h->extent, item->to, 0, 1, token)) {
			sp->more = true;
		}
	} else if (item->kind == ITEM_LONG) {
		struct slong *l = item->to == h->epoch ? find_long(h, item->id) : NULL;
		if (l && progress_lost(&l->way, item->to, item->lo, item->hi, token) &&
		        !ranges_has(&h->acked, item->id)) { /* it may have gone whole, too */
			ranges_remove(&h->sent, item->id, item->id + 1);
		}
	} else {
		records_lost(h, item);
		sp->more = sp->more || item->kind == ITEM_MAPPED;
	}
}
