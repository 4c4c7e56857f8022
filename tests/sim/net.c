/* tests/sim/net.c -- a network in virtual time. */
#include "tests/sim/net.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct datagram {
	usec_t at;
	uint64_t order; /* of sending: ties arrive in it */
	enum net_way way;
	struct addr from, to;
	uint8_t *data;
	size_t len;
};

struct direction {
	struct net_shape shape;
	struct net_stats stats;
	usec_t free_at; /* when the bottleneck has sent all it has */
};

struct net {
	struct rng_seed seed;
	struct rng rng;
	struct addr client, old, server;
	bool keep_old;
	struct direction way[2];
	struct datagram *heap; /* by (at, order) */
	size_t count, cap;
	uint64_t order;
	uint8_t *last; /* data lent out by net_receive */
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

static bool chance(struct net *n, double pct)
{
	return pct > 0 && rng_unit(n->rng) * 100 < pct;
}

/* When the datagram leaves the bottleneck; USEC_NEVER when its queue is full. */
static usec_t through_bottleneck(struct direction *d, size_t len, usec_t now)
{
	size_t limit = d->shape.queue == 0 ? 65536 : d->shape.queue;
	size_t waiting;

	if (d->shape.rate <= 0) {
		return now;
	}
	d->free_at = usec_max(d->free_at, now);
	waiting = (size_t)((double)(d->free_at - now) * d->shape.rate / 1e6);
	if (waiting + len > limit) {
		return USEC_NEVER;
	}
	if (waiting + len > d->stats.queue_max) {
		d->stats.queue_max = waiting + len;
	}
	d->stats.wait_max = usec_max(d->stats.wait_max, d->free_at - now);
	d->free_at += (usec_t)((double)len * 1e6 / d->shape.rate);
	return d->free_at;
}

static void launch(
	struct net *n, enum net_way way, const struct addr *to, struct bytes data, usec_t at)
{
	struct net_shape *s = &n->way[way].shape;
	struct datagram d = {.way = way, .to = *to, .len = data.len};

	d.from = way == NET_UP ? n->client : n->server;
	d.at = at + s->delay + (s->jitter > 0 ? rng_below(n->rng, s->jitter + 1) : 0);
	if (chance(n, s->reorder_pct)) {
		d.at += s->delay;
	}
	d.data = mem_alloc(data.len);
	memcpy(d.data, data.data, data.len);
	push(n, d);
}

void net_send(struct net *n, enum net_way way, const struct addr *to, struct bytes data, usec_t now)
{
	struct direction *d = &n->way[way];
	usec_t at;

	d->stats.sent++;
	d->stats.bytes += data.len;
	if (d->shape.outage || (d->shape.mtu != 0 && data.len > d->shape.mtu) ||
		chance(n, d->shape.loss_pct)) {
		d->stats.lost++;
		return;
	}
	at = through_bottleneck(d, data.len, now);
	if (at == USEC_NEVER) {
		d->stats.lost++;
		return;
	}
	launch(n, way, to, data, at);
	if (chance(n, d->shape.dup_pct)) {
		launch(n, way, to, data, at);
	}
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

		if (!reaches(n, &d)) {
			n->way[d.way].stats.lost++;
			free(d.data);
			continue;
		}
		free(n->last);
		n->last = d.data;
		n->way[d.way].stats.delivered++;
		n->way[d.way].stats.delivered_bytes += d.len;
		*way = d.way;
		*from = d.from;
		*data = bytes_of(d.data, d.len);
		return true;
	}
	return false;
}

struct net_stats net_stats(const struct net *n, enum net_way way)
{
	return n->way[way].stats;
}
