/* tests/unit/window/view_test.c -- lines as rows of any width, against a plain model. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "window/limits.h"
#include "window/view.h"

#define CHECK_SEED(seed, cond)                                             \
	do {                                                                   \
		if (!(cond)) {                                                     \
			fail_msg("seed %llu: %s", (unsigned long long)(seed), #cond); \
		}                                                                  \
	} while (0)

/* A source held in memory, which counts what it is asked for. */
struct store {
	struct line **lines; /* NULL: not known */
	uint64_t first;
	size_t count, gets;
};

/* The model: all rows of a store, laid out one after the other. */
struct layout {
	struct line **rows;
	size_t count, cap;
};

static bool store_get(void *ctx, uint64_t n, struct line *out)
{
	struct store *s = ctx;
	s->gets++;
	assert_true(n >= s->first && n - s->first < s->count);
	const struct line *l = s->lines[n - s->first];
	if (l == NULL) {
		return false;
	}
	line_copy(out, l);
	return true;
}

static struct view_source store_source(struct store *s)
{
	return (struct view_source){
		.ctx = s, .first = s->first, .end = s->first + s->count, .get = store_get};
}

static struct line *row_add(struct layout *m)
{
	m->rows = mem_grow(m->rows, &m->cap, m->count + 1, sizeof(*m->rows));
	return m->rows[m->count++] = line_new(0);
}

static void lines_free(struct line **lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		line_free(lines[i]);
	}
	free(lines);
}

static void cell_add(struct line *l, const struct cell *c, uint16_t n)
{
	uint16_t at = l->len;
	memcpy(line_reserve(l, (uint16_t)(at + n)) + at, c, n * sizeof(*c));
}

static void row_end(struct line *row, const struct line *from, bool wrapped)
{
	row->fill = from->fill;
	row->wrapped = wrapped;
	line_trim(row);
}

/* Lays out lines lo..hi-1, which are one text. */
static void model_text(struct layout *m, const struct store *s, size_t lo, size_t hi, uint16_t cols)
{
	struct line *row = row_add(m);
	for (size_t i = lo; i < hi; i++) {
		const struct line *l = s->lines[i];
		if (i > lo && row->len >= cols) {
			row_end(row, s->lines[i - 1], true);
			row = row_add(m);
		}
		if (l->len == 0 && row->mark == LINE_MARK_NONE) {
			row->mark = l->mark;
		}
		for (uint16_t x = 0; x < l->len;) {
			uint16_t n = l->cells[x].width == 2 ? 2 : 1;
			if (row->len > 0 && row->len + n > cols) {
				row_end(row, l, true);
				row = row_add(m);
			}
			if (x == 0 && row->mark == LINE_MARK_NONE) {
				row->mark = l->mark;
			}
			cell_add(row, &l->cells[x], n);
			x = (uint16_t)(x + n);
		}
	}
	row_end(row, s->lines[hi - 1], s->lines[hi - 1]->wrapped);
}

static struct layout model_make(const struct store *s, uint16_t cols, uint16_t screen)
{
	struct layout m = {0};
	size_t split = s->count - (screen < s->count ? screen : s->count);
	for (size_t i = 0; i < split;) {
		size_t hi = i + 1;
		while (hi < split && s->lines[hi - 1] != NULL && s->lines[hi - 1]->wrapped &&
			s->lines[hi] != NULL) {
			hi++;
		}
		if (s->lines[i] == NULL) {
			row_add(&m);
		} else {
			model_text(&m, s, i, hi, cols);
		}
		i = hi;
	}
	for (size_t i = split; i < s->count; i++) {
		struct line *row = row_add(&m);
		if (s->lines[i] != NULL) {
			line_copy(row, s->lines[i]);
		}
	}
	return m;
}

static struct line *random_line(struct rng r, uint16_t cols, bool blanks)
{
	struct line *l = line_new(0);
	uint16_t len = (uint16_t)rng_below(r, (uint64_t)cols + 1);
	line_clear(l, rng_below(r, 8) == 0 ? 3 : 0);
	struct cell *cells = line_reserve(l, len);
	for (uint16_t x = 0; x < len; x++) {
		uint32_t text = 'a' + (uint32_t)rng_below(r, 26);
		cells[x] = (struct cell){.text = text, .style = (uint16_t)rng_below(r, 4), .width = 1};
		if (x + 1 < len && rng_below(r, 4) == 0) {
			cells[x].text = 0x4e00 + text;
			cells[x].width = 2;
			cells[x + 1] = (struct cell){.style = cells[x].style};
			x++;
		} else if (blanks && rng_below(r, 5) == 0) {
			cells[x].text = 0;
		}
	}
	l->len = len;
	l->wrapped = rng_below(r, 3) > 0;
	l->mark = rng_below(r, 5) == 0 ? (uint8_t)rng_below(r, 4) : LINE_MARK_NONE;
	line_trim(l);
	return l;
}

static struct store random_store(struct rng r, bool gaps)
{
	struct store s = {.first = rng_below(r, 3) * 1000, .count = (size_t)rng_below(r, 40)};
	uint16_t cols = (uint16_t)(1 + rng_below(r, 20));
	s.lines = mem_calloc(s.count, sizeof(*s.lines));
	for (size_t i = 0; i < s.count; i++) {
		s.lines[i] = gaps && rng_below(r, 9) == 0 ? NULL : random_line(r, cols, gaps);
	}
	return s;
}

static struct line **rows_new(size_t count)
{
	struct line **rows = mem_calloc(count, sizeof(*rows));
	for (size_t i = 0; i < count; i++) {
		rows[i] = line_new(i);
		line_reserve(rows[i], 7);
	}
	return rows;
}

static bool is_blank(const struct line *l)
{
	return l->len == 0 && l->fill == 0 && !l->wrapped && l->mark == LINE_MARK_NONE;
}

/* rows[0..count-1] are the model's rows from `top` on (which may be negative); blank outside. */
static void compare(uint64_t seed, const struct layout *m, long top, struct line **rows,
	size_t count)
{
	for (size_t y = 0; y < count; y++) {
		long at = top + (long)y;
		if (at < 0 || at >= (long)m->count) {
			CHECK_SEED(seed, is_blank(rows[y]));
		} else {
			CHECK_SEED(seed, line_equal_content(rows[y], m->rows[at]));
		}
	}
}

static void rows_law(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 1500; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct store s = random_store(r, true);
		struct view_source src = store_source(&s);
		uint16_t cols = (uint16_t)(1 + rng_below(r, 25)), screen = (uint16_t)rng_below(r, 10);
		uint16_t count = (uint16_t)(1 + rng_below(r, 12));
		struct layout m = model_make(&s, cols, screen);
		struct line **rows = rows_new(count);
		for (size_t offset = 0; offset < m.count; offset++) {
			size_t above = view_rows(&src, cols, screen, offset, rows, count, 1000);
			long top = (long)m.count - (long)offset - (long)count;
			compare(seed, &m, top, rows, count);
			CHECK_SEED(seed, above == (size_t)(top > 0 ? top : 0));
			above = view_rows(&src, cols, screen, offset, rows, count, 2);
			CHECK_SEED(seed, above <= (size_t)(top > 0 ? top : 0) && (above > 0) == (top > 0));
		}
		CHECK_SEED(seed, view_rows(&src, cols, screen, m.count, rows, count, 9) == 0);
		compare(seed, &m, (long)m.count, rows, count);
		lines_free(rows, count);
		lines_free(m.rows, m.count);
		lines_free(s.lines, s.count);
	}
}

/* Any width keeps every character, in order, and no wide one is cut. */
static void text_law(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 500; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct store s = random_store(r, false);
		struct view_source src = store_source(&s);
		uint16_t cols = (uint16_t)(1 + rng_below(r, 25));
		struct line *row = line_new(0);
		struct view_pos pos = {.line = src.first};
		size_t line = 0, col = 0;
		bool more = s.count > 0;
		while (more) {
			CHECK_SEED(seed, view_pos_show(&src, cols, 0, pos, &row, 1) == 1);
			CHECK_SEED(seed, row->len <= cols || (cols == 1 && row->len == 2));
			for (uint16_t x = 0; x < row->len; x++) {
				for (; col >= s.lines[line]->len; line++) {
					col = 0;
				}
				CHECK_SEED(seed,
					memcmp(&row->cells[x], &s.lines[line]->cells[col], sizeof(struct cell)) == 0);
				col++;
			}
			CHECK_SEED(seed, row->len == 0 || row->cells[row->len - 1].width != 2);
			CHECK_SEED(seed, row->len == 0 || row->cells[0].width != 0);
			more = view_pos_down(&src, cols, 0, &pos, 1) == 1;
		}
		while (line < s.count && col >= s.lines[line]->len) {
			line++;
			col = 0;
		}
		CHECK_SEED(seed, line == s.count);
		line_free(row);
		lines_free(s.lines, s.count);
	}
}

/* Positions: up and down by any steps are moves in the model's rows. */
static void pos_law(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 800; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct store s = random_store(r, true);
		struct view_source src = store_source(&s);
		uint16_t cols = (uint16_t)(1 + rng_below(r, 25)), screen = (uint16_t)rng_below(r, 10);
		struct layout m = model_make(&s, cols, screen);
		struct line **rows = rows_new(3);
		struct view_pos pos = view_pos_bottom(&src, cols, screen);
		size_t at = m.count > 0 ? m.count - 1 : 0;
		for (int i = 0; i < 60; i++) {
			size_t step = (size_t)rng_below(r, rng_below(r, 5) == 0 ? 60 : 5);
			size_t below = m.count > 0 ? m.count - 1 - at : 0;
			if (rng_below(r, 2) == 0) {
				size_t want = step < at ? step : at;
				CHECK_SEED(seed, view_pos_up(&src, cols, screen, &pos, step) == want);
				at -= want;
			} else {
				size_t want = step < below ? step : below;
				CHECK_SEED(seed, view_pos_down(&src, cols, screen, &pos, step) == want);
				at += want;
			}
			size_t exist = m.count - at < 3 ? m.count - at : 3;
			CHECK_SEED(seed, view_pos_show(&src, cols, screen, pos, rows, 3) == exist);
			compare(seed, &m, (long)at, rows, 3);
			uint64_t line;
			uint16_t col;
			view_pos_text(&src, cols, screen, pos, &line, &col);
			struct view_pos back = view_pos_at(&src, cols, screen, line, col);
			bool same = back.line == pos.line && back.row == pos.row;
			/* A row without text begins where the row above it ended. */
			CHECK_SEED(seed, same || m.rows[at]->len == 0);
		}
		lines_free(rows, 3);
		lines_free(m.rows, m.count);
		lines_free(s.lines, s.count);
	}
}

static struct line *make_line(uint16_t len, bool wrapped)
{
	struct line *l = line_new(0);
	struct cell *cells = line_reserve(l, len);
	for (uint16_t x = 0; x < len; x++) {
		cells[x] = (struct cell){.text = 'x', .width = 1};
	}
	l->len = len;
	l->wrapped = wrapped;
	return l;
}

static struct store make_store(size_t count, uint16_t len, size_t wrapped_run)
{
	struct store s = {.count = count, .lines = mem_calloc(count, sizeof(*s.lines))};
	for (size_t i = 0; i < count; i++) {
		s.lines[i] = make_line(len, wrapped_run > 0 && i % wrapped_run != wrapped_run - 1);
	}
	return s;
}

static void big_is_lazy(void **state)
{
	(void)state;
	struct store s = make_store(100000, 60, 2);
	struct view_source src = store_source(&s);
	struct line **rows = rows_new(50);
	view_rows(&src, 80, 24, 0, rows, 50, 10);
	assert_true(s.gets <= 150);
	s.gets = 0;
	view_rows(&src, 80, 24, 1000, rows, 50, 10);
	assert_true(s.gets <= 1500);
	struct view_pos pos = view_pos_bottom(&src, 40, 24);
	view_pos_up(&src, 40, 24, &pos, 140000);
	for (int i = 0; i < 20; i++) {
		s.gets = 0;
		assert_int_equal(view_pos_up(&src, 40, 24, &pos, 3), 3);
		assert_int_equal(view_pos_show(&src, 40, 24, pos, rows, 50), 50);
		assert_true(s.gets <= 80);
	}
	lines_free(rows, 50);
	lines_free(s.lines, s.count);
}

/* Text that never ends is cut at the same records whichever way one comes. */
static void endless_text_is_cut(void **state)
{
	(void)state;
	struct store s = make_store(6000, 10, 0);
	for (size_t i = 0; i < s.count; i++) {
		s.lines[i]->wrapped = i != 299;
	}
	struct view_source src = store_source(&s);
	struct view_pos up = view_pos_bottom(&src, 7, 0), down = {0};
	size_t rows = 1, steps = 0;
	while (view_pos_up(&src, 7, 0, &up, 1) == 1) {
		assert_true(up.row < 2 * LIMIT_VIEW_JOIN * 10 / 7 + 2);
		rows++;
	}
	assert_int_equal(up.line, 0);
	while (view_pos_down(&src, 7, 0, &down, 100) == 100) {
		steps += 100;
	}
	struct view_pos bottom = view_pos_bottom(&src, 7, 0);
	assert_int_equal(down.line, bottom.line);
	assert_int_equal(down.row, bottom.row);
	assert_true(steps < rows && rows - steps <= 101);
	s.gets = 0;
	view_pos_up(&src, 7, 0, &bottom, 1);
	view_pos_at(&src, 7, 0, 5500, 0);
	assert_true(s.gets < 4 * 3 * LIMIT_VIEW_JOIN);
	lines_free(s.lines, s.count);
}

static void stale_positions(void **state)
{
	(void)state;
	struct store s = make_store(10, 10, 0);
	struct line *row = line_new(0);
	s.first = 100;
	struct view_source src = store_source(&s);
	struct view_pos pos = {.line = 5, .row = 99};
	assert_int_equal(view_pos_show(&src, 5, 0, pos, &row, 1), 1);
	assert_int_equal(view_pos_down(&src, 5, 0, &pos, 1), 1);
	assert_int_equal(pos.line, 100);
	assert_int_equal(pos.row, 1);
	pos = (struct view_pos){.line = 5000};
	assert_int_equal(view_pos_up(&src, 5, 0, &pos, 1), 1);
	assert_int_equal(pos.line, 109);
	assert_int_equal(pos.row, 0);
	pos = (struct view_pos){.line = 104, .row = 50};
	assert_int_equal(view_pos_show(&src, 5, 0, pos, &row, 1), 1);
	struct view_source none = {.first = 7, .end = 7, .get = store_get};
	assert_int_equal(view_pos_show(&none, 5, 3, pos, &row, 1), 0);
	assert_int_equal(view_pos_up(&none, 5, 3, &pos, 4), 0);
	assert_int_equal(view_pos_down(&none, 5, 3, &pos, 4), 0);
	assert_int_equal(view_rows(&none, 0, 3, 0, &row, 1, 4), 0);
	line_free(row);
	lines_free(s.lines, s.count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_law),
		cmocka_unit_test(text_law),
		cmocka_unit_test(pos_law),
		cmocka_unit_test(big_is_lazy),
		cmocka_unit_test(endless_text_is_cut),
		cmocka_unit_test(stale_positions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
