/* mux/replica_history.c -- the records that a replica holds of a pane. */
#include "mux/replica_impl.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

enum { REPLICA_TIDY_BLOCKS = 8 };

void rpane_forget_longs(struct rpane *p)
{
	for (size_t i = 0; i < p->long_count; i++) {
		assembly_finish(&p->longs[i].in);
	}
	p->long_count = 0;
}

static void change_epoch(struct replica *r, struct rpane *p, const struct head_msg *m)
{
	if (m->epoch == p->shown.history_epoch) {
		return;
	}
	history_remove_from(p->shown.history, p->shown.history_epoch >= m->since ? m->kept : 0);
	rpane_forget_longs(p);
	want_cut_history(r, p->shown.id, m->next);
	p->shown.history_epoch = m->epoch;
}

/* A line that is held as it was when it scrolled off is the record. */
static void convert(struct replica *r, struct rpane *p, const struct term_scrolled *x)
{
	const struct rline *l = rline_get(p, x->id);
	if (history_has(p->shown.history, x->number)) {
		return;
	}
	struct buf packed = {0};
	bool made = l && l->body && l->body->line.version == x->version && !replica_refuses(r) &&
	            line_pack(&l->body->line, p->pool, &packed) == 0 &&
	            history_put_packed(p->shown.history, x->number, buf_bytes(&packed)) == 0;
	buf_finish(&packed);
	r->tidy_at = made ? usec_add(r->now, REPLICA_TIDY_AFTER) : r->tidy_at;
	if (!made) {
		want_add(r, WANT_HISTORY, p->shown.id, x->number, x->number + 1, 0);
	}
}

void rpane_extent(struct replica *r, struct rpane *p, const struct head_msg *m)
{
	struct replica_pane *s = &p->shown;
	if (m->epoch < s->history_epoch) {
		return;
	}
	if (m->history_rev > p->history_rev) {
		change_epoch(r, p, m);
		p->history_rev = m->history_rev;
		s->history_first = m->first;
		s->history_next = m->next;
		uint64_t keep = m->next - m->first > LIMIT_REPLICA_HISTORY
		                        ? m->next - LIMIT_REPLICA_HISTORY
		                        : m->first;
		history_drop_before(s->history, keep);
		if (m->next > history_next(s->history)) {
			history_set_next(s->history, m->next);
		}
		r->changed = true;
	}
	for (size_t i = 0; i < m->scrolled_count && m->epoch == s->history_epoch; i++) {
		convert(r, p, &m->scrolled[i]);
	}
}

static void put_record(
        struct replica *r, struct rpane *p, uint32_t epoch, uint64_t n, struct bytes packed)
{
	struct replica_pane *s = &p->shown;
	if (epoch < s->history_epoch) {
		return; /* the sender knows that numbers of an older epoch do not count */
	}
	if (epoch == s->history_epoch &&
	        (n < history_first(s->history) || history_has(s->history, n))) {
		return;
	}
	if (epoch != s->history_epoch || replica_refuses(r) ||
	        history_put_packed(s->history, n, packed) != 0) {
		want_add(r, WANT_HISTORY, s->id, n, n + 1, 0);
		return;
	}
	r->changed = true;
	r->tidy_at = usec_add(r->now, REPLICA_TIDY_AFTER);
}

void rpane_records(struct replica *r, struct rpane *p, const struct history_msg *m)
{
	for (size_t i = 0; i < m->count; i++) {
		put_record(r, p, m->epoch, m->number - i, m->records[i]);
	}
}

static struct rlong *long_of(struct rpane *p, uint64_t number)
{
	for (size_t i = 0; i < p->long_count; i++) {
		if (p->longs[i].number == number) {
			return &p->longs[i];
		}
	}
	if (p->long_count >= LIMIT_REPLICA_STAGED) {
		return NULL;
	}
	p->longs = mem_grow(p->longs, &p->long_cap, p->long_count + 1, sizeof(*p->longs));
	p->longs[p->long_count] = (struct rlong){.number = number};
	return &p->longs[p->long_count++];
}

void rpane_part(struct replica *r, struct rpane *p, const struct history_part *m)
{
	if (m->epoch < p->shown.history_epoch ||
	        (m->epoch == p->shown.history_epoch &&
	                (m->number < history_first(p->shown.history) ||
	                        history_has(p->shown.history, m->number)))) {
		return;
	}
	struct rlong *l = m->epoch == p->shown.history_epoch ? long_of(p, m->number) : NULL;
	if (!l) {
		want_add(r, WANT_HISTORY, p->shown.id, m->number, m->number + 1, 0);
		return;
	}
	if (assembly_join(&l->in, 1, m->total, m->offset, m->data, false) == 1) {
		put_record(r, p, m->epoch, m->number, bytes_of(l->in.data, l->in.total));
		assembly_finish(&l->in);
		*l = p->longs[--p->long_count];
	}
}

void replica_tidy(struct replica *r)
{
	uint64_t id;
	void *value;
	r->tidy_at = USEC_NEVER;
	for (size_t at = 0; idmap_next(&r->panes, &at, &id, &value);) {
		const struct rpane *p = value;
		if (history_settle(p->shown.history, REPLICA_TIDY_BLOCKS)) {
			r->tidy_at = usec_add(r->now, REPLICA_TIDY_PAUSE);
			return;
		}
	}
}
