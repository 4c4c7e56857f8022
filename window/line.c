/* window/line.c -- one line of cells with an identity. */
#include "window/line.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/width.h"
#include "window/limits.h"

enum { LINE_CELLS_MIN = 16, LINE_LOG_MIN = 3 };

_Static_assert(sizeof(struct line) <= 64, "a screen has many lines");
_Static_assert(sizeof(struct cell) == 8, "cells are compared as memory");

struct line *line_new(uint64_t id)
{
	struct line *l = mem_zalloc(sizeof(*l));
	l->id = id;
	return l;
}

void line_free(struct line *l)
{
	if (l != NULL) {
		free(l->cells);
		free(l->log);
		free(l);
	}
}

static struct cell blank(uint16_t style)
{
	return (struct cell){.text = 0, .style = style, .width = 1, .flags = 0};
}

struct cell line_cell(const struct line *l, uint16_t x)
{
	return x < l->len ? l->cells[x] : blank(l->fill);
}

/* To what is asked for, or by a half: most rows are as long as their screen is wide at most, and
 * those that are typed grow by a cell. */
static void grow(struct line *l, uint16_t cols)
{
	size_t cap = l->cap + l->cap / 2u;
	cap = cap < LINE_CELLS_MIN ? LINE_CELLS_MIN : cap;
	cap = cap < cols ? cols : cap;
	cap = cap > UINT16_MAX ? UINT16_MAX : cap;
	l->cells = mem_realloc(l->cells, cap * sizeof(*l->cells));
	l->cap = (uint16_t)cap;
}

struct cell *line_reserve(struct line *l, uint16_t cols)
{
	if (cols > l->cap) {
		grow(l, cols);
	}
	for (; l->len < cols; l->len++) {
		l->cells[l->len] = blank(l->fill);
	}
	return l->cells;
}

struct cell *line_open(struct line *l, uint16_t lo, uint16_t hi)
{
	if (hi > l->cap) {
		grow(l, hi);
	}
	for (; l->len < lo; l->len++) {
		l->cells[l->len] = blank(l->fill);
	}
	l->len = l->len < hi ? hi : l->len;
	return l->cells;
}

void line_trim(struct line *l)
{
	while (l->len > 0) {
		const struct cell *c = &l->cells[l->len - 1];
		if (c->text != 0 || c->width != 1 || c->style != l->fill) {
			break;
		}
		l->len--;
	}
}

void line_fit(struct line *l)
{
	if (l->len == 0) {
		free(l->cells);
		l->cells = NULL;
	} else if (l->cap > l->len) {
		l->cells = mem_realloc(l->cells, l->len * sizeof(*l->cells));
	}
	l->cap = l->len;
}

size_t line_memory(const struct line *l)
{
	return sizeof(*l) + l->cap * sizeof(*l->cells) + l->log_cap * sizeof(*l->log);
}

void line_clear(struct line *l, uint16_t fill)
{
	l->len = 0;
	l->fill = fill;
	l->wrapped = false;
	l->mark = LINE_MARK_NONE;
	l->shape = LINE_SINGLE;
}

void line_copy(struct line *to, const struct line *from)
{
	if (to == from) {
		return;
	}
	to->len = 0;
	if (from->len > 0) {
		line_reserve(to, from->len);
		memcpy(to->cells, from->cells, from->len * sizeof(*from->cells));
	}
	to->fill = from->fill;
	to->wrapped = from->wrapped;
	to->mark = from->mark;
}

bool line_equal_content(const struct line *a, const struct line *b)
{
	return a->len == b->len && a->fill == b->fill && a->wrapped == b->wrapped &&
	       a->mark == b->mark &&
	       (a->len == 0 || memcmp(a->cells, b->cells, a->len * sizeof(*a->cells)) == 0);
}

static void span_join(struct span *s, uint16_t lo, uint16_t hi)
{
	if (lo >= hi) {
		return;
	}
	if (s->lo >= s->hi) {
		*s = (struct span){lo, hi};
		return;
	}
	if (lo < s->lo) {
		s->lo = lo;
	}
	if (hi > s->hi) {
		s->hi = hi;
	}
}

/* The oldest change is forgotten; the others stand relative to its revision from now on. */
static void log_drop_oldest(struct line *l)
{
	uint32_t first = l->log[0].after;
	l->log_from += first;
	l->log_len--;
	for (uint8_t i = 0; i + 1 < l->log_len; i++) {
		l->log[i] = l->log[i + 1];
		l->log[i].after -= first;
	}
}

/* Moves the newest change to the older ones. */
static void log_push(struct line *l)
{
	if (l->version < l->log_from || l->version - l->log_from > UINT32_MAX) {
		l->log_from = l->version > l->log_from ? l->version : l->log_from;
		l->log_len = 0;
		return;
	}
	uint8_t older = (uint8_t)(l->log_len - 1);
	if (older == l->log_cap) {
		l->log_cap = older == 0 ? LINE_LOG_MIN : LIMIT_LINE_LOG - 1;
		l->log = mem_realloc(l->log, l->log_cap * sizeof(*l->log));
	}
	l->log[older] = (struct line_change){(uint32_t)(l->version - l->log_from), l->newest};
}

void line_touch(struct line *l, uint64_t rev, uint16_t lo, uint16_t hi)
{
	assert(rev >= l->version);
	if (l->log_len > 0 && l->version == rev) {
		span_join(&l->newest, lo, hi);
		return;
	}
	if (l->log_len == LIMIT_LINE_LOG) {
		log_drop_oldest(l);
	}
	if (l->log_len > 0) {
		log_push(l);
	}
	l->log_len++;
	l->version = rev;
	l->newest = lo < hi ? (struct span){lo, hi} : (struct span){0, 0};
}

struct span line_span_since(const struct line *l, uint64_t base)
{
	struct span s = {0, 0};
	if (base < l->log_from) {
		return (struct span){0, UINT16_MAX};
	}
	if (l->log_len > 0 && l->version > base) {
		span_join(&s, l->newest.lo, l->newest.hi);
	}
	for (uint8_t i = l->log_len; i > 1 && l->log[i - 2].after > base - l->log_from; i--) {
		span_join(&s, l->log[i - 2].span.lo, l->log[i - 2].span.hi);
	}
	return s;
}

struct span line_whole(const struct line *l, struct span s)
{
	if (s.lo >= s.hi) {
		return s;
	}
	if (s.lo > 0 && line_cell(l, s.lo).width == 0) {
		s.lo--;
	}
	if (s.hi < l->len && l->cells[s.hi].width == 0) {
		s.hi++;
	}
	return s;
}

void line_text(const struct line *l, const struct pool *p, uint16_t lo, uint16_t hi, bool trim,
	struct buf *out)
{
	if (hi > l->len && (trim || hi == UINT16_MAX)) {
		hi = l->len;
	}
	while (trim && hi > lo && (l->cells[hi - 1].text == 0 || l->cells[hi - 1].text == ' ') &&
		l->cells[hi - 1].width == 1) {
		hi--;
	}
	for (uint16_t x = lo; x < hi; x++) {
		struct cell c = line_cell(l, x);
		if (c.width == 0) {
			continue;
		}
		char s[CLUSTER_MAX];
		size_t n = pool_text_get(p, c.text, s);
		if (n == 0) {
			s[0] = ' ';
			n = 1;
		}
		buf_put(out, s, n);
	}
}
