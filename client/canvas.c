/* client/canvas.c -- the grid and its clipping. */
#include "client/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"

static const struct cell blank = {.width = 1};

static void fill_blank(struct canvas *c)
{
	size_t n = (size_t)c->size.cols * c->size.rows;
	for (size_t i = 0; i < n; i++) {
		c->cells[i] = blank;
	}
}

struct canvas *canvas_new(struct size size)
{
	struct canvas *c = mem_zalloc(sizeof(*c));
	c->pool = pool_new();
	canvas_resize(c, size);
	return c;
}

void canvas_free(struct canvas *c)
{
	if (c != NULL) {
		pool_free(c->pool);
		free(c->cells);
		free(c);
	}
}

void canvas_resize(struct canvas *c, struct size size)
{
	free(c->cells);
	c->size = (struct size){size.cols > 0 ? size.cols : 1, size.rows > 0 ? size.rows : 1};
	c->cells = mem_calloc((size_t)c->size.cols * c->size.rows, sizeof(*c->cells));
	fill_blank(c);
}

void canvas_clear(struct canvas *c)
{
	canvas_gc(c);
	fill_blank(c);
	c->cursor.visible = false;
	c->cursor.x = c->cursor.y = 0;
	c->cursor.shape = 0;
}

struct cell *canvas_at(struct canvas *c, uint16_t x, uint16_t y)
{
	return &c->cells[(size_t)y * c->size.cols + x];
}

/* Before columns [x, x + n) of row y are overwritten: a wide character that is cut becomes blanks. */
static void mend(struct canvas *c, uint16_t x, uint16_t y, uint16_t n)
{
	struct cell *row = canvas_at(c, 0, y);
	uint32_t end = (uint32_t)x + n;
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
		*canvas_at(c, (uint16_t)(x + 1), y) = (struct cell){.style = cell.style, .width = 0};
	}
}

void canvas_put(struct canvas *c, struct rect clip, uint16_t x, uint16_t y, const char *text, size_t len, uint8_t width,
	const struct style *style)
{
	struct cell cell = {
		.text = len > 0 ? pool_text(c->pool, text, len < CLUSTER_MAX ? len : CLUSTER_MAX) : 0,
		.style = pool_style(c->pool, style),
		.width = width == 2 ? 2 : 1,
	};
	put_cell(c, clip_to(c, clip), x, y, cell);
}

void canvas_fill(struct canvas *c, struct rect r, const struct style *style)
{
	struct rect clip = clip_to(c, r);
	struct cell cell = {.style = pool_style(c->pool, style), .width = 1};
	for (uint16_t y = 0; y < clip.rows; y++) {
		mend(c, clip.x, (uint16_t)(clip.y + y), clip.cols);
		for (uint16_t x = 0; x < clip.cols; x++) {
			*canvas_at(c, (uint16_t)(clip.x + x), (uint16_t)(clip.y + y)) = cell;
		}
	}
}

/* Translates cells of another pool; styles come in runs, so one is remembered. */
struct translation {
	const struct pool *from;
	uint16_t from_style, style;
	bool any;
};

static struct cell translate(struct canvas *c, struct translation *t, struct cell cell)
{
	if (!t->any || t->from_style != cell.style) {
		struct style s = *pool_style_get(t->from, cell.style);
		const struct pool_link *link = pool_link_get(t->from, s.link);
		s.link = link != NULL ? pool_link(c->pool, link->uri, link->id) : 0;
		t->from_style = cell.style;
		t->style = pool_style(c->pool, &s);
		t->any = true;
	}
	cell.style = t->style;
	if (cell.text & CELL_CLUSTER) {
		char text[CLUSTER_MAX];
		size_t n = pool_text_get(t->from, cell.text, text);
		cell.text = pool_text(c->pool, text, n);
	}
	return cell;
}

void canvas_line(struct canvas *c, struct rect r, const struct line *l, const struct pool *pool, uint16_t from)
{
	struct rect clip = clip_to(c, r);
	struct translation t = {.from = pool};
	for (uint16_t x = 0; x < clip.cols; x++) {
		uint32_t col = (uint32_t)from + x;
		struct cell cell = line_cell(l, (uint16_t)(col < UINT16_MAX ? col : UINT16_MAX));
		if (cell.width == 0) {
			if (x == 0) { /* the view begins inside a wide character */
				cell.text = 0;
				cell.width = 1;
			} else {
				continue; /* put with its left half */
			}
		}
		put_cell(c, clip, (uint16_t)(clip.x + x), clip.y, translate(c, &t, cell));
	}
}

uint16_t canvas_text(struct canvas *c, struct rect clip, uint16_t x, uint16_t y, const char *text, size_t len,
	const struct style *style)
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

void canvas_restyle(struct canvas *c, struct rect r, void (*f)(void *ctx, struct style *s), void *ctx)
{
	struct rect clip = clip_to(c, r);
	for (uint16_t y = 0; y < clip.rows; y++) {
		for (uint16_t x = 0; x < clip.cols; x++) {
			struct cell *cell = canvas_at(c, (uint16_t)(clip.x + x), (uint16_t)(clip.y + y));
			struct style s = *pool_style_get(c->pool, cell->style);
			f(ctx, &s);
			cell->style = pool_style(c->pool, &s);
		}
	}
}

void canvas_gc(struct canvas *c)
{
	if (!pool_wants_gc(c->pool)) {
		return;
	}
	struct line row = {.cells = c->cells};
	size_t n = (size_t)c->size.cols * c->size.rows;
	pool_gc_begin(c->pool);
	for (size_t at = 0; at < n; at += c->size.cols) {
		row.cells = c->cells + at;
		row.len = row.cap = c->size.cols;
		pool_gc_line(c->pool, &row);
	}
	pool_gc_end(c->pool);
}
