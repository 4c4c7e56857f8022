/* window/history_block.c -- 128 records: an arena with offset and length of each, or one compressed
 * piece.
 *
 * The piece holds the lengths of all records, then the records in order. A length is a byte below
 * 255, or 255 and four bytes. */
#include "window/history_block.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rd.h"
#include "window/line_pack.h"

enum { LEN_LONG = 255, LEN_MAX = 5 };

static void records_free(struct records *r)
{
	if (r != NULL) {
		buf_finish(&r->arena);
		free(r);
	}
}

void block_finish(struct block *b)
{
	records_free(b->open);
	free(b->zip);
	*b = (struct block){0};
}

static size_t records_bytes(const struct records *r)
{
	return r != NULL ? sizeof(*r) + r->arena.cap : 0;
}

size_t block_bytes(const struct block *b)
{
	return block_is_frozen(b) ? b->zip_len : records_bytes(b->open);
}

size_t block_copy_bytes(const struct block *b)
{
	return block_is_frozen(b) ? records_bytes(b->open) : 0;
}

static struct records *records_make(struct block *b)
{
	assert(!block_is_frozen(b));
	if (b->open == NULL) {
		b->open = mem_zalloc(sizeof(*b->open));
	}
	return b->open;
}

static void arena_resize(struct records *r, size_t cap)
{
	r->arena.data = mem_realloc(r->arena.data, cap);
	r->arena.cap = cap;
}

/* A full block needs no room for more. */
static void records_fit(struct block *b)
{
	struct records *r = b->open;
	if (b->kept == BLOCK_RECORDS && r->arena.cap > r->arena.len) {
		arena_resize(r, r->arena.len);
	}
}

/* Says that what was appended to the arena since `at` is record i. */
static void record_set(struct block *b, size_t i, size_t at)
{
	struct records *r = b->open;
	r->at[i] = (uint32_t)at;
	r->len[i] = (uint32_t)(r->arena.len - at);
	b->kept++;
	records_fit(b);
}

void block_add_line(struct block *b, size_t i, const struct line *l, const struct pool *p)
{
	struct records *r = records_make(b);
	block_remove(b, i);
	size_t at = r->arena.len;
	line_pack(l, p, &r->arena);
	record_set(b, i, at);
}

const uint8_t *block_add_text(
        struct block *b, size_t i, const uint8_t *s, const uint16_t *lens, size_t n)
{
	struct records *r = records_make(b);
	size_t most = 0;
	block_remove_some(b, i, i + n);
	for (size_t k = 0; k < n; k++) {
		most += lens[k] + LINE_PACK_HEAD;
	}
	uint8_t *start = buf_reserve(&r->arena, most), *w = start;
	for (size_t k = 0; k < n; k++) {
		uint8_t *to = line_pack_text(w, s, lens[k]);
		r->at[i + k] = (uint32_t)(r->arena.len + (size_t)(w - start));
		r->len[i + k] = (uint32_t)(to - w);
		s += lens[k] + 2;
		w = to;
	}
	buf_commit(&r->arena, (size_t)(w - start));
	b->kept += (uint32_t)n;
	records_fit(b);
	return s;
}

void block_add(struct block *b, size_t i, struct bytes packed)
{
	struct records *r = records_make(b);
	block_remove(b, i);
	size_t at = r->arena.len;
	buf_put(&r->arena, packed.data, packed.len);
	record_set(b, i, at);
	if (r->dead > r->arena.len / 2) {
		block_squeeze(b);
	}
}

void block_remove(struct block *b, size_t i)
{
	struct records *r = b->open;
	assert(!block_is_frozen(b));
	if (r == NULL || r->len[i] == 0) {
		return;
	}
	if (r->at[i] + r->len[i] == r->arena.len) {
		r->arena.len = r->at[i];
	} else {
		r->dead += r->len[i];
	}
	r->len[i] = 0;
	b->kept--;
}

void block_remove_some(struct block *b, size_t from, size_t to)
{
	struct records *r = b->open;
	assert(!block_is_frozen(b));
	if (r == NULL) {
		return;
	}
	size_t dead = 0;
	for (size_t i = from; i < to; i++) {
		b->kept -= r->len[i] > 0;
		dead += r->len[i];
		r->len[i] = 0;
	}
	r->dead += dead;
	if (b->kept == 0) {
		r->arena.len = 0;
		r->dead = 0;
	}
}

void block_squeeze(struct block *b)
{
	struct records *r = b->open;
	struct buf to = {0};
	buf_reserve(&to, r->arena.len - r->dead + 1);
	for (size_t i = 0; i < BLOCK_RECORDS; i++) {
		uint32_t at = (uint32_t)to.len;
		buf_put(&to, r->arena.data + r->at[i], r->len[i]);
		r->at[i] = at;
	}
	buf_finish(&r->arena);
	r->arena = to;
	r->dead = 0;
}

bool block_has(const struct block *b, size_t i)
{
	if (block_is_frozen(b)) {
		return i + b->kept >= BLOCK_RECORDS;
	}
	return b->open != NULL && b->open->len[i] > 0;
}

bool block_find(const struct block *b, size_t i, struct bytes *out)
{
	const struct records *r = b->open;
	if (r == NULL || r->len[i] == 0) {
		return false;
	}
	*out = bytes_of(r->arena.data + r->at[i], r->len[i]);
	return true;
}

/* The content of the piece. */
static void pieces_join(const struct records *r, struct buf *out)
{
	buf_reserve(out, r->arena.len - r->dead + (size_t)BLOCK_RECORDS * LEN_MAX);
	for (size_t i = 0; i < BLOCK_RECORDS; i++) {
		uint32_t n = r->len[i];
		if (n < LEN_LONG) {
			buf_u8(out, (uint8_t)n);
		} else {
			const uint8_t s[LEN_MAX] = {LEN_LONG, (uint8_t)(n >> 24), (uint8_t)(n >> 16),
			        (uint8_t)(n >> 8), (uint8_t)n};
			buf_put(out, s, sizeof(s));
		}
	}
	for (size_t i = 0; i < BLOCK_RECORDS; i++) {
		buf_put(out, r->arena.data + r->at[i], r->len[i]);
	}
}

/* Finds the records in the arena, which is the content of a piece. */
static void records_index(struct records *r)
{
	struct rd in;
	rd_init(&in, buf_bytes(&r->arena));
	for (size_t i = 0; i < BLOCK_RECORDS; i++) {
		uint32_t n = rd_u8(&in);
		r->len[i] = n == LEN_LONG ? rd_u32(&in) : n;
	}
	size_t at = r->arena.len - in.left;
	for (size_t i = 0; i < BLOCK_RECORDS; i++) {
		r->at[i] = (uint32_t)at;
		at += r->len[i];
	}
	assert(!in.bad && at == r->arena.len);
}

void block_freeze(struct block *b, struct zip_room **room)
{
	struct buf raw = {0}, zip = {0};
	assert(!block_is_frozen(b) && b->open != NULL);
	pieces_join(b->open, &raw);
	const struct buf *keep = &raw;
	if (zip_pack_quick(room, buf_bytes(&raw), &zip) == 0 && zip.len < raw.len) {
		keep = &zip;
	}
	b->zip = mem_alloc(keep->len);
	memcpy(b->zip, keep->data, keep->len);
	b->zip_len = (uint32_t)keep->len;
	b->raw_len = (uint32_t)raw.len;
	buf_finish(&raw);
	buf_finish(&zip);
	block_forget(b);
}

void block_look(struct block *b)
{
	assert(block_is_frozen(b));
	if (b->open != NULL) {
		return;
	}
	b->open = mem_zalloc(sizeof(*b->open));
	struct buf *to = &b->open->arena;
	buf_reserve(to, b->raw_len);
	if (b->zip_len == b->raw_len) {
		buf_put(to, b->zip, b->zip_len);
	} else {
		int r = zip_unpack(bytes_of(b->zip, b->zip_len), b->raw_len, to);
		assert(r == 0);
		(void)r;
	}
	records_index(b->open);
}

void block_forget(struct block *b)
{
	assert(block_is_frozen(b));
	records_free(b->open);
	b->open = NULL;
}

void block_melt(struct block *b)
{
	size_t begin = BLOCK_RECORDS - b->kept;
	block_look(b);
	struct records *r = b->open;
	free(b->zip);
	b->zip = NULL;
	r->dead = r->at[0]; /* the lengths */
	for (size_t i = 0; i < begin; i++) {
		r->dead += r->len[i];
		r->len[i] = 0;
	}
}

void block_skip(struct block *b, size_t i)
{
	uint32_t left = (uint32_t)(BLOCK_RECORDS - i);
	assert(block_is_frozen(b));
	b->kept = b->kept > left ? left : b->kept;
}
