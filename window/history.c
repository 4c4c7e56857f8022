/* window/history.c -- packed records in blocks of 128, found by number.
 *
 * The newest blocks are open. Older full ones are frozen: at a quiet moment, or when open ones take
 * too much memory. Reading a frozen one makes a copy of its records; the two read last keep theirs. */
#include "window/history.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "window/history_block.h"
#include "window/limits.h"

enum {
	OPEN_BLOCKS = 2,      /* the newest stay open: a taller screen takes rows back from them */
	OPEN_BYTES = 16 << 20, /* more is frozen at once. What leaves a short history in a flood is
	                          so never compressed at all, and most floods end before. */
	COPIES = 2,
};

static const uint64_t NUMBER_MAX = UINT64_MAX / 4; /* as far as a number on the wire goes */

struct history {
	size_t max, max_bytes;
	uint64_t first, next;
	bool fixed;           /* `first` was said from outside; else it is the lowest kept */
	size_t kept;          /* records */
	size_t bytes, open;   /* of all blocks, without copies; of those that are open */
	struct block *blocks; /* blocks[head + i] is block number base + i */
	size_t head, count, cap;
	uint64_t base;
	uint64_t settled; /* full blocks with a lower number are frozen */
	struct zip_room *room; /* of the freezing that is going on */
	uint64_t copies[COPIES]; /* block number + 1 of the frozen ones with a copy, read last first */
};

struct history *history_new(size_t max_lines)
{
	struct history *h = mem_zalloc(sizeof(*h));
	h->max = max_lines < LIMIT_HISTORY_LINES ? max_lines : LIMIT_HISTORY_LINES;
	return h;
}

void history_free(struct history *h)
{
	if (h == NULL) {
		return;
	}
	for (size_t i = 0; i < h->count; i++) {
		block_finish(&h->blocks[h->head + i]);
	}
	free(h->blocks);
	zip_room_free(h->room);
	free(h);
}

static struct block *block_at(const struct history *h, uint64_t number)
{
	if (number < h->base || number - h->base >= h->count) {
		return NULL;
	}
	return &h->blocks[h->head + (size_t)(number - h->base)];
}

/* The block of record n; NULL when there is nothing in it. */
static struct block *block_of(const struct history *h, uint64_t n)
{
	struct block *b = block_at(h, n / BLOCK_RECORDS);
	return b != NULL && b->kept > 0 ? b : NULL;
}

/* Every change of a block stands between these two, which keep the sums. */
static void change_begin(struct history *h, const struct block *b)
{
	size_t n = block_bytes(b);
	h->bytes -= n;
	h->open -= block_is_frozen(b) ? 0 : n;
	h->kept -= b->kept;
}

static void change_end(struct history *h, const struct block *b)
{
	size_t n = block_bytes(b);
	h->bytes += n;
	h->open += block_is_frozen(b) ? 0 : n;
	h->kept += b->kept;
}

static void block_drop(struct history *h, struct block *b)
{
	change_begin(h, b);
	block_finish(b);
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
	h->settled = h->settled > number ? number : h->settled;
	return block_at(h, number);
}

static void slots_trim(struct history *h)
{
	while (h->count > 0 && h->blocks[h->head].kept == 0) {
		h->head++;
		h->base++;
		h->count--;
	}
	while (h->count > 0 && h->blocks[h->head + h->count - 1].kept == 0) {
		h->count--;
	}
	if (h->count == 0) {
		free(h->blocks);
		h->blocks = NULL;
		h->head = h->cap = 0;
	}
}

/* The first number of the block that is not below `first`, counted within the block. */
static size_t block_begin(const struct history *h, uint64_t number)
{
	uint64_t from = number * BLOCK_RECORDS;
	return h->first <= from ? 0 : h->first - from < BLOCK_RECORDS ? (size_t)(h->first - from)
	                                                             : BLOCK_RECORDS;
}

/* ---- freezing ---- */

/* True if the block was frozen now. One with gaps stays open: they may be filled. */
static bool freeze(struct history *h, uint64_t number)
{
	struct block *b = block_at(h, number);
	if (b == NULL || b->kept == 0 || block_is_frozen(b) ||
	        b->kept + block_begin(h, number) != BLOCK_RECORDS) {
		return false;
	}
	change_begin(h, b);
	block_freeze(b, &h->room);
	change_end(h, b);
	return true;
}

/* Freezes the oldest block that can be; false when there is none. */
static bool freeze_oldest(struct history *h)
{
	uint64_t newest = h->base + h->count;
	h->settled = h->settled < h->base ? h->base : h->settled;
	while (h->settled + OPEN_BLOCKS < newest) {
		if (freeze(h, h->settled++)) {
			return true;
		}
	}
	return false;
}

static void copy_forget(struct history *h, uint64_t copy)
{
	struct block *b = copy > 0 ? block_at(h, copy - 1) : NULL;
	if (b != NULL && block_is_frozen(b)) {
		block_forget(b);
	}
}

bool history_settle(struct history *h, size_t blocks)
{
	while (blocks > 0 && freeze_oldest(h)) {
		blocks--;
	}
	if (blocks == 0) {
		return true;
	}
	for (size_t i = 0; i < COPIES; i++) {
		copy_forget(h, h->copies[i]);
		h->copies[i] = 0;
	}
	zip_room_free(h->room);
	h->room = NULL;
	return false;
}

/* Makes the block readable, and the last one read. */
static void look(struct history *h, struct block *b, uint64_t number)
{
	if (!block_is_frozen(b) || (h->copies[0] == number + 1 && b->open != NULL)) {
		return;
	}
	if (h->copies[1] != number + 1) {
		copy_forget(h, h->copies[1]);
	}
	h->copies[1] = h->copies[0];
	h->copies[0] = number + 1;
	block_look(b);
}

/* Opens a frozen block, so that it can be changed. */
static void melt(struct history *h, struct block *b, uint64_t number)
{
	if (block_is_frozen(b)) {
		change_begin(h, b);
		block_melt(b);
		change_end(h, b);
		h->settled = h->settled > number ? number : h->settled;
	}
}

/* ---- dropping ---- */

/* Removes the records from..to-1 of one block. */
static void block_cut(struct history *h, uint64_t from, uint64_t to)
{
	uint64_t number = from / BLOCK_RECORDS;
	struct block *b = block_of(h, from);
	if (b == NULL) {
		return;
	}
	if (to - from == BLOCK_RECORDS) {
		block_drop(h, b);
		return;
	}
	melt(h, b, number);
	change_begin(h, b);
	for (uint64_t n = to; n > from; n--) {
		block_remove(b, (n - 1) % BLOCK_RECORDS);
	}
	change_end(h, b);
	if (b->kept == 0) {
		block_drop(h, b);
	}
}

/* Drops everything below n, which becomes the first number. */
static void front_cut(struct history *h, uint64_t n)
{
	while (h->count > 0 && (h->base + 1) * BLOCK_RECORDS <= n) {
		block_drop(h, &h->blocks[h->head]);
		h->head++;
		h->base++;
		h->count--;
	}
	struct block *b = h->count > 0 && h->base * BLOCK_RECORDS < n ? &h->blocks[h->head] : NULL;
	if (b != NULL && block_is_frozen(b)) {
		change_begin(h, b);
		block_skip(b, n % BLOCK_RECORDS);
		change_end(h, b);
	} else if (b != NULL) {
		change_begin(h, b);
		block_remove_some(b, block_begin(h, h->base), n % BLOCK_RECORDS);
		change_end(h, b);
		if (b->kept == 0) {
			block_drop(h, b);
		}
	}
	h->first = n;
	h->fixed = true;
	slots_trim(h);
}

/* Removes everything from n on. Work: the blocks that there are. */
static void end_cut(struct history *h, uint64_t n)
{
	while (h->count > 0 && (h->base + h->count) * BLOCK_RECORDS > n) {
		uint64_t last = (h->base + h->count - 1) * BLOCK_RECORDS;
		block_cut(h, last > n ? last : n, last + BLOCK_RECORDS);
		if (last < n) {
			break;
		}
		h->count--;
	}
	slots_trim(h);
}

/* The lowest number kept; there is one. */
static uint64_t lowest(const struct history *h)
{
	const struct block *b = &h->blocks[h->head]; /* slots_trim: never empty */
	size_t i = block_begin(h, h->base);
	while (i < BLOCK_RECORDS && !block_has(b, i)) {
		i++;
	}
	return h->base * BLOCK_RECORDS + i;
}

/* The only block there is takes too much: drops records, and the room that they took. */
static void last_block_limit(struct history *h)
{
	struct block *b = &h->blocks[h->head];
	melt(h, b, h->base);
	size_t left = h->max_bytes / 4 * 3;
	while (h->kept > 0 && b->open->arena.len - b->open->dead > left) {
		front_cut(h, lowest(h) + 1);
	}
	if (h->kept > 0) {
		change_begin(h, b);
		block_squeeze(b);
		change_end(h, b);
	}
}

/* Drops the first record where that changes no more than its block: in a flood it is so for all but
 * one of a block. */
static bool first_drop(struct history *h)
{
	struct block *b = &h->blocks[h->head];
	if (h->first / BLOCK_RECORDS != h->base || block_is_frozen(b) || b->kept < 2 ||
	        !block_has(b, h->first % BLOCK_RECORDS)) {
		return false;
	}
	block_remove(b, h->first++ % BLOCK_RECORDS);
	h->fixed = true;
	h->kept--;
	return true;
}

/* Drops the oldest until no more than max are kept, in no more than max_bytes. */
static void limit_apply(struct history *h)
{
	while (h->kept > h->max) {
		if (h->kept - h->max == 1 && first_drop(h)) {
			continue;
		}
		bool dense = h->fixed && h->next - h->first == h->kept;
		front_cut(h, dense ? h->next - h->max : lowest(h) + 1);
	}
	while (h->open > OPEN_BYTES && freeze_oldest(h)) {
	}
	while (h->max_bytes > 0 && h->bytes > h->max_bytes && h->kept > 0) {
		if (freeze_oldest(h)) {
			continue;
		}
		if (h->count > 1) {
			front_cut(h, (h->base + 1) * BLOCK_RECORDS);
		} else {
			last_block_limit(h);
			return;
		}
	}
}

void history_set_max(struct history *h, size_t max_lines)
{
	h->max = max_lines < LIMIT_HISTORY_LINES ? max_lines : LIMIT_HISTORY_LINES;
	limit_apply(h);
}

void history_set_max_bytes(struct history *h, size_t bytes)
{
	h->max_bytes = bytes;
	limit_apply(h);
}

/* ---- reading and changing ---- */

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
	if (h->max == 0 || (!h->fixed && h->kept == 0)) {
		h->first = n + (h->max == 0);
	}
	h->fixed = true;
	if (h->max == 0) {
		return n;
	}
	struct block *b = block_make(h, n);
	change_begin(h, b);
	block_add_line(b, n % BLOCK_RECORDS, l, p);
	change_end(h, b);
	limit_apply(h);
	return n;
}

void history_push_text(struct history *h, const uint8_t *s, const uint16_t *lens, size_t n)
{
	if (n > h->max) { /* those that go again at once */
		size_t over = n - h->max;
		for (n = h->max; over > 0; over--) {
			s += *lens++ + 2;
			h->next++;
		}
		front_cut(h, h->next);
	}
	while (n > 0) {
		size_t at = h->next % BLOCK_RECORDS, left = BLOCK_RECORDS - at;
		size_t some = n < left ? n : left;
		h->first = h->fixed || h->kept > 0 ? h->first : h->next;
		h->fixed = true;
		struct block *b = block_make(h, h->next);
		change_begin(h, b);
		s = block_add_text(b, at, s, lens, some);
		change_end(h, b);
		h->next += some;
		lens += some;
		n -= some;
		limit_apply(h);
	}
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
	front_cut(h, n);
	h->next = h->next < n ? n : h->next;
}

void history_remove_from(struct history *h, uint64_t n)
{
	if (n >= h->next) {
		return;
	}
	end_cut(h, n);
	h->next = n;
	h->first = h->first > n ? n : h->first;
}

void history_set_next(struct history *h, uint64_t next)
{
	history_remove_from(h, next);
	h->next = next;
}

bool history_packed(struct history *h, uint64_t n, struct bytes *out)
{
	if (!history_has(h, n)) {
		return false;
	}
	struct block *b = block_of(h, n);
	look(h, b, n / BLOCK_RECORDS);
	return block_find(b, n % BLOCK_RECORDS, out);
}

bool history_get(struct history *h, uint64_t n, struct pool *p, struct line *out)
{
	struct bytes packed;
	if (!history_packed(h, n, &packed)) {
		return false;
	}
	line_unpack_valid(packed, p, out);
	return true;
}

bool history_has(const struct history *h, uint64_t n)
{
	const struct block *b = block_of(h, n);
	return b != NULL && block_has(b, n % BLOCK_RECORDS);
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
	uint64_t number = n / BLOCK_RECORDS;
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
	melt(h, b, number);
	change_begin(h, b);
	block_add(b, n % BLOCK_RECORDS, packed);
	change_end(h, b);
	if (b->kept == BLOCK_RECORDS) { /* these come at the pace of a link, which leaves the time */
		freeze_oldest(h);
	}
	limit_apply(h);
	return 0;
}

size_t history_bytes(const struct history *h)
{
	size_t n = sizeof(*h) + h->cap * sizeof(*h->blocks) + h->bytes + zip_room_bytes(h->room);
	for (size_t i = 0; i < COPIES; i++) {
		const struct block *b = h->copies[i] > 0 ? block_at(h, h->copies[i] - 1) : NULL;
		n += b != NULL ? block_copy_bytes(b) : 0;
	}
	return n;
}
