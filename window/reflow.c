/* window/reflow.c -- a new size for the screens of a terminal. */
#include "window/reflow.h"

#include <stdlib.h>

#include "base/mem.h"
#include "window/cursor.h"
#include "window/screen.h"

enum {
	TRACKS = 2,
	SPILL = 4096, /* rows beyond the new screen that are kept before they leave it */
};

/* A place that keeps to its character. */
struct track {
	bool on;
	size_t y;
	size_t x;
};

/* A growing list of rows and the places in them. */
struct rows {
	struct line **at;
	size_t count, cap;
	struct track track[TRACKS];
};

static void rows_add(struct rows *r, struct line *l)
{
	r->at = mem_grow(r->at, &r->cap, r->count + 1, sizeof(*r->at));
	r->at[r->count++] = l;
}

/* True when the row goes on in `next` as a row of that width does. */
static bool fills(const struct line *l, const struct line *next, uint16_t cols)
{
	if (l->len == cols) {
		return true;
	}
	return l->len + 1 == cols && next->len > 0 && next->cells[0].width == 2;
}

/* Index after the last row of the paragraph that begins at row i. */
static size_t paragraph_end(const struct rows *r, size_t i)
{
	while (i + 1 < r->count && r->at[i]->wrapped) {
		i++;
	}
	return i + 1;
}

static bool stands(const struct rows *r, size_t lo, size_t hi, uint16_t cols)
{
	for (size_t i = lo; i < hi; i++) {
		if (r->at[i]->len > cols || (i + 1 < hi && !fills(r->at[i], r->at[i + 1], cols))) {
			return false;
		}
	}
	return true;
}

/* Moves rows [lo, hi) over as they are. */
static void keep(const struct rows *from, size_t lo, size_t hi, struct rows *to)
{
	for (int k = 0; k < TRACKS; k++) {
		const struct track *f = &from->track[k];
		if (f->on && f->y >= lo && f->y < hi) {
			to->track[k] = (struct track){true, to->count + (f->y - lo), f->x};
		}
	}
	for (size_t i = lo; i < hi; i++) {
		rows_add(to, from->at[i]);
	}
}

/* The cells of a paragraph in one run, and where the places are in it. */
struct run {
	struct cell *cells;
	size_t len, cap;
	size_t offset[TRACKS];
	bool on[TRACKS];
};

static void run_fill(struct run *run, const struct rows *r, size_t lo, size_t hi)
{
	for (size_t i = lo; i < hi; i++) {
		const struct line *l = r->at[i];
		for (int k = 0; k < TRACKS; k++) {
			if (r->track[k].on && r->track[k].y == i) {
				size_t x = r->track[k].x;
				run->on[k] = true;
				run->offset[k] = run->len + (i + 1 < hi && x > l->len ? l->len : x);
			}
		}
		if (l->len > 0) {
			run->cells = mem_grow(
			        run->cells, &run->cap, run->len + l->len, sizeof(*run->cells));
			memcpy(run->cells + run->len, l->cells, l->len * sizeof(*l->cells));
			run->len += l->len;
		}
	}
}

/* Cells from `at` on that make a row. A wide character goes to the next row whole. */
static size_t row_length(const struct run *run, size_t at, uint16_t cols)
{
	size_t left = run->len - at;
	if (left <= cols) {
		return left;
	}
	return run->cells[at + cols].width == 0 && cols > 1 ? (size_t)cols - 1 : cols;
}

static struct line *row_make(struct term *t, const struct run *run, size_t at, size_t n)
{
	struct line *l = screen_line_new(t, 0);
	struct cell *c = line_reserve(l, (uint16_t)n);
	if (n > 0) {
		memcpy(c, run->cells + at, n * sizeof(*c));
	}
	for (size_t i = 0; i < n; i++) { /* only a screen of one column cuts a wide character */
		bool half = c[i].width == 0 ? i == 0 : c[i].width == 2 && i + 1 == n;
		if (half) {
			c[i] = (struct cell){
			        .text = 0, .style = c[i].style, .width = 1, .flags = 0};
		}
	}
	return l;
}

/* The places that fall on the row of n cells from `at`; those after the end go to the last row. */
static void place(
        const struct run *run, size_t at, size_t n, bool last, uint16_t cols, struct rows *to)
{
	for (int k = 0; k < TRACKS; k++) {
		if (!run->on[k] || run->offset[k] < at || (run->offset[k] >= at + n && !last)) {
			continue;
		}
		size_t x = run->offset[k] - at;
		if (x > cols || (x == cols && n < cols)) {
			x = (size_t)cols - 1;
		}
		to->track[k] = (struct track){true, to->count, x};
	}
}

/* Drops rows [lo, hi). */
static void rows_cut(struct term *t, struct rows *r, size_t lo, size_t hi)
{
	for (size_t i = lo; i < hi; i++) {
		screen_line_drop(t, r->at[i]);
	}
	memmove(r->at + lo, r->at + hi, (r->count - hi) * sizeof(*r->at));
	r->count -= hi - lo;
}

/* Pushes the first n rows into the history. */
static void rows_push(struct term *t, struct rows *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		screen_line_push(t, r->at[i]);
	}
	memmove(r->at, r->at + n, (r->count - n) * sizeof(*r->at));
	r->count -= n;
	for (int k = 0; k < TRACKS; k++) {
		r->track[k].on = r->track[k].on && r->track[k].y >= n;
		r->track[k].y -= r->track[k].on ? n : 0;
	}
}

/* A large screen makes millions of rows of one column: what is known to leave the new screen of `rows` rows
 * leaves at once. What stands above the cursor goes into the history, what is far below it is cut. */
static void spill(struct term *t, struct rows *r, size_t rows)
{
	const struct track *cursor = &r->track[0];
	if (rows == 0 || r->count < 2 * rows + SPILL) {
		return;
	}
	if (!cursor->on) {
		rows_push(t, r, r->count - rows - 1);
	} else if (r->count > cursor->y + rows + SPILL) {
		rows_cut(t, r, cursor->y + rows + 1, r->count);
	}
}

/* Breaks a paragraph anew; its lines are given up. */
static void rebreak(struct term *t, const struct rows *from, size_t lo, size_t hi, struct size size,
	struct rows *to)
{
	uint16_t cols = size.cols;
	struct run run = {0};
	run_fill(&run, from, lo, hi);
	uint16_t fill = from->at[hi - 1]->fill;
	bool wrapped = from->at[hi - 1]->wrapped;
	uint8_t mark = from->at[lo]->mark;
	for (size_t i = lo; i < hi; i++) {
		screen_line_drop(t, from->at[i]);
	}
	size_t at = 0;
	bool last;
	do {
		size_t n = row_length(&run, at, cols);
		last = at + n == run.len;
		struct line *l = row_make(t, &run, at, n);
		place(&run, at, n, last, cols, to);
		l->fill = last ? fill : 0;
		l->wrapped = last ? wrapped : true;
		l->mark = at == 0 ? mark : LINE_MARK_NONE;
		line_trim(l);
		line_touch(l, term_change(t), 0, cols);
		rows_add(to, l);
		spill(t, to, size.rows);
		at += n;
	} while (!last);
	free(run.cells);
}

/* Breaks all paragraphs at size.cols; replaces r. With size.rows, rows that cannot stay on a screen of so
 * many may have left. */
static void reflow(struct term *t, struct rows *r, struct size size)
{
	struct rows out = {0};
	for (size_t i = 0, end; i < r->count; i = end) {
		end = paragraph_end(r, i);
		if (stands(r, i, end, size.cols)) {
			keep(r, i, end, &out);
		} else {
			rebreak(t, r, i, end, size, &out);
		}
	}
	free(r->at);
	*r = out;
}

static bool newest_is_wrapped(struct term *t)
{
	struct line *l = line_new(0);
	uint64_t next = history_next(t->history);
	bool wrapped = next > history_first(t->history) &&
		       history_get(t->history, next - 1, t->pool, l) && l->wrapped;
	line_free(l);
	return wrapped;
}

/* Takes the newest record back as a line; NULL when there is none. */
static struct line *take_back(struct term *t)
{
	struct line *l = screen_line_new(t, 0);
	if (!history_pop(t->history, t->pool, l)) {
		screen_line_drop(t, l);
		return NULL;
	}
	line_touch(l, term_change(t), 0, t->size.cols);
	scrolled_pop(&t->scrolled);
	return l;
}

/* Puts the `count` lines of `newest_first` before the rows. */
static void rows_prepend(struct rows *r, struct line *const *newest_first, size_t count)
{
	struct rows out = {0};
	for (size_t i = count; i > 0; i--) {
		rows_add(&out, newest_first[i - 1]);
	}
	for (int k = 0; k < TRACKS; k++) {
		out.track[k] = r->track[k];
		out.track[k].y += count;
	}
	for (size_t i = 0; i < r->count; i++) {
		rows_add(&out, r->at[i]);
	}
	free(r->at);
	*r = out;
}

/* Takes at least `want` records back, and whole paragraphs; false when the history is empty. */
static bool take_back_rows(struct term *t, struct rows *r, size_t want)
{
	struct rows got = {0};
	while (got.count < want || newest_is_wrapped(t)) {
		struct line *l = take_back(t);
		if (l == NULL) {
			break;
		}
		rows_add(&got, l);
	}
	rows_prepend(r, got.at, got.count);
	bool any = got.count > 0;
	free(got.at);
	return any;
}

static void shrink(struct term *t, struct rows *r, size_t rows)
{
	size_t blank = r->count;
	while (blank > rows && blank - 1 > r->track[0].y && r->at[blank - 1]->len == 0) {
		blank--;
	}
	rows_cut(t, r, blank, r->count);
	if (r->count > rows) {
		size_t n = r->count - rows;
		rows_push(t, r, n < r->track[0].y ? n : r->track[0].y);
	}
	if (r->count > rows) {
		rows_cut(t, r, rows, r->count);
	}
}

static void resize_primary(struct term *t, struct rows *r, struct size to)
{
	bool taken = false;
	reflow(t, r, to);
	while (r->count < to.rows && take_back_rows(t, r, to.rows - r->count)) {
		taken = true;
		reflow(t, r, (struct size){.cols = to.cols});
	}
	if (taken) {
		term_begin_epoch(t);
		t->joined = 0;
		term_change_section(t, TERM_HISTORY);
	}
	shrink(t, r, to.rows);
	while (r->count < to.rows) {
		rows_add(r, screen_line_new(t, 0));
	}
}

/* Cuts what stands right of the new edge. */
static void cut_cols(struct term *t, struct line *l, uint16_t cols)
{
	if (l->len <= cols) {
		return;
	}
	uint16_t lo = cols;
	if (l->cells[cols].width == 0) {
		lo--;
		l->cells[lo] = (struct cell){.text = 0, .style = 0, .width = 1, .flags = 0};
	}
	uint16_t hi = l->len;
	l->len = cols;
	l->wrapped = false;
	line_trim(l);
	line_touch(l, term_change(t), lo, hi);
}

/* The alternate screen: rows go at the bottom, or at the top where the cursor needs it. */
static void resize_alternate(struct term *t, struct rows *r, struct size to)
{
	size_t y = r->track[0].y;
	size_t above = y >= to.rows ? y - to.rows + 1 : 0;
	rows_cut(t, r, 0, above);
	for (int k = 0; k < TRACKS; k++) {
		r->track[k].on = r->track[k].on && r->track[k].y >= above;
		r->track[k].y -= r->track[k].on ? above : 0;
	}
	if (r->count > to.rows) {
		rows_cut(t, r, to.rows, r->count);
	}
	for (size_t i = 0; i < r->count; i++) {
		cut_cols(t, r->at[i], to.cols);
	}
	while (r->count < to.rows) {
		rows_add(r, screen_line_new(t, 0));
	}
}

/* A pending wrap at the edge stands behind the last column. */
static struct rows rows_of(const struct term *t, struct line **at, struct point cursor, bool wrap)
{
	struct rows r = {.at = at, .count = t->size.rows, .cap = t->size.rows};
	bool behind = wrap && cursor.x + 1 == t->size.cols;
	r.track[0] = (struct track){true, cursor.y, cursor.x + (behind ? 1u : 0u)};
	for (uint16_t y = 0; t->zone_line != 0 && y < t->size.rows; y++) {
		if (at[y]->id == t->zone_line) {
			r.track[1] = (struct track){true, y, t->zone_col};
		}
	}
	return r;
}

/* Where the cursor went. A wrap stays pending only in a row that is full. */
static struct point cursor_of(const struct rows *r, struct size size, bool *wrap)
{
	size_t y = r->track[0].y < size.rows ? r->track[0].y : (size_t)size.rows - 1,
	       x = r->track[0].x;
	*wrap = x == size.cols && r->at[y]->len >= size.cols;
	if (x >= size.cols) {
		x = (size_t)size.cols - 1;
	}
	return (struct point){(uint16_t)x, (uint16_t)y};
}

static void zone_of(struct term *t, const struct rows *r, uint64_t was)
{
	const struct track *k = &r->track[1];
	if (was == 0) {
		return;
	}
	t->zone_line = k->on && k->y < r->count ? r->at[k->y]->id : 0;
	t->zone_col = (uint16_t)k->x;
}

void reflow_resize(struct term *t, struct size to)
{
	uint64_t zone = t->zone_line;
	bool alternate = term_is_alternate(t);
	bool wider = to.cols != t->size.cols;
	struct rows r = alternate ? rows_of(t, t->other, t->left.at, t->left.wrap)
	                          : rows_of(t, t->rows, t->at, t->wrap);
	screen_drop_hidden(t);
	struct rows a = rows_of(t, t->rows, t->at, t->wrap);
	t->size = to;
	bool in_primary = r.track[1].on;
	resize_primary(t, &r, to);
	bool wrap;
	struct point primary = cursor_of(&r, to, &wrap);
	if (in_primary) {
		zone_of(t, &r, zone);
	}
	if (alternate) {
		resize_alternate(t, &a, to);
		t->other = r.at;
		t->left.at = primary;
		t->left.wrap = wrap;
		t->rows = a.at;
		t->at = cursor_of(&a, to, &t->wrap);
	} else {
		t->rows = r.at;
		t->at = primary;
		t->wrap = wrap;
	}
	cursor_reset_margins(t);
	t->printed = false;
	if (wider) {
		cursor_reset_tabs(t);
	}
	term_change_section(t, TERM_GEOMETRY);
	term_change_section(t, TERM_CURSOR);
}
