/* tests/unit/window/strings_test.c -- strings that programs send: what they may cost, palettes on their
 * way, and what the terminal says of its capabilities. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/window/term_support.h"
#include "window/palette.h"
#include "window/termcap_query.h"

enum { MEGABYTE = 1 << 20, ROUNDS = 200 };

/* ---- limits ---- */

static void feed_many(struct fixture *f, uint8_t c, size_t n)
{
	uint8_t room[4096];
	memset(room, c, sizeof(room));
	for (; n > 0; n -= n < sizeof(room) ? n : sizeof(room)) {
		term_write(f->term, bytes_of(room, n < sizeof(room) ? n : sizeof(room)));
	}
}

static void a_title_of_a_megabyte_is_cut(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 10, 4);
	fixture_feed(&f, "\033]2;");
	feed_many(&f, 'x', MEGABYTE / 2);
	fixture_feed(&f, "\a");
	assert_int_equal(strlen(term_title(f.term)), LIMIT_TERM_TITLE);
	size_t before = term_memory(f.term);
	fixture_feed(&f, "\033]2;");
	feed_many(&f, 'y', 3 * MEGABYTE);
	assert_true(term_memory(f.term) < before + 2 * LIMIT_TERM_STRING);
	fixture_feed(&f, "\a");
	assert_int_equal(term_title(f.term)[0], 'x'); /* over the limit: skipped */
	fixture_close(&f);
}

static void a_title_is_cut_between_characters(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 10, 4);
	fixture_feed(&f, "\033]2;a");
	for (int i = 0; i < 1000; i++) {
		fixture_feed(&f, "\xe6\xbc\xa2");
	}
	fixture_feed(&f, "\a");
	assert_int_equal(strlen(term_title(f.term)), 1 + (LIMIT_TERM_TITLE - 1) / 3 * 3);
	fixture_close(&f);
}

static void strings_without_an_end_are_bounded(void **state)
{
	(void)state;
	static const char *const heads[] = {"\033]2;", "\033]52;c;", "\033]4;1;", "\033P", "\033Pq",
	        "\033P+q", "\033P1$t", "\033_G", "\033^", "\033X", "\033k", "\033]1337;File=:"};
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct fixture f;
		fixture_open(&f, 10, 4);
		size_t before = term_memory(f.term);
		fixture_feed(&f, heads[i]);
		feed_many(&f, '1', 2 * MEGABYTE);
		assert_true(term_memory(f.term) < before + 2 * LIMIT_TERM_STRING);
		fixture_feed(&f, "\030ok");
		assert_true(term_memory(f.term) < before + 2 * LIMIT_TERM_STRING);
		assert_int_equal(line_cell(term_row(f.term, 0), 1).text, 'k');
		fixture_close(&f);
	}
}

static void hyperlinks_are_bounded(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 80, 24);
	for (unsigned i = 0; i < 100000; i++) {
		char text[64];
		snprintf(text, sizeof(text), "\033]8;id=%u;http://host/%u\ax", i, i);
		fixture_feed(&f, text);
	}
	assert_true(term_memory(f.term) < 8 * MEGABYTE);
	fixture_close(&f);
}

static void a_question_has_bounded_answers(void **state)
{
	(void)state;
	static const char *const asked[] = {"4;", "1;?;", "10", ";?"};
	for (size_t k = 0; k < 4; k += 2) {
		struct fixture f;
		fixture_open(&f, 10, 4);
		fixture_feed(&f, "\033]");
		fixture_feed(&f, asked[k]);
		for (int i = 0; i < 100000; i++) {
			fixture_feed(&f, asked[k + 1]);
		}
		fixture_feed(&f, "\a");
		assert_true(f.said.len > 0 && f.said.len < 32768);
		fixture_close(&f);
	}
}

static void messages_in_chunks_are_bounded(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, 10, 4);
	size_t before = term_memory(f.term);
	for (int i = 0; i < 10000; i++) {
		fixture_feed(&f, "\033]99;i=1:d=0;hello hello hello\a");
		fixture_feed(&f, "\033]99;i=1:d=0:p=body;hello hello hello\a");
	}
	assert_true(term_memory(f.term) < before + 8 * LIMIT_TERM_NOTE);
	fixture_feed(&f, "\033]99;i=1;\a");
	assert_true(f.said.len > LIMIT_TERM_NOTE && f.said.len < 3 * LIMIT_TERM_NOTE);
	fixture_close(&f);
}

/* ---- palettes ---- */

static colour_t any_colour(struct rng rng)
{
	return rng_below(rng, 2) == 0 ? COLOUR_DEFAULT : 0x02000000u | (uint32_t)rng_below(rng, 1 << 24);
}

static void palettes_come_back(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct palette p = {0}, back = {0};
		struct buf packed = {0};
		for (unsigned n = 0; n < PALETTE_INDEXED; n++) {
			p.indexed[n] = any_colour(rng);
		}
		for (unsigned n = 0; n <= PALETTE_CURSOR; n++) {
			p.dynamic[n] = any_colour(rng);
		}
		palette_pack(&p, &packed);
		if (packed.len > PALETTE_PACKED_MAX || palette_unpack(buf_bytes(&packed), &back) != 0 ||
		        memcmp(&p, &back, sizeof(p)) != 0 || palette_is_plain(&p)) {
			fail_msg("seed %llu", (unsigned long long)seed);
		}
		buf_finish(&packed);
	}
}

static void bad_palettes_are_refused(void **state)
{
	(void)state;
	static const uint8_t bad[][10] = {{1, 3, 0, 0, 0}, {0, 2, 0, 0, 0, 0, 1, 0, 0, 0},
	        {0, 1, 0, 0, 0, 0, 1, 0, 0, 0}, {0xff, 0xff, 1, 1, 1}};
	static const size_t lens[] = {5, 10, 10, 5};
	struct palette p = {.special = {7}};
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		assert_int_equal(palette_unpack(bytes_of(bad[i], lens[i]), &p), ERR_PROTO);
	}
	assert_int_equal(palette_unpack(bytes_of(bad[1], 4), &p), ERR_PROTO);
	assert_int_equal(p.special[0], 7);
	assert_int_equal(palette_unpack(bytes_of(NULL, 0), &p), 0);
	assert_true(palette_is_plain(&p));
}

static void palettes_change_what_shows(void **state)
{
	(void)state;
	struct palette p = {0};
	struct style s = {.fg = COLOUR_INDEX(3), .us = COLOUR_INDEX(4), .link = 9}, got;
	got = palette_style(NULL, &s);
	assert_true(style_equal(&got, &s));
	got = palette_style(&p, &s);
	assert_true(style_equal(&got, &s));
	p.indexed[3] = COLOUR_RGB(1, 2, 3);
	p.indexed[4] = COLOUR_RGB(4, 5, 6);
	p.dynamic[PALETTE_FG] = COLOUR_RGB(7, 7, 7);
	p.dynamic[PALETTE_BG] = COLOUR_RGB(8, 8, 8);
	got = palette_style(&p, &s);
	assert_int_equal(got.fg, COLOUR_RGB(1, 2, 3));
	assert_int_equal(got.bg, COLOUR_RGB(8, 8, 8));
	assert_int_equal(got.us, COLOUR_RGB(4, 5, 6));
	assert_int_equal(got.link, 9);
	s.us = COLOUR_DEFAULT; /* the colour of the text, not the default's */
	s.bg = COLOUR_RGB(9, 9, 9);
	got = palette_style(&p, &s);
	assert_int_equal(got.us, COLOUR_DEFAULT);
	assert_int_equal(got.bg, COLOUR_RGB(9, 9, 9));
}

/* ---- capabilities ---- */

/* A string of terminfo's source as the bytes that it stands for. */
static void unescape(const char *s, size_t len, struct buf *out)
{
	static const char names[] = "Eenrtbs\\,^", values[] = "\033\033\n\r\t\b \\,^";
	for (size_t i = 0; i < len; i++) {
		const char *at = s[i] == '\\' && i + 1 < len ? strchr(names, s[i + 1]) : NULL;
		if (at != NULL) {
			buf_u8(out, (uint8_t)values[at - names]);
			i++;
		} else if (s[i] == '^' && i + 1 < len) {
			buf_u8(out, s[++i] == '?' ? 0x7f : (uint8_t)(s[i] & 31));
		} else {
			buf_u8(out, (uint8_t)s[i]);
		}
	}
}

/* "name", "name#number" or "name=string". */
static void check_capability(const char *field, size_t len)
{
	size_t at = strcspn(field, "#=");
	at = at < len ? at : len;
	char *name = mem_strndup(field, at);
	const char *value = termcap_query_value(name);
	struct buf want = {0};
	if (at < len && field[at] == '#') {
		buf_printf(&want, "%ld", strtol(field + at + 1, NULL, 0));
	} else if (at < len) {
		unescape(field + at + 1, len - at - 1, &want);
	}
	if (value == NULL || strcmp(value, buf_str(&want)) != 0) {
		fail_msg("%s: terminfo has \"%s\", the table \"%s\"", name, buf_str(&want),
		        value != NULL ? value : "nothing");
	}
	buf_finish(&want);
	free(name);
}

static bool is_ours(const char *line)
{
	static const char *const entries[] = {"mux+base|", "mux+keys|", "mux-256color|"};
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		if (strncmp(line, entries[i], strlen(entries[i])) == 0) {
			return true;
		}
	}
	return false;
}

static size_t check_line(const char *line)
{
	size_t count = 0;
	const char *at = line;
	while (*(at += strspn(at, " \t\n")) != '\0') {
		size_t len = 0;
		while (at[len] != ',' && at[len] != '\n' && at[len] != '\0') {
			len += at[len] == '\\' && at[len + 1] != '\0' ? 2 : 1;
		}
		if (len > 0 && strncmp(at, "use=", 4) != 0) {
			check_capability(at, len);
			count++;
		}
		at += at[len] != '\0' ? len + 1 : len;
	}
	return count;
}

static void the_table_says_what_terminfo_says(void **state)
{
	(void)state;
	const char *dir = getenv("MUX_SOURCE");
	char *path = mem_printf("%s/window/mux.terminfo", dir != NULL ? dir : "."), line[512];
	FILE *f = fopen(path, "r");
	bool ours = false;
	size_t count = 0;
	if (f == NULL) {
		fail_msg("%s cannot be read: set MUX_SOURCE", path);
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		if (line[0] == '#') {
			continue;
		}
		if (line[0] != '\t') {
			ours = is_ours(line);
		} else if (ours) {
			count += check_line(line);
		}
	}
	fclose(f);
	free(path);
	assert_true(count > 200);
	assert_string_equal(termcap_query_value("Co"), "256");
	assert_string_equal(termcap_query_value("ku"), "\033OA");
	assert_null(termcap_query_value(""));
	assert_null(termcap_query_value("zz"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_title_of_a_megabyte_is_cut),
		cmocka_unit_test(a_title_is_cut_between_characters),
		cmocka_unit_test(strings_without_an_end_are_bounded),
		cmocka_unit_test(hyperlinks_are_bounded),
		cmocka_unit_test(a_question_has_bounded_answers),
		cmocka_unit_test(messages_in_chunks_are_bounded),
		cmocka_unit_test(palettes_come_back),
		cmocka_unit_test(bad_palettes_are_refused),
		cmocka_unit_test(palettes_change_what_shows),
		cmocka_unit_test(the_table_says_what_terminfo_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
