/* tests/tools/netem_path.c -- one direction of an emulated path. */
#include "tests/tools/netem_path.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"

struct netem_path {
	struct netem_conf conf;
	struct netem_stats stats;
	struct rng_seed rng_state;
	struct rng rng;
	usec_t outage_until;
	/* before the bottleneck; the head is being sent */
	struct netem_packet *head, **tail;
	size_t waiting_bytes;  /* of the queue, the head left out */
	uint64_t head_done_ns; /* when the head leaves; in ns, so that rounding does not add up */
	/* behind it: a heap by (out_at, seq) */
	struct netem_packet **heap;
	size_t heap_len, heap_cap;
	usec_t last_out; /* due time of the last packet that keeps its order */
	uint64_t next_seq;
	size_t held, held_bytes;
};

struct fate {
	bool lost, duplicated, reordered;
	double gauss;
};

struct netem_path *netem_path_new(uint64_t seed)
{
	struct netem_path *p = mem_zalloc(sizeof(*p));

	p->conf = netem_conf_default();
	p->tail = &p->head;
	p->rng = rng_seeded(&p->rng_state, seed);
	return p;
}

void netem_path_free(struct netem_path *p)
{
	if (p == NULL) {
		return;
	}
	while (p->head != NULL) {
		struct netem_packet *next = p->head->next;
		free(p->head);
		p->head = next;
	}
	for (size_t i = 0; i < p->heap_len; i++) {
		free(p->heap[i]);
	}
	free(p->heap);
	free(p);
}

static bool packet_before(const struct netem_packet *a, const struct netem_packet *b)
{
	return a->out_at != b->out_at ? a->out_at < b->out_at : a->seq < b->seq;
}

static void heap_push(struct netem_path *p, struct netem_packet *k)
{
	p->heap = mem_grow(p->heap, &p->heap_cap, p->heap_len + 1, sizeof(struct netem_packet *));
	size_t i = p->heap_len++;
	while (i > 0 && packet_before(k, p->heap[(i - 1) / 2])) {
		p->heap[i] = p->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	p->heap[i] = k;
}

static struct netem_packet *heap_pop(struct netem_path *p)
{
	struct netem_packet *top = p->heap[0], *k = p->heap[--p->heap_len];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < p->heap_len) {
		if (child + 1 < p->heap_len && packet_before(p->heap[child + 1], p->heap[child])) {
			child++;
		}
		if (!packet_before(p->heap[child], k)) {
			break;
		}
		p->heap[i] = p->heap[child];
		i = child;
	}
	p->heap[i] = k;
	return top;
}

/* The packet left the bottleneck at `at`: gives it its delay. */
static void release(struct netem_path *p, struct netem_packet *k, usec_t at)
{
	double span = (double)p->conf.delay + k->gauss * (double)p->conf.jitter;
	usec_t out = usec_add(at, span > 0 ? (usec_t)(span + 0.5) : 0);

	p->stats.queue_max = usec_max(p->stats.queue_max, usec_since(k->in_at, at));
	if (k->reordered) {
		out = usec_add(out, p->conf.reorder_by);
		p->stats.reordered++;
	} else {
		out = usec_max(out, p->last_out);
		p->last_out = out;
	}
	k->out_at = out;
	heap_push(p, k);
}

static usec_t head_done(const struct netem_path *p)
{
	return (p->head_done_ns + 999) / 1000;
}

static uint64_t send_ns(uint64_t rate, size_t len)
{
	return (uint64_t)((double)len * 8e9 / (double)rate);
}

/* Lets everything leave the bottleneck that had the time to. */
static void advance(struct netem_path *p, usec_t now)
{
	while (p->head != NULL && (p->conf.rate == 0 || head_done(p) <= now)) {
		struct netem_packet *k = p->head;
		usec_t at = p->conf.rate == 0 ? now : head_done(p);

		p->head = k->next;
		k->next = NULL;
		release(p, k, at);
		if (p->head == NULL) {
			p->tail = &p->head;
			break;
		}
		p->waiting_bytes -= p->head->wire_len;
		if (p->conf.rate != 0) {
			p->head_done_ns += send_ns(p->conf.rate, p->head->wire_len);
		}
	}
}

void netem_path_set(struct netem_path *p, const struct netem_conf *conf, usec_t now)
{
	uint64_t old = p->conf.rate, now_ns = now * 1000;

	advance(p, now);
	p->conf = *conf;
	if (p->head != NULL && conf->rate != 0 && p->head_done_ns > now_ns) {
		double left = (double)(p->head_done_ns - now_ns) * (double)old / (double)conf->rate;
		p->head_done_ns = now_ns + (uint64_t)left;
	}
	advance(p, now);
}

const struct netem_conf *netem_path_conf(const struct netem_path *p)
{
	return &p->conf;
}

void netem_path_outage(struct netem_path *p, usec_t until)
{
	p->outage_until = until;
}

/* The sum of twelve uniform numbers has variance 1 and is close to a normal one. */
static double gauss_draw(struct rng r)
{
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		uint64_t bits = rng_u64(r);
		for (int j = 0; j < 4; j++) {
			sum += ((double)(bits & 0xffff) + 0.5) / 65536.0;
			bits >>= 16;
		}
	}
	return sum - 6.0;
}

static struct fate fate_draw(const struct netem_path *p)
{
	struct rng r = p->rng;
	struct fate f;

	f.lost = rng_unit(r) * 100 < p->conf.loss;
	f.duplicated = rng_unit(r) * 100 < p->conf.duplicate;
	f.reordered = rng_unit(r) * 100 < p->conf.reorder;
	f.gauss = gauss_draw(r);
	return f;
}

/* Whether a packet of this length may wait. One that meets an empty queue always may. */
static bool queue_has_room(const struct netem_path *p, size_t len, usec_t now)
{
	const struct netem_conf *c = &p->conf;

	if (p->head == NULL) {
		return true;
	}
	size_t bytes = p->waiting_bytes + len;
	if (c->queue_len != 0 && p->head->wire_len + bytes > c->queue_len) {
		return false;
	}
	uint64_t until_ns = p->head_done_ns + send_ns(c->rate, bytes);
	return c->queue_time == 0 || until_ns <= usec_add(now, c->queue_time) * 1000;
}

static void enqueue(struct netem_path *p, struct netem_packet *k, usec_t now)
{
	if (p->conf.rate == 0) {
		release(p, k, now);
		return;
	}
	if (p->head == NULL) {
		p->head_done_ns = now * 1000 + send_ns(p->conf.rate, k->wire_len);
	} else {
		p->waiting_bytes += k->wire_len;
	}
	*p->tail = k;
	p->tail = &k->next;
}

static void admit(struct netem_path *p, struct bytes data, size_t wire_len, uint32_t tag,
        const struct fate *f, usec_t now)
{
	if (p->held >= LIMIT_NETEM_PACKETS || data.len > LIMIT_NETEM_BYTES - p->held_bytes ||
	        !queue_has_room(p, wire_len, now)) {
		p->stats.queue_dropped++;
		return;
	}
	struct netem_packet *k = mem_alloc(sizeof(*k) + data.len);
	*k = (struct netem_packet){
	        .in_at = now,
	        .seq = p->next_seq++,
	        .gauss = f->gauss,
	        .reordered = f->reordered,
	        .tag = tag,
	        .wire_len = wire_len,
	        .len = data.len,
	};
	if (data.len != 0) {
		memcpy(k->data, data.data, data.len);
	}
	p->held++;
	p->held_bytes += data.len;
	enqueue(p, k, now);
}

usec_t netem_path_wait(struct netem_path *p, usec_t now)
{
	advance(p, now);
	if (p->head == NULL || p->conf.rate == 0) {
		return 0;
	}
	return usec_since(now, (p->head_done_ns + send_ns(p->conf.rate, p->waiting_bytes)) / 1000);
}

void netem_path_input(
        struct netem_path *p, struct bytes data, size_t wire_len, uint32_t tag, usec_t now)
{
	struct fate f = fate_draw(p);

	advance(p, now);
	p->stats.packets++;
	p->stats.bytes += wire_len;
	if (p->outage_until > now) {
		p->stats.outage_dropped++;
	} else if (p->conf.mtu != 0 && wire_len > p->conf.mtu) {
		p->stats.mtu_dropped++;
	} else if (f.lost) {
		p->stats.lost++;
	} else {
		admit(p, data, wire_len, tag, &f, now);
		if (f.duplicated) {
			p->stats.duplicated++;
			admit(p, data, wire_len, tag, &f, now);
		}
	}
}

struct netem_packet *netem_path_output(struct netem_path *p, usec_t now)
{
	advance(p, now);
	if (p->heap_len == 0 || !usec_reached(p->heap[0]->out_at, now)) {
		return NULL;
	}
	struct netem_packet *k = heap_pop(p);
	p->held--;
	p->held_bytes -= k->len;
	p->stats.delivered++;
	p->stats.delivered_bytes += k->wire_len;
	p->stats.late_max = usec_max(p->stats.late_max, usec_since(k->out_at, now));
	return k;
}

usec_t netem_path_deadline(const struct netem_path *p)
{
	usec_t at = p->heap_len == 0 ? USEC_NEVER : p->heap[0]->out_at;

	return p->head == NULL ? at : usec_min(at, head_done(p));
}

const struct netem_stats *netem_path_stats(const struct netem_path *p)
{
	return &p->stats;
}

void netem_path_reset_stats(struct netem_path *p)
{
	p->stats = (struct netem_stats){.packets = 0};
}

size_t netem_path_held(const struct netem_path *p)
{
	return p->held;
}
