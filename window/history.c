/* window/history.c -- packed records in blocks of 256, found by number.
 *
 * A block has one arena for its records, and offset and length of each; a length of 0 is a gap.
 * What is removed from the middle of an arena is only counted, and squeezed out when it is half of
 * it. */
#include "window/history.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "window/limits.h"

enum { BLOCK_RECORDS = 256 };

static const uint64_t NUMBER_MAX = UINT64_MAX / 4; /* as far as a number on the wire goes */

struct block {
	struct buf arena; /* never consumed: head is 0 */
	size_t dead;      /* bytes of the arena that no record uses */
	uint32_t kept;    /* records */
	uint32_t at[BLOCK_RECORDS];
	uint32_t len[BLOCK_RECORDS];
};

struct history {
	size_t max;
	uint64_t first, next;
	bool fixed;             /* `first` was said from outside; else it is the lowest kept */
	size_t kept;            /* records */
	size_t bytes;           /* of blocks and arenas */
	struct block **blocks;  /* blocks[head + i] is block number base + i; NULL: nothing in it */
	size_t head, count, cap;
	uint64_t base;
};

struct history *history_new(size_t max_lines)
{
	struct history *h = mem_zalloc(sizeof(*h));
	h->max = max_lines < LIMIT_HISTORY_LINES ? max_lines : LIMIT_HISTORY_LINES;
	return h;
}

static void block_free(struct history *h, struct block *b)
{
	if (b != NULL) {
		h->bytes -= sizeof(*b) + b->arena.cap;
		h->kept -= b->kept;
		buf_finish(&b->arena);
		free(b);
	}
}

void history_free(struct history *h)
{
	if (h == NULL) {
		return;
	}
	for (size_t i = 0; i < h->count; i++) {
		block_free(h, h->blocks[h->head + i]);
	}
	free(h->blocks);
	free(h);
}

static struct block **block_slot(const struct history *h, uint64_t n)
{
	uint64_t number = n / BLOCK_RECORDS;
	if (number < h->base || number - h->base >= h->count) {
		return NULL;
	}
	return &h->blocks[h->head + (size_t)(number - h->base)];
}

static struct block *block_find(const struct history *h, uint64_t n)
{
	struct block **slot = block_slot(h, n);
	return slot != NULL ? *slot : NULL;
}

/* Makes the slots reach one further block at the front or the end. */
static void slots_front(struct history *h, size_t more)
{
	if (h->head < more) {
		size_t room = more + h->count / 2;
		h->blocks = mem_grow(h->blocks, &h->cap, room + h->head + h->count, sizeof(*h->blocks));
		memmove(h->blocks + room + h->head, h->blocks + h->head, h->count * sizeof(*h->blocks));
		h->head += room;
	}
	h->head -= more;
	h->count += more;
	h->base -= more;
	memset(h->blocks + h->head, 0, more * sizeof(*h->blocks));
}

static void slots_end(struct history *h, size_t more)
{
	if (h->head > h->count && h->head + h->count + more > h->cap) {
		memmove(h->blocks, h->blocks + h->head, h->count * sizeof(*h->blocks));
		h->head = 0;
	}
	h->blocks = mem_grow(h->blocks, &h->cap, h->head + h->count + more, sizeof(*h->blocks));
	memset(h->blocks + h->head + h->count, 0, more * sizeof(*h->blocks));
	h->count += more;
}

static struct block *block_make(struct history *h, uint64_t n)
{
	uint64_t number = n / BLOCK_RECORDS;
	if (h->count == 0) {
		h->base = number;
		h->head = 0;
	}
	if (number < h->base) {
		slots_front(h, (size_t)(h->base - number));
	} else if (number - h->base >= h->count) {
		slots_end(h, (size_t)(number - h->base - h->count + 1));
	}
	struct block **slot = block_slot(h, n);
	if (*slot == NULL) {
		*slot = mem_zalloc(sizeof(**slot));
		h->bytes += sizeof(**slot);
	}
	return *slot;
}

static void slots_trim(struct history *h)
{
	while (h->count > 0 && h->blocks[h->head] == NULL) {
		h->head++;
		h->base++;
		h->count--;
	}
	while (h->count > 0 && h->blocks[h->head + h->count - 1] == NULL) {
		h->count--;
	}
}

static void arena_resize(struct history *h, struct block *b, size_t cap)
{
	b->arena.data = mem_realloc(b->arena.data, cap);
	h->bytes = h->bytes - b->arena.cap + cap;
	b->arena.cap = cap;
}

/* Moves the records together, without the dead bytes between them. */
static void arena_squeeze(struct history *h, struct block *b)
{
	struct buf to = {0};
	buf_reserve(&to, b->arena.len - b->dead + 1);
	for (size_t i = 0; i < BLOCK_RECORDS; i++) {
		uint32_t at = (uint32_t)to.len;
		buf_put(&to, b->arena.data + b->at[i], b->len[i]);
		b->at[i] = at;
	}
	h->bytes = h->bytes - b->arena.cap + to.cap;
	buf_finish(&b->arena);
	b->arena = to;
	b->dead = 0;
}

/* Takes record i out of its block; the caller frees the block when it is empty. */
static void record_remove(struct history *h, struct block *b, size_t i)
{
	if (b->len[i] == 0) {
		return;
	}
	if (b->at[i] + b->len[i] == b->arena.len) {
		b->arena.len = b->at[i];
	} else {
		b->dead += b->len[i];
	}
	b->len[i] = 0;
	b->kept--;
	h->kept--;
}

/* Says that what was appended to the arena since `at` is record i. */
static void record_add(struct history *h, struct block *b, size_t i, size_t at)
{
	b->at[i] = (uint32_t)at;
	b->len[i] = (uint32_t)(b->arena.len - at);
	b->kept++;
	h->kept++;
	if (b->kept == BLOCK_RECORDS && b->arena.cap > b->arena.len) {
		arena_resize(h, b, b->arena.len);
	}
}

static void slot_drop(struct history *h, struct block **slot)
{
	block_free(h, *slot);
	*slot = NULL;
}

/* Removes the records from..to-1 of one block. */
static void block_remove(struct history *h, uint64_t from, uint64_t to)
{
	struct block **slot = block_slot(h, from);
	if (slot == NULL || *slot == NULL) {
		return;
	}
	if (to - from == BLOCK_RECORDS) {
		slot_drop(h, slot);
		return;
	}
	for (uint64_t n = to; n > from; n--) {
		record_remove(h, *slot, (n - 1) % BLOCK_RECORDS);
	}
	if ((*slot)->kept == 0) {
		slot_drop(h, slot);
	}
}

/* Removes the records from..to-1. Work: the blocks that there are. */
static void range_remove(struct history *h, uint64_t from, uint64_t to)
{
	uint64_t lo = h->base * BLOCK_RECORDS, hi = (h->base + h->count) * BLOCK_RECORDS;
	if (h->count == 0) {
		return;
	}
	from = from < lo ? lo : from;
	to = to > hi ? hi : to;
	while (from < to) {
		uint64_t end = (from / BLOCK_RECORDS + 1) * BLOCK_RECORDS;
		end = end > to ? to : end;
		block_remove(h, from, end);
		from = end;
	}
	slots_trim(h);
}

/* The lowest number kept; there is one. */
static uint64_t lowest(const struct history *h)
{
	const struct block *b = h->blocks[h->head]; /* slots_trim: never NULL */
	for (uint64_t i = 0; i < BLOCK_RECORDS; i++) {
		uint64_t n = h->base * BLOCK_RECORDS + i;
		if (b->len[i] > 0 && n >= h->first) {
			return n;
		}
	}
	return h->first;
}

/* Drops the oldest until no more than max are kept. In a run without gaps the oldest is `first`. */
static void limit_apply(struct history *h)
{
	while (h->kept > h->max) {
		uint64_t n = history_has(h, h->first) ? h->first : lowest(h);
		struct block **slot = block_slot(h, n);
		record_remove(h, *slot, n % BLOCK_RECORDS);
		if ((*slot)->kept == 0) {
			slot_drop(h, slot);
			slots_trim(h);
		}
		h->first = n + 1;
		h->fixed = true;
	}
}

void history_set_max(struct history *h, size_t max_lines)
{
	h->max = max_lines < LIMIT_HISTORY_LINES ? max_lines : LIMIT_HISTORY_LINES;
	limit_apply(h);
}

uint64_t history_first(const struct history *h)
{
	return h->fixed || h->kept > 0 ? h->first : h->next;
}

uint64_t history_next(const struct history *h)
{
	return h->next;
}

size_t history_count(const struct history *h)
{
	return h->kept;
}

uint64_t history_push(struct history *h, const struct line *l, const struct pool *p)
{
	uint64_t n = h->next++;
	if (!h->fixed && h->kept == 0) {
		h->first = n;
	}
	h->fixed = true;
	struct block *b = block_make(h, n);
	size_t at = b->arena.len, cap = b->arena.cap;
	line_pack(l, p, &b->arena);
	h->bytes = h->bytes - cap + b->arena.cap;
	record_add(h, b, n % BLOCK_RECORDS, at);
	limit_apply(h);
	return n;
}

bool history_pop(struct history *h, struct pool *p, struct line *out)
{
	if (h->next == 0 || !history_get(h, h->next - 1, p, out)) {
		return false;
	}
	history_remove_from(h, h->next - 1);
	return true;
}

void history_drop_before(struct history *h, uint64_t n)
{
	if (h->fixed && n <= h->first) {
		return;
	}
	range_remove(h, 0, n);
	h->first = n;
	h->fixed = true;
	h->next = h->next < n ? n : h->next;
}

void history_remove_from(struct history *h, uint64_t n)
{
	if (n >= h->next) {
		return;
	}
	range_remove(h, n, UINT64_MAX);
	h->next = n;
	h->first = h->first > n ? n : h->first;
}

void history_set_next(struct history *h, uint64_t next)
{
	history_remove_from(h, next);
	h->next = next;
}

static bool record_find(const struct history *h, uint64_t n, struct bytes *out)
{
	struct block *b = block_find(h, n);
	if (b == NULL || b->len[n % BLOCK_RECORDS] == 0) {
		return false;
	}
	*out = bytes_of(b->arena.data + b->at[n % BLOCK_RECORDS], b->len[n % BLOCK_RECORDS]);
	return true;
}

bool history_get(const struct history *h, uint64_t n, struct pool *p, struct line *out)
{
	struct bytes packed;
	return record_find(h, n, &packed) && line_unpack(packed, p, out) == 0;
}

bool history_packed(const struct history *h, uint64_t n, struct bytes *out)
{
	return record_find(h, n, out);
}

bool history_has(const struct history *h, uint64_t n)
{
	struct bytes packed;
	return record_find(h, n, &packed);
}

/* Whether a record at n may be kept: 0, or the reason against it. */
static int place_check(const struct history *h, uint64_t n)
{
	uint64_t first = h->first, last = n;
	if (!h->fixed) {
		first = h->kept == 0 || n < h->first ? n : h->first;
		last = h->kept > 0 && h->next - 1 > n ? h->next - 1 : n;
	}
	return n > NUMBER_MAX || last - first >= LIMIT_HISTORY_LINES ? ERR_LIMIT : 0;
}

int history_put_packed(struct history *h, uint64_t n, struct bytes packed)
{
	if (!line_packed_valid(packed)) {
		return ERR_PROTO;
	}
	if (h->fixed && n < h->first) {
		return 0;
	}
	int r = place_check(h, n);
	if (r < 0) {
		return r;
	}
	if (!h->fixed && (h->kept == 0 || n < h->first)) {
		h->first = n;
	}
	h->next = h->next <= n ? n + 1 : h->next;
	struct block *b = block_make(h, n);
	record_remove(h, b, n % BLOCK_RECORDS);
	size_t at = b->arena.len, cap = b->arena.cap;
	buf_put(&b->arena, packed.data, packed.len);
	h->bytes = h->bytes - cap + b->arena.cap;
	record_add(h, b, n % BLOCK_RECORDS, at);
	if (b->dead > b->arena.len / 2) {
		arena_squeeze(h, b);
	}
	limit_apply(h);
	return 0;
}

size_t history_bytes(const struct history *h)
{
	return sizeof(*h) + h->cap * sizeof(*h->blocks) + h->bytes;
}
