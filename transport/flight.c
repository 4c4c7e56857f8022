/* transport/flight.c -- a ring of events. */
#include "transport/flight.h"

#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/wr.h"

#define MAGIC "MUXLINK"
#define MAGIC_LEN 7
#define RECORD_VERSION '2'
#define HEAD_LEN (MAGIC_LEN + 1 + 8)
#define EVENT_MAX (1 + 8 * (2 + FLIGHT_FIELDS)) /* but for the blob */
#define CLASSES 16
#define ADDRS 32
#define DROPS_AFTER MS(100) /* the last event: what was dropped since is told */
#define CHECKPOINT_SHARE 8 /* of the ring between two; more when they are long, so that they are a fifth at most */
#define CHECKPOINT_TIMES 4
#define AGAIN_SHARE 16 /* of the ring until another try */

struct known_addr {
	struct addr addr;
	struct flight_addr as;
	uint64_t used;
};

struct flight {
	uint8_t *ring;
	size_t cap, head, used, count;
	bool rerun;
	unsigned looks; /* since the last event */
	usec_t base, last; /* before the oldest event, and of the newest */
	flight_watch_fn *watch;
	void *ctx;
	uint64_t change[FLIGHT_KEYS]; /* 1 + the value that came last */
	usec_t ready[CLASSES];
	uint64_t drops, drop[2];
	usec_t deadline;
	bool idle; /* nothing since the last turn */
	size_t since, state_len; /* bytes put since the last checkpoint, and its own */
	struct known_addr addrs[ADDRS];
	size_t addr_count;
	uint64_t addr_next, host_next, addr_uses;
};

static void forget_said(struct flight *r)
{
	memset(r->change, 0, sizeof r->change);
	for (size_t i = 0; i < CLASSES; i++) {
		r->ready[i] = USEC_NEVER;
	}
}

struct flight *flight_new(size_t bytes)
{
	struct flight *r = mem_zalloc(sizeof *r);

	r->cap = bytes < 4 * EVENT_MAX ? 4 * EVENT_MAX : bytes;
	r->ring = mem_alloc(r->cap);
	r->addr_next = r->host_next = 1;
	forget_said(r);
	return r;
}

void flight_free(struct flight *r)
{
	if (r != NULL) {
		free(r->ring);
		free(r);
	}
}

void flight_watch(struct flight *r, flight_watch_fn *f, void *ctx)
{
	r->watch = f;
	r->ctx = ctx;
}

/* --- events as bytes */

/* All but the bytes of a blob, whose length goes to blob.len. */
static bool take_head(struct rd *rd, usec_t *at, struct flight_event *out)
{
	uint8_t kind = rd_u8(rd);
	usec_t after = rd_var(rd);

	if (rd->bad || kind >= FLIGHT_KINDS || after > USEC_NEVER - 1 - *at) {
		rd_fail(rd);
		return false;
	}
	*out = (struct flight_event){.kind = (enum flight_kind)kind};
	for (size_t i = 0; i < flight_defs[out->kind].fields; i++) {
		out->field[i] = rd_var(rd);
	}
	if (flight_defs[out->kind].blob) {
		out->blob.len = (size_t)rd_var_max(rd, SIZE_MAX / 2);
	}
	if (rd->bad) {
		return false;
	}
	*at += after;
	out->at = *at;
	return true;
}

static uint64_t cut(uint64_t v)
{
	const uint64_t most = ((uint64_t)1 << 62) - 1;

	return v < most ? v : most;
}

/* As wr_var does: an event is written some times for each packet. */
static uint8_t *put_var(uint8_t *at, uint64_t v)
{
	int len = v < 1u << 6 ? 0 : v < 1u << 14 ? 1 : v < 1u << 30 ? 2 : 3;

	for (int shift = 8 * (1 << len) - 8; shift >= 0; shift -= 8) {
		*at++ = (uint8_t)(v >> shift);
	}
	at[-(1 << len)] |= (uint8_t)(len << 6);
	return at;
}

static size_t put_head(uint8_t *at, struct flight_event *e, usec_t last)
{
	const struct flight_def *d = &flight_defs[e->kind];
	uint8_t *end = at;

	*end++ = (uint8_t)e->kind;
	end = put_var(end, cut(e->at - last));
	for (size_t i = 0; i < d->fields; i++) {
		e->field[i] = cut(e->field[i]);
		end = put_var(end, e->field[i]);
	}
	if (d->blob) {
		end = put_var(end, e->blob.len);
	}
	return (size_t)(end - at);
}

/* --- the ring */

static uint64_t front_var(const struct flight *r, size_t *at)
{
	uint64_t v = r->ring[*at] & 0x3f;

	for (int more = (1 << (r->ring[*at] >> 6)) - 1; more >= 0; more--) {
		*at = *at + 1 == r->cap ? 0 : *at + 1;
		if (more > 0) {
			v = v << 8 | r->ring[*at];
		}
	}
	return v;
}

/* Its fields are passed over, not read: this is done for each event that is put. */
static void drop_oldest(struct flight *r)
{
	const struct flight_def *d = &flight_defs[r->ring[r->head]];
	size_t at = r->head + 1 == r->cap ? 0 : r->head + 1;

	r->base += front_var(r, &at);
	for (int i = 0; i < d->fields; i++) {
		at += (size_t)1 << (r->ring[at] >> 6);
		at = at < r->cap ? at : at - r->cap;
	}
	if (d->blob) {
		size_t len = (size_t)front_var(r, &at);

		at = at + len < r->cap ? at + len : at + len - r->cap;
	}
	r->used -= at > r->head ? at - r->head : at + r->cap - r->head;
	r->head = at;
	r->count--;
}

static void append(struct flight *r, const uint8_t *data, size_t len)
{
	size_t at = r->head + r->used < r->cap ? r->head + r->used : r->head + r->used - r->cap;
	size_t first = len < r->cap - at ? len : r->cap - at;

	memcpy(r->ring + at, data, first);
	if (first < len) {
		memcpy(r->ring, data + first, len - first);
	}
	r->used += len;
}

static void put(struct flight *r, struct flight_event *e)
{
	uint8_t bytes[EVENT_MAX];
	size_t len;

	if (r->count == 0) {
		r->base = r->last = e->at;
	}
	e->at = usec_max(e->at, r->last);
	len = put_head(bytes, e, r->last);
	while (r->cap - r->used < len + e->blob.len) {
		drop_oldest(r);
	}
	append(r, bytes, len);
	if (e->blob.len > 0) {
		append(r, e->blob.data, e->blob.len);
	}
	r->since += len + e->blob.len;
	r->count++;
	r->last = e->at;
	r->idle = false;
	r->looks = 0;
	if (r->watch != NULL) {
		r->watch(r->ctx, e);
	}
}

static void tell_drops(struct flight *r, usec_t now)
{
	struct flight_event e = {.at = now, .kind = FLIGHT_DROP, .field = {r->drops, r->drop[0], r->drop[1]}};

	if (r->drops > 0) {
		r->drops = 0;
		put(r, &e);
	}
}

bool flight_put_blob(struct flight *r, usec_t now, enum flight_kind kind, const uint64_t *field, struct bytes blob)
{
	struct flight_event e = {.at = now, .kind = kind, .blob = blob};

	if (r == NULL || blob.len > r->cap / 2) {
		return r == NULL;
	}
	for (size_t i = 0; i < flight_defs[kind].fields; i++) {
		e.field[i] = field[i];
	}
	tell_drops(r, now);
	put(r, &e);
	return true;
}

void flight_put(struct flight *r, usec_t now, enum flight_kind kind, const uint64_t *field)
{
	flight_put_blob(r, now, kind, field, bytes_of(NULL, 0));
}

void flight_put_change(struct flight *r, usec_t now, enum flight_kind kind, unsigned key,
	uint64_t value, const uint64_t *field)
{
	if (r != NULL && r->change[key % FLIGHT_KEYS] != value + 1) {
		r->change[key % FLIGHT_KEYS] = value + 1;
		flight_put(r, now, kind, field);
	}
}

void flight_drop(struct flight *r, size_t len, int error, usec_t now)
{
	if (r == NULL) {
		return;
	}
	r->drops++;
	r->drop[0] = len;
	r->drop[1] = (uint64_t)-error;
	if (usec_since(r->last, now) >= DROPS_AFTER) {
		tell_drops(r, now);
	}
}

void flight_look(struct flight *r, bool begin)
{
	if (r != NULL) {
		r->looks = begin ? 0 : r->looks + 1;
	}
}

unsigned flight_looks(const struct flight *r)
{
	return r->looks;
}

void flight_ready(struct flight *r, const usec_t *at, unsigned n, usec_t now)
{
	for (unsigned c = 0; r != NULL && c < n && c < CLASSES; c++) {
		usec_t was = r->ready[c];

		if (was != at[c] && (was > now || at[c] > now)) {
			uint64_t in = at[c] == USEC_NEVER ? 0 : at[c] <= now ? 1 : 1 + (at[c] - now);

			r->ready[c] = at[c];
			flight_put(r, now, FLIGHT_READY, (const uint64_t[FLIGHT_FIELDS]){c, in, r->looks});
		}
	}
}

/* --- turns and checkpoints */

void flight_set_deadline(struct flight *r, usec_t at)
{
	if (r != NULL) {
		r->deadline = at;
	}
}

bool flight_is_idle(const struct flight *r, usec_t now)
{
	return r == NULL || (r->idle && !r->rerun && now < r->deadline);
}

void flight_turn(struct flight *r, usec_t now, bool idle)
{
	if (r != NULL && !(idle && flight_is_idle(r, now))) {
		flight_put(r, now, FLIGHT_TURN, NULL);
		r->idle = true;
		r->deadline = 0; /* until it is told */
	}
}

void flight_rerun(struct flight *r)
{
	r->rerun = true;
}

bool flight_checkpoint_due(const struct flight *r)
{
	size_t gap = r->cap / CHECKPOINT_SHARE, longer = CHECKPOINT_TIMES * r->state_len;

	gap = longer > gap ? longer : gap;
	return !r->rerun && r->since >= (gap < r->cap / 2 ? gap : r->cap / 2);
}

size_t flight_room(const struct flight *r)
{
	return r->cap / 2;
}

void flight_checkpoint(struct flight *r, usec_t now, struct bytes state)
{
	if (state.len == 0) {
		r->since -= r->since < r->cap / AGAIN_SHARE ? r->since : r->cap / AGAIN_SHARE;
		return;
	}
	flight_put_blob(r, now, FLIGHT_CHECKPOINT, NULL, state);
	forget_said(r);
	r->state_len = state.len;
	r->since = 0;
}

size_t flight_count(const struct flight *r)
{
	return r == NULL ? 0 : r->count;
}

/* --- addresses */

static struct known_addr *room_for_addr(struct flight *r)
{
	struct known_addr *oldest = &r->addrs[0];

	if (r->addr_count < ADDRS) {
		return &r->addrs[r->addr_count++];
	}
	for (size_t i = 1; i < ADDRS; i++) {
		oldest = r->addrs[i].used < oldest->used ? &r->addrs[i] : oldest;
	}
	return oldest;
}

static uint64_t host_of(struct flight *r, const struct addr *a)
{
	for (size_t i = 0; i < r->addr_count; i++) {
		if (addr_same_host(&r->addrs[i].addr, a)) {
			return r->addrs[i].as.host;
		}
	}
	return r->host_next++;
}

uint64_t flight_addr(struct flight *r, const struct addr *a, usec_t now)
{
	struct flight_addr as;
	struct known_addr *k;

	if (r == NULL || a->family == ADDR_NONE) {
		return 0;
	}
	for (size_t i = 0; i < r->addr_count; i++) {
		if (addr_equal(&r->addrs[i].addr, a) && r->addrs[i].addr.scope == a->scope) {
			r->addrs[i].used = ++r->addr_uses;
			return r->addrs[i].as.id;
		}
	}
	as = (struct flight_addr){.id = r->addr_next++,
		.host = host_of(r, a),
		.family = a->family,
		.far = a->family == ADDR_PIPE && a->scope == ADDR_FAR};
	k = room_for_addr(r);
	*k = (struct known_addr){*a, as, ++r->addr_uses};
	flight_put(r, now, FLIGHT_ADDRESS, (const uint64_t[FLIGHT_FIELDS]){as.id, as.family, as.host, as.far});
	return as.id;
}

size_t flight_addrs(const struct flight *r, struct flight_addr *out, size_t max)
{
	size_t n = r->addr_count < max ? r->addr_count : max;

	for (size_t i = 0; i < n; i++) {
		out[i] = r->addrs[i].as;
	}
	return n;
}

struct addr flight_know_addr(struct flight *r, const struct flight_addr *as)
{
	struct addr a = {.family = as->family};

	if (as->family == ADDR_PIPE) {
		a.scope = as->far ? ADDR_FAR : 0;
	} else {
		a.port = (uint16_t)as->id;
		for (int i = 0; i < 4; i++) {
			a.ip[i] = (uint8_t)(as->host >> (24 - 8 * i));
		}
	}
	*room_for_addr(r) = (struct known_addr){a, *as, ++r->addr_uses};
	r->addr_next = as->id >= r->addr_next ? as->id + 1 : r->addr_next;
	r->host_next = as->host >= r->host_next ? as->host + 1 : r->host_next;
	return a;
}

bool flight_find_addr(const struct flight *r, uint64_t id, struct addr *out)
{
	for (size_t i = 0; i < r->addr_count; i++) {
		if (r->addrs[i].as.id == id) {
			*out = r->addrs[i].addr;
			return true;
		}
	}
	*out = (struct addr){0};
	return id == 0;
}

/* --- on disk */

void flight_dump(const struct flight *r, struct buf *out)
{
	uint8_t *at;
	struct wr w;
	size_t first;

	if (r == NULL) {
		return;
	}
	at = buf_reserve(out, HEAD_LEN + r->used);
	wr_init(&w, at, HEAD_LEN + r->used);
	wr_put(&w, MAGIC, MAGIC_LEN);
	wr_u8(&w, RECORD_VERSION);
	wr_u64(&w, r->base);
	first = r->used < r->cap - r->head ? r->used : r->cap - r->head;
	wr_put(&w, r->ring + r->head, first);
	wr_put(&w, r->ring, r->used - first);
	buf_commit(out, w.len);
}

int flight_begin(struct rd *r, usec_t *base)
{
	const uint8_t *magic = rd_take(r, MAGIC_LEN);
	uint8_t version = rd_u8(r);

	if (magic == NULL || memcmp(magic, MAGIC, MAGIC_LEN) != 0) {
		rd_fail(r);
	} else if (!r->bad && version != RECORD_VERSION) {
		return ERR_VERSION;
	}
	*base = rd_u64(r);
	return r->bad || *base == USEC_NEVER ? ERR_PROTO : 0;
}

bool flight_next(struct rd *r, usec_t *at, struct flight_event *out)
{
	usec_t then = *at;

	if (r->bad || r->left == 0 || !take_head(r, &then, out)) {
		return false;
	}
	out->blob.data = rd_take(r, out->blob.len);
	if (r->bad) {
		return false;
	}
	*at = then;
	return true;
}
