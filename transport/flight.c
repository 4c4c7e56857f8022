/* transport/flight.c -- a ring of events, and what they look like. */
#include "transport/flight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/wr.h"
#include "transport/frame.h"
#include "transport/limits.h"

#define MAGIC "MUXLINK1"
#define MAGIC_LEN 8
#define EVENT_MAX (1 + 8 * (1 + FLIGHT_FIELDS))
#define CHANGES 16

struct flight_def {
	const char *name;
	const char *field[FLIGHT_FIELDS];
};

static const struct flight_def defs[FLIGHT_KINDS] = {
	[FLIGHT_START] = {"start", {"client", "hello", "pipe"}},
	[FLIGHT_SEED] = {"seed", {"clock", "seed"}},
	[FLIGHT_STATE] = {"state", {"is", "reason"}},
	[FLIGHT_HANDSHAKE] = {"handshake", {"out", "message", "which", "len"}},
	[FLIGHT_OUT] = {"out", {"pn", "len", "other", "frames"}},
	[FLIGHT_IN] = {"in", {"pn", "len", "other", "frames"}},
	[FLIGHT_DROP] = {"drop", {"len", "error"}},
	[FLIGHT_LOST] = {"lost", {"pn"}},
	[FLIGHT_RTT] = {"rtt", {"latest", "smoothed"}},
	[FLIGHT_PROBE] = {"probe", {"unanswered"}},
	[FLIGHT_PATH] = {"path", {"what"}},
	[FLIGHT_PHASE] = {"phase", {"ours"}},
	[FLIGHT_MTU] = {"mtu", {"size"}},
	[FLIGHT_ATTACH] = {"attach", {"stream", "out", "eager", "offset"}},
	[FLIGHT_WRITE] = {"write", {"stream", "end"}},
	[FLIGHT_READY] = {"ready", {"class", "in"}},
	[FLIGHT_TURN] = {"turn", {NULL}},
	[FLIGHT_FILL] = {"fill", {"class", "len"}},
	[FLIGHT_MARK] = {"mark", {"out", "ecn"}},
	[FLIGHT_ECN] = {"ecn", {"is", "ce"}},
};

static const char *const frame_names[FRAME_KINDS] = {"padding", "ping", "ack", "object", "stream",
	"credit", "challenge", "response", "close", "new-cid", "ack-ecn"};

struct flight {
	uint8_t *ring;
	size_t cap, head, used, count;
	bool turns;
	usec_t base, last; /* before the oldest event, and of the newest */
	void (*watch)(void *ctx, const struct flight_event *e);
	void *ctx;
	uint64_t change[FLIGHT_KINDS][CHANGES]; /* 1 + the value that came last */
	usec_t ready[CHANGES];
};

static size_t fields_of(enum flight_kind kind)
{
	size_t n = 0;

	while (n < FLIGHT_FIELDS && defs[kind].field[n] != NULL) {
		n++;
	}
	return n;
}

struct flight *flight_new(size_t bytes)
{
	struct flight *r = mem_zalloc(sizeof *r);

	r->cap = bytes < 2 * EVENT_MAX ? 2 * EVENT_MAX : bytes;
	r->ring = mem_alloc(r->cap);
	for (size_t i = 0; i < CHANGES; i++) {
		r->ready[i] = USEC_NEVER;
	}
	return r;
}

void flight_free(struct flight *r)
{
	if (r != NULL) {
		free(r->ring);
		free(r);
	}
}

void flight_keep_turns(struct flight *r)
{
	r->turns = true;
}

void flight_turn(struct flight *r, usec_t now)
{
	if (r != NULL && r->turns && r->last != now) {
		flight_put(r, now, FLIGHT_TURN, NULL);
	}
}

void flight_watch(struct flight *r, void (*f)(void *ctx, const struct flight_event *e), void *ctx)
{
	r->watch = f;
	r->ctx = ctx;
}

/* The beginning of what is in the ring, in one piece: in `room` where it goes on at the start. */
static struct bytes front(const struct flight *r, uint8_t room[EVENT_MAX])
{
	size_t len = r->used < EVENT_MAX ? r->used : EVENT_MAX, first = r->cap - r->head;

	if (len <= first) {
		return bytes_of(r->ring + r->head, len);
	}
	memcpy(room, r->ring + r->head, first);
	memcpy(room + first, r->ring, len - first);
	return bytes_of(room, len);
}

static bool take_event(struct rd *rd, usec_t *at, struct flight_event *out)
{
	uint8_t kind = rd_u8(rd);
	usec_t after = rd_var(rd);

	if (rd->bad || kind >= FLIGHT_KINDS || after > USEC_NEVER - 1 - *at) {
		rd_fail(rd);
		return false;
	}
	*out = (struct flight_event){.kind = (enum flight_kind)kind};
	for (size_t i = 0; i < fields_of(out->kind); i++) {
		out->field[i] = rd_var(rd);
	}
	if (rd->bad) {
		return false;
	}
	*at += after;
	out->at = *at;
	return true;
}

static void drop_oldest(struct flight *r)
{
	uint8_t room[EVENT_MAX];
	struct flight_event e;
	struct rd rd;
	struct bytes b = front(r, room);

	rd_init(&rd, b);
	take_event(&rd, &r->base, &e);
	r->head = (r->head + (b.len - rd.left)) % r->cap;
	r->used -= b.len - rd.left;
	r->count--;
}

static uint64_t cut(uint64_t v)
{
	const uint64_t most = ((uint64_t)1 << 62) - 1;

	return v < most ? v : most;
}

void flight_put(struct flight *r, usec_t now, enum flight_kind kind, const uint64_t *field)
{
	struct flight_event e = {.at = now, .kind = kind};
	uint8_t bytes[EVENT_MAX];
	struct wr w;

	if (r == NULL) {
		return;
	}
	if (r->count == 0) {
		r->base = r->last = now;
	}
	now = usec_max(now, r->last);
	wr_init(&w, bytes, sizeof bytes);
	wr_u8(&w, (uint8_t)kind);
	wr_var(&w, cut(now - r->last));
	for (size_t i = 0; i < fields_of(kind); i++) {
		e.field[i] = field[i];
		wr_var(&w, cut(field[i]));
	}
	while (r->cap - r->used < w.len) {
		drop_oldest(r);
	}
	size_t at = r->head + r->used < r->cap ? r->head + r->used : r->head + r->used - r->cap;
	size_t first = w.len < r->cap - at ? w.len : r->cap - at;

	memcpy(r->ring + at, bytes, first);
	memcpy(r->ring, bytes + first, w.len - first);
	r->used += w.len;
	r->count++;
	r->last = now;
	if (r->watch != NULL) {
		r->watch(r->ctx, &e);
	}
}

void flight_put_change(struct flight *r, usec_t now, enum flight_kind kind, unsigned key,
	uint64_t value, const uint64_t *field)
{
	if (r != NULL && r->change[kind][key % CHANGES] != value + 1) {
		r->change[kind][key % CHANGES] = value + 1;
		flight_put(r, now, kind, field);
	}
}

bool flight_ready_changed(struct flight *r, unsigned c, usec_t at, usec_t now)
{
	usec_t was = r->ready[c % CHANGES];

	if (was == at || (was <= now && at <= now)) {
		return false;
	}
	r->ready[c % CHANGES] = at;
	return true;
}

size_t flight_count(const struct flight *r)
{
	return r == NULL ? 0 : r->count;
}

void flight_dump(const struct flight *r, struct buf *out)
{
	uint8_t *at;
	struct wr w;

	if (r == NULL) {
		return;
	}
	at = buf_reserve(out, MAGIC_LEN + 8 + r->used);
	wr_init(&w, at, MAGIC_LEN + 8 + r->used);
	wr_put(&w, MAGIC, MAGIC_LEN);
	wr_u64(&w, r->base);
	for (size_t i = 0; i < r->used; i++) {
		wr_u8(&w, r->ring[(r->head + i) % r->cap]);
	}
	buf_commit(out, w.len);
}

int flight_begin(struct rd *r, usec_t *base)
{
	const uint8_t *magic = rd_take(r, MAGIC_LEN);

	if (magic == NULL || memcmp(magic, MAGIC, MAGIC_LEN) != 0) {
		rd_fail(r);
	}
	*base = rd_u64(r);
	return r->bad || *base == USEC_NEVER ? ERR_PROTO : 0;
}

bool flight_next(struct rd *r, usec_t *at, struct flight_event *out)
{
	return !r->bad && r->left > 0 && take_event(r, at, out);
}

static void put_frames(uint64_t bits, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (int i = 0; i < FRAME_KINDS && len < size; i++) {
		if (bits & (uint64_t)1 << i) {
			len += (size_t)snprintf(out + len, size - len, "%s%s", len > 0 ? "," : "",
				frame_names[i]);
		}
	}
}

size_t flight_text(const struct flight_event *e, char out[FLIGHT_TEXT_MAX])
{
	const struct flight_def *d = &defs[e->kind];
	size_t len = (size_t)snprintf(out, FLIGHT_TEXT_MAX, "%llu.%06llu %s",
		(unsigned long long)(e->at / SEC(1)), (unsigned long long)(e->at % SEC(1)), d->name);

	for (size_t i = 0; i < fields_of(e->kind) && len < FLIGHT_TEXT_MAX; i++) {
		char frames[100] = "";

		if (strcmp(d->field[i], "frames") == 0) {
			put_frames(e->field[i], frames, sizeof frames);
			len += (size_t)snprintf(out + len, FLIGHT_TEXT_MAX - len, " frames=%s", frames);
			continue;
		}
		len += (size_t)snprintf(out + len, FLIGHT_TEXT_MAX - len, " %s=%llu", d->field[i],
			(unsigned long long)e->field[i]);
	}
	return len < FLIGHT_TEXT_MAX ? len : FLIGHT_TEXT_MAX - 1;
}
