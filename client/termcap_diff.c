/* client/termcap_diff.c -- the smallest output found that turns one canvas into another. Both are
 * made into pictures of what this terminal can show (termcap_cell.c), in which equal bytes look
 * equal; the first one is kept as the terminal changes it. Where few rows changed, only the columns
 * that did are looked at. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "client/termcap_paint.h"

enum {
	QUIET = 64, /* bytes that need no hiding of the cursor: terminals take them in one piece */
	POOL_MAX = 1 << 19, /* bytes; a small pool is a fast one */
	FEW = 2, /* changed rows that nothing can be scrolled for */
};

static bool is_row_equal(const struct canvas *a, const struct canvas *b, int y)
{
	if (a->twin == b && !a->touched[y] && !b->touched[y]) {
		return true;
	}
	size_t at = (size_t)y * a->size.cols;
	return memcmp(a->cells + at, b->cells + at, a->size.cols * sizeof(*a->cells)) == 0;
}

/* Rows that may differ: all, when equal cells of the two may not mean the same. */
static struct paint_band changed_rows(const struct canvas *from, const struct canvas *to)
{
	struct paint_band b = {0, to->size.rows - 1};
	if (from == NULL || from->pool != to->pool) {
		return b;
	}
	while (b.first <= b.last && is_row_equal(from, to, b.first)) {
		b.first++;
	}
	while (b.last > b.first && is_row_equal(from, to, b.last)) {
		b.last--;
	}
	return b;
}

static bool are_few(const struct canvas *from, const struct canvas *to, struct paint_band b)
{
	int changed = 0;
	if (from == NULL || from->pool != to->pool) {
		return false;
	}
	for (int y = b.first; y <= b.last && changed <= FEW; y++) {
		changed += !is_row_equal(from, to, y);
	}
	return changed <= FEW;
}

static void make_room(struct termcap *t, struct size size)
{
	size_t n = (size_t)size.cols * size.rows;
	if (t->pool == NULL || pool_wants_gc(t->pool) || pool_memory(t->pool) > POOL_MAX) {
		pool_free(t->pool); /* nothing is kept in it from one picture to the next */
		t->pool = pool_new();
	}
	if (t->cell_cap < n) {
		free(t->old);
		free(t->want);
		t->old = mem_calloc(n, sizeof(*t->old));
		t->want = mem_calloc(n, sizeof(*t->want));
		t->cell_cap = n;
	}
}

/* The columns of a row that may look different; empty when it is the same. Neither half of a wide
 * character is parted from the other. */
static struct span changed_columns(const struct canvas *from, const struct canvas *to, int y)
{
	size_t at = (size_t)y * to->size.cols;
	const struct cell *a = from->cells + at, *b = to->cells + at;
	uint16_t cols = to->size.cols;
	struct span s = {0, cols};
	while (s.lo < cols && memcmp(&a[s.lo], &b[s.lo], sizeof(*a)) == 0) {
		s.lo++;
	}
	while (s.hi > s.lo && memcmp(&a[s.hi - 1], &b[s.hi - 1], sizeof(*a)) == 0) {
		s.hi--;
	}
	while (s.lo > 0 && (a[s.lo].width == 0 || b[s.lo].width == 0)) {
		s.lo--;
	}
	while (s.hi < cols && (a[s.hi].width == 0 || b[s.hi].width == 0)) {
		s.hi++;
	}
	return s;
}

/* The pictures of a row as far as drawing what changed in it looks at them. */
static void put_few(struct paint *p, const struct canvas *from, const struct canvas *to, int y)
{
	struct termcap *t = p->t;
	struct span s = changed_columns(from, to, y);
	struct cell *old = paint_old(p, y), *want = paint_want(p, y);
	const struct cell *cells = to->cells + (size_t)y * to->size.cols;
	uint16_t lo = s.lo > PAINT_GAP_MAX ? (uint16_t)(s.lo - PAINT_GAP_MAX) : 0;
	if (s.lo >= s.hi) {
		return;
	}
	while (lo > 0 && cells[lo].width == 0) {
		lo--;
	}
	termcap_picture(t, to, (uint16_t)y, (struct span){lo, to->size.cols}, TEXT_DISPUTED, want);
	memcpy(old + lo, want + lo, (size_t)(to->size.cols - lo) * sizeof(*old));
	termcap_picture(t, from, (uint16_t)y, s, TEXT_UNKNOWN, old);
	paint_row(p, y, s.lo);
}

/* Both pictures, of the rows in the band; `from` NULL: an unknown screen, which clearing makes blank. */
static void take_pictures(struct paint *p, const struct canvas *from, const struct canvas *to)
{
	struct termcap *t = p->t;
	struct span all = {0, to->size.cols};
	/* What the pool has no room for is drawn each time. */
	for (int y = p->band.first; y <= p->band.last; y++) {
		termcap_picture(t, to, (uint16_t)y, all, TEXT_DISPUTED, paint_want(p, y));
	}
	if (from != NULL && from->pool != to->pool) {
		termcap_picture_begin(t);
	}
	for (int y = p->band.first; from != NULL && y <= p->band.last; y++) {
		termcap_picture(t, from, (uint16_t)y, all, TEXT_UNKNOWN, paint_old(p, y));
	}
	size_t n = (size_t)to->size.cols * to->size.rows;
	for (size_t i = 0; from == NULL && i < n; i++) {
		t->old[i] = paint_blank;
		t->old[i].flags = t->clear != NULL ? TEXT_CERTAIN : TEXT_UNKNOWN;
	}
}

static void show_cursor(struct termcap *t, bool on, struct buf *out)
{
	if (t->like_xterm) { /* cnorm may also end blinking */
		buf_puts(out, on ? "\033[?25h" : "\033[?25l");
	} else if ((on ? t->cnorm : t->civis) != NULL) {
		buf_puts(out, on ? t->cnorm : t->civis);
	}
}

static void begin_unknown(struct paint *p)
{
	struct termcap *t = p->t;
	paint_style(p, 0);
	termcap_param(t->csr, 0, p->rows - 1, p->out);
	if (t->clear != NULL) {
		buf_puts(p->out, t->clear);
	}
}

static void put_rows(struct paint *p, const struct canvas *from, const struct canvas *to)
{
	make_room(p->t, to->size);
	termcap_picture_begin(p->t);
	if (are_few(from, to, p->band)) {
		for (int y = p->band.first; y <= p->band.last; y++) {
			if (!is_row_equal(from, to, y)) {
				put_few(p, from, to, y);
			}
		}
		return;
	}
	take_pictures(p, from, to);
	if (from == NULL) {
		begin_unknown(p);
	} else {
		paint_scroll(p);
	}
	for (int y = p->band.first; y <= p->band.last; y++) {
		paint_row(p, y, 0);
	}
}

static void put_picture(struct paint *p, const struct canvas *from, const struct canvas *to)
{
	put_rows(p, from, to);
	paint_style(p, 0);
	if (to->cursor.visible) {
		int x = to->cursor.x, y = to->cursor.y;
		paint_move(p, x < p->cols ? x : p->cols - 1, y < p->rows ? y : p->rows - 1,
		        TEXT_CERTAIN);
	}
}

static void put_shape(
        struct termcap *t, const struct canvas *from, const struct canvas *to, struct buf *out)
{
	bool differs = from != NULL ? from->cursor.shape != to->cursor.shape
	                            : t->used_shape || to->cursor.shape != 0;
	if (t->shapes && differs) {
		buf_printf(out, "\033[%u q", to->cursor.shape);
		t->used_shape = true;
	}
}

static void put_cursor_colour(
        struct termcap *t, const struct canvas *from, const struct canvas *to, struct buf *out)
{
	colour_t c = to->cursor.colour;
	uint32_t v = COLOUR_VALUE(c);
	bool differs = from != NULL ? from->cursor.colour != c
	                            : t->used_cursor_colour || c != COLOUR_DEFAULT;
	if (!t->like_xterm || !differs) {
		return;
	}
	if (COLOUR_KIND(c) == 2) {
		buf_printf(out, "\033]12;rgb:%02x/%02x/%02x\033\\", v >> 16, v >> 8 & 255, v & 255);
	} else {
		buf_puts(out, "\033]112\033\\");
	}
	t->used_cursor_colour = COLOUR_KIND(c) == 2;
}

void termcap_diff(
        struct termcap *t, const struct canvas *from, const struct canvas *to, struct buf *out)
{
	bool known = from != NULL && !t->repaint && from->size.cols == to->size.cols &&
	             from->size.rows == to->size.rows;
	from = known ? from : NULL;
	t->repaint = false;
	t->size = to->size;
	buf_clear(&t->body);
	struct paint p = {.t = t,
	        .out = &t->body,
	        .cols = to->size.cols,
	        .rows = to->size.rows,
	        .band = changed_rows(from, to),
	        .x = PAINT_UNKNOWN,
	        .y = PAINT_UNKNOWN,
	        .known = known}; /* each diff ends in the plain style */
	bool was_shown = known && from->cursor.visible;
	if (was_shown && from->cursor.x < p.cols && from->cursor.y < p.rows) {
		p.x = from->cursor.x;
		p.y = from->cursor.y;
	}
	put_picture(&p, from, to);
	bool loud = t->body.len > QUIET,
	     hide = !known || (was_shown && (!to->cursor.visible || (loud && !t->sync)));
	if (loud && t->sync) {
		buf_puts(out, "\033[?2026h");
	}
	if (hide) {
		show_cursor(t, false, out);
	}
	buf_put(out, t->body.data + t->body.head, t->body.len);
	if (to->cursor.visible && (hide || !was_shown)) {
		show_cursor(t, true, out);
	}
	put_shape(t, from, to, out);
	put_cursor_colour(t, from, to, out);
	if (loud && t->sync) {
		buf_puts(out, "\033[?2026l");
	}
}
