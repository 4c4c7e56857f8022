/* tests/unit/window/flood_test.c -- lines that pass through a screen leave what printed ones leave. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/unit/window/term_support.h"

enum { SEEDS = 300 };

/* Text, most of it short lines, and now and then something that a flood must not run over. */
static void random_flood(struct rng r, struct buf *out)
{
	static const char *const others[] = {"\033[31m", "\033[m", "\t", "\033[2;3r", "\033[r\033[99;1H",
	        "\033[44m", "\n", "\033[?1049h", "\033[?1049l\033[99;1H", "\033(0", "\033(B", "\xe6\xbc\xa2",
	        "\033[4h", "\033[4l", "\033]133;A\a", "\033[H", "\xcc\x81", "\033[?7l", "\033[?7h", "\r"};
	uint64_t usual = rng_below(r, 12), rare = 20 + rng_below(r, 200);
	for (uint64_t n = rng_below(r, 500); n > 0; n--) {
		uint64_t len = rng_below(r, 30) == 0 ? rng_below(r, 60) : rng_below(r, usual + 1);
		for (; len > 0; len--) {
			buf_u8(out, (uint8_t)(0x20 + rng_below(r, 0x5f)));
		}
		if (rng_below(r, rare) == 0) {
			buf_puts(out, others[rng_below(r, sizeof(others) / sizeof(others[0]))]);
		}
		buf_puts(out, "\r\n");
	}
}

/* The lines of both have the same ids, and were changed or not alike. */
static void check_ids(const struct term *a, const struct term *b, uint64_t seed)
{
	struct term_scrolled x[256], y[256];
	size_t n = term_scrolled(a, x, 256);
	if (n != term_scrolled(b, y, 256)) {
		fail_msg("seed %llu: not as many left", (unsigned long long)seed);
	}
	for (size_t i = 0; i < n; i++) {
		if (x[i].id != y[i].id || x[i].number != y[i].number ||
		        (x[i].version == 0) != (y[i].version == 0) ||
		        x[i].version > term_revision(a)) {
			fail_msg("seed %llu: the %zuth that left", (unsigned long long)seed, i);
		}
	}
	for (uint16_t row = 0; row < term_size(a).rows; row++) {
		const struct line *l = term_row(a, row), *m = term_row(b, row);
		if (l->id != m->id || (l->version == 0) != (m->version == 0)) {
			fail_msg("seed %llu: the line of row %u", (unsigned long long)seed, row);
		}
	}
}

static void check_history(struct term *a, struct term *b, uint64_t seed)
{
	const struct history *h = term_history(a), *i = term_history(b);
	if (history_first(h) != history_first(i) || history_next(h) != history_next(i) ||
	        history_count(h) != history_count(i)) {
		fail_msg("seed %llu: the extent of the history", (unsigned long long)seed);
	}
	for (uint64_t n = history_first(h); n < history_next(h); n++) {
		struct bytes p = {0}, q = {0};
		bool has = history_packed(term_history(a), n, &p);
		if (has != history_packed(term_history(b), n, &q) || p.len != q.len ||
		        (p.len > 0 && memcmp(p.data, q.data, p.len) != 0)) {
			fail_msg("seed %llu: record %llu", (unsigned long long)seed, (unsigned long long)n);
		}
	}
}

static void lines_that_pass_leave_what_printed_ones_leave(void **state)
{
	static const size_t limits[] = {0, 1, 100, 128, 1000, 100000};
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct term_cfg cfg = {.size = {(uint16_t)(1 + rng_below(r, 40)), (uint16_t)(1 + rng_below(r, 6))},
		        .history_limit = limits[rng_below(r, sizeof(limits) / sizeof(limits[0]))]};
		struct term *whole = term_new(&cfg), *parts = term_new(&cfg);
		for (int i = 0; i < 6; i++) {
			struct buf text = {0};
			random_flood(r, &text);
			term_write(whole, buf_bytes(&text));
			for (size_t k = 0; k < text.len; k++) {
				term_write(parts, bytes_of(text.data + k, 1));
			}
			buf_finish(&text);
			check_same(whole, parts, seed);
			check_ids(whole, parts, seed);
			check_history(whole, parts, seed);
		}
		term_free(whole);
		term_free(parts);
	}
}

/* What they cost: no cells, so that a flood takes no memory but its history's. */
static void a_flood_is_taken_whole(void **state)
{
	(void)state;
	struct buf text = {0};
	for (int i = 0; i < 3000; i++) {
		buf_printf(&text, "%d\r\n", i);
	}
	struct term *t = term_new(&(struct term_cfg){.size = {80, 24}, .history_limit = 2000});
	term_write(t, buf_bytes(&text));
	assert_int_equal(history_next(term_history(t)), 3000 - 23);
	assert_int_equal(history_first(term_history(t)), 3000 - 23 - 2000);
	assert_int_equal(term_revision(t), 2); /* one of its start, one batch */
	struct line *l = line_new(0);
	struct buf out = {0};
	assert_true(history_get(term_history(t), 1234, term_pool(t), l));
	line_text(l, term_pool(t), 0, UINT16_MAX, true, &out);
	assert_string_equal(buf_str(&out), "1234");
	buf_clear(&out);
	line_text(term_row(t, 0), term_pool(t), 0, UINT16_MAX, true, &out);
	assert_string_equal(buf_str(&out), "2977");
	line_free(l);
	buf_finish(&out);
	buf_finish(&text);
	term_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_that_pass_leave_what_printed_ones_leave),
		cmocka_unit_test(a_flood_is_taken_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
