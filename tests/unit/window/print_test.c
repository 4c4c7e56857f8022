/* tests/unit/window/print_test.c -- characters and their widths: what a transcript cannot say. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/width.h"
#include "tests/unit/window/term_support.h"

static void check_at(const struct fixture *f, uint16_t x, uint16_t y, const char *what)
{
	struct term_cursor c = term_cursor(f->term);
	if (c.x != x || c.y != y) {
		fail_msg("%s: the cursor stands at %u,%u", what, c.x, c.y);
	}
}

static void ambiguous_characters_are_wide_where_wanted(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		uint16_t narrow, wide;
	} rows[] = {
	        {"\u00b1", 1, 2},
	        {"\u0391", 1, 2},
	        {"\u0410", 1, 2},
	        {"\u2026", 1, 2},
	        {"\u2500", 1, 2},
	        {"\u25cf", 1, 2},
	        {"\ufffd", 1, 2},
	        {"a", 1, 1},
	        {"\u00e9", 1, 2},
	        {"\u0301", 0, 0},
	        {"\u4e00", 2, 2},
	        {"\u03b1\u0301", 1, 2},
	        {"\u2713", 1, 1},
	        {"\033(0q\033(B", 1, 1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int wide = 0; wide < 2; wide++) {
			struct term_cfg cfg = {.size = {10, 2}, .ambiguous_wide = wide == 1};
			struct fixture f = {.term = term_new(&cfg)};
			fixture_feed(&f, rows[i].s);
			check_at(&f, wide == 1 ? rows[i].wide : rows[i].narrow, 0, rows[i].s);
			check_screen(f.term, i);
			fixture_close(&f);
		}
	}
}

/* The same code points in one write and one by one, in both settings. */
static void runs_equal_single_characters(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct term_cfg cfg = {
		        .size = {(uint16_t)(1 + rng_below(r, 12)), (uint16_t)(1 + rng_below(r, 4))},
		        .ambiguous_wide = rng_below(r, 2) == 0,
		        .history_limit = 10,
		};
		struct fixture whole = {.term = term_new(&cfg)}, parts = {.term = term_new(&cfg)};
		struct buf program = {0};
		random_program(r, 30, &program);
		struct bytes b = buf_bytes(&program);
		term_write(whole.term, b);
		for (size_t i = 0; i < b.len; i++) {
			term_write(parts.term, bytes_of(b.data + i, 1));
		}
		check_screen(whole.term, seed);
		check_same(whole.term, parts.term, seed);
		buf_finish(&program);
		fixture_close(&whole);
		fixture_close(&parts);
	}
}

/* A cluster is cut at CLUSTER_MAX bytes, whatever comes, and takes no more memory. */
static void endless_clusters_are_cut(void **state)
{
	(void)state;
	struct fixture f;
	struct buf marks = {0}, text = {0};
	fixture_open(&f, 20, 3);
	for (int i = 0; i < 10000; i++) {
		buf_puts(&marks, "\u0301");
	}
	fixture_feed(&f, "e");
	for (int i = 0; i < 100; i++) {
		term_write(f.term, buf_bytes(&marks));
	}
	fixture_feed(&f, "x");
	line_text(term_row(f.term, 0), term_pool(f.term), 0, 1, true, &text);
	assert_in_range(text.len, CLUSTER_MAX - 3, CLUSTER_MAX);
	assert_int_equal(utf8_decode(buf_str(&text) + text.len - 2, 2, &(size_t){0}), 0x301);
	check_at(&f, 2, 0, "after the marks");
	assert_true(term_memory(f.term) < 100000);
	buf_finish(&marks);
	buf_finish(&text);
	fixture_close(&f);
}

/* REP costs a screenful at most, whatever number it has. */
static void repeating_is_bounded(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 20, 3);
	for (int i = 0; i < 1000; i++) {
		fixture_feed(&f, "ab\033[1000000000b\r");
	}
	assert_true(history_next(term_history(f.term)) <= 1000 * 4);
	check_screen(f.term, 0);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(ambiguous_characters_are_wide_where_wanted),
	        cmocka_unit_test(runs_equal_single_characters),
	        cmocka_unit_test(endless_clusters_are_cut),
	        cmocka_unit_test(repeating_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
