/* tests/sim/net.c -- a network in virtual time. */
#include "tests/sim/net.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define TCP_SEGMENT 1500
#define SPARES 64
#define ROOM 1500 /* of a datagram */
#define NOT_ECT 0
#define CE 3
#define CODEL_AFTER MS(100) /* that the queue is too long; then sooner and sooner */

enum what { WHAT_DATAGRAM, WHAT_TCP_ACK, WHAT_TCP_LOSS };

struct datagram {
	enum what what;
	usec_t at;
	uint64_t order; /* of sending: ties arrive in it */
	enum net_way way;
	struct addr from, to;
	uint8_t *data;
	size_t len;
	uint8_t ecn;
};

struct direction {
	struct net_shape shape;
	struct net_stats stats;
	usec_t free_at; /* when the bottleneck has sent all it has */
	usec_t last_at; /* of the datagrams that keep their order */
	bool bad;       /* Gilbert-Elliott: everything is lost in this state */
	bool out;       /* an outage of those that come and go */
	usec_t turn_at; /* when it begins or ends; 0: not drawn yet */
	usec_t codel_at; /* CoDel: when the next packet is marked; 0: the queue is short */
	usec_t codel_gap;
};

/* New Reno, in segments: the rest of TCP makes no difference to a queue. */
struct tcp {
	double window, threshold;
	uint32_t in_flight;
	usec_t cut_at;
};

struct net {
	struct rng_seed seed;
	struct rng rng;
	struct addr client, old, server;
	bool keep_old;
	usec_t nat_timeout, spoke_at;
	struct tcp tcp;
	struct direction way[2];
	struct datagram *heap; /* by (at, order) */
	size_t count, cap;
	uint64_t order;
	uint8_t *last; /* data lent out by net_receive */
	uint8_t *spare[SPARES];
	size_t spares;
	uint8_t mark; /* of the datagram lent out */
};

struct net *net_new(uint64_t seed, const struct addr *client, const struct addr *server)
{
	struct net *n = mem_zalloc(sizeof *n);

	n->rng = rng_seeded(&n->seed, seed);
	n->client = *client;
	n->server = *server;
	return n;
}

void net_free(struct net *n)
{
	if (n == NULL) {
		return;
	}
	for (size_t i = 0; i < n->count; i++) {
		free(n->heap[i].data);
	}
	for (size_t i = 0; i < n->spares; i++) {
		free(n->spare[i]);
	}
	free(n->heap);
	free(n->last);
	free(n);
}

void net_shape(struct net *n, enum net_way way, const struct net_shape *s)
{
	n->way[way].shape = *s;
}

void net_shape_both(struct net *n, const struct net_shape *s)
{
	net_shape(n, NET_UP, s);
	net_shape(n, NET_DOWN, s);
}

void net_move_client(struct net *n, const struct addr *client)
{
	n->old = n->client;
	n->client = *client;
}

void net_keep_old(struct net *n, bool keep)
{
	n->keep_old = keep;
}

static bool earlier(const struct datagram *a, const struct datagram *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(struct datagram *a, struct datagram *b)
{
	struct datagram t = *a;

	*a = *b;
	*b = t;
}

static void push(struct net *n, struct datagram d)
{
	size_t i = n->count;

	if (n->count == n->cap) {
		n->heap = mem_grow(n->heap, &n->cap, n->count + 1, sizeof *n->heap);
	}
	d.order = n->order++;
	n->heap[n->count++] = d;
	for (; i > 0 && earlier(&n->heap[i], &n->heap[(i - 1) / 2]); i = (i - 1) / 2) {
		swap(&n->heap[i], &n->heap[(i - 1) / 2]);
	}
}

static struct datagram pop(struct net *n)
{
	struct datagram top = n->heap[0];
	size_t i = 0;

	n->heap[0] = n->heap[--n->count];
	for (;;) {
		size_t least = i, left = 2 * i + 1, right = 2 * i + 2;

		if (left < n->count && earlier(&n->heap[left], &n->heap[least])) {
			least = left;
		}
		if (right < n->count && earlier(&n->heap[right], &n->heap[least])) {
			least = right;
		}
		if (least == i) {
			return top;
		}
		swap(&n->heap[i], &n->heap[least]);
		i = least;
	}
}

static void give_back(struct net *n, uint8_t *data)
{
	if (data != NULL && n->spares < SPARES) {
		n->spare[n->spares++] = data;
	} else {
		free(data);
	}
}

void net_nat(struct net *n, usec_t timeout)
{
	n->nat_timeout = timeout;
}

static bool chance(struct net *n, double pct)
{
	return pct > 0 && rng_unit(n->rng) * 100 < pct;
}

static bool drops_early(struct net *n, size_t waiting, size_t limit)
{
	double full = (double)waiting / (double)limit;

	return full > 0.25 && chance(n, (full - 0.25) / 0.75 * 10);
}

static void mark(struct direction *d, uint8_t *ecn)
{
	d->stats.ce += *ecn != CE;
	*ecn = CE;
}

/* Whether the queue marks a packet that finds `wait` of it. */
static bool marks_now(struct direction *d, usec_t wait, usec_t now)
{
	if (d->shape.mark_after == 0 || wait <= d->shape.mark_after) {
		d->codel_at = 0;
		return false;
	}
	if (d->shape.codel && d->codel_at == 0) {
		d->codel_gap = CODEL_AFTER;
		d->codel_at = now + d->codel_gap;
	}
	if (d->shape.codel && !usec_reached(d->codel_at, now)) {
		return false;
	}
	d->codel_gap = d->codel_gap * 3 / 4 + 1;
	d->codel_at = now + d->codel_gap;
	return true;
}

/* When the datagram leaves the bottleneck; USEC_NEVER when its queue is full. */
static usec_t through_bottleneck(struct net *n, struct direction *d, size_t len, uint8_t *ecn, usec_t now)
{
	size_t limit = d->shape.queue == 0 ? 65536 : d->shape.queue;
	bool markable = *ecn != NOT_ECT, early;
	size_t waiting;

	if (d->shape.rate <= 0) {
		return now;
	}
	len += d->shape.head;
	d->free_at = usec_max(d->free_at, now);
	waiting = (size_t)((double)(d->free_at - now) * d->shape.rate / 1e6);
	early = d->shape.red && drops_early(n, waiting, limit);
	if (waiting + len > limit || (early && !(markable && d->shape.marks))) {
		return USEC_NEVER;
	}
	if (marks_now(d, d->free_at - now, now) || early) {
		if (markable) {
			mark(d, ecn);
		}
	}
	if (waiting + len > d->stats.queue_max) {
		d->stats.queue_max = waiting + len;
	}
	d->stats.wait_max = usec_max(d->stats.wait_max, d->free_at - now);
	d->free_at += (usec_t)((double)len * 1e6 / d->shape.rate);
	return d->free_at;
}

/* About normal: the sum of four. */
static usec_t normal(struct net *n, usec_t mean, usec_t sigma)
{
	double sum = rng_unit(n->rng) + rng_unit(n->rng) + rng_unit(n->rng) + rng_unit(n->rng) - 2;
	double at = (double)mean + sum * 1.732 * (double)sigma;

	return at < 0 ? 0 : (usec_t)at;
}

/* In the bad state all is lost; how often it is entered makes the share of all come out. */
static bool is_lost(struct net *n, struct direction *d)
{
	double share = d->shape.loss_pct / 100;

	if (d->shape.burst <= 1 || share >= 1) {
		return chance(n, d->shape.loss_pct);
	}
	if (d->bad) {
		d->bad = !chance(n, 100 / d->shape.burst);
	} else {
		d->bad = chance(n, 100 * share / (1 - share) / d->shape.burst);
	}
	return d->bad;
}

static usec_t drawn(struct net *n, usec_t span)
{
	return span / 2 + rng_below(n->rng, span + span / 2 + 1);
}

static bool is_out(struct net *n, struct direction *d, usec_t now)
{
	if (d->shape.outage_every == 0) {
		return d->shape.outage;
	}
	if (d->turn_at == 0) {
		d->turn_at = now + rng_below(n->rng, d->shape.outage_every) + 1;
	}
	while (usec_reached(d->turn_at, now)) {
		d->out = !d->out;
		d->turn_at += drawn(n, d->out ? d->shape.outage_for : d->shape.outage_every) + 1;
	}
	return d->out || d->shape.outage;
}

static void launch(struct net *n, enum net_way way, const struct addr *to, struct bytes data, uint8_t ecn, usec_t at)
{
	struct net_shape *s = &n->way[way].shape;
	struct datagram d = {.way = way, .to = *to, .len = data.len, .ecn = ecn};

	d.from = way == NET_UP ? n->client : n->server;
	d.at = at + s->delay + (s->jitter > 0 ? rng_below(n->rng, s->jitter + 1) : 0);
	if (s->sigma > 0) {
		d.at = usec_max(at + normal(n, s->delay, s->sigma), n->way[way].last_at);
		n->way[way].last_at = d.at;
	}
	if (chance(n, s->reorder_pct)) {
		d.at += s->delay;
	}
	d.data = n->spares > 0 && data.len <= ROOM ? n->spare[--n->spares]
	                                           : mem_alloc(data.len > ROOM ? data.len : ROOM);
	memcpy(d.data, data.data, data.len);
	push(n, d);
}

void net_send(struct net *n, enum net_way way, const struct addr *to, struct bytes data, usec_t now)
{
	net_send_marked(n, way, to, data, NOT_ECT, now);
}

void net_send_marked(struct net *n, enum net_way way, const struct addr *to, struct bytes data, uint8_t ecn,
	usec_t now)
{
	struct direction *d = &n->way[way];
	usec_t at;

	d->stats.sent++;
	d->stats.ect += ecn != NOT_ECT;
	d->stats.bytes += data.len;
	if (n->nat_timeout != 0) {
		if (way == NET_UP && usec_since(n->spoke_at, now) > n->nat_timeout && n->spoke_at != 0) {
			n->client.port++;
		}
		n->spoke_at = now; /* either way keeps the mapping */
	}
	if (ecn != NOT_ECT && d->shape.ecn == NET_ECN_DROPPED) {
		d->stats.lost++;
		return;
	}
	if (is_out(n, d, now) || (d->shape.mtu != 0 && data.len > d->shape.mtu) || is_lost(n, d)) {
		d->stats.lost++;
		return;
	}
	at = through_bottleneck(n, d, data.len, &ecn, now);
	if (at == USEC_NEVER) {
		d->stats.lost++;
		return;
	}
	if (ecn != NOT_ECT && d->shape.ecn == NET_ECN_BLEACHED) {
		ecn = NOT_ECT;
	} else if (ecn != NOT_ECT && d->shape.ecn == NET_ECN_CE) {
		mark(d, &ecn);
	}
	launch(n, way, to, data, ecn, at);
	if (chance(n, d->shape.dup_pct)) {
		launch(n, way, to, data, ecn, at);
	}
}

static void tcp_send(struct net *n, usec_t now)
{
	struct direction *d = &n->way[NET_DOWN];

	while (n->tcp.in_flight < (uint32_t)n->tcp.window) {
		uint8_t ecn = NOT_ECT;
		usec_t at = through_bottleneck(n, d, TCP_SEGMENT, &ecn, now);
		usec_t back = n->way[NET_UP].shape.delay + d->shape.delay;

		n->tcp.in_flight++;
		/* A gap is known when what was sent behind it comes. */
		push(n, (struct datagram){.what = at == USEC_NEVER ? WHAT_TCP_LOSS : WHAT_TCP_ACK,
				.at = (at == USEC_NEVER ? usec_max(d->free_at, now) : at) + back});
	}
}

static void tcp_event(struct net *n, const struct datagram *e)
{
	usec_t rtt = n->way[NET_UP].shape.delay + n->way[NET_DOWN].shape.delay;

	n->tcp.in_flight--;
	if (e->what == WHAT_TCP_ACK) {
		n->tcp.window += n->tcp.window < n->tcp.threshold ? 1 : 1 / n->tcp.window;
	} else if (usec_reached(n->tcp.cut_at, e->at)) {
		n->tcp.window = n->tcp.window > 4 ? n->tcp.window / 2 : 2;
		n->tcp.threshold = n->tcp.window;
		n->tcp.cut_at = usec_max(e->at, n->way[NET_DOWN].free_at) + rtt; /* once for what was in it */
	}
	tcp_send(n, e->at);
}

void net_cross_traffic(struct net *n, usec_t at)
{
	n->tcp = (struct tcp){.window = 10, .threshold = 1e9, .in_flight = 1};
	push(n, (struct datagram){.what = WHAT_TCP_ACK, .at = at});
}

usec_t net_next(const struct net *n)
{
	return n->count > 0 ? n->heap[0].at : USEC_NEVER;
}

static bool reaches(const struct net *n, const struct datagram *d)
{
	if (d->way == NET_UP) {
		return addr_equal(&d->to, &n->server);
	}
	return addr_equal(&d->to, &n->client) || (n->keep_old && addr_equal(&d->to, &n->old));
}

bool net_receive(
	struct net *n, usec_t now, enum net_way *way, struct addr *from, struct bytes *data)
{
	while (n->count > 0 && usec_reached(n->heap[0].at, now)) {
		struct datagram d = pop(n);

		if (d.what != WHAT_DATAGRAM) {
			tcp_event(n, &d);
			continue;
		}
		if (!reaches(n, &d)) {
			n->way[d.way].stats.lost++;
			give_back(n, d.data);
			continue;
		}
		give_back(n, n->last);
		n->last = d.data;
		n->mark = d.ecn;
		n->way[d.way].stats.delivered++;
		n->way[d.way].stats.delivered_bytes += d.len;
		*way = d.way;
		*from = d.from;
		*data = bytes_of(d.data, d.len);
		return true;
	}
	return false;
}

uint8_t net_mark(const struct net *n)
{
	return n->mark;
}

struct net_stats net_stats(const struct net *n, enum net_way way)
{
	return n->way[way].stats;
}

usec_t net_wait(const struct net *n, enum net_way way, usec_t now)
{
	return usec_since(now, n->way[way].free_at);
}

void net_forget_max(struct net *n)
{
	for (int i = 0; i < 2; i++) {
		n->way[i].stats.queue_max = 0;
		n->way[i].stats.wait_max = 0;
	}
}
