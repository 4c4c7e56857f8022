/* tests/unit/window/reflow_test.c -- new sizes, as tables: what stands where afterwards. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/unit/window/term_support.h"

/* On a screen of 10 x 4, resized to cols x rows. x is cols when a wrap is pending. */
struct row {
	const char *feed;
	uint16_t cols, rows;
	const char *text;
	int x, y;
	size_t history;
};

static void the_cursor_keeps_to_its_character(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"abc", 20, 4, "abc|", 3, 0, 0},
		{"abc", 2, 4, "ab|c|", 1, 1, 0},
		{"0123456789abc", 20, 4, "0123456789abc|", 13, 0, 0},
		{"0123456789abc", 5, 4, "01234|56789|abc|", 3, 2, 0},
		{"0123456789abc\033[1;8H", 5, 4, "01234|56789|abc|", 2, 1, 0},
		{"0123456789", 5, 4, "01234|56789|", 5, 1, 0},
		{"0123456789", 10, 3, "0123456789|", 10, 0, 0},
		{"0123456789", 20, 4, "0123456789|", 10, 0, 0},
		{"ab\r\ncd\033[2;9H", 5, 4, "ab|cd|", 4, 1, 0},
		{"012345678漢", 20, 4, "012345678漢|", 11, 0, 0},
		{"漢字漢字", 5, 4, "漢字|漢字|", 4, 1, 0},
		{"漢字漢字", 3, 6, "漢|字|漢|字|", 2, 3, 0},
		{"a\r\nb\r\nc\r\nd", 10, 2, "c|d|", 1, 1, 2},
		{"a\r\nb", 10, 2, "a|b|", 1, 1, 0},
		{"a\r\nb\r\nc\r\nd\033[H", 10, 2, "a|b|", 0, 0, 0},
		{"a\r\nb\r\nc\r\nd\r\ne\r\nf", 10, 6, "a|b|c|d|e|f|", 1, 5, 0},
		{"a\r\nb\r\nc\r\nd\r\ne\r\nf", 10, 5, "b|c|d|e|f|", 1, 4, 1},
		{"a\r\nb\r\nc\r\nd\r\n0123456789x", 20, 4, "b|c|d|0123456789x|", 11, 3, 1},
		{"0123456789abcdefghijABCDEFGHIJabcdefghijx\r\ny", 41, 4,
			"0123456789abcdefghijABCDEFGHIJabcdefghijx|y|", 1, 1, 0},
		{"\033[2;3rabc", 12, 5, "abc|", 3, 0, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		struct fixture f;
		struct buf out = {0};
		fixture_open(&f, 10, 4);
		fixture_feed(&f, r->feed);
		term_resize(f.term, (struct size){r->cols, r->rows});
		const char *text = fixture_text(&f, &out);
		struct term_cursor c = term_cursor(f.term);
		struct history *h = term_history(f.term);
		size_t kept = (size_t)(history_next(h) - history_first(h));
		if (strcmp(text, r->text) != 0 || c.x + (c.wrap ? 1 : 0) != r->x || c.y != r->y ||
			kept != r->history) {
			fail_msg("row %zu: \"%s\" cursor %d,%d history %zu", i, text,
				c.x + (c.wrap ? 1 : 0), c.y, kept);
		}
		check_screen(f.term, i);
		buf_finish(&out);
		fixture_close(&f);
	}
}

static void rows_that_stand_keep_their_line(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 10, 4);
	fixture_feed(&f, "abc\r\n0123456789xyz");
	uint64_t id = term_row(f.term, 0)->id, version = term_row(f.term, 0)->version;
	uint64_t broken = term_row(f.term, 1)->id;
	term_resize(f.term, (struct size){6, 4});
	assert_true(term_row(f.term, 0)->id == id && term_row(f.term, 0)->version == version);
	assert_null(term_line_by_id(f.term, broken, NULL));
	assert_true(term_row(f.term, 1)->version == term_revision(f.term));
	uint64_t ids[3];
	for (uint16_t y = 0; y < 3; y++) {
		ids[y] = term_row(f.term, y)->id;
	}
	term_resize(f.term, (struct size){6, 9}); /* only the height: all stand */
	for (uint16_t y = 0; y < 3; y++) {
		assert_true(term_row(f.term, y)->id == ids[y]);
	}
	fixture_close(&f);
}

static void taking_rows_back_begins_an_epoch(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 10, 2);
	fixture_feed(&f, "a\r\nb\r\nc\r\nd");
	uint64_t next = history_next(term_history(f.term));
	uint32_t epoch = term_history_epoch(f.term);
	term_resize(f.term, (struct size){10, 3});
	assert_int_equal(term_history_epoch(f.term), epoch + 1);
	assert_true(history_next(term_history(f.term)) == next - 1);
	struct term_scrolled s;
	assert_int_equal(term_scrolled(f.term, &s, 1), 1);
	assert_true(s.number == next - 2);
	term_resize(f.term, (struct size){10, 2});
	assert_int_equal(term_history_epoch(f.term), epoch + 1);
	assert_true(history_next(term_history(f.term)) == next);
	assert_true(term_section_rev(f.term, TERM_HISTORY) == term_revision(f.term));
	fixture_close(&f);
}

/* A record below term_history_kept(e) is what it was in epoch e. */
static void old_epochs_say_what_they_share(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 10, 2);
	fixture_feed(&f, "a\r\nb\r\nc\r\nd\r\ne\r\nf"); /* records 0..3 */
	uint64_t first = history_first(term_history(f.term));
	uint32_t epoch = term_history_epoch(f.term);
	assert_true(term_history_kept(f.term, epoch) == UINT64_MAX);
	term_resize(f.term, (struct size){10, 4});
	assert_true(term_history_kept(f.term, epoch) == first + 2);
	fixture_feed(&f, "\r\ng\r\nh\r\ni");
	assert_true(term_history_kept(f.term, epoch) == first + 2);
	term_resize(f.term, (struct size){10, 5});
	assert_true(term_history_kept(f.term, epoch) == first + 2);
	assert_true(term_history_kept(f.term, epoch + 1) == first + 4);
	assert_true(term_history_kept(f.term, epoch + 9) == 0);
	for (int i = 0; i < 40; i++) {
		term_resize(f.term, (struct size){10, (uint16_t)(2 + i % 2)});
	}
	assert_true(term_history_kept(f.term, epoch) == 0);
	fixture_close(&f);
}

/* Both screens follow; the primary one reflows behind the alternate one. */
static void the_alternate_screen_is_cut(void **state)
{
	(void)state;
	struct fixture f;
	struct buf out = {0};
	fixture_open(&f, 10, 4);
	fixture_feed(&f, "0123456789abc\033[?1049h\033[H012345678漢\r\nb\r\nc\r\nd");
	term_resize(f.term, (struct size){6, 3});
	assert_string_equal(fixture_text(&f, &out), "b|c|d|");
	fixture_feed(&f, "\033[?1049l");
	assert_string_equal(fixture_text(&f, &out), "012345|6789ab|c|");
	assert_int_equal(term_cursor(f.term).x, 1);
	assert_int_equal(term_cursor(f.term).y, 2);
	buf_finish(&out);
	fixture_close(&f);
}

static void a_size_is_clamped(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 0, 0);
	assert_int_equal(term_size(f.term).cols, 1);
	term_resize(f.term, (struct size){UINT16_MAX, UINT16_MAX});
	assert_int_equal(term_size(f.term).cols, 4096);
	assert_int_equal(term_size(f.term).rows, 2048);
	fixture_feed(&f, "\033[2048;4096Hx\033[g\033H\t\033[Z");
	check_screen(f.term, 0);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cursor_keeps_to_its_character),
		cmocka_unit_test(rows_that_stand_keep_their_line),
		cmocka_unit_test(taking_rows_back_begins_an_epoch),
		cmocka_unit_test(old_epochs_say_what_they_share),
		cmocka_unit_test(the_alternate_screen_is_cut),
		cmocka_unit_test(a_size_is_clamped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
