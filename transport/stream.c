/* transport/stream.c -- one direction of a reliable ordered byte stream. */
#include "transport/stream.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/ranges.h"
#include "transport/limits.h"
#include "transport/state.h"

#define STREAM_RANGES 256 /* runs of a stream received out of order; more are not taken */
#define LOADED_MAX ((size_t)16 << 20) /* bytes unacked in a checkpoint */
#define LOADED_RANGES 65536

struct stream_tx {
	struct buf data; /* acked .. end */
	uint64_t acked;
	bool eager;
	struct ranges arrived; /* with the peer, above acked */
	struct ranges busy;    /* arrived or in flight */
};

struct stream_rx {
	uint8_t *data; /* consumed + i is at data[i]; holes where `have` has none */
	size_t cap;
	size_t head; /* bytes at the front that were consumed but not yet moved away */
	uint64_t consumed;
	uint64_t next;
	struct ranges have; /* at or above next */
};

struct stream_tx *stream_tx_new(uint64_t start, bool eager)
{
	struct stream_tx *s = mem_zalloc(sizeof *s);

	s->acked = start;
	s->eager = eager;
	return s;
}

void stream_tx_free(struct stream_tx *s)
{
	if (s == NULL) {
		return;
	}
	buf_finish(&s->data);
	ranges_finish(&s->arrived);
	ranges_finish(&s->busy);
	free(s);
}

void stream_tx_write(struct stream_tx *s, struct bytes b)
{
	buf_put(&s->data, b.data, b.len);
}

uint64_t stream_tx_acked(const struct stream_tx *s)
{
	return s->acked;
}

uint64_t stream_tx_end(const struct stream_tx *s)
{
	return s->acked + s->data.len;
}

void stream_tx_skip_to(struct stream_tx *s, uint64_t offset)
{
	if (offset <= s->acked) {
		return;
	}
	if (offset > stream_tx_end(s)) {
		offset = stream_tx_end(s); /* a peer cannot have what was never written */
	}
	buf_consume(&s->data, (size_t)(offset - s->acked));
	ranges_remove(&s->arrived, 0, offset);
	ranges_remove(&s->busy, 0, offset);
	s->acked = offset;
}

size_t stream_tx_unacked(const struct stream_tx *s)
{
	return s->data.len;
}

struct stream_rx *stream_rx_new(uint64_t start)
{
	struct stream_rx *s = mem_zalloc(sizeof *s);

	s->consumed = start;
	s->next = start;
	return s;
}

void stream_rx_free(struct stream_rx *s)
{
	if (s == NULL) {
		return;
	}
	free(s->data);
	ranges_finish(&s->have);
	free(s);
}

struct bytes stream_rx_ready(const struct stream_rx *s)
{
	size_t len = (size_t)(s->next - s->consumed);

	return len == 0 ? bytes_of(NULL, 0) : bytes_of(s->data + s->head, len);
}

void stream_rx_consume(struct stream_rx *s, size_t len)
{
	size_t ready = (size_t)(s->next - s->consumed);

	len = len > ready ? ready : len;
	s->consumed += len;
	s->head += len;
	if (s->next == s->consumed && s->have.count == 0) {
		s->head = 0;
	}
}

uint64_t stream_rx_next(const struct stream_rx *s)
{
	return s->next;
}

bool stream_tx_is_eager(const struct stream_tx *s)
{
	return s->eager;
}

static uint64_t end_within(const struct stream_tx *s, uint64_t limit)
{
	uint64_t end = stream_tx_end(s);

	return end < limit ? end : limit;
}

bool stream_tx_waits(const struct stream_tx *s, uint64_t limit)
{
	struct range gap;
	uint64_t end = end_within(s, limit);

	return s->acked < end && ranges_first_gap(&s->busy, s->acked, end, &gap);
}

static struct bytes take_gap(struct stream_tx *s, const struct ranges *not_in, uint64_t limit,
	size_t max, uint64_t *offset)
{
	struct range gap;
	uint64_t end = end_within(s, limit);
	size_t len;

	if (max == 0 || s->acked >= end || !ranges_first_gap(not_in, s->acked, end, &gap)) {
		return bytes_of(NULL, 0);
	}
	len = gap.hi - gap.lo > max ? max : (size_t)(gap.hi - gap.lo);
	ranges_add(&s->busy, gap.lo, gap.lo + len);
	*offset = gap.lo;
	return bytes_of(buf_bytes(&s->data).data + (gap.lo - s->acked), len);
}

struct bytes stream_tx_take(struct stream_tx *s, uint64_t limit, size_t max, uint64_t *offset)
{
	return take_gap(s, &s->busy, limit, max, offset);
}

struct bytes stream_tx_tail(struct stream_tx *s, uint64_t limit, size_t max, uint64_t *offset)
{
	return take_gap(s, &s->arrived, limit, max, offset);
}

void stream_tx_arrived(struct stream_tx *s, uint64_t offset, size_t len)
{
	uint64_t lo = offset < s->acked ? s->acked : offset;
	uint64_t hi = offset + len;

	if (lo >= hi) {
		return;
	}
	ranges_add(&s->arrived, lo, hi);
	ranges_add(&s->busy, lo, hi);
	if (s->arrived.at[0].lo == s->acked) {
		stream_tx_skip_to(s, s->arrived.at[0].hi);
	}
}

void stream_tx_lost(struct stream_tx *s, uint64_t offset, size_t len)
{
	uint64_t at = offset < s->acked ? s->acked : offset;
	uint64_t end = offset + len;
	struct range gap;

	while (at < end && ranges_first_gap(&s->arrived, at, end, &gap)) {
		ranges_remove(&s->busy, gap.lo, gap.hi);
		at = gap.hi;
	}
}

void stream_tx_detached(struct stream_tx *s)
{
	ranges_clear(&s->arrived);
	ranges_clear(&s->busy);
}

/* Makes room for the offsets below `end`, closing the gap in front first. */
static void reserve(struct stream_rx *s, uint64_t end)
{
	size_t need = (size_t)(end - s->consumed);

	if (s->head + need <= s->cap) {
		return;
	}
	if (s->head > 0) {
		memmove(s->data, s->data + s->head, s->cap - s->head);
		s->head = 0;
	}
	if (need > s->cap) {
		s->data = mem_grow(s->data, &s->cap, need, 1);
	}
}

int stream_rx_put(struct stream_rx *s, uint64_t offset, struct bytes data, bool *fresh)
{
	uint64_t lo = offset, hi;

	if (data.len > UINT64_MAX - offset || offset + data.len > stream_rx_limit(s)) {
		return ERR_LIMIT;
	}
	hi = offset + data.len;
	if (lo < s->next) {
		lo = s->next;
	}
	if (lo >= hi || ranges_covers(&s->have, lo, hi)) {
		*fresh = false;
		return 0;
	}
	if (lo > s->next && s->have.count >= STREAM_RANGES) {
		return ERR_LIMIT;
	}
	reserve(s, hi);
	memcpy(s->data + s->head + (lo - s->consumed), data.data + (lo - offset),
		(size_t)(hi - lo));
	ranges_add(&s->have, lo, hi);
	if (s->have.at[0].lo == s->next) {
		s->next = s->have.at[0].hi;
		ranges_remove(&s->have, 0, s->next);
	}
	*fresh = true;
	return 0;
}

uint64_t stream_rx_limit(const struct stream_rx *s)
{
	return s->consumed > UINT64_MAX - LIMIT_STREAM_WINDOW ? UINT64_MAX
	                                                      : s->consumed + LIMIT_STREAM_WINDOW;
}

void stream_tx_save(const struct stream_tx *s, struct wr *w)
{
	wr_var(w, s->acked);
	wr_var(w, s->data.len);
	wr_u8(w, s->eager);
	state_put_ranges(w, &s->arrived);
	state_put_ranges(w, &s->busy);
}

static bool lies_in(const struct ranges *s, uint64_t lo, uint64_t hi)
{
	return s->count == 0 || (s->at[0].lo >= lo && s->at[s->count - 1].hi <= hi);
}

struct stream_tx *stream_tx_load(struct rd *r)
{
	struct stream_tx *s = mem_zalloc(sizeof *s);
	size_t len;

	s->acked = rd_var_max(r, (uint64_t)1 << 60);
	len = (size_t)rd_var_max(r, LOADED_MAX);
	s->eager = rd_u8(r) != 0;
	state_get_ranges(r, &s->arrived, LOADED_RANGES);
	state_get_ranges(r, &s->busy, LOADED_RANGES);
	if (r->bad || !lies_in(&s->arrived, s->acked, s->acked + len) || !lies_in(&s->busy, s->acked, s->acked + len)) {
		stream_tx_free(s);
		return NULL;
	}
	if (len > 0) {
		memset(buf_reserve(&s->data, len), 0, len);
		buf_commit(&s->data, len);
	}
	return s;
}

void stream_rx_save(const struct stream_rx *s, struct wr *w)
{
	wr_var(w, s->consumed);
	wr_var(w, s->next - s->consumed);
	state_put_ranges(w, &s->have);
}

struct stream_rx *stream_rx_load(struct rd *r)
{
	struct stream_rx *s = mem_zalloc(sizeof *s);

	s->consumed = rd_var_max(r, (uint64_t)1 << 60);
	s->next = s->consumed + rd_var_max(r, LIMIT_STREAM_WINDOW);
	state_get_ranges(r, &s->have, STREAM_RANGES);
	if (r->bad || !lies_in(&s->have, s->next, stream_rx_limit(s))) {
		stream_rx_free(s);
		return NULL;
	}
	reserve(s, s->have.count > 0 ? s->have.at[s->have.count - 1].hi : s->next);
	if (s->cap > 0) {
		memset(s->data, 0, s->cap);
	}
	return s;
}
