/* client/canvas.c -- the grid and its clipping. */
#include "client/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "window/limits.h"
#include "window/palette.h"

enum { MEMO = 64 };

static const struct cell blank = {.width = 1};

static void touch(struct canvas *c, uint16_t y)
{
	c->made_of[y] = 0;
	c->touched[y] = true;
}

static void blank_row(struct canvas *c, uint16_t y)
{
	struct cell *row = canvas_at(c, 0, y);
	touch(c, y);
	for (uint16_t x = 0; x < c->size.cols; x++) {
		row[x] = blank;
	}
}

struct canvas *canvas_new(struct size size)
{
	struct canvas *c = mem_zalloc(sizeof(*c));
	c->pool = pool_new();
	canvas_resize(c, size);
	return c;
}

struct canvas *canvas_twin(struct canvas *c)
{
	struct canvas *t = mem_zalloc(sizeof(*t));
	t->pool = c->pool;
	t->twin = c;
	c->twin = t;
	canvas_resize(t, c->size);
	return t;
}

void canvas_free(struct canvas *c)
{
	if (c == NULL) {
		return;
	}
	if (c->twin != NULL) {
		c->twin->twin = NULL;
	} else {
		pool_free(c->pool);
	}
	free(c->cells);
	free(c->made_of);
	free(c->touched);
	free(c);
}

static uint16_t clamp(uint16_t n, uint16_t max)
{
	return n == 0 ? 1 : n < max ? n : max;
}

void canvas_resize(struct canvas *c, struct size size)
{
	free(c->cells);
	c->size =
	        (struct size){clamp(size.cols, LIMIT_TERM_COLS), clamp(size.rows, LIMIT_TERM_ROWS)};
	c->cells = mem_calloc((size_t)c->size.cols * c->size.rows, sizeof(*c->cells));
	c->made_of = mem_realloc(c->made_of, c->size.rows * sizeof(*c->made_of));
	c->touched = mem_realloc(c->touched, c->size.rows * sizeof(*c->touched));
	canvas_clear(c);
}

void canvas_clear(struct canvas *c)
{
	for (uint16_t y = 0; y < c->size.rows; y++) {
		blank_row(c, y);
	}
	canvas_gc(c);
	c->cursor = (struct term_cursor_view){.visible = false};
}

bool canvas_row_begin(struct canvas *c, uint16_t y, uint64_t mark)
{
	if (mark != 0 && c->made_of[y] == mark) {
		return false;
	}
	blank_row(c, y);
	return true;
}

void canvas_row_made(struct canvas *c, uint16_t y, uint64_t mark)
{
	c->made_of[y] = mark;
}

bool canvas_row_stands(const struct canvas *c, uint16_t y)
{
	return c->made_of[y] != 0;
}

void canvas_copy_to_twin(struct canvas *c)
{
	struct canvas *t = c->twin;
	for (uint16_t y = 0; y < c->size.rows; y++) {
		if (c->touched[y] || t->touched[y]) {
			memcpy(canvas_at(t, 0, y), canvas_at(c, 0, y), c->size.cols * sizeof(*c->cells));
			c->touched[y] = t->touched[y] = false;
		}
	}
	t->cursor = c->cursor;
}

struct cell *canvas_at(struct canvas *c, uint16_t x, uint16_t y)
{
	return &c->cells[(size_t)y * c->size.cols + x];
}

/* Before columns [x, x + n) of row y are overwritten: a wide character that is cut becomes blanks.
 * */
static void mend(struct canvas *c, uint16_t x, uint16_t y, uint16_t n)
{
	struct cell *row = canvas_at(c, 0, y);
	uint32_t end = (uint32_t)x + n;
	touch(c, y);
	if (row[x].width == 0 && x > 0) {
		row[x - 1].text = 0;
		row[x - 1].width = 1;
		row[x].width = 1;
		row[x].text = 0;
	}
	if (end < c->size.cols && row[end].width == 0) {
		row[end].text = 0;
		row[end].width = 1;
	}
}

static struct rect clip_to(const struct canvas *c, struct rect r)
{
	uint32_t x1 = (uint32_t)r.x + r.cols, y1 = (uint32_t)r.y + r.rows;
	x1 = x1 < c->size.cols ? x1 : c->size.cols;
	y1 = y1 < c->size.rows ? y1 : c->size.rows;
	if (r.x >= x1 || r.y >= y1) {
		return (struct rect){0, 0, 0, 0};
	}
	return (struct rect){r.x, r.y, (uint16_t)(x1 - r.x), (uint16_t)(y1 - r.y)};
}

static void mark_cells(const struct canvas *c)
{
	size_t n = (size_t)c->size.cols * c->size.rows;
	for (size_t at = 0; c->cells != NULL && at < n; at += c->size.cols) {
		pool_gc_line(c->pool, &(struct line){.cells = c->cells + at, .len = c->size.cols});
	}
}

void canvas_gc(struct canvas *c)
{
	if (!pool_wants_gc(c->pool)) {
		return;
	}
	pool_gc_begin(c->pool);
	mark_cells(c);
	if (c->twin != NULL) {
		mark_cells(c->twin);
	}
	pool_gc_end(c->pool);
}

static void put_cell(struct canvas *c, struct rect clip, uint16_t x, uint16_t y, struct cell cell)
{
	if (!rect_contains(clip, x, y)) {
		return;
	}
	if (cell.width == 2 && !rect_contains(clip, (uint32_t)x + 1, y)) {
		cell.width = 1;
		cell.text = 0;
	}
	mend(c, x, y, cell.width);
	*canvas_at(c, x, y) = cell;
	if (cell.width == 2) {
		*canvas_at(c, (uint16_t)(x + 1), y) =
		        (struct cell){.style = cell.style, .width = 0};
	}
}

/* At most CLUSTER_MAX bytes, cut at a code point. */
static size_t cut_cluster(const char *text, size_t len)
{
	if (len <= CLUSTER_MAX) {
		return len;
	}
	len = CLUSTER_MAX;
	while (len > 1 && ((uint8_t)text[len] & 0xc0) == 0x80) {
		len--;
	}
	return len;
}

void canvas_put(struct canvas *c, struct rect clip, uint16_t x, uint16_t y, const char *text,
        size_t len, uint8_t width, const struct style *style)
{
	canvas_gc(c); /* before anything new is interned */
	struct cell cell = {
	        .text = len > 0 ? pool_text(c->pool, text, cut_cluster(text, len)) : 0,
	        .style = pool_style(c->pool, style),
	        .width = width == 2 ? 2 : 1,
	};
	put_cell(c, clip_to(c, clip), x, y, cell);
}

void canvas_fill(struct canvas *c, struct rect r, const struct style *style)
{
	struct rect clip = clip_to(c, r);
	canvas_gc(c);
	struct cell cell = {.style = pool_style(c->pool, style), .width = 1};
	for (uint16_t y = 0; y < clip.rows; y++) {
		struct cell *row = canvas_at(c, clip.x, (uint16_t)(clip.y + y));
		mend(c, clip.x, (uint16_t)(clip.y + y), clip.cols);
		for (uint16_t x = 0; x < clip.cols; x++) {
			row[x] = cell;
		}
	}
}

/* Translates cells of another pool. */
struct translation {
	const struct pool *from;
	struct {
		uint32_t key; /* id there + 1 */
		uint16_t style;
	} memo[MEMO];
};

static uint16_t translate_style(struct canvas *c, struct translation *t, uint16_t id)
{
	size_t at = id % MEMO;
	if (t->memo[at].key != (uint32_t)id + 1) {
		canvas_gc(c); /* what the memo holds is in use */
		struct style s = palette_style(pool_palette(t->from), pool_style_get(t->from, id));
		const struct pool_link *link = pool_link_get(t->from, s.link);
		s.link = link != NULL ? pool_link(c->pool, link->uri, link->id) : 0;
		s.attrs = (uint16_t)(s.attrs & ~ATTR_PROTECTED);
		t->memo[at].key = (uint32_t)id + 1;
		t->memo[at].style = pool_style(c->pool, &s);
	}
	return t->memo[at].style;
}

static uint32_t translate_text(struct canvas *c, const struct translation *t, uint32_t text)
{
	char s[CLUSTER_MAX];
	if ((text & CELL_CLUSTER) == 0) {
		return text;
	}
	size_t n = pool_text_get(t->from, text, s);
	return n > 0 ? pool_text(c->pool, s, n) : 0;
}

/* Writes n cells at `to`, of columns `from` on of the line; halves that stand alone become blanks.
 * */
static void copy_line(struct canvas *c, struct translation *t, const struct line *l, uint32_t from,
        struct cell *to, uint16_t n)
{
	uint16_t x = 0, last = 0, last_here = translate_style(c, t, 0);
	for (; x < n && from + x < l->len; x++) {
		struct cell cell = l->cells[from + x];
		if (cell.style != last) {
			last = cell.style;
			last_here = translate_style(c, t, last);
		}
		cell.style = last_here;
		cell.flags = 0;
		if (cell.width == 1 && (cell.text & CELL_CLUSTER) == 0) {
			to[x] = cell;
			continue;
		}
		if (cell.width == 0 && x > 0 && to[x - 1].width == 2) {
			cell.text = 0;
		} else if (cell.width == 1 ||
		           (cell.width == 2 && x + 1 < n && from + x + 1 < l->len &&
		                   l->cells[from + x + 1].width == 0)) {
			cell.text = translate_text(c, t, cell.text);
		} else {
			cell.text = 0;
			cell.width = 1;
		}
		to[x] = cell;
	}
	struct cell rest = {.style = translate_style(c, t, l->fill), .width = 1};
	for (; x < n; x++) {
		to[x] = rest;
	}
}

void canvas_line(struct canvas *c, struct rect r, const struct line *l, const struct pool *pool,
        uint16_t from)
{
	struct rect clip = clip_to(c, r);
	struct translation t = {.from = pool};
	if (clip.cols > 0 && clip.rows > 0) {
		struct cell *row = canvas_at(c, clip.x, clip.y);
		mend(c, clip.x, clip.y, clip.cols);
		copy_line(c, &t, l, from, row, clip.cols);
	}
}

uint16_t canvas_text(struct canvas *c, struct rect clip, uint16_t x, uint16_t y, const char *text,
        size_t len, const struct style *style)
{
	uint16_t from = x;
	for (size_t i = 0, n; i < len; i += n) {
		n = cluster_next(text + i, len - i);
		int w = width_cluster(text + i, n);
		if (w < 1) {
			continue;
		}
		if ((uint32_t)x + (uint32_t)w > (uint32_t)clip.x + clip.cols) {
			break;
		}
		canvas_put(c, clip, x, y, text + i, n, (uint8_t)w, style);
		x = (uint16_t)(x + w);
	}
	return (uint16_t)(x - from);
}

void canvas_restyle(
        struct canvas *c, struct rect r, void (*f)(void *ctx, struct style *s), void *ctx)
{
	struct rect clip = clip_to(c, r);
	for (uint16_t y = 0; y < clip.rows; y++) {
		touch(c, (uint16_t)(clip.y + y));
		for (uint16_t x = 0; x < clip.cols; x++) {
			struct cell *cell =
			        canvas_at(c, (uint16_t)(clip.x + x), (uint16_t)(clip.y + y));
			struct style s = *pool_style_get(c->pool, cell->style);
			f(ctx, &s);
			canvas_gc(c);
			cell->style = pool_style(c->pool, &s);
		}
	}
}
