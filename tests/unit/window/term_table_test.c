/* tests/unit/window/term_table_test.c -- what each sequence does, as tables: bytes in, screen out. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "tests/unit/window/term_support.h"

/* On a screen of 10 x 4. x is 10 when a wrap is pending. */
struct row {
	const char *feed, *text;
	int x, y;
};

static void run_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct fixture f;
		struct buf out = {0};
		fixture_open(&f, 10, 4);
		fixture_feed(&f, rows[i].feed);
		const char *text = fixture_text(&f, &out);
		struct term_cursor c = term_cursor(f.term);
		if (strcmp(text, rows[i].text) != 0 || c.x + (c.wrap ? 1 : 0) != rows[i].x ||
			c.y != rows[i].y) {
			fail_msg("row %zu: text \"%s\" cursor %d,%d", i, text, c.x + (c.wrap ? 1 : 0), c.y);
		}
		check_screen(f.term, i);
		buf_finish(&out);
		fixture_close(&f);
	}
}

#define RUN(rows) run_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static void text_wraps_and_joins(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"", "", 0, 0},
		{"abc", "abc|", 3, 0},
		{"0123456789", "0123456789|", 10, 0},
		{"0123456789a", "0123456789|a|", 1, 1},
		{"0123456789\rX", "X123456789|", 1, 0},
		{"0123456789\bX", "01234567X9|", 9, 0},
		{"0123456789a\b\b", "0123456789|a|", 9, 0}, /* BS goes back over a wrap */
		{"ab\r\n\b", "ab|", 0, 1},
		{"\033[?7l0123456789ab", "012345678b|", 9, 0},
		{"\033[?7l012345678漢", "012345678|", 9, 0},
		{"a\nb\nc\nd\ne", " b|  c|   d|    e|", 5, 3},
		{"漢字", "漢字|", 4, 0},
		{"012345678漢", "012345678|漢|", 2, 1},
		{"e\xcc\x81x", "e\xcc\x81x|", 2, 0},
		{"012345678e\xcc\x81", "012345678e\xcc\x81|", 10, 0},
		{"ab\r\xcc\x81", "ab|", 0, 0}, /* nothing to join */
		{"ab\033[1;2H\xcc\x81", "a\xcc\x81" "b|", 1, 0}, /* joins what stands to the left */
		{"👨‍👩‍👧x", "👨‍👩‍👧x|", 3, 0},
		{"🇩🇪🇫🇷", "🇩🇪🇫🇷|", 4, 0},
		{"❤️x", "❤️x|", 3, 0},
		{"❤\033[m️x", "❤️x|", 2, 0}, /* not right behind it: it stays narrow */
		{"\xe6" "a", "\xef\xbf\xbd" "a|", 2, 0},
		{"\xc2\x85" "a\x7f" "b", "|ab|", 2, 1},
		{"a\0" "b", "a|", 1, 0},
		{"漢字\033[1;2HX", " X字|", 2, 0},
		{"漢字\033[1;3HX", "漢X|", 3, 0},
		{"a漢\033[1;1H字", "字|", 2, 0},
		{"\033)0\016qx\017q", "─│q|", 3, 0},
		{"\033(0lqk\033(Bl", "┌─┐l|", 4, 0},
		{"abc\033[1G\033[4hX", "Xabc|", 1, 0},
		{"abc\033[1G\033[4hX\033[4lY", "XYbc|", 2, 0},
		{"0123456789\033[1G\033[4h漢", "漢01234567|", 2, 0},
		{"x\033[3b", "xxxx|", 4, 0},
		{"漢\033[2b", "漢漢漢|", 6, 0},
		{"x\033[12b", "xxxxxxxxxx|xxx|", 3, 1},
		{"x\r\033[3b", "x|", 0, 0},
		{"a\033[20hb\nc", "ab|c|", 1, 1},
	};
	RUN(rows);
}

static void cursor_moves(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"\033[3;5H", "", 4, 2},
		{"\033[99;99H", "", 9, 3},
		{"\033[0;0H", "", 0, 0},
		{"\033[3;5f", "", 4, 2},
		{"\033[3;5H\033[A", "", 4, 1},
		{"\033[3;5H\033[9A", "", 4, 0},
		{"\033[3;5H\033[B", "", 4, 3},
		{"\033[3;5H\033[9e", "", 4, 3},
		{"\033[3;5H\033[2C", "", 6, 2},
		{"\033[3;5H\033[9a", "", 9, 2},
		{"\033[3;5H\033[2D", "", 2, 2},
		{"\033[3;5H\033[9D", "", 0, 2},
		{"\033[3;5H\033[E", "", 0, 3},
		{"\033[3;5H\033[2F", "", 0, 0},
		{"\033[3;5H\033[8G", "", 7, 2},
		{"\033[3;5H\033[8`", "", 7, 2},
		{"\033[3;5H\033[2d", "", 4, 1},
		{"\033[2;3r\033[9;1H\033[9A", "", 0, 1}, /* margins stop what comes from inside */
		{"\033[2;3r\033[2;1H\033[9A", "", 0, 1},
		{"\033[2;3r\033[1;1H\033[9B", "", 0, 2},
		{"\033[2;3r\033[4;1H\033[9B", "", 0, 3},
		{"\033[2;3r\033[?6h", "", 0, 1},
		{"\033[2;3r\033[?6h\033[9;4H", "", 3, 2},
		{"\033[3;5H\0337\033[H\0338", "", 4, 2},
		{"\033[3;5H\033[s\033[H\033[u", "", 4, 2},
		{"\033[3;5H\033[?1048h\033[H\033[?1048l", "", 4, 2},
		{"0123456789\033[D", "0123456789|", 8, 0},
		{"0123456789\033[C", "0123456789|", 9, 0},
		{"0123456789\033[B", "0123456789|", 9, 1},
		{"\033[2;3H\033M", "", 2, 0},
		{"\033[2;3H\033D", "", 2, 2},
		{"\033[2;3H\033E", "", 0, 2},
		{"\033[2;3H\v\f", "", 2, 3},
		{"\033[2;3H\033[1;2", "", 2, 1},
		{"\033[1\x18" "a", "a|", 1, 0}, /* CAN drops the sequence */
		{"\033[2\n;4H", "", 3, 1},      /* a control inside a sequence is carried out */
	};
	RUN(rows);
}

static void tabs_stop(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"\t", "", 8, 0},
		{"\t\t\t", "", 9, 0},
		{"\033[1;4H\033H\r\t", "", 3, 0},
		{"\033[1;4H\033H\r\033[2I", "", 8, 0},
		{"\033[1;4H\033H\033[9C\033[Z", "", 8, 0},
		{"\033[1;4H\033H\033[9C\033[2Z", "", 3, 0},
		{"\033[1;9H\033[g\r\t", "", 9, 0},
		{"\033[3g\t", "", 9, 0},
		{"\033[9C\033[9Z", "", 0, 0},
	};
	RUN(rows);
}

static void erasing_and_shifting(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"abcdef\033[3G\033[K", "ab|", 2, 0},
		{"abcdef\033[3G\033[1K", "   def|", 2, 0},
		{"abcdef\033[3G\033[2K", "", 2, 0},
		{"abcdef\033[3G\033[2X", "ab  ef|", 2, 0},
		{"abcdef\033[3G\033[99X", "ab|", 2, 0},
		{"a\r\nb\r\nc\033[2;1H\033[J", "a|", 0, 1},
		{"a\r\nb\r\nc\033[2;1H\033[1J", "||c|", 0, 1},
		{"a\r\nb\r\nc\033[2J", "", 1, 2},
		{"a\r\nb\r\nc\033[H\033[J", "", 0, 0},
		{"漢字\033[2G\033[K", "", 1, 0},
		{"漢字\033[2G\033[1K", "  字|", 1, 0},
		{"漢字\033[2G\033[X", "  字|", 1, 0},
		{"abcdef\033[3G\033[2@", "ab  cdef|", 2, 0},
		{"abcdef\033[3G\033[2P", "abef|", 2, 0},
		{"abcdef\033[3G\033[99P", "ab|", 2, 0},
		{"漢字\033[2G\033[P", " 字|", 1, 0},
		{"漢字漢字漢\033[1G\033[@", " 漢字漢字|", 0, 0},
		{"0123456789\033[K", "0123456789|", 10, 0},
		{"a\r\nb\r\nc\033[2;1H\033[L", "a||b|c|", 0, 1},
		{"a\r\nb\r\nc\033[2;1H\033[M", "a|c|", 0, 1},
		{"a\r\nb\r\nc\r\nd\033[2;3r\033[2;1H\033[L", "a||b|d|", 0, 1},
		{"a\r\nb\r\nc\r\nd\033[2;3r\033[2;1H\033[M", "a|c||d|", 0, 1},
		{"a\r\nb\r\nc\r\nd\033[2;3r\033[L", "a|b|c|d|", 0, 0}, /* outside the region: nothing */
		{"a\r\nb\r\nc\r\nd\033[S", "b|c|d|", 1, 3},
		{"a\r\nb\r\nc\r\nd\033[2T", "||a|b|", 1, 3},
		{"a\r\nb\r\nc\r\nd\033[2;3r\033[S", "a|c||d|", 0, 0},
		{"a\r\nb\r\nc\r\nd\033[2;3r\033[3;1H\nx", "a|c|x|d|", 1, 2},
		{"a\r\nb\r\nc\r\nd\033[2;3r\033[2;1H\033Mx", "a|x|b|d|", 1, 1},
		{"\033[1\"qab\033[0\"qcd\033[?2K", "ab|", 4, 0},
		{"\033[1\"qab\033[0\"qcd\033[?2J", "ab|", 4, 0},
		{"\033#8\033[2J", "", 0, 0},
		{"ab\033cx", "x|", 1, 0},
		{"\033[?3hx", "x|", 1, 0},
	};
	RUN(rows);
}

static void screens_switch(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"ab\033[?1049h", "", 2, 0},
		{"ab\033[?1049hxyz\033[3;3H\033[?1049l", "ab|", 2, 0},
		{"ab\033[?47hxyz\033[3;3H\033[?47l", "ab|", 2, 2},
		{"ab\033[?1047hxyz\033[?1047l\033[?1047h", "", 5, 0},
		{"ab\033[?1049h\033[?1049hx\033[?1049l", "ab|", 2, 0},
		{"ab\033[?1049hx\033c", "", 0, 0},
	};
	RUN(rows);
}

static void strings_are_skipped(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"a\033P1;2q#0~~\033\\b", "ab|", 2, 0},
		{"a\033_Gf=24;AAAA\033\\b", "ab|", 2, 0},
		{"a\033^pm\033\\b", "ab|", 2, 0},
		{"a\033Xsos\033\\b", "ab|", 2, 0},
		{"a\033]1337;File=x:AAAA\ab", "ab|", 2, 0},
		{"a\033]0;t\x18" "b", "ab|", 2, 0},
		{"a\033[?1;2;3;4;5;6;7;8;9;0;1;2;3;4;5;6;7;8;9;0;1;2;3;4;5;6;7;8;9;0;1;2;3;4hb",
			"ab|", 2, 0},
		{"a\033[1 2mb", "ab|", 2, 0},
		{"a\033[12<3mb", "ab|", 2, 0},
		{"a\033%Gb", "ab|", 2, 0},
	};
	RUN(rows);
}

struct answer_row {
	const char *feed, *said;
};

static void questions_are_answered(void **state)
{
	(void)state;
	static const struct answer_row rows[] = {
		{"\033[c", "\033[?65;6;9;15;17;21;22;28;52c"},
		{"\033Z", "\033[?65;6;9;15;17;21;22;28;52c"},
		{"\033[>c", "\033[>65;90900;0c"},
		{"\033[=c", "\033P!|00000000\033\\"},
		{"\033[5n", "\033[0n"},
		{"\033[2;3H\033[6n", "\033[2;3R"},
		{"\033[2;3H\033[?6n", "\033[?2;3;1R"},
		{"0123456789\033[6n", "\033[1;10R"},
		{"\033[2;3r\033[?6h\033[6n", "\033[1;1R"},
		{"\033[>q", "\033P>|mux 9.9\033\\"},
		{"\033[18t", "\033[8;4;10t"},
		{"\033[?7$p", "\033[?7;1$y"},
		{"\033[?7l\033[?7$p", "\033[?7;2$y"},
		{"\033[?2026$p", "\033[?2026;2$y"},
		{"\033[?1049h\033[?1049$p", "\033[?1049;1$y"},
		{"\033[?4711$p", "\033[?4711;0$y"},
		{"\033[4$p", "\033[4;2$y"},
		{"\033[1;31;48:5:99m\033P$qm\033\\", "\033P1$r0;1;31;48:5:99m\033\\"},
		{"\033[4:3;58:2::1:2:3;97m\033P$qm\033\\", "\033P1$r0;4:3;97;58:2::1:2:3m\033\\"},
		{"\033[2;3r\033P$qr\033\\", "\033P1$r2;3r\033\\"},
		{"\033[4 q\033P$q q\033\\", "\033P1$r4 q\033\\"},
		{"\033P$qz\033\\", "\033P0$r\033\\"},
		{"\033P+q544e\033\\", "\033P1+r544e=6D75782D323536636F6C6F72\033\\"},
		{"\033P+q436f;zz\033\\", "\033P1+r436f=323536\033\\"},
		{"\033]10;?\033\\", "\033]10;rgb:0101/0202/0303\033\\"},
		{"\033]11;?\a", "\033]11;rgb:fefe/dcdc/baba\a"},
		{"\033]52;c;aGVsbG8=\a", "<clip c=hello>"},
		{"\033]52;;aGVsbG8\033\\", "<clip =hello>"},
		{"\033]52;c;?\a", ""},
		{"\033]52;c;a!b\a", ""},
		{"\a", "<bell>"},
		{"\033]9;done\a", "<note =done>"},
		{"\033]9;4;1;50\a", ""},
		{"\033]777;notify;title;body;more\a", "<note title=body;more>"},
		{"\033]99;i=1;text\a", "<note =text>"},
		{"\033]2;a\a\033]2;a\a", "<title>"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f;
		fixture_open(&f, 10, 4);
		fixture_feed(&f, rows[i].feed);
		if (strcmp(buf_str(&f.said), rows[i].said) != 0) {
			fail_msg("row %zu: \"%s\"", i, buf_str(&f.said));
		}
		fixture_close(&f);
	}
}

struct mode_row {
	const char *feed;
	uint32_t set, clear;
};

static void modes_are_kept(void **state)
{
	(void)state;
	static const struct mode_row rows[] = {
		{"", MODE_CURSOR_VISIBLE | MODE_WRAP, ~(uint32_t)(MODE_CURSOR_VISIBLE | MODE_WRAP)},
		{"\033[?1;5;25l\033[?1h", MODE_CURSOR_KEYS, MODE_CURSOR_VISIBLE},
		{"\033=", MODE_KEYPAD, 0},
		{"\033=\033>", 0, MODE_KEYPAD},
		{"\033[?9h", MODE_MOUSE_X10, 0},
		{"\033[?1000h\033[?1003h", MODE_MOUSE_ANY, MODE_MOUSE_CLICK},
		{"\033[?1002h\033[?1002l", 0, MODE_MOUSE_MASK},
		{"\033[?1005;1006h", MODE_MOUSE_SGR, MODE_MOUSE_UTF8},
		{"\033[?1006;1015h", MODE_MOUSE_URXVT, MODE_MOUSE_SGR},
		{"\033[?1006h\033[?1016h\033[?1006l", MODE_MOUSE_PIXELS, MODE_MOUSE_SGR},
		{"\033[?1016h\033[?1016l", 0, MODE_MOUSE_FORMS},
		{"\033[?2004;1004;1007;2026h", MODE_PASTE | MODE_FOCUS | MODE_ALT_SCROLL | MODE_SYNC, 0},
		{"\033[?12h", MODE_CURSOR_BLINK, 0},
		{"\033[>4;1m", MODE_MOK1, MODE_MOK2},
		{"\033[>4;2m", MODE_MOK2, MODE_MOK1},
		{"\033[>4;2m\033[>4m", 0, MODE_MOK1 | MODE_MOK2},
		{"\033[>4;2m\033[>4n", 0, MODE_MOK1 | MODE_MOK2},
		{"\033[4h\033[?6h\033[?7l\033[!p", MODE_WRAP, MODE_INSERT | MODE_ORIGIN},
		{"\033[?1000;2004h\033c", 0, MODE_PASTE | MODE_MOUSE_MASK},
		{"\033[?1049h", MODE_ALT_SCREEN, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f;
		fixture_open(&f, 10, 4);
		fixture_feed(&f, rows[i].feed);
		uint32_t modes = term_modes(f.term);
		if ((modes & rows[i].set) != rows[i].set || (modes & rows[i].clear) != 0) {
			fail_msg("row %zu: modes %x", i, modes);
		}
		fixture_close(&f);
	}
}

static void titles_and_paths(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 10, 4);
	assert_string_equal(term_title(f.term), "");
	fixture_feed(&f, "\033]2;one\xc3\xa9\x01\xff\033\\");
	assert_string_equal(term_title(f.term), "oneé\xef\xbf\xbd");
	fixture_feed(&f, "\033[22;0t\033kscreen\033\\");
	assert_string_equal(term_title(f.term), "screen");
	fixture_feed(&f, "\033[23;0t");
	assert_string_equal(term_title(f.term), "oneé\xef\xbf\xbd");
	fixture_feed(&f, "\033[23;0t\033]7;file://host/tmp\a");
	assert_string_equal(term_title(f.term), "oneé\xef\xbf\xbd");
	assert_string_equal(term_path(f.term), "file://host/tmp");
	struct buf big = {0};
	buf_puts(&big, "\033]2;");
	for (int i = 0; i < 2000; i++) {
		buf_puts(&big, "é");
	}
	buf_puts(&big, "\a");
	term_write(f.term, buf_bytes(&big));
	assert_int_equal(strlen(term_title(f.term)), 1024);
	buf_finish(&big);
	fixture_close(&f);
}

static void a_blank_takes_the_background(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 10, 4);
	fixture_feed(&f, "\033[1;44mab\033[K");
	const struct line *l = term_row(f.term, 0);
	const struct style *s = pool_style_get(term_pool(f.term), l->fill);
	assert_int_equal(l->len, 2);
	assert_true(s->bg == COLOUR_INDEX(4) && s->attrs == 0);
	fixture_feed(&f, "\033[2;1H\033[42m\033[L");
	l = term_row(f.term, 1);
	assert_int_equal(l->len, 0);
	assert_true(pool_style_get(term_pool(f.term), l->fill)->bg == COLOUR_INDEX(2));
	assert_true(l->version == term_revision(f.term));
	fixture_feed(&f, "\033[m\033[L");
	assert_int_equal(term_row(f.term, 1)->version, 0);
	fixture_close(&f);
}

static void hyperlinks_go_with_cells(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 20, 2);
	fixture_feed(&f, "\033]8;id=7:x=y;http://a/;b\033\\ln\033]8;;\033\\k");
	const struct line *l = term_row(f.term, 0);
	const struct pool *p = term_pool(f.term);
	const struct pool_link *k = pool_link_get(p, pool_style_get(p, l->cells[1].style)->link);
	assert_non_null(k);
	assert_int_equal(k->uri.len, 11);
	assert_memory_equal(k->uri.data, "http://a/;b", 11);
	assert_int_equal(k->id.len, 1);
	assert_int_equal(pool_style_get(p, l->cells[2].style)->link, 0);
	fixture_close(&f);
}

static void prompts_are_marked(void **state)
{
	(void)state;
	struct fixture f;
	uint64_t line;
	uint16_t col;
	fixture_open(&f, 20, 4);
	assert_false(term_input_zone(f.term, &line, &col));
	fixture_feed(&f, "\033]133;A\033\\$ \033]133;B\033\\");
	assert_int_equal(term_row(f.term, 0)->mark, LINE_MARK_PROMPT);
	assert_true(term_input_zone(f.term, &line, &col));
	assert_true(line == term_row(f.term, 0)->id && col == 2);
	term_resize(f.term, (struct size){10, 4});
	assert_true(term_input_zone(f.term, &line, &col) && col == 2);
	fixture_feed(&f, "ls\r\n\033]133;C\033\\");
	assert_int_equal(term_row(f.term, 1)->mark, LINE_MARK_OUTPUT);
	assert_false(term_input_zone(f.term, &line, &col));
	fixture_close(&f);
}

static void rows_become_history(void **state)
{
	(void)state;
	struct fixture f;
	struct buf out = {0};
	fixture_open(&f, 10, 3);
	struct history *h = term_history(f.term);
	fixture_feed(&f, "a\r\nb\r\nc");
	assert_int_equal(history_next(h) - history_first(h), 0);
	uint64_t id = term_row(f.term, 0)->id, version = term_row(f.term, 0)->version;
	fixture_feed(&f, "\r\nd");
	assert_int_equal(history_next(h) - history_first(h), 1);
	struct term_scrolled s;
	assert_int_equal(term_scrolled(f.term, &s, 1), 1);
	assert_true(s.id == id && s.version == version && s.number == history_next(h) - 1);
	fixture_feed(&f, "\033[2;3r\033[3;1H\n\033[r"); /* a region below the top: gone */
	assert_int_equal(history_next(h) - history_first(h), 1);
	fixture_feed(&f, "\033[1;2r\033[2;1H\n\033[r"); /* one that begins at the top */
	assert_int_equal(history_next(h) - history_first(h), 2);
	fixture_feed(&f, "\033[?1049h\033[3;1H\n\n\n\033[?1049l");
	assert_int_equal(history_next(h) - history_first(h), 2);
	fixture_feed(&f, "\033[2J"); /* what is cleared away can still be scrolled to */
	assert_string_equal(fixture_all_text(&f, &out), "a\nb\nd");
	uint32_t epoch = term_history_epoch(f.term);
	fixture_feed(&f, "\033[3J");
	assert_int_equal(history_next(h) - history_first(h), 0);
	assert_int_equal(term_history_epoch(f.term), epoch + 1);
	assert_int_equal(term_scrolled(f.term, &s, 1), 0);
	buf_finish(&out);
	fixture_close(&f);
}

static void endless_rows_are_cut_in_the_history(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 100, 2);
	for (int i = 0; i < 60; i++) {
		fixture_feed(&f, "0123456789012345678901234567890123456789012345678901234567890123456789"
				 "012345678901234567890123456789");
	}
	struct line *l = line_new(0);
	size_t run = 0, longest = 0, cuts = 0;
	struct history *h = term_history(f.term);
	for (uint64_t n = history_first(h); n < history_next(h); n++) {
		assert_true(history_get(h, n, term_pool(f.term), l));
		run += l->len;
		longest = run > longest ? run : longest;
		cuts += l->wrapped ? 0 : 1;
		run = l->wrapped ? run : 0;
	}
	assert_int_equal(longest, 4000);
	assert_int_equal(cuts, 1);
	line_free(l);
	fixture_close(&f);
}

static void one_write_is_one_revision(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 10, 3);
	uint64_t rev = term_revision(f.term);
	fixture_feed(&f, "a\r\nb\033[31m\r\n\r\n");
	assert_int_equal(term_revision(f.term), rev + 1);
	fixture_feed(&f, "\033[31m");
	fixture_feed(&f, "\033[K\033[6n");
	assert_int_equal(term_revision(f.term), rev + 1);
	assert_int_equal(term_section_rev(f.term, TERM_CURSOR), rev + 1);
	fixture_feed(&f, "\033[?25l");
	assert_int_equal(term_section_rev(f.term, TERM_CURSOR), rev + 2);
	assert_int_equal(term_section_rev(f.term, TERM_GEOMETRY), rev + 1);
	fixture_feed(&f, "\033]2;t\a");
	assert_int_equal(term_section_rev(f.term, TERM_TITLES), rev + 3);
	fixture_close(&f);
}

/* More styles and links than the pool holds, in small writes and in one large one. */
static void what_is_shown_survives_collections(void **state)
{
	(void)state;
	for (int large = 0; large < 2; large++) {
		struct fixture f;
		struct buf all = {0};
		fixture_open(&f, 10, 4);
		for (unsigned n = 0; n < 70000; n++) {
			buf_printf(&all, "\033]8;;http://%u\a\033[38;2;%u;%u;%umx", n, n >> 16 & 255,
				n >> 8 & 255, n & 255);
			if (large == 0) {
				term_write(f.term, buf_bytes(&all));
				buf_clear(&all);
			}
		}
		term_write(f.term, buf_bytes(&all));
		const struct pool *p = term_pool(f.term);
		unsigned first = 70000 - 40;
		for (unsigned i = 0; i < 40 && large == 0; i++) {
			uint16_t x = (uint16_t)(i % 10), y = (uint16_t)(i / 10);
			const struct style *s =
				pool_style_get(p, line_cell(term_row(f.term, y), x).style);
			const struct pool_link *k = pool_link_get(p, s->link);
			char uri[32];
			int len = snprintf(uri, sizeof(uri), "http://%u", first + i);
			assert_true(COLOUR_VALUE(s->fg) == first + i);
			assert_true(k != NULL && k->uri.len == (size_t)len);
			assert_memory_equal(k->uri.data, uri, (size_t)len);
		}
		/* One batch may collect only once; after it there is room again. */
		fixture_feed(&f, "\033[m\033]8;;\a\033[H\033[38;2;9;9;9m\033]8;;http://last\ay");
		const struct style *s = pool_style_get(p, line_cell(term_row(f.term, 0), 0).style);
		assert_true(s->fg == COLOUR_RGB(9, 9, 9));
		assert_non_null(pool_link_get(p, s->link));
		assert_true(term_memory(f.term) < 16u << 20);
		buf_finish(&all);
		fixture_close(&f);
	}
}

static void sync_ends(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 10, 3);
	fixture_feed(&f, "\033[?2026h");
	uint64_t rev = term_revision(f.term);
	term_end_sync(f.term);
	assert_int_equal(term_modes(f.term) & MODE_SYNC, 0);
	assert_int_equal(term_revision(f.term), rev + 1);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_wraps_and_joins),
		cmocka_unit_test(cursor_moves),
		cmocka_unit_test(tabs_stop),
		cmocka_unit_test(erasing_and_shifting),
		cmocka_unit_test(screens_switch),
		cmocka_unit_test(strings_are_skipped),
		cmocka_unit_test(questions_are_answered),
		cmocka_unit_test(modes_are_kept),
		cmocka_unit_test(titles_and_paths),
		cmocka_unit_test(a_blank_takes_the_background),
		cmocka_unit_test(hyperlinks_go_with_cells),
		cmocka_unit_test(prompts_are_marked),
		cmocka_unit_test(rows_become_history),
		cmocka_unit_test(endless_rows_are_cut_in_the_history),
		cmocka_unit_test(one_write_is_one_revision),
		cmocka_unit_test(what_is_shown_survives_collections),
		cmocka_unit_test(sync_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
