/* tests/unit/client/pager_test.c -- pages of text, and messages. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "client/overlay.h"

#define ROWS 5

static void open_lines(struct pager *p, int n)
{
	struct buf b = {0};
	for (int i = 0; i < n; i++) {
		buf_printf(&b, "line %d\n", i);
	}
	pager_open(p, "keys ", n > 0 ? buf_str(&b) : "", b.len, 80);
	buf_finish(&b);
}

static void test_keys(void **state)
{
	static const struct {
		keycode_t key;
		size_t top;
	} rows[] = {
		{'k', 0},
		{'j', 1},
		{KEY_DOWN, 2},
		{KEY_UP, 1},
		{' ', 6},
		{KEY_PAGEUP, 1},
		{KEY_CTRL | 'b', 0},
		{KEY_CTRL | 'f', 5},
		{KEY_PAGEDOWN, 10},
		{KEY_PAGEDOWN, 15},
		{KEY_PAGEDOWN, 15},
		{'j', 15},
		{'g', 0},
		{'G', 15},
		{KEY_HOME, 0},
		{KEY_END, 15},
	};
	struct pager p = {0};
	(void)state;
	open_lines(&p, 20);
	assert_int_equal(p.count, 20);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		pager_key(&p, rows[i].key, ROWS);
		assert_int_equal(p.top, rows[i].top);
	}
	pager_key(&p, 'q', ROWS);
	assert_false(p.active);
}

static void test_short_text(void **state)
{
	struct pager p = {0};
	(void)state;
	for (int n = 0; n < 3; n++) {
		open_lines(&p, n);
		assert_int_equal(p.count, n);
		pager_key(&p, 'G', ROWS);
		pager_key(&p, 'j', ROWS);
		assert_int_equal(p.top, 0);
		assert_true(p.active);
	}
	pager_close(&p);
	pager_close(&p);
}

static bool row_is(struct canvas *c, uint16_t y, const char *text)
{
	struct line row = {.cells = canvas_at(c, 0, y), .len = c->size.cols, .cap = c->size.cols};
	struct buf b = {0};
	line_text(&row, c->pool, 0, c->size.cols, true, &b);
	bool same = strcmp(buf_str(&b), text) == 0;
	if (!same) {
		print_message("row %u: \"%s\"\n", y, buf_str(&b));
	}
	buf_finish(&b);
	return same;
}

static void test_draw(void **state)
{
	static const char text[] =
		"a\tb\n中\tc\nlong line that is cut at the right\nlast, without end";
	struct canvas *c = canvas_new((struct size){24, 6});
	struct pager p = {0};
	(void)state;
	pager_open(&p, "help ", text, strlen(text), 80);
	pager_draw(&p, c, (struct rect){0, 1, 24, 4});
	assert_true(row_is(c, 0, ""));
	assert_true(row_is(c, 1, "a       b     help [1/4]"));
	assert_true(row_is(c, 2, "中      c"));
	assert_true(row_is(c, 3, "long line that is cut at"));
	assert_true(row_is(c, 4, "last, without end"));
	assert_true(row_is(c, 5, ""));
	assert_false(c->cursor.visible);
	pager_open(&p, "none ", "", 0, 80);
	pager_draw(&p, c, (struct rect){0, 1, 24, 4});
	assert_true(row_is(c, 1, "              none [0/0]"));
	assert_true(row_is(c, 2, ""));
	pager_close(&p);
	canvas_free(c);
}

static void test_notice(void **state)
{
	struct notice n = {0};
	(void)state;
	notice_show(&n, "one", SEC(5), SEC(2));
	notice_show(&n, "two", SEC(6), SEC(2));
	assert_string_equal(n.text, "two");
	assert_int_equal(n.until, SEC(8));
	notice_show(&n, "three", SEC(6), USEC_NEVER);
	assert_true(n.until == USEC_NEVER);
	notice_clear(&n);
	assert_null(n.text);
	assert_int_equal(n.until, 0);
}

/* Nothing is lost, and nothing is wider than the screen, if it can be helped. */
static void long_lines_go_on(void **state)
{
	static const struct {
		const char *text;
		uint16_t cols;
		size_t count;
		const char *lines[4];
	} rows[] = {
		{"abcdefgh", 8, 1, {"abcdefgh"}},
		{"abcdefghi", 8, 2, {"abcdefgh", "i"}},
		{"abcdefghijklmnopqr\n\nx\n", 8, 5, {"abcdefgh", "ijklmnop", "qr", ""}},
		{"0123456789abcdef", 20, 2, {"0123456789ab", "cdef"}}, /* beside the mark */
		{"a\tb", 8, 2, {"a       ", "b"}},
		{"ab\xe4\xb8\xad" "c", 3, 2, {"ab", "\xe4\xb8\xad" "c"}},
		{"\xe4\xb8\xad\xe4\xb8\xad", 1, 2, {"\xe4\xb8\xad", "\xe4\xb8\xad"}},
		{"", 8, 0, {NULL}},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pager p = {0};
		pager_open(&p, "", rows[i].text, strlen(rows[i].text), rows[i].cols);
		assert_int_equal(p.count, rows[i].count);
		for (size_t k = 0; k < p.count && k < 4; k++) {
			assert_string_equal(p.lines[k], rows[i].lines[k]);
		}
		pager_close(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_short_text),
		cmocka_unit_test(test_draw),
		cmocka_unit_test(test_notice),
		cmocka_unit_test(long_lines_go_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
