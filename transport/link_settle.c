/* transport/link_settle.c -- what becomes of what packets carried, and of packets whose path is gone. */
#include "transport/link_impl.h"

static void lose_object(struct link *l, struct object *o)
{
	if (!o->settled) {
		o->settled = true;
		l->user.lost(l->user.ctx, o->token);
	}
}

void link_lose_objects(struct link *l)
{
	for (uint64_t pn = l->recovery.first; pn < l->recovery.next; pn++) {
		const struct sent *p = recovery_find(&l->recovery, pn);

		for (struct carry *c = p->carries; c != NULL; c = c->next) {
			if (c->kind == CARRY_OBJECT) {
				lose_object(l, c->object);
			}
		}
	}
}

static void stream_carry_lost(struct link *l, const struct sent *p, const struct carry *c)
{
	struct link_stream *s = &l->streams[c->id];

	if (s->tx == NULL) {
		return;
	}
	/* A later packet carried the whole tail again: its fate decides. */
	if (stream_tx_is_eager(s->tx) && p->pn < s->tail_pn && c->offset >= s->tail_at &&
		c->offset + c->len <= s->tail_end) {
		return;
	}
	stream_tx_lost(s->tx, c->offset, c->len);
}

static void carry_lost(struct link *l, const struct sent *p, struct carry *c, bool all_copies)
{
	switch (c->kind) {
	case CARRY_OBJECT:
		if (all_copies || c->object->refs == 1) {
			lose_object(l, c->object);
		}
		break;
	case CARRY_STREAM:
		stream_carry_lost(l, p, c);
		break;
	case CARRY_CREDIT:
		l->streams[c->id].credit_due = l->streams[c->id].rx != NULL;
		break;
	case CARRY_CID:
		l->cid_told |= 1u << c->id;
		break;
	case CARRY_ACK:
	case CARRY_CLOSE:
		break;
	}
}

static void carry_acked(struct link *l, struct carry *c, usec_t now)
{
	switch (c->kind) {
	case CARRY_OBJECT:
		if (!c->object->settled) {
			c->object->settled = true;
			l->user.acked(l->user.ctx, c->object->token, now);
		}
		break;
	case CARRY_STREAM:
		if (l->streams[c->id].tx != NULL) {
			stream_tx_arrived(l->streams[c->id].tx, c->offset, c->len);
		}
		break;
	case CARRY_ACK:
		/* The peer knows these ranges; only the newest number must stay. */
		ranges_remove(&l->ack.set, 0, c->offset);
		if (c->id != 0) {
			ecn_in_told(&l->ecn_in, c->len);
		}
		break;
	case CARRY_CLOSE:
		l->close_acked = true;
		break;
	case CARRY_CREDIT:
	case CARRY_CID:
		break;
	}
}

void link_settle(void *ctx, struct sent *p, uint8_t what, usec_t now)
{
	struct link *l = ctx;

	if (what == SENT_LOST) {
		rate_lost(&l->rate, &p->mark, l->recovery.srtt, now);
		note_lost(l, p->pn, now);
	}
	if (p->marked && what == SENT_ACKED) {
		ecn_acked(&l->ecn, p->pn);
	} else if (p->marked && what == SENT_LOST) {
		ecn_lost(&l->ecn, p->pn);
	}
	if (p->flags & SENT_MTU_PROBE) {
		mtu_probe_done(&l->mtu, what == SENT_ACKED, now);
	} else if (what == SENT_LOST && (p->flags & SENT_ELICITS)) {
		mtu_lost(&l->mtu, p->pn, p->len, loss_share(&l->loss_out), now);
	} else if (what == SENT_ACKED && (p->flags & SENT_ELICITS)) {
		mtu_acked(&l->mtu, p->pn, p->len);
		rate_acked(&l->rate, &p->mark, p->len, p->at, now);
		yield_acked(&l->yield, &l->rate, p->len, l->recovery.srtt, l->mtu.size, now);
	}
	for (struct carry *c = p->carries; c != NULL; c = c->next) {
		if (what == SENT_ACKED) {
			carry_acked(l, c, now);
		} else {
			carry_lost(l, p, c, what == SENT_PROBED);
		}
	}
	if (what != SENT_PROBED) {
		carry_release(&l->pool, &p->carries);
	}
}

void link_detect(struct link *l, usec_t now)
{
	struct recovery *r = &l->recovery;

	recovery_detect(r, now, link_settle, l);
	if (r->mended) {
		rate_mend(&l->rate);
	}
	if (r->broke) {
		log_at(l->log, LOG_DEBUG, "link: nothing came through from=%llu to=%llu", (unsigned long long)r->break_lo,
			(unsigned long long)r->break_hi);
		rate_break(&l->rate, r->srtt, l->mtu.size, now);
		yield_break(&l->yield, r->srtt, now);
	}
	r->broke = r->mended = false;
}

static bool is_moot(const struct link *l, const struct sent *p)
{
	for (const struct carry *c = p->carries; c != NULL; c = c->next) {
		const struct stream_tx *tx = c->kind == CARRY_STREAM ? l->streams[c->id].tx : NULL;

		if (c->kind == CARRY_ACK || (c->kind == CARRY_OBJECT && c->object->settled) ||
			(tx != NULL && c->offset + c->len <= stream_tx_acked(tx))) {
			continue;
		}
		return false;
	}
	return p->carries != NULL;
}

void link_mark_moot(struct link *l)
{
	for (uint64_t pn = l->recovery.first; pn < l->recovery.next; pn++) {
		struct sent *p = recovery_find(&l->recovery, pn);

		if ((p->flags & SENT_URGENT) != 0 &&
			(p->flags & (SENT_ACKED | SENT_LOST | SENT_MOOT)) == 0 && is_moot(l, p)) {
			p->flags |= SENT_MOOT;
		}
	}
}

void link_renew_echo(struct link *l, usec_t before)
{
	for (uint64_t pn = l->recovery.first; pn < l->recovery.next; pn++) {
		struct sent *p = recovery_find(&l->recovery, pn);

		if ((p->flags & SENT_URGENT) == 0 || p->at > before) {
			continue;
		}
		for (struct carry *c = p->carries; c != NULL; c = c->next) {
			if (c->kind == CARRY_OBJECT && c->object->class_id == LINK_ECHO) {
				carry_lost(l, p, c, true);
			}
		}
	}
}

void link_probe(struct link *l, usec_t now)
{
	recovery_probe(&l->recovery, now, link_settle, l);
	l->probes_due = path_is_set(&l->candidate) ? 2 : 1;
	l->probe_hops = link_should_hop(l, now);
}

void link_give_up_others(struct link *l, uint8_t path)
{
	for (uint64_t pn = l->recovery.first; pn < l->recovery.next; pn++) {
		struct sent *p = recovery_find(&l->recovery, pn);

		if (p->path == path || (p->flags & SENT_ELICITS) == 0 ||
			(p->flags & (SENT_ACKED | SENT_LOST | SENT_PROBED)) != 0) {
			continue;
		}
		p->flags |= SENT_PROBED; /* an ack is still welcome */
		for (struct carry *c = p->carries; c != NULL; c = c->next) {
			carry_lost(l, p, c, false);
		}
	}
}

void link_validated(struct link *l, usec_t now)
{
	struct link_event e = {
		.kind = LINK_EVENT_ROAMED, .addr = l->candidate.addr, .old = l->path.addr};
	bool same_host = addr_same_host(&l->candidate.addr, &l->path.addr);

	note_path(l, 1, now);
	l->path = l->candidate;
	l->candidate = (struct path){.challenge_at = USEC_NEVER};
	l->roams++;
	link_give_up_others(l, l->path.id);
	if (!same_host) {
		rate_reset(&l->rate, now);
		yield_init(&l->yield);
		link_ecn_moved(l);
		recovery_reset_rtt(&l->recovery);
		mtu_init(&l->mtu, link_is_pipe(l), LINK_MTU);
		link_probe(l, now); /* what went the old way is as good as lost */
	}
	link_push_event(l, &e);
}
