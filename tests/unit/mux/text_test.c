/* tests/unit/mux/text_test.c -- cleaned text is valid, and valid text is left as it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "mux/text.h"

static const char *const pieces[] = {"a", "\n", "\t", "\x1b[1m", "\xc2\x85", "\xc2\xa0", "\xff",
	"\xe2\x82\xac", "\xe2\x82", "\xf0\x9f\x98\x80", "\xed\xa0\x80", "\xc0\x80", "\x7f",
	"\xef\xbf\xbd", "z"};

static void test_clean_is_valid(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 500; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct buf in = {0};
		for (size_t n = (size_t)rng_below(rng, 20); n > 0; n--) {
			buf_puts(&in, pieces[rng_below(rng, sizeof(pieces) / sizeof(pieces[0]))]);
		}
		for (int kind = TEXT_LINE; kind <= TEXT_RAW; kind++) {
			struct buf once = {0}, twice = {0};
			size_t limit = (size_t)rng_below(rng, 40);
			text_clean(buf_bytes(&in), (enum text_kind)kind, limit, &once);
			text_clean(buf_bytes(&once), (enum text_kind)kind, limit, &twice);
			if (once.len > limit || !text_is_valid(buf_bytes(&once), (enum text_kind)kind) ||
				!bytes_equal(buf_bytes(&once), buf_bytes(&twice))) {
				fail_msg("seed %llu kind %d", (unsigned long long)seed, kind);
			}
			buf_finish(&once);
			buf_finish(&twice);
		}
		buf_finish(&in);
	}
}

static void test_kinds(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t len;
		bool line, lines, raw;
	} rows[] = {
		{"", 0, true, true, true}, {"a b~", 4, true, true, true}, {"a\nb\t", 4, false, true, true},
		{"a\rb", 3, false, false, true}, {"a\0b", 3, false, false, true},
		{"\x7f", 1, false, false, true},
		{"\xc2\x9b", 2, false, false, true}, {"\xc2\xa0", 2, true, true, true},
		{"\xef\xbf\xbd", 3, true, true, true}, {"\xff", 1, false, false, false},
		{"\xe2\x82", 2, false, false, false}, {"\xed\xa0\x80", 3, false, false, false},
		{"\xc0\xaf", 2, false, false, false}, {"\xf4\x90\x80\x80", 4, false, false, false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes b = bytes_of(rows[i].text, rows[i].len);
		assert_int_equal(text_is_valid(b, TEXT_LINE), rows[i].line);
		assert_int_equal(text_is_valid(b, TEXT_LINES), rows[i].lines);
		assert_int_equal(text_is_valid(b, TEXT_RAW), rows[i].raw);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean_is_valid),
		cmocka_unit_test(test_kinds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
