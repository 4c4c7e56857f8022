/* tests/unit/client/scroll_test.c -- scrolled-back history over a real terminal's lines. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "client/overlay.h"

#define COLS 10
#define ROWS 4

struct fixture {
	struct term *term;
	const struct line *rows[64];
	struct replica_pane pane;
	struct canvas *canvas;
	struct scroll scroll;
	char row[128];
};

static void refresh(struct fixture *f)
{
	struct size size = term_size(f->term);
	for (uint16_t y = 0; y < size.rows; y++) {
		f->rows[y] = term_row(f->term, y);
	}
	f->pane = (struct replica_pane){
		.id = 7,
		.rev = term_revision(f->term),
		.size = size,
		.rows = f->rows,
		.pool = term_pool(f->term),
		.history = term_history(f->term),
		.history_first = history_first(term_history(f->term)),
		.history_next = history_next(term_history(f->term)),
	};
}

static void output(struct fixture *f, const char *text)
{
	term_write(f->term, bytes_of(text, strlen(text)));
	refresh(f);
}

static void output_lines(struct fixture *f, int from, int to)
{
	char text[32];
	for (int i = from; i < to; i++) {
		snprintf(text, sizeof(text), "%s%d", i > 0 ? "\r\n" : "", i);
		output(f, text);
	}
}

static void setup(struct fixture *f, uint16_t cols, size_t history)
{
	struct term_cfg cfg = {.size = {cols, ROWS}, .history_limit = history};
	*f = (struct fixture){.term = term_new(&cfg), .canvas = canvas_new((struct size){40, 12})};
	refresh(f);
}

static void teardown(struct fixture *f)
{
	term_free(f->term);
	canvas_free(f->canvas);
}

/* Row y of the pane as drawn at (5, 2), without what stands in the corner. */
static const char *drawn(struct fixture *f, uint16_t y)
{
	struct size size = f->pane.size;
	struct rect r = {5, 2, (uint16_t)(size.cols + 12), size.rows};
	size_t n = 0;
	canvas_clear(f->canvas);
	scroll_draw(&f->scroll, NULL, &f->pane, f->canvas, r);
	for (uint16_t x = 0; x < size.cols; x++) {
		n += pool_text_get(f->canvas->pool,
			canvas_at(f->canvas, (uint16_t)(5 + x), (uint16_t)(2 + y))->text,
			f->row + n);
	}
	f->row[n] = '\0';
	return f->row;
}

static bool is_drawn(struct fixture *f, const char *text)
{
	struct line row = {.cells = canvas_at(f->canvas, 0, 2), .len = 40, .cap = 40};
	struct buf b = {0};
	drawn(f, 0);
	line_text(&row, f->canvas->pool, 0, 40, true, &b);
	bool found = strstr(buf_str(&b), text) != NULL;
	buf_finish(&b);
	return found;
}

static void test_moves_and_clamps(void **state)
{
	struct fixture f;
	(void)state;
	setup(&f, COLS, 1000);
	output_lines(&f, 0, 20);
	scroll_enter(&f.scroll, &f.pane, false);
	assert_int_equal(f.scroll.pane, 7);
	assert_string_equal(drawn(&f, 0), "16");
	assert_string_equal(drawn(&f, 3), "19");
	assert_true(is_drawn(&f, "[0/16]"));
	scroll_move(&f.scroll, &f.pane, -1);
	assert_string_equal(drawn(&f, 0), "15");
	assert_true(is_drawn(&f, "[1/16]"));
	scroll_move(&f.scroll, &f.pane, -100);
	assert_string_equal(drawn(&f, 0), "0");
	assert_true(is_drawn(&f, "[16/16]"));
	scroll_move(&f.scroll, &f.pane, 2);
	assert_string_equal(drawn(&f, 0), "2");
	scroll_move(&f.scroll, &f.pane, 100);
	assert_string_equal(drawn(&f, 0), "16");
	assert_int_equal(f.scroll.pane, 7);
	teardown(&f);
}

static void test_keys(void **state)
{
	static const struct {
		keycode_t key;
		const char *top;
	} rows[] = {
		{'g', "0"},
		{KEY_DOWN, "1"},
		{'j', "2"},
		{KEY_PAGEDOWN, "4"},
		{' ', "6"},
		{'k', "5"},
		{KEY_UP, "4"},
		{KEY_CTRL | 'd', "5"},
		{KEY_CTRL | 'u', "4"},
		{KEY_PAGEUP, "2"},
		{KEY_HOME, "0"},
		{KEY_END, "16"},
		{KEY_PAGEDOWN, "16"},
		{'g', "0"},
		{KEY_UP, "0"},
		{'G', "16"},
		{KEY_META | '<', "0"},
		{KEY_META | '>', "16"},
		{KEY_CTRL | 'b', "14"},
		{KEY_CTRL | 'f', "16"},
	};
	static const keycode_t leave[] = {'q', 0x1b, KEY_CTRL | 'c', 0x0d};
	struct fixture f;
	(void)state;
	setup(&f, COLS, 1000);
	output_lines(&f, 0, 20);
	scroll_enter(&f.scroll, &f.pane, false);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(scroll_key(&f.scroll, &f.pane, rows[i].key));
		assert_string_equal(drawn(&f, 0), rows[i].top);
	}
	assert_false(scroll_key(&f.scroll, &f.pane, 'Z'));
	for (size_t i = 0; i < sizeof(leave) / sizeof(leave[0]); i++) {
		scroll_enter(&f.scroll, &f.pane, false);
		assert_true(scroll_key(&f.scroll, &f.pane, leave[i]));
		assert_int_equal(f.scroll.pane, 0);
	}
	teardown(&f);
}

static void test_leaves_at_the_end(void **state)
{
	struct fixture f;
	(void)state;
	setup(&f, COLS, 1000);
	output_lines(&f, 0, 20);
	scroll_enter(&f.scroll, &f.pane, true);
	scroll_move(&f.scroll, &f.pane, -5);
	scroll_move(&f.scroll, &f.pane, 4);
	assert_int_equal(f.scroll.pane, 7);
	scroll_move(&f.scroll, &f.pane, 4);
	assert_int_equal(f.scroll.pane, 0);
	teardown(&f);
}

/* Whatever is written meanwhile, what is shown stays; also when it begins on the live screen. */
static void test_law_stays_in_place(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct fixture f;
		char before[ROWS][128];
		setup(&f, COLS, 1000);
		output_lines(&f, 0, 30);
		output(&f, "\r\na line that wraps three times over\r\nb\r\nsome more of it, "
			   "wrapped\r\n");
		scroll_enter(&f.scroll, &f.pane, false);
		scroll_move(&f.scroll, &f.pane, -(int)rng_below(rng, 25));
		for (uint16_t y = 0; y < ROWS; y++) {
			snprintf(before[y], sizeof(before[y]), "%s", drawn(&f, y));
		}
		for (int i = 0; i < 30; i++) {
			output(&f,
				rng_below(rng, 2) ? "\r\nnew" : "\r\nnew text that is wrapped too");
			for (uint16_t y = 0; y + 1 < ROWS;
				y++) { /* the last row of the screen was written to */
				if (strcmp(drawn(&f, y), before[y]) != 0) {
					print_message(
						"seed %llu row %u\n", (unsigned long long)seed, y);
				}
				assert_string_equal(f.row, before[y]);
			}
		}
		teardown(&f);
	}
}

/* Up by n and down by n is where it was; each row up shows one more of the text, at any width. */
static void test_law_there_and_back(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct fixture f;
		char was[128];
		setup(&f, (uint16_t)(3 + rng_below(rng, 12)), 1000);
		for (int i = 0; i < 25; i++) {
			char text[64];
			snprintf(text, sizeof(text), "\r\n%.*s", (int)rng_below(rng, 40),
				"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH");
			output(&f, text);
		}
		scroll_enter(&f.scroll, &f.pane, false);
		scroll_move(&f.scroll, &f.pane, -5);
		for (int i = 0; i < 10; i++) {
			int n = (int)rng_below(rng, 8);
			snprintf(was, sizeof(was), "%s", drawn(&f, 0));
			scroll_move(&f.scroll, &f.pane, -n);
			if (n < ROWS) {
				assert_string_equal(drawn(&f, (uint16_t)n), was);
			}
			scroll_move(&f.scroll, &f.pane, n);
			assert_string_equal(drawn(&f, 0), was);
		}
		teardown(&f);
	}
}

static void test_history_goes(void **state)
{
	struct fixture f;
	(void)state;
	setup(&f, COLS, 10);
	output_lines(&f, 0, 12);
	scroll_enter(&f.scroll, &f.pane, false);
	scroll_key(&f.scroll, &f.pane, 'g');
	assert_string_equal(drawn(&f, 0), "0");
	for (int i = 12; i < 40; i++) { /* the oldest are dropped: the top is what is left */
		char text[16];
		snprintf(text, sizeof(text), "\r\n%d", i);
		output(&f, text);
	}
	assert_int_equal(atoi(drawn(&f, 0)), (int)f.pane.history_first);
	term_clear_history(f.term);
	refresh(&f);
	assert_string_equal(drawn(&f, 0), "36");
	scroll_move(&f.scroll, &f.pane, -3);
	assert_string_equal(drawn(&f, 0), "36");
	teardown(&f);
}

static void test_resize_keeps_the_place(void **state)
{
	struct fixture f;
	(void)state;
	setup(&f, COLS, 1000);
	output(&f, "first\r\n0123456789abcdefghijKLMNOPQRST\r\nlast");
	output_lines(&f, 1, 12);
	scroll_enter(&f.scroll, &f.pane, false);
	scroll_key(&f.scroll, &f.pane, 'g');
	scroll_move(&f.scroll, &f.pane, 2);
	assert_string_equal(drawn(&f, 0), "abcdefghij");
	term_resize(f.term, (struct size){20, ROWS});
	refresh(&f);
	assert_string_equal(drawn(&f, 0), "0123456789abcdefghij");
	term_resize(f.term, (struct size){COLS, ROWS});
	refresh(&f);
	assert_string_equal(drawn(&f, 0), "abcdefghij");
	teardown(&f);
}

/* Records that are not here yet are blank rows, and are asked for without harm. */
static void test_gaps(void **state)
{
	struct fixture f;
	(void)state;
	setup(&f, COLS, 1000);
	output_lines(&f, 0, 20);
	struct history *empty = history_new(1000);
	struct replica *rep = replica_new();
	history_set_next(empty, f.pane.history_next);
	f.pane.history = empty;
	scroll_enter(&f.scroll, &f.pane, false);
	scroll_move(&f.scroll, &f.pane, -2);
	assert_string_equal(drawn(&f, 0), "");
	assert_string_equal(drawn(&f, 2), "16");
	scroll_draw(&f.scroll, rep, &f.pane, f.canvas, (struct rect){38, 10, 20, 20});
	scroll_move(&f.scroll, &f.pane, -100);
	assert_int_equal(f.scroll.line, f.pane.history_first);
	replica_free(rep);
	history_free(empty);
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves_and_clamps),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_leaves_at_the_end),
		cmocka_unit_test(test_law_stays_in_place),
		cmocka_unit_test(test_law_there_and_back),
		cmocka_unit_test(test_history_goes),
		cmocka_unit_test(test_resize_keeps_the_place),
		cmocka_unit_test(test_gaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
