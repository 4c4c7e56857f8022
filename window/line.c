/* window/line.c -- one line of cells with an identity. */
#include "window/line.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/width.h"
#include "window/limits.h"

enum { LINE_CELLS_MIN = 32 };

_Static_assert(sizeof(((struct line *)0)->log) / sizeof(struct line_change) == LIMIT_LINE_LOG,
	"the log has the size that limits.h names");
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

static void grow(struct line *l, uint16_t cols)
{
	size_t cap = l->cap > 0 ? l->cap : LINE_CELLS_MIN;
	while (cap < cols) {
		cap *= 2;
	}
	if (cap > UINT16_MAX) {
		cap = UINT16_MAX;
	}
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

void line_clear(struct line *l, uint16_t fill)
{
	l->len = 0;
	l->fill = fill;
	l->wrapped = false;
	l->mark = LINE_MARK_NONE;
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

void line_touch(struct line *l, uint64_t rev, uint16_t lo, uint16_t hi)
{
	assert(rev >= l->version);
	l->version = rev;
	if (l->log_len > 0 && l->log[l->log_len - 1].rev == rev) {
		span_join(&l->log[l->log_len - 1].span, lo, hi);
		return;
	}
	if (l->log_len == LIMIT_LINE_LOG) {
		l->log_from = l->log[0].rev;
		memmove(l->log, l->log + 1, (LIMIT_LINE_LOG - 1) * sizeof(l->log[0]));
		l->log_len--;
	}
	struct line_change *c = &l->log[l->log_len++];
	c->rev = rev;
	c->span = lo < hi ? (struct span){lo, hi} : (struct span){0, 0};
}

struct span line_span_since(const struct line *l, uint64_t base)
{
	if (base < l->log_from || base < l->created) {
		return (struct span){0, UINT16_MAX};
	}
	struct span s = {0, 0};
	for (uint8_t i = l->log_len; i > 0 && l->log[i - 1].rev > base; i--) {
		span_join(&s, l->log[i - 1].span.lo, l->log[i - 1].span.hi);
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
