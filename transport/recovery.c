/* transport/recovery.c -- round-trip time, loss and probes. */
#include "transport/recovery.h"

#include <stdlib.h>

#include "base/mem.h"
#include "transport/ack.h"

#define RING_START 64
#define THRESHOLD_START 3
#define THRESHOLD_MAX 32
#define SLACK_MAX MS(200)
#define PTO_UNKNOWN MS(200) /* before the first sample */
#define PTO_MIN_SPREAD MS(10)
#define LOST_KEPT SEC(2)  /* a lost packet is remembered, in case it was only late */
#define CALM_SPAN MS(250) /* between probes when only a ping or background waits */
#define EAGER_AFTER SEC(2)
#define EAGER_SPAN MS(250)
#define TIRED_AFTER SEC(30)
#define TIRED_SPAN SEC(1)
#define ASLEEP_AFTER SEC(120)
#define ASLEEP_SPAN SEC(2)
#define UNWATCHED_SPAN SEC(10) /* after TIRED_AFTER, when nobody looks */

void recovery_init(struct recovery *r)
{
	*r = (struct recovery){.threshold = THRESHOLD_START, .loss_at = USEC_NEVER};
}

void recovery_finish(struct recovery *r)
{
	free(r->ring);
	r->ring = NULL;
	r->cap = 0;
	r->first = r->next;
}

static struct sent *slot(const struct recovery *r, uint64_t pn)
{
	return &r->ring[pn & (r->cap - 1)];
}

struct sent *recovery_find(struct recovery *r, uint64_t pn)
{
	return pn >= r->first && pn < r->next ? slot(r, pn) : NULL;
}

static bool waits(const struct sent *p)
{
	return (p->flags & SENT_ELICITS) != 0 &&
	       (p->flags & (SENT_ACKED | SENT_LOST | SENT_MOOT)) == 0;
}

static void leave_flight(struct recovery *r, struct sent *p)
{
	if (p->flags & SENT_IN_FLIGHT) {
		r->in_flight -= p->len;
		p->flags &= (uint8_t)~SENT_IN_FLIGHT;
	}
}

static void declare_lost(struct recovery *r, struct sent *p, usec_t now, recovery_fn *fn, void *ctx)
{
	leave_flight(r, p);
	p->flags |= SENT_LOST;
	r->lost++;
	fn(ctx, p, SENT_LOST, now);
}

static bool is_over(const struct sent *p, usec_t now)
{
	if (p->flags & SENT_ACKED) {
		return true;
	}
	if (p->flags & SENT_LOST) {
		return usec_since(p->at, now) > LOST_KEPT;
	}
	return false;
}

static void pop(struct recovery *r, usec_t now)
{
	while (r->first < r->next && is_over(slot(r, r->first), now)) {
		r->first++;
	}
}

static void grow(struct recovery *r)
{
	size_t cap = r->cap == 0 ? RING_START : r->cap * 2;
	struct sent *ring = mem_calloc(cap, sizeof *ring);

	for (uint64_t pn = r->first; pn < r->next; pn++) {
		ring[pn & (cap - 1)] = *slot(r, pn);
	}
	free(r->ring);
	r->ring = ring;
	r->cap = cap;
}

struct sent *recovery_sent(struct recovery *r, uint64_t pn, size_t len, uint8_t flags, usec_t now,
	recovery_fn *fn, void *ctx)
{
	struct sent *p;

	pop(r, now);
	if (r->first == r->next) {
		r->first = r->next = pn;
	}
	if (r->next - r->first == r->cap) {
		if (r->cap < LIMIT_LINK_SENT) {
			grow(r);
		} else {
			p = slot(r, r->first);
			if ((p->flags & (SENT_ACKED | SENT_LOST)) == 0) {
				declare_lost(r, p, now, fn, ctx);
			}
			r->first++;
		}
	}
	r->next = pn + 1;
	p = slot(r, pn);
	*p = (struct sent){.pn = pn, .at = now, .len = (uint16_t)len, .flags = flags};
	if (flags & SENT_ELICITS) {
		p->flags |= SENT_IN_FLIGHT;
		r->in_flight += len;
	}
	return p;
}

/* The loss was none: such a gap is only reordering on this path. */
static void widen(struct recovery *r, const struct sent *p, usec_t now)
{
	usec_t late = usec_since(p->at, now);

	if (r->threshold < THRESHOLD_MAX) {
		r->threshold++;
	}
	late = usec_since(usec_max(r->srtt, r->latest), late);
	r->slack = usec_min(usec_max(r->slack, late), SLACK_MAX);
}

void recovery_acked(
	struct recovery *r, uint64_t lo, uint64_t hi, usec_t now, recovery_fn *fn, void *ctx)
{
	if (hi > r->next) {
		hi = r->next;
	}
	for (uint64_t pn = lo < r->first ? r->first : lo; pn < hi; pn++) {
		struct sent *p = slot(r, pn);

		if (p->flags & SENT_ACKED) {
			continue;
		}
		if (p->flags & SENT_LOST) {
			widen(r, p, now);
			r->lost--;
			if (pn >= r->break_lo && pn < r->break_hi) {
				r->break_lo = r->break_hi = 0;
				r->mended = true;
			}
		}
		r->probes = 0; /* whatever it was: all else under way may count as lost by it, and nothing probes then */
		leave_flight(r, p);
		p->flags |= SENT_ACKED;
		if (!r->any_acked || pn > r->largest_acked) {
			r->largest_acked = pn;
			r->any_acked = true;
		}
		fn(ctx, p, SENT_ACKED, now);
	}
	pop(r, now);
}

void recovery_rtt(struct recovery *r, usec_t sample)
{
	usec_t off;

	sample = usec_max(sample, 1);
	r->latest = sample;
	if (r->srtt == 0) {
		r->srtt = sample;
		r->rttvar = sample / 2;
		return;
	}
	off = sample > r->srtt ? sample - r->srtt : r->srtt - sample;
	r->rttvar = (3 * r->rttvar + off) / 4;
	r->srtt = (7 * r->srtt + sample) / 8;
}

void recovery_reset_rtt(struct recovery *r)
{
	r->srtt = r->rttvar = r->latest = 0;
	r->slack = 0;
	r->threshold = THRESHOLD_START;
}

/* Of the losses known now. An ack of anything ends a span: that packet went when the path worked. */
static void find_break(struct recovery *r)
{
	usec_t least = RECOVERY_BREAK * (recovery_pto(r) + ACK_DELAY_LATER);
	const struct sent *begin = NULL;
	uint32_t count = 0;

	for (uint64_t pn = r->first; pn < r->next && pn < r->largest_acked; pn++) {
		const struct sent *p = slot(r, pn);

		if (p->flags & SENT_ACKED) {
			begin = NULL;
		} else if ((p->flags & (SENT_LOST | SENT_ELICITS)) == (SENT_LOST | SENT_ELICITS)) {
			count = begin == NULL ? 1 : count + 1;
			begin = begin == NULL ? p : begin;
			if (pn >= r->break_hi && count > r->break_least && usec_since(begin->at, p->at) > least) {
				r->break_lo = begin->pn;
				r->break_hi = pn + 1;
				r->broke = true;
			}
		}
	}
}

void recovery_detect(struct recovery *r, usec_t now, recovery_fn *fn, void *ctx)
{
	uint64_t lost = r->lost;
	usec_t rtt = usec_max(r->srtt, r->latest);
	usec_t span = usec_max(rtt + rtt / 8, r->srtt + 2 * r->rttvar) + r->slack;

	r->loss_at = USEC_NEVER;
	if (!r->any_acked) {
		return;
	}
	span = usec_max(span, MS(1));
	for (uint64_t pn = r->first; pn < r->next && pn < r->largest_acked; pn++) {
		struct sent *p = slot(r, pn);

		if ((p->flags & (SENT_ACKED | SENT_LOST)) != 0) {
			continue;
		}
		if (usec_reached(p->at + span, now) ||
			(r->largest_acked - pn >= r->threshold &&
		                usec_since(p->at, now) >= r->srtt + r->slack)) {
			declare_lost(r, p, now, fn, ctx);
		} else {
			r->loss_at = usec_min(r->loss_at, p->at + span);
		}
	}
	if (r->lost > lost && r->srtt != 0) {
		find_break(r);
	}
	pop(r, now);
}

usec_t recovery_pto(const struct recovery *r)
{
	usec_t spread = usec_max(2 * r->rttvar, usec_max(r->queue, PTO_MIN_SPREAD));

	return r->srtt == 0 ? PTO_UNKNOWN : r->srtt + spread;
}

/* How long to wait for the ack of this one: what is not urgent is acked when it suits the peer. */
static usec_t patience(const struct recovery *r, const struct sent *p)
{
	usec_t delay = p->flags & SENT_URGENT ? r->ack_more : ACK_DELAY_LATER;

	/* The first packet after such an answer may have been lost, and its ack with it. */
	return recovery_pto(r) + (p->answers ? 2 * ACK_DELAY_WAITS : delay);
}

/* Silence makes probes rarer, but they never end. */
static usec_t probe_span(const struct recovery *r, const struct sent *urgent, usec_t silent)
{
	if (silent >= TIRED_AFTER) {
		return r->unwatched ? UNWATCHED_SPAN : silent >= ASLEEP_AFTER ? ASLEEP_SPAN : TIRED_SPAN;
	}
	if (silent >= EAGER_AFTER) {
		return EAGER_SPAN;
	}
	if (urgent != NULL) {
		return urgent->len <= RECOVERY_SHORT ? RECOVERY_PROBE_SPAN
		                                     : usec_max(recovery_pto(r) + r->ack_more, RECOVERY_PROBE_SPAN);
	}
	if (r->hurried) {
		return usec_max(recovery_pto(r) + ACK_DELAY_LATER, RECOVERY_PROBE_SPAN);
	}
	return usec_min(
		usec_max(recovery_pto(r), CALM_SPAN) << (r->probes < 2 ? r->probes : 2), SEC(1));
}

usec_t recovery_probe_at(const struct recovery *r, usec_t heard_at)
{
	usec_t at = USEC_NEVER, asked_at = USEC_NEVER;
	const struct sent *urgent = NULL;

	for (uint64_t pn = r->first; pn < r->next && urgent == NULL; pn++) {
		const struct sent *p = slot(r, pn);

		if (!waits(p) || (p->flags & SENT_MTU_PROBE)) {
			continue;
		}
		asked_at = usec_min(asked_at, p->at);
		if (p->flags & SENT_URGENT) {
			urgent = p; /* those after it are younger and no more urgent */
		}
		if ((p->flags & SENT_PROBED) == 0) {
			at = usec_min(at, p->at + patience(r, p));
		}
	}
	if (r->probes == 0 && urgent != NULL && (urgent->flags & SENT_PROBED)) {
		/* An ack of something older says nothing of a key that was given up since. But the peer is there: the
		 * last probe is waited for. */
		return usec_min(at, r->probed_at + patience(r, urgent));
	}
	if (r->probes > 0 && (at != USEC_NEVER || urgent != NULL)) {
		/* Before anything was asked silence meant nothing: a key after ten days is new. */
		heard_at = asked_at == USEC_NEVER ? heard_at : usec_max(heard_at, asked_at);
		return r->probed_at + probe_span(r, urgent, usec_since(heard_at, r->probed_at));
	}
	return at;
}

void recovery_probe(struct recovery *r, usec_t now, recovery_fn *fn, void *ctx)
{
	bool again = r->probes > 0;

	r->probes++;
	r->probed_at = now;
	for (uint64_t pn = r->first; pn < r->next; pn++) {
		struct sent *p = slot(r, pn);

		if (waits(p) && (p->flags & (SENT_PROBED | SENT_MTU_PROBE)) == 0 &&
			usec_reached(
		                p->at + (again ? RECOVERY_PROBE_SPAN / 2 : patience(r, p)), now)) {
			/* It stays in flight: a queue that grew looks just like this. */
			p->flags |= SENT_PROBED;
			fn(ctx, p, SENT_PROBED, now);
		}
	}
}

usec_t recovery_unacked_since(const struct recovery *r)
{
	for (uint64_t pn = r->first; pn < r->next; pn++) {
		if (waits(slot(r, pn))) {
			return slot(r, pn)->at;
		}
	}
	return 0;
}
