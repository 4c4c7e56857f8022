/* tests/unit/layout/string_test.c -- layout strings: what tmux 3.3a wrote and took, and garbage. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/err.h"
#include "base/rng.h"
#include "layout/limits.h"
#include "layout/string.h"

/* Adds the checksum; NULL in `want`: the same cells come back. */
static void check(const char *cells, int error, const char *want)
{
	struct buf text = {0}, again = {0};
	struct layout *l = NULL;
	buf_printf(&text, "%04x,%s", layout_checksum(bytes_str(cells)), cells);
	int r = layout_parse(buf_str(&text), &l);
	if (r != error || (r < 0) != (l == NULL)) {
		fail_msg("%s: %d, not %d", cells, r, error);
	}
	if (r == 0) {
		layout_dump(l, &again);
		assert_string_equal(buf_str(&again) + 5, want != NULL ? want : cells);
	}
	layout_free(l);
	buf_finish(&again);
	buf_finish(&text);
}

static void test_checksums_as_recorded(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"bb62,159x48,0,0{79x48,0,0,79x48,80,0}",
		"020a,80x24,0,0{40x24,0,0,1,39x24,41,0,2}",
		"419a,80x24,0,0[80x12,0,0,1,80x11,0,13,2]",
		"50f2,80x30,0,0{78x30,0,0,0,1x30,79,0[1x14,79,0,1,1x15,79,15,2]}",
		"c900,80x30,0,0[80x14,0,0{39x14,0,0,0,40x14,40,0,1},80x15,0,15,2]",
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct layout *l = NULL;
		assert_int_equal(layout_parse(rows[i], &l), 0);
		layout_free(l);
	}
}

static void test_takes_what_tmux_takes(void **state)
{
	(void)state;
	check("80x24,0,0{40x24,0,0,1,39x24,41,0,2}", 0, NULL);
	check("80x24,0,0,0", 0, NULL);
	check("80x24,0,0,4294967295", 0, NULL);
	/* No ids, some ids, twins: numbered in order. */
	check("80x24,0,0", 0, "80x24,0,0,0");
	check("80x24,0,0{40x24,0,0,39x24,41,0}", 0, "80x24,0,0{40x24,0,0,0,39x24,41,0,1}");
	check("80x24,0,0{40x24,0,0,5,39x24,41,0}", 0, "80x24,0,0{40x24,0,0,0,39x24,41,0,1}");
	check("80x24,0,0{40x24,0,0,5,39x24,41,0,5}", 0, "80x24,0,0{40x24,0,0,0,39x24,41,0,1}");
	/* Wrong places and a wrong size of the whole are put right. */
	check("80x24,0,0{40x24,5,5,7,39x24,0,0,9}", 0, "80x24,0,0{40x24,0,0,7,39x24,41,0,9}");
	check("90x30,0,0{40x24,0,0,7,39x24,41,0,9}", 0, "80x24,0,0{40x24,0,0,7,39x24,41,0,9}");
	/* A split in a split of the same axis stays; a split of one is that one. */
	check("80x24,0,0{40x24,0,0,1,39x24,41,0{19x24,41,0,2,19x24,61,0,3}}", 0, NULL);
	check("80x24,0,0{80x24,0,0,3}", 0, "80x24,0,0,3");
	check("80x24,0,0[80x12,0,0[80x12,0,0,1],80x11,0,13,2]", 0,
		"80x24,0,0[80x12,0,0,1,80x11,0,13,2]");
}

static void test_refuses_the_rest(void **state)
{
	(void)state;
	check("80x24,0,0{40x24,0,0,38x23,41,0}", ERR_NOSPACE, NULL);
	check("80x24,0,0{40x24,0,0,39x24,41,0[39x12,41,0,39x10,41,13]}", ERR_NOSPACE, NULL);
	check("80x24,0,0{9000x24,0,0,9000x24,0,0}", ERR_NOSPACE, NULL);
	check("80x24,0,0{40x24,0,0,39x24,41,0", ERR_ARG, NULL);
	check("80x24,0,0{40x24,0,0,39x24,41,0]", ERR_ARG, NULL);
	check("80x24,0,0{40x24,0,0,39x24,41,0}x", ERR_ARG, NULL);
	check("80x24,0,0{40x24,0,0,0x24,41,0,38x24,0,0}", ERR_ARG, NULL);
	check("80x24,0,0{}", ERR_ARG, NULL);
	check("80x24,0,0{,}", ERR_ARG, NULL);
	check("80x24,0,0,", ERR_ARG, NULL);
	check("80x24,0,0,1,", ERR_ARG, NULL);
	check("80x24,0,0,4294967296", ERR_ARG, NULL);
	check("10001x24,0,0,1", ERR_ARG, NULL);
	check("99999999999999999999x24,0,0,1", ERR_ARG, NULL);
	check("80x24,-1,0,1", ERR_ARG, NULL);
	check("80x,0,0,1", ERR_ARG, NULL);
	check("", ERR_ARG, NULL);
	struct layout *l = NULL;
	assert_int_equal(layout_parse("", &l), ERR_ARG);
	assert_int_equal(layout_parse("020b,80x24,0,0{40x24,0,0,1,39x24,41,0,2}", &l), ERR_ARG);
	assert_int_equal(layout_parse("020a", &l), ERR_ARG);
	assert_int_equal(layout_parse("tiled", &l), ERR_ARG);
	assert_null(l);
}

/* `depth` splits of one around a leaf. */
static void check_nested(int depth, int error)
{
	struct buf cells = {0};
	for (int i = 0; i < depth; i++) {
		buf_puts(&cells, "1x1,0,0{");
	}
	buf_puts(&cells, "1x1,0,0");
	for (int i = 0; i < depth; i++) {
		buf_puts(&cells, "}");
	}
	check(buf_str(&cells), error, "1x1,0,0,0");
	buf_finish(&cells);
}

static void check_wide(int leaves, int error)
{
	struct buf cells = {0};
	buf_printf(&cells, "%dx1,0,0{", leaves * 2 - 1);
	for (int i = 0; i < leaves; i++) {
		buf_printf(&cells, "1x1,%d,0,%d%s", i * 2, i, i + 1 < leaves ? "," : "}");
	}
	check(buf_str(&cells), error, NULL);
	buf_finish(&cells);
}

static void test_keeps_to_its_limits(void **state)
{
	(void)state;
	check_nested(LIMIT_LAYOUT_DEPTH, 0);
	check_nested(LIMIT_LAYOUT_DEPTH + 1, ERR_LIMIT);
	check_nested(2000, ERR_LIMIT);
	check_wide(LIMIT_LAYOUT_LEAVES, 0);
	check_wide(LIMIT_LAYOUT_LEAVES + 1, ERR_LIMIT);
	check_wide(4000, ERR_LIMIT);
}

static void test_total_on_damage(void **state)
{
	(void)state;
	static const char whole[] =
		"120x40,0,0{80x40,0,0,4,39x40,81,0[39x10,81,0,1,39x9,81,11,2,39x19,81,21,3]}";
	static const char alphabet[] = "0123456789x,{}[]";
	unsigned taken = 0;
	for (uint64_t seed = 1; seed <= 20000; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		char cells[sizeof(whole)], text[sizeof(whole) + 5];
		memcpy(cells, whole, sizeof(whole));
		for (uint64_t n = rng_below(rng, 3); n < 3; n++) {
			cells[rng_below(rng, sizeof(whole) - 1)] = alphabet[rng_below(rng, 16)];
		}
		static const char digits[] = "0123456789abcdef";
		unsigned sum = layout_checksum(bytes_str(cells));
		for (unsigned i = 0; i < 4; i++) {
			text[i] = digits[sum >> (12 - 4 * i) & 15];
		}
		text[4] = ',';
		memcpy(text + 5, cells, sizeof(cells));
		struct layout *l = NULL, *again = NULL;
		if (layout_parse(text, &l) == 0) {
			struct buf dump = {0};
			taken++;
			layout_dump(l, &dump);
			if (layout_parse(buf_str(&dump), &again) != 0 || !layout_equal(l, again)) {
				fail_msg("seed %llu: %s", (unsigned long long)seed, text);
			}
			buf_finish(&dump);
		}
		layout_free(l);
		layout_free(again);
	}
	assert_in_range(taken, 100, 19900);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_checksums_as_recorded),
		cmocka_unit_test(test_takes_what_tmux_takes),
		cmocka_unit_test(test_refuses_the_rest),
		cmocka_unit_test(test_keeps_to_its_limits),
		cmocka_unit_test(test_total_on_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
