/* tests/unit/window/reflow_test.c -- new sizes, as tables: what stands where afterwards. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/width.h"
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

/* A cell by value: ids differ once a style was given up and came back. */
static void put_cell(struct term *t, struct cell c, struct buf *out)
{
	char text[CLUSTER_MAX];
	const struct style *s = pool_style_get(term_pool(t), c.style);
	size_t n = pool_text_get(term_pool(t), c.text, text);
	buf_put(out, text, n);
	buf_printf(out, "/%u,%x,%x,%x ", c.width, s->attrs, s->fg, s->bg);
}

static void put_row(struct term *t, const struct line *l, bool *within, struct buf *out)
{
	if (!*within) {
		buf_printf(out, "mark %u: ", l->mark);
	}
	for (uint16_t x = 0; x < l->len; x++) {
		put_cell(t, l->cells[x], out);
	}
	*within = l->wrapped;
	if (!l->wrapped) {
		buf_puts(out, "\n");
	}
}

/* All paragraphs of history and screen, cell by cell, with their marks. */
static const char *all_cells(struct term *t, struct buf *out)
{
	struct history *h = term_history(t);
	struct line *l = line_new(0);
	bool within = false;
	buf_clear(out);
	for (uint64_t n = history_first(h); n < history_next(h); n++) {
		assert_true(history_get(h, n, term_pool(t), l));
		put_row(t, l, &within, out);
	}
	uint16_t used = term_size(t).rows;
	while (used > 0 && term_row(t, (uint16_t)(used - 1))->len == 0) {
		used--;
	}
	for (uint16_t y = 0; y < used; y++) {
		put_row(t, term_row(t, y), &within, out);
	}
	line_free(l);
	return buf_str(out);
}

static void write_paragraph(struct rng r, struct term *t)
{
	static const char *const texts[] = {"a", "bc", " ", "\xe6\xbc\xa2", "\xe5\xad\x97\xe5\xad\x97",
	        "e\xcc\x81", "\xc3\xa9", "\xf0\x9f\x98\x80", "word "};
	static const char *const looks[] = {"\033[0m", "\033[1;31m", "\033[44m", "\033[38;2;1;2;3m",
	        "\033[4m"};
	if (rng_below(r, 3) == 0) {
		term_write(t, bytes_str(rng_below(r, 2) == 0 ? "\033]133;A\a" : "\033]133;C\a"));
	}
	for (uint64_t n = rng_below(r, 40); n > 0; n--) {
		if (rng_below(r, 5) == 0) {
			term_write(t, bytes_str(looks[rng_below(r, 5)]));
		}
		term_write(t, bytes_str(texts[rng_below(r, 9)]));
	}
	term_write(t, bytes_str("x\033[0m\r\n"));
}

/* Any sizes, and back: wide characters, styles and marks stand where they stood in their text. */
static void resizing_keeps_every_cell(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct fixture f;
		struct buf before = {0}, after = {0};
		fixture_open(&f, 20, 8);
		for (uint64_t n = rng_below(r, 20) + 1; n > 0; n--) {
			write_paragraph(r, f.term);
		}
		all_cells(f.term, &before);
		for (int i = 0; i < 8; i++) {
			struct size size = {(uint16_t)(2 + rng_below(r, 50)),
			        (uint16_t)(1 + rng_below(r, 20))};
			term_resize(f.term, i == 7 ? (struct size){20, 8} : size);
			if (rng_below(r, 2) == 0) {
				term_settle(f.term);
			}
			if (strcmp(buf_str(&before), all_cells(f.term, &after)) != 0) {
				fail_msg("seed %llu, %ux%u:\n%s\nis now\n%s",
				        (unsigned long long)seed, term_size(f.term).cols,
				        term_size(f.term).rows, buf_str(&before), buf_str(&after));
			}
		}
		buf_finish(&before);
		buf_finish(&after);
		fixture_close(&f);
	}
}

/* Tens of thousands of rows of one column: those above the cursor are history, in order; the cursor keeps to
 * its character. */
static void a_large_screen_becomes_a_column(void **state)
{
	(void)state;
	for (uint16_t line = 1; line <= 60; line = (uint16_t)(line + 59)) {
		struct fixture f;
		struct buf before = {0}, after = {0}, move = {0};
		fixture_open(&f, 300, 60);
		term_set_history_limit(f.term, 100000);
		for (int i = 0; i < 60; i++) {
			struct buf text = {0};
			for (int x = 0; x < 200 + i; x++) {
				buf_u8(&text, (uint8_t)('a' + (x * 7 + i) % 26));
			}
			buf_puts(&text, i < 59 ? "\r\n" : "");
			fixture_feed(&f, buf_str(&text));
			buf_finish(&text);
		}
		buf_printf(&move, "\033[%u;100H", line);
		fixture_feed(&f, buf_str(&move));
		uint32_t under = line_cell(term_row(f.term, (uint16_t)(line - 1)), 99).text;
		fixture_all_text(&f, &before);
		term_resize(f.term, (struct size){1, 5});
		struct term_cursor c = term_cursor(f.term);
		assert_int_equal(line_cell(term_row(f.term, c.y), c.x).text, under);
		struct history *h = term_history(f.term);
		size_t above = (size_t)(history_next(h) - history_first(h)) + c.y;
		assert_int_equal(above, (line - 1) * (200 + line - 2 + 200) / 2 + 99);
		fixture_all_text(&f, &after);
		size_t same = line == 1 ? 99 : strlen(buf_str(&before)) - 160; /* what is below the cursor is cut */
		assert_memory_equal(buf_str(&before), buf_str(&after), same);
		check_screen(f.term, line);
		buf_finish(&before);
		buf_finish(&after);
		buf_finish(&move);
		fixture_close(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_large_screen_becomes_a_column),
		cmocka_unit_test(the_cursor_keeps_to_its_character),
		cmocka_unit_test(rows_that_stand_keep_their_line),
		cmocka_unit_test(taking_rows_back_begins_an_epoch),
		cmocka_unit_test(old_epochs_say_what_they_share),
		cmocka_unit_test(the_alternate_screen_is_cut),
		cmocka_unit_test(a_size_is_clamped),
		cmocka_unit_test(resizing_keeps_every_cell),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
