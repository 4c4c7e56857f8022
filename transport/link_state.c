/* transport/link_state.c -- a link's state as bytes. */
#include "transport/link_state.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "transport/frame.h"
#include "transport/link_rows.h"

#define HANDSHAKES 2
#define CARRIES_MAX 1024 /* of a packet */
#define RANGES_MAX 65536
#define ADDRS_MAX 64

/* Parts of a link that are one struct each. */
static const struct {
	enum link_table table;
	size_t at;
} parts[] = {
	{T_LINK, 0},
	{T_RATE, offsetof(struct link, rate)},
	{T_TRAIN, offsetof(struct link, rate.train)},
	{T_RIVAL, offsetof(struct link, rate.rival)},
	{T_YIELD, offsetof(struct link, yield)},
	{T_MTU, offsetof(struct link, mtu)},
	{T_LOSS, offsetof(struct link, loss_out)},
	{T_LOSS, offsetof(struct link, loss_in)},
	{T_ACK, offsetof(struct link, ack)},
	{T_REPLAY, offsetof(struct link, replay)},
	{T_THRIFT, offsetof(struct link, thrift)},
	{T_RECOVERY, offsetof(struct link, recovery)},
	{T_PATH, offsetof(struct link, path)},
	{T_PATH, offsetof(struct link, candidate)},
	{T_ECN_IN, offsetof(struct link, ecn_in)},
	{T_COUNTS, offsetof(struct link, ecn_in.count)},
	{T_ECN, offsetof(struct link, ecn)},
	{T_COUNTS, offsetof(struct link, ecn.told)},
	{T_COUNTS, offsetof(struct link, ecn.base)},
};

#define PARTS (sizeof parts / sizeof *parts)

const struct state_table *link_state_table(size_t i)
{
	return i < T_ALL ? &link_tables[i] : i == T_ALL ? packet_state_table() : NULL;
}

void link_state_differs(const struct link *a, const struct link *b, char out[LINK_STATE_NAME])
{
	out[0] = '\0';
	for (size_t i = 0; i < PARTS; i++) {
		const struct state_table *t = &link_tables[parts[i].table];
		const char *name = state_differs(t, (const char *)a + parts[i].at, (const char *)b + parts[i].at);

		if (name != NULL) {
			snprintf(out, LINK_STATE_NAME, "%s.%s", t->name, name);
			return;
		}
	}
}

/* --- writing */

static void put_addr(struct wr *w, const struct link *l, const struct addr *a)
{
	wr_var(w, flight_addr(l->flight, a, l->now));
}

static int by_id(const void *a, const void *b)
{
	const struct flight_addr *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static void put_known(struct wr *w, const struct link *l)
{
	struct flight_addr known[ADDRS_MAX];
	size_t n = flight_addrs(l->flight, known, ADDRS_MAX);

	qsort(known, n, sizeof *known, by_id);
	wr_var(w, n);
	for (size_t i = 0; i < n; i++) {
		wr_var(w, known[i].id);
		wr_var(w, known[i].host);
		wr_u8(w, known[i].family);
		wr_u8(w, known[i].far);
	}
}

static void put_addrs(struct wr *w, const struct link *l)
{
	for (size_t i = 0; i < l->remote_count; i++) {
		put_addr(w, l, &l->remotes[i]);
	}
	for (size_t i = 0; i < l->reply_count; i++) {
		put_addr(w, l, &l->reply_to[i]);
	}
	for (size_t i = 0; i < l->asked_count && i < LINK_ASKED_FROM; i++) {
		put_addr(w, l, &l->asked[i]);
	}
	put_addr(w, l, &l->path.addr);
	put_addr(w, l, &l->candidate.addr);
	put_addr(w, l, &l->respond_to);
}

/* Objects that several packets share are told once, and numbered in order. */
struct shared {
	struct object **at;
	size_t count, cap;
};

static void put_object(struct wr *w, struct shared *s, struct object *o, usec_t now)
{
	if (o->refs > 1) {
		for (size_t i = s->count; i-- > 0;) {
			if (s->at[i] == o) {
				wr_var(w, 2 + i);
				return;
			}
		}
		if (s->count == s->cap) {
			s->at = mem_grow(s->at, &s->cap, s->count + 1, sizeof *s->at);
		}
		s->at[s->count++] = o;
	}
	wr_var(w, o->refs > 1);
	state_put(&link_tables[T_OBJECT], o, now, w);
}

static void put_carries(struct wr *w, struct shared *s, const struct carry *list, usec_t now)
{
	size_t n = 0;

	for (const struct carry *c = list; c != NULL; c = c->next) {
		n++;
	}
	wr_var(w, n);
	for (const struct carry *c = list; c != NULL; c = c->next) {
		state_put(&link_tables[T_CARRY], c, now, w);
		if (c->kind == CARRY_OBJECT) {
			put_object(w, s, c->object, now);
		}
	}
}

/* Of the echoes in a copy only how long they are. */
static void put_body(struct wr *w, const struct dup *d)
{
	struct frame f;
	struct rd r;

	rd_init(&r, bytes_of(d->body, d->len));
	while (frame_next(&r, &f)) {
		wr_u8(w, 1);
		wr_u8(w, (uint8_t)(f.id | (f.may_wait ? FRAME_MAY_WAIT : 0)));
		wr_u16(w, (uint16_t)f.data.len);
	}
	wr_u8(w, 0);
}

static void put_sent(struct wr *w, const struct link *l, usec_t now)
{
	const struct recovery *r = &l->recovery;
	usec_t last = now; /* times are near the one before */
	struct shared s = {0};

	for (uint64_t pn = r->first; pn < r->next && wr_ok(w); pn++) {
		const struct sent *p = &r->ring[pn & (r->cap - 1)];

		wr_u8(w, p->flags & SENT_ACKED ? SENT_ACKED : p->flags);
		if (p->flags & SENT_ACKED) {
			continue; /* nobody asks for more of it */
		}
		state_put(&link_tables[T_SENT], p, last, w);
		state_put(&link_tables[T_MARK], &p->mark, p->at, w);
		put_carries(w, &s, p->carries, now);
		last = p->at;
	}
	for (size_t i = 0; i < l->dup_count; i++) {
		state_put(&link_tables[T_DUP], &l->dups[i], now, w);
		put_body(w, &l->dups[i]);
		put_carries(w, &s, l->dups[i].objects, now);
	}
	free(s.at);
}

static void put_streams(struct wr *w, const struct link *l, usec_t now)
{
	for (uint8_t i = 0; i < l->stream_end; i++) {
		const struct link_stream *s = &l->streams[i];

		state_put(&link_tables[T_STREAM], s, now, w);
		wr_u8(w, (uint8_t)((s->tx != NULL ? 1 : 0) | (s->rx != NULL ? 2 : 0)));
		if (s->tx != NULL) {
			stream_tx_save(s->tx, w);
		}
		if (s->rx != NULL) {
			stream_rx_save(s->rx, w);
		}
	}
}

bool link_save(const struct link *l, usec_t now, struct wr *w)
{
	uint8_t room[8 * ADDRS_MAX];
	struct wr known;

	wr_init(&known, room, sizeof room);
	put_addrs(&known, l); /* those that are new have numbers then */
	put_known(w, l);
	for (size_t i = 0; i < PARTS; i++) {
		state_put(&link_tables[parts[i].table], (const char *)l + parts[i].at, now, w);
	}
	for (int i = 0; i < HANDSHAKES; i++) {
		wr_u8(w, l->handshake[i] != NULL);
	}
	wr_var(w, strlen(l->close_text));
	wr_u8(w, l->box != NULL);
	if (l->box != NULL) {
		packet_box_save(l->box, now, w);
	}
	put_addrs(w, l);
	state_put_ranges(w, &l->ack.set);
	put_streams(w, l, now);
	put_sent(w, l, now);
	return wr_ok(w);
}

/* --- reading */

static void get_known(struct rd *r, struct link *l)
{
	for (uint64_t n = rd_var_max(r, ADDRS_MAX); n > 0; n--) {
		struct flight_addr a = {.id = rd_var(r), .host = rd_var(r)};

		a.family = rd_u8(r);
		a.far = rd_u8(r) != 0;
		if (r->bad || a.family > ADDR_PIPE || a.id == 0) {
			rd_fail(r);
			return;
		}
		flight_know_addr(l->flight, &a);
	}
}

static void get_addr(struct rd *r, const struct link *l, struct addr *out)
{
	if (!flight_find_addr(l->flight, rd_var(r), out)) {
		rd_fail(r);
	}
}

static void get_addrs(struct rd *r, struct link *l)
{
	for (size_t i = 0; i < l->remote_count; i++) {
		get_addr(r, l, &l->remotes[i]);
	}
	for (size_t i = 0; i < l->reply_count; i++) {
		get_addr(r, l, &l->reply_to[i]);
	}
	for (size_t i = 0; i < l->asked_count && i < LINK_ASKED_FROM; i++) {
		get_addr(r, l, &l->asked[i]);
	}
	get_addr(r, l, &l->path.addr);
	get_addr(r, l, &l->candidate.addr);
	get_addr(r, l, &l->respond_to);
}

static struct object *get_object(struct rd *r, struct link *l, struct shared *s, struct carry **list, usec_t now)
{
	uint64_t which = rd_var_max(r, 1 + s->count);
	struct object o = {0};
	struct carry *c;

	if (which >= 2) {
		carry_share_object(&l->pool, list, s->at[which - 2]);
		return s->at[which - 2];
	}
	state_get(&link_tables[T_OBJECT], &o, now, r);
	c = carry_add_object(&l->pool, list, 0, o.class_id);
	c->object->settled = o.settled;
	if (which == 1) {
		if (s->count == s->cap) {
			s->at = mem_grow(s->at, &s->cap, s->count + 1, sizeof *s->at);
		}
		s->at[s->count++] = c->object;
	}
	return c->object;
}

/* In the order in which they were, which carry_add turns round. */
static struct carry *turned(struct carry *list)
{
	struct carry *out = NULL;

	while (list != NULL) {
		struct carry *next = list->next;

		list->next = out;
		out = list;
		list = next;
	}
	return out;
}

static void get_carries(struct rd *r, struct link *l, struct shared *s, struct carry **list, usec_t now)
{
	for (uint64_t n = rd_var_max(r, CARRIES_MAX); n > 0 && !r->bad; n--) {
		struct carry c = {0};

		state_get(&link_tables[T_CARRY], &c, now, r);
		if (r->bad || (c.kind == CARRY_CID && c.id >= LINK_CIDS)) {
			rd_fail(r);
		} else if (c.kind == CARRY_OBJECT) {
			get_object(r, l, s, list, now);
		} else {
			struct carry *put = carry_add(&l->pool, list, c.kind);

			put->id = c.id;
			put->len = c.len;
			put->offset = c.offset;
		}
	}
	*list = turned(*list);
}

static void settle_nothing(void *ctx, struct sent *p, uint8_t what, usec_t now)
{
	(void)ctx;
	(void)p;
	(void)what;
	(void)now;
}

static void get_body(struct rd *r, struct dup *d)
{
	size_t len = 0;

	while (rd_u8(r) != 0) {
		uint8_t id = rd_u8(r);
		size_t body = rd_u16(r);

		if (r->bad || body > 0x3fff || len + OBJECT_HEAD + body > d->len) {
			rd_fail(r);
			return;
		}
		d->body[len] = FRAME_OBJECT;
		d->body[len + 1] = id;
		d->body[len + 2] = (uint8_t)(0x40 | body >> 8);
		d->body[len + 3] = (uint8_t)body;
		len += OBJECT_HEAD + body;
	}
	if (len != d->len) {
		rd_fail(r);
	}
}

static void get_sent(struct rd *r, struct link *l, usec_t now)
{
	struct recovery *v = &l->recovery;
	uint64_t first = v->first, next = v->next;
	usec_t last = now;
	struct shared s = {0};

	v->next = first;
	for (uint64_t pn = first; pn < next && !r->bad; pn++) {
		struct sent got = {.flags = rd_u8(r)}, *p;

		if (got.flags & SENT_ACKED) {
			got.flags = SENT_ACKED;
		} else {
			state_get(&link_tables[T_SENT], &got, last, r);
			state_get(&link_tables[T_MARK], &got.mark, got.at, r);
			last = got.at;
		}
		if (r->bad || (pn == first && got.flags == SENT_ACKED)) {
			rd_fail(r); /* it would have been forgotten */
			break;
		}
		p = recovery_sent(v, pn, got.len, 0, 0, settle_nothing, NULL);
		got.pn = pn;
		*p = got;
		v->in_flight += got.flags & SENT_IN_FLIGHT ? got.len : 0;
		if (got.flags != SENT_ACKED) {
			get_carries(r, l, &s, &p->carries, now);
		}
	}
	for (size_t i = 0; i < l->dup_count && !r->bad; i++) {
		state_get(&link_tables[T_DUP], &l->dups[i], now, r);
		get_body(r, &l->dups[i]);
		get_carries(r, l, &s, &l->dups[i].objects, now);
	}
	free(s.at);
}

static void get_streams(struct rd *r, struct link *l, usec_t now)
{
	for (uint8_t i = 0; i < l->stream_end && !r->bad; i++) {
		struct link_stream *s = &l->streams[i];
		uint8_t which;

		state_get(&link_tables[T_STREAM], s, now, r);
		which = rd_u8(r);
		if (which & 1 && (s->tx = stream_tx_load(r)) == NULL) {
			rd_fail(r);
		}
		if (which & 2 && (s->rx = stream_rx_load(r)) == NULL) {
			rd_fail(r);
		}
	}
}

/* What the code takes for granted. */
static bool is_sound(const struct link *l)
{
	const struct recovery *v = &l->recovery;

	return v->first <= v->next && v->next - v->first <= LIMIT_LINK_SENT && v->first < (uint64_t)1 << 61 &&
	       (!l->is_client || l->remote_count > 0) && l->cid_next >= 1 && l->cid_next >= l->cid_used &&
	       l->cid_next - l->cid_used <= LINK_CIDS;
}

static bool is_sound_whole(const struct link *l)
{
	const struct recovery *v = &l->recovery;

	if ((l->keyed && l->box == NULL) ||
		(l->is_client && l->state == LINK_STATE_CONNECTING && l->handshake[0] == NULL)) {
		return false;
	}
	return v->first == v->next || (l->box != NULL && packet_next_number(l->box) == v->next);
}

static void get_handshakes(struct rd *r, struct link *l)
{
	static const size_t sizes[HANDSHAKES] = {LINK_MTU, LINK_MTU_MIN};

	for (int i = 0; i < HANDSHAKES; i++) {
		if (rd_u8(r) != 0 && !r->bad) {
			l->handshake[i] = handshake_start_sized(
				l->seal, l->rng, l->psk_id, l->psk, l->cids[0], bytes_of(NULL, 0), sizes[i]);
		}
	}
}

static void get_box(struct rd *r, struct link *l, usec_t now)
{
	struct handshake_keys keys = {{0}, {0}, {0}, {0}, {0}};

	if (rd_u8(r) == 0 || r->bad) {
		return;
	}
	l->box = packet_box_new(l->seal, l->is_client, &keys, now);
	if (l->box == NULL) {
		rd_fail(r);
		return;
	}
	packet_box_load(l->box, now, r);
}

static void get_link(struct rd *r, struct link *l, usec_t now)
{
	size_t text;

	get_known(r, l);
	for (size_t i = 0; i < PARTS; i++) {
		state_get(&link_tables[parts[i].table], (char *)l + parts[i].at, now, r);
	}
	if (r->bad || !is_sound(l)) {
		l->recovery.next = l->recovery.first;
		l->dup_count = 0;
		l->stream_end = 0;
		rd_fail(r);
		return;
	}
	get_handshakes(r, l);
	text = (size_t)rd_var_max(r, sizeof l->close_text - 1);
	memset(l->close_text, '.', text);
	get_box(r, l, now);
	get_addrs(r, l);
	state_get_ranges(r, &l->ack.set, RANGES_MAX);
	get_streams(r, l, now);
	get_sent(r, l, now);
}

struct link *link_restore(struct bytes state, const struct link_user *user, struct rng rng, size_t flight, usec_t now)
{
	struct seal *seal = seal_new();
	struct link *l;
	struct rd r;

	if (seal == NULL) {
		return NULL;
	}
	l = link_new(false, seal, rng, NULL, now);
	l->owns_seal = true;
	l->user = *user;
	l->flight = flight_new(flight);
	for (size_t i = 0; i < LINK_CIDS; i++) {
		rng_fill(rng, l->cids[i], LINK_CID_LEN);
	}
	memset(l->path.token, 1, PATH_TOKEN_LEN);
	memset(l->candidate.token, 2, PATH_TOKEN_LEN);
	rd_init(&r, state);
	get_link(&r, l, now);
	if (!rd_done(&r) || !is_sound_whole(l)) {
		link_free_restored(l);
		return NULL;
	}
	return l;
}

void link_free_restored(struct link *l)
{
	struct stream_tx *tx[LIMIT_LINK_STREAMS];
	struct stream_rx *rx[LIMIT_LINK_STREAMS];

	if (l == NULL) {
		return;
	}
	for (size_t i = 0; i < LIMIT_LINK_STREAMS; i++) {
		tx[i] = l->streams[i].tx;
		rx[i] = l->streams[i].rx;
	}
	link_free(l);
	for (size_t i = 0; i < LIMIT_LINK_STREAMS; i++) {
		stream_tx_free(tx[i]);
		stream_rx_free(rx[i]);
	}
}
