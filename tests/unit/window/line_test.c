/* tests/unit/window/line_test.c -- lines: the log of changes, whole characters, text. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/rng.h"
#include "window/line.h"

/* The span since any base covers every touch after it; it is exact while the log reaches. */
static void the_log_never_forgets_a_change(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct line *l = line_new(1);
		uint64_t rev = 1 + rng_below(r, 5);
		const uint64_t born = l->log_from = rev;
		struct {
			uint64_t rev;
			struct span span;
		} all[40];
		for (size_t i = 0; i < 40; i++) {
			rev += rng_below(r, 3) + (rng_below(r, 60) == 0 ? 5000000000u : 0);
			uint16_t lo = (uint16_t)rng_below(r, 80), hi = (uint16_t)(lo + rng_below(r, 10));
			all[i].rev = rev;
			all[i].span = (struct span){lo, hi};
			line_touch(l, rev, lo, hi);
			assert_true(l->version == rev);
			for (size_t b = 0; b < 2 * i + 2; b++) { /* at and before each change */
				uint64_t base = b < 2 * i ? all[b / 2].rev - b % 2 : rev - b % 2;
				struct span s = line_span_since(l, base), want = {UINT16_MAX, 0};
				for (size_t k = 0; k <= i; k++) {
					if (all[k].rev > base && all[k].span.lo < all[k].span.hi) {
						want.lo = all[k].span.lo < want.lo ? all[k].span.lo : want.lo;
						want.hi = all[k].span.hi > want.hi ? all[k].span.hi : want.hi;
					}
				}
				bool whole = s.lo == 0 && s.hi == UINT16_MAX;
				bool exact = want.lo < want.hi ? s.lo == want.lo && s.hi == want.hi : s.lo >= s.hi;
				if (!(whole || exact) || (base >= l->log_from && !exact)) {
					fail_msg("seed %llu base %llu", (unsigned long long)seed,
						(unsigned long long)base);
				}
			}
		}
		assert_true(line_span_since(l, born - 1).hi == UINT16_MAX);
		line_free(l);
	}
}

static void put(struct line *l, uint16_t x, uint32_t text, uint8_t width)
{
	struct cell *c = line_reserve(l, (uint16_t)(x + width));
	c[x] = (struct cell){.text = text, .width = width};
	if (width == 2) {
		c[x + 1] = (struct cell){0};
	}
}

static void reserving_and_trimming(void **state)
{
	(void)state;
	struct line *l = line_new(1);
	l->fill = 3;
	put(l, 5, 'a', 1);
	assert_int_equal(l->len, 6);
	assert_int_equal(l->cells[2].style, 3);
	assert_int_equal(l->cells[2].width, 1);
	line_reserve(l, 200);
	assert_int_equal(l->len, 200);
	line_trim(l);
	assert_int_equal(l->len, 6);
	assert_int_equal(line_cell(l, 100).style, 3);
	line_clear(l, 0);
	assert_int_equal(l->len, 0);
	line_free(l);
	line_free(NULL);
}

static void copies_are_equal(void **state)
{
	(void)state;
	struct line *a = line_new(1), *b = line_new(2);
	put(a, 0, 0x6f22, 2);
	put(a, 2, 'x', 1);
	a->wrapped = true;
	assert_false(line_equal_content(a, b));
	line_copy(b, a);
	assert_true(line_equal_content(a, b));
	assert_int_equal(b->id, 2);
	b->mark = LINE_MARK_PROMPT;
	assert_false(line_equal_content(a, b));
	line_free(a);
	line_free(b);
}

static void spans_hold_whole_characters(void **state)
{
	(void)state;
	static const struct {
		struct span in, out;
	} rows[] = {
		{{0, 1}, {0, 1}}, {{1, 2}, {1, 3}}, {{2, 3}, {1, 3}}, {{2, 5}, {1, 6}}, {{3, 4}, {3, 4}},
		{{0, 6}, {0, 6}}, {{2, 2}, {2, 2}}, {{0, UINT16_MAX}, {0, UINT16_MAX}}, {{7, 9}, {7, 9}},
	};
	struct line *l = line_new(1);
	put(l, 0, 'a', 1);
	put(l, 1, 0x6f22, 2);
	put(l, 3, 'b', 1);
	put(l, 4, 0x5b57, 2);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span s = line_whole(l, rows[i].in);
		if (s.lo != rows[i].out.lo || s.hi != rows[i].out.hi) {
			fail_msg("row %zu: %u..%u", i, s.lo, s.hi);
		}
	}
	line_free(l);
}

static void text_of_columns(void **state)
{
	(void)state;
	struct pool *p = pool_new();
	struct line *l = line_new(1);
	put(l, 0, 'a', 1);
	put(l, 2, 0x6f22, 2);
	put(l, 4, pool_text(p, "e\xcc\x81", 3), 1);
	put(l, 5, ' ', 1);
	static const struct {
		uint16_t lo, hi;
		bool trim;
		const char *text;
	} rows[] = {
		{0, UINT16_MAX, true, "a 漢e\xcc\x81"}, {0, UINT16_MAX, false, "a 漢e\xcc\x81 "},
		{0, 8, false, "a 漢e\xcc\x81   "}, {1, 4, false, " 漢"}, {3, 5, false, "e\xcc\x81"},
		{0, 2, true, "a"}, {6, 9, true, ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = {0};
		line_text(l, p, rows[i].lo, rows[i].hi, rows[i].trim, &out);
		assert_string_equal(buf_str(&out), rows[i].text);
		buf_finish(&out);
	}
	line_free(l);
	pool_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_log_never_forgets_a_change),
		cmocka_unit_test(reserving_and_trimming),
		cmocka_unit_test(copies_are_equal),
		cmocka_unit_test(spans_hold_whole_characters),
		cmocka_unit_test(text_of_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
